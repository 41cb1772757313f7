import type { Picture } from '../types.ts';
import { fault, measure, type Fault, type Motif } from './measure.ts';

/** Longest side of the frame that is measured, in pixels; the limits hold for it. */
const MEASURED = 640;

/** How often a frame is measured, in milliseconds. */
const PERIOD = 200;

/** How many frames in a row must say the same before the person is told: a hint that flickers is none. */
const STEADY = 2;

/** Why there is no picture to see. */
export type Away = '' | 'starting' | 'denied' | 'none';

/** The camera, for one picture: what it sees, and what is wrong with that. */
export class Lens {
  away = $state<Away>('starting');
  fault = $state<Fault | undefined>();
  /** Width of the camera's frame for its height. */
  ratio = $state(0.75);
  /** Whether anything was measured yet. */
  measured = $state(false);
  private stream: MediaStream | undefined;
  private timer = 0;
  private told: { is: Fault | undefined; times: number } = { is: undefined, times: 0 };
  private readonly canvas = document.createElement('canvas');

  constructor(private readonly picture: Picture) {}

  get motif(): Motif {
    return this.picture === 'selfie' ? 'selfie' : 'card';
  }

  /** Opens the camera onto `video`. */
  async open(video: HTMLVideoElement): Promise<void> {
    this.away = 'starting';
    if (!navigator.mediaDevices) return void (this.away = 'none');
    const facingMode = { ideal: this.motif === 'selfie' ? 'user' : 'environment' };
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode, width: { ideal: 1920 }, height: { ideal: 1440 } },
      });
    } catch (error) {
      this.away = error instanceof DOMException && error.name === 'NotAllowedError' ? 'denied' : 'none';
      return;
    }
    video.srcObject = this.stream;
    await video.play().catch(() => undefined);
    this.away = '';
    this.timer = window.setInterval(() => this.look(video), PERIOD);
  }

  close(): void {
    clearInterval(this.timer);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
  }

  /** The frame that the camera sees now, whole and as large as it is. */
  async take(video: HTMLVideoElement): Promise<Blob | undefined> {
    const { videoWidth: width, videoHeight: height } = video;
    return drawn(video, [0, 0, width, height], [width, height], 0.93);
  }

  /** The middle of that frame in this shape (width for height) and at most so high; not mirrored, whatever the page shows. */
  async glimpse(video: HTMLVideoElement, shape: number, most: number): Promise<Blob | undefined> {
    const { videoWidth, videoHeight } = video;
    const height = Math.min(videoHeight, videoWidth / shape);
    const width = height * shape;
    const scale = Math.min(1, most / height);
    const from: Area = [(videoWidth - width) / 2, (videoHeight - height) / 2, width, height];
    return drawn(video, from, [Math.round(width * scale), Math.round(height * scale)], 0.88);
  }

  private look(video: HTMLVideoElement): void {
    const { videoWidth, videoHeight } = video;
    if (!videoWidth || !videoHeight) return;
    this.ratio = videoWidth / videoHeight;
    const scale = MEASURED / Math.max(videoWidth, videoHeight);
    const [width, height] = [Math.round(videoWidth * scale), Math.round(videoHeight * scale)];
    [this.canvas.width, this.canvas.height] = [width, height];
    const context = this.canvas.getContext('2d', { willReadFrequently: true });
    if (!context) return;
    context.drawImage(video, 0, 0, width, height);
    this.tell(fault(measure(context.getImageData(0, 0, width, height)), this.motif));
  }

  private tell(is: Fault | undefined): void {
    this.told = { is, times: is === this.told.is ? this.told.times + 1 : 1 };
    if (this.told.times < STEADY) return;
    this.fault = is;
    this.measured = true;
  }
}

/** Left, top, width and height. */
type Area = [number, number, number, number];

/** Part of what a video shows at this very moment, as JPEG; nothing where it shows nothing. */
async function drawn(video: HTMLVideoElement, from: Area, [width, height]: [number, number], quality: number): Promise<Blob | undefined> {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  canvas.getContext('2d')?.drawImage(video, ...from, 0, 0, width, height);
  return (await new Promise<Blob | null>((made) => canvas.toBlob(made, 'image/jpeg', quality))) ?? undefined;
}
