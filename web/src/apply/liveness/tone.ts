/** A soft tone and a short buzz, for who cannot look: their head is turned, or their eyes are closed. */
export class Tone {
  private context: AudioContext | undefined;

  /** Browsers make a sound only after a person has pressed something: called when they do. */
  wake(): void {
    this.context ??= new AudioContext();
    void this.context.resume();
  }

  sound(): void {
    navigator.vibrate?.(60);
    if (!this.context) return;
    const { currentTime: now, destination } = this.context;
    const [tone, loudness] = [this.context.createOscillator(), this.context.createGain()];
    tone.frequency.value = 660;
    loudness.gain.setValueAtTime(0, now);
    loudness.gain.linearRampToValueAtTime(0.12, now + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.001, now + 0.28);
    tone.connect(loudness).connect(destination);
    tone.start(now);
    tone.stop(now + 0.3);
  }

  close(): void {
    void this.context?.close();
  }
}
