/** Whether the call is ours. While it is `shaky` only the service knows; `lost` is for good. */
export type Hold = 'held' | 'shaky' | 'lost';

/** What became of a beat. */
export type Beat = 'renewed' | 'unanswered' | 'lost';

/** How often the lease is renewed, and how soon again when the service did not answer, in milliseconds. */
export interface Rhythm {
  every: number;
  soon: number;
}

/** The lease lasts thirty seconds by default: one beat may fail, and another. */
const RHYTHM: Rhythm = { every: 10_000, soon: 2_000 };

/** The hold on a call: renewed while the page lives, given up at once when the service says that it is another's. */
export class Lease {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private hold: Hold = 'held';

  constructor(
    private readonly beat: () => Promise<Beat>,
    private readonly changed: (hold: Hold) => void,
    private readonly rhythm: Rhythm = RHYTHM,
  ) {}

  start(): void {
    this.timer = setTimeout(() => void this.renew(), this.rhythm.every);
  }

  /** Nothing is renewed any more; the hold runs out, or was given back. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Somebody else holds the call. */
  lose(): void {
    this.stop();
    this.turn('lost');
  }

  private async renew(): Promise<void> {
    const timer = this.timer;
    const beat = await this.beat();
    // Stopped, or lost, while the answer was on its way.
    if (this.timer !== timer || timer === undefined) return;
    if (beat === 'lost') return this.lose();
    this.turn(beat === 'renewed' ? 'held' : 'shaky');
    this.timer = setTimeout(() => void this.renew(), beat === 'renewed' ? this.rhythm.every : this.rhythm.soon);
  }

  private turn(to: Hold): void {
    if (this.hold === to || this.hold === 'lost') return;
    this.hold = to;
    this.changed(to);
  }
}
