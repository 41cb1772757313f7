import type { Piece } from './segments.ts';

/** How long a piece is, in milliseconds: what a dying tab loses at most. */
const PIECE = 10_000;

const FORMAT = 'video/webm;codecs=vp8,opus';
const BITS_PER_SECOND = 1_500_000;

/** The pictures and voices of a call as they are now; another side, or another camera, makes others of them. */
export interface Sources {
  /** The applicant. */
  remote: MediaStream;
  /** Staff, of whom the voice is recorded. */
  own: MediaStream | undefined;
}

/**
 * Records the applicant's picture and both voices, piece by piece, each a whole file. The next recorder begins before the
 * last one ends: what both have is no harm, what neither has is a gap.
 */
export class Recorder {
  private current: MediaRecorder | undefined;
  private sources: Sources | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private sound: AudioContext | undefined;
  /** The voices of the present sources, mixed. */
  private voices: MediaStreamTrack[] | undefined;
  private done: Promise<void> = Promise.resolve();

  /** @param since milliseconds since the connection. */
  constructor(
    private readonly since: () => number,
    private readonly deliver: (piece: Piece) => void,
  ) {}

  static get possible(): boolean {
    return typeof MediaRecorder !== 'undefined' && MediaRecorder.isTypeSupported(FORMAT);
  }

  get running(): boolean {
    return this.sources !== undefined;
  }

  /** Records from now on, or goes on with other sources. */
  run(sources: Sources): void {
    if (this.sources?.remote === sources.remote && this.sources.own === sources.own) return;
    this.sources = sources;
    this.voices = undefined;
    clearInterval(this.timer);
    this.next();
    this.timer = setInterval(() => this.next(), PIECE);
  }

  /** Ends the last piece; resolves once it is delivered. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.sources = undefined;
    this.voices = undefined;
    const { sound } = this;
    this.sound = undefined;
    this.finish();
    await this.done;
    void sound?.close();
  }

  private next(): void {
    const last = this.current;
    this.current = undefined;
    const stream = this.sources && this.mixed(this.sources);
    if (stream) this.begin(stream);
    if (last?.state === 'recording') last.stop();
  }

  private finish(): void {
    if (this.current?.state === 'recording') this.current.stop();
    this.current = undefined;
  }

  private begin(stream: MediaStream): void {
    const recorder = new MediaRecorder(stream, { mimeType: FORMAT, videoBitsPerSecond: BITS_PER_SECOND });
    const before = this.done;
    // By the clock and not by the recorder's event, which comes late on a busy page.
    const begins = Math.round(this.since());
    let bytes = new Blob();
    recorder.ondataavailable = ({ data }) => (bytes = data);
    this.done = new Promise((resolve) => {
      // A recorder that fails, or whose sources end, stops too, with what it has.
      recorder.onstop = () => {
        void before.then(() => {
          if (bytes.size > 0) this.deliver({ bytes, begins });
          resolve();
        });
      };
    });
    recorder.start();
    this.current = recorder;
  }

  /** One stream of the applicant's picture and the voices of both; nothing while there is no picture. */
  private mixed({ remote, own }: Sources): MediaStream | undefined {
    const picture = remote.getVideoTracks().find((track) => track.readyState === 'live');
    if (!picture) return undefined;
    this.voices ??= this.voicesOf([remote, own]);
    return new MediaStream([picture, ...this.voices]);
  }

  /** All voices in one track; none where nobody has one. */
  private voicesOf(streams: (MediaStream | undefined)[]): MediaStreamTrack[] {
    const voices = streams.flatMap((stream) => stream?.getAudioTracks() ?? []).filter((track) => track.readyState === 'live');
    if (voices.length === 0) return [];
    this.sound ??= new AudioContext();
    void this.sound.resume();
    const both = this.sound.createMediaStreamDestination();
    for (const voice of voices) this.sound.createMediaStreamSource(new MediaStream([voice])).connect(both);
    return both.stream.getAudioTracks();
  }
}
