import type { Receipt, Recorded } from './types.ts';

/** A piece of the recording that waits to be sent. */
export interface Piece {
  bytes: Blob;
  /** Milliseconds from the connection to its beginning, by this page's clock. */
  begins: number;
}

/** What became of sending a piece. */
export type Sent =
  | { is: 'kept'; receipt: Receipt }
  /** It may work later: the line is lost, or the service is busy. */
  | { is: 'later' }
  /** The number is another piece's: so many are there. */
  | { is: 'taken'; segments: number }
  /** No recorder can help it: the code says why. */
  | { is: 'refused'; code: string };

export type Send = (number: number, piece: Piece) => Promise<Sent>;

/** A piece on its own may be wrong; what the others are refused for holds for all that follow. */
const OF_ONE_PIECE = ['not_a_recording', 'segment_misplaced', 'body_too_long'];

/**
 * The pieces of a recording on their way: one at a time, in order, each kept until it is acknowledged and sent again until
 * then. Numbers go on where the service left off, so a page that was reloaded begins a new series behind a gap.
 */
export class Segments {
  private readonly waiting: Piece[] = [];
  private number: number;
  private working = false;
  private wakers: (() => void)[] = [];
  /** The code of what ended the recording. */
  ended = '';
  recorded: Recorded;

  constructor(
    from: Recorded,
    private readonly send: Send,
    private readonly tell: (segments: Segments) => void,
    private readonly wait: (failures: number) => Promise<void>,
  ) {
    this.number = from.segments + 1;
    this.recorded = from;
  }

  get pending(): number {
    return this.waiting.length;
  }

  add(piece: Piece): void {
    if (this.ended) return;
    this.waiting.push(piece);
    this.tell(this);
    if (!this.working) void this.work();
  }

  /** Gives up what is not acknowledged: the call is somebody else's. */
  end(code: string): void {
    this.ended = code;
    this.waiting.length = 0;
    this.wake();
  }

  /** Resolves once nothing waits any more. */
  async drained(): Promise<void> {
    while (this.pending > 0) await new Promise<void>((resolve) => this.wakers.push(resolve));
  }

  private async work(): Promise<void> {
    this.working = true;
    for (let failures = 0; this.waiting[0]; ) {
      const sent = await this.send(this.number, this.waiting[0]);
      if (this.ended) break;
      if (sent.is === 'later') await this.wait((failures += 1));
      else {
        failures = 0;
        this.settle(sent);
      }
      this.tell(this);
    }
    this.working = false;
    this.wake();
  }

  private settle(sent: Exclude<Sent, { is: 'later' }>): void {
    switch (sent.is) {
      case 'kept':
        this.waiting.shift();
        this.number = sent.receipt.number + 1;
        this.recorded = { segments: sent.receipt.number, recorded_ms: sent.receipt.recorded_ms, gaps: sent.receipt.gaps };
        return;
      case 'taken':
        this.number = sent.segments + 1;
        return;
      case 'refused':
        if (OF_ONE_PIECE.includes(sent.code)) this.waiting.shift();
        else this.end(sent.code);
    }
  }

  private wake(): void {
    for (const waker of this.wakers.splice(0)) waker();
    this.tell(this);
  }
}
