/** Why nobody would be seen. */
export type Away = 'closed' | 'asking' | 'denied' | 'none' | '';

/** Which way the camera looks: at the person, or away from them, at a document. */
export type Facing = 'user' | 'environment';

const SOUND: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const PICTURE: MediaTrackConstraints = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 24 } };

/** This person's camera and microphone. */
export class Devices {
  away = $state<Away>('closed');
  stream = $state<MediaStream | undefined>();
  muted = $state(false);
  /** Whether the person turned their camera off. */
  dark = $state(false);
  facing = $state<Facing>('user');
  /** Whether the person has let them be used before: then nobody is asked again. */
  granted = $state(false);
  /** Whether there is another camera to turn to. */
  several = $state(false);

  /** Asks for both; the browser asks the person. */
  async open(): Promise<void> {
    if (this.stream) return;
    this.away = 'asking';
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: SOUND, video: { ...PICTURE, facingMode: this.facing } });
      this.away = '';
      this.granted = true;
    } catch (error) {
      this.away = error instanceof DOMException && error.name === 'NotAllowedError' ? 'denied' : 'none';
      return;
    }
    this.obey();
    const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    this.several = all.filter((one) => one.kind === 'videoinput').length > 1;
  }

  close(): void {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
    this.away = 'closed';
  }

  mute(): void {
    this.muted = !this.muted;
    this.obey();
  }

  hide(): void {
    this.dark = !this.dark;
    this.obey();
  }

  /** Turns to the other camera; the new track, for whoever sends it. */
  async turn(): Promise<MediaStreamTrack | undefined> {
    const old = this.stream?.getVideoTracks()[0];
    if (!this.stream || !old) return undefined;
    const facing: Facing = this.facing === 'user' ? 'environment' : 'user';
    // Most telephones open one camera at a time.
    old.stop();
    const opened = await navigator.mediaDevices.getUserMedia({ video: { ...PICTURE, facingMode: facing } }).catch(() => undefined);
    const track = opened?.getVideoTracks()[0];
    if (!track) return undefined;
    this.facing = facing;
    this.stream = new MediaStream([...this.stream.getAudioTracks(), track]);
    this.obey();
    return track;
  }

  private obey(): void {
    for (const track of this.stream?.getAudioTracks() ?? []) track.enabled = !this.muted;
    for (const track of this.stream?.getVideoTracks() ?? []) track.enabled = !this.dark;
  }
}
