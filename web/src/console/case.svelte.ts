import { Trouble } from '../base/api.ts';
import type { Happening, Inspection, Review, Session, Shows, StepName } from '../base/types.ts';
import { patience, pause } from '../base/patience.ts';
import type { Recording } from './call/playback.ts';
import { person } from './person.svelte.ts';

export type Word = 'approve' | 'decline' | 'send_back' | 'confirm' | 'veto';

/** How often a hold is renewed while somebody looks at the page, in milliseconds. */
const RENEWAL = 120_000;

/** One application in the hands of one member of staff. */
export class Case {
  session = $state<Session | undefined>();
  review = $state<Review | undefined>();
  history = $state<Happening[] | undefined>();
  inspection = $state<Inspection | undefined>();
  /** What is on record of the case's calls. */
  recordings = $state<Recording[] | undefined>();
  /** The code of what keeps it from being heard. */
  unheard = $state('');
  /** The code of what keeps the case from being worked on. */
  problem = $state('');
  lost = $state(false);
  /** Set once this person has said their word: the hold is given back then. */
  done = $state(false);
  private quiet = false;
  private readonly stop = new AbortController();

  constructor(readonly id: string) {}

  /** Takes the hold, then follows the session until the page is left. */
  async open(): Promise<void> {
    if (!(await this.claim())) return;
    void this.lookCloser();
    void this.renew();
    await this.follow();
  }

  leave(): void {
    this.stop.abort();
  }

  picture(shows: Shows): string | undefined {
    const id = this.session?.evidence?.find((one) => one.shows === shows)?.id;
    return id && `/v1/sessions/${this.id}/evidence/${id}`;
  }

  /** Whether the applicant agrees to this purpose, by what they said last. */
  agreed(purpose: string): boolean {
    const said = this.history?.filter(({ leaf: { event } }) => /^consent_(given|refused)$/.test(event.kind) && event['purpose'] === purpose);
    return said?.at(-1)?.leaf.event.kind === 'consent_given';
  }

  /** Where pictures of a call lie, in the order they were taken. */
  get snapshots(): string[] {
    return (this.session?.evidence ?? []).filter((one) => one.shows === 'call_snapshot').map((one) => `/v1/sessions/${this.id}/evidence/${one.id}`);
  }

  /** Records a verdict on the version that was seen; the problem's code if it was not taken. */
  async say(verdict: Word, reason: string, step?: StepName): Promise<string> {
    const seen = { 'if-match': `"${this.session?.version}"` };
    const said = step ? { verdict, reason, step } : { verdict, reason };
    try {
      this.session = await person.api.post<Session>(`/v1/reviews/${this.id}/verdict`, said, seen);
      this.done = true;
      this.stop.abort();
      return '';
    } catch (error) {
      return this.code(error);
    }
  }

  async claim(): Promise<boolean> {
    try {
      this.take(await person.api.post<Session>(`/v1/reviews/${this.id}/claim`));
      this.problem = '';
      return true;
    } catch (error) {
      this.problem = this.code(error);
      return false;
    }
  }

  private async follow(): Promise<void> {
    const { signal } = this.stop;
    for (let failures = 0; !signal.aborted; ) {
      try {
        this.lost = failures > 0;
        const path = `/v1/sessions/${this.id}/events`;
        await person.api.follow(path, this.session?.version ?? 0, (session) => this.take(session), signal);
        failures = 0;
      } catch (error) {
        const code = this.code(error);
        if (signal.aborted) return;
        failures += 1;
        if (error instanceof Trouble && (error.unreachable || error.problem.retryable)) this.lost = true;
        // A hold that ran out while the connection was lost may still be free.
        else if (code !== 'not_claimed' || !(await this.claim())) return void (this.problem ||= code);
      }
      await pause(patience(failures), signal);
    }
  }

  private take(session: Session): void {
    const changed = session.version !== this.session?.version || this.history === undefined;
    this.session = session;
    this.review = session.review ?? this.review;
    this.lost = false;
    if (changed && !this.quiet) void this.recount();
  }

  /** While a call is recorded each piece moves the session: what happened is asked for again when that is over. */
  hush(is: 'quiet' | 'loud'): void {
    const was = this.quiet;
    this.quiet = is === 'quiet';
    if (was && !this.quiet) void this.recount();
  }

  private async recount(): Promise<void> {
    try {
      this.history = await person.api.get<Happening[]>(`/v1/reviews/${this.id}/history`, this.stop.signal);
    } catch (error) {
      this.code(error);
    }
  }

  /** Asks what is on record. */
  async listen(): Promise<void> {
    try {
      this.recordings = await person.api.get<Recording[]>(`/v1/sessions/${this.id}/recordings`, this.stop.signal);
      this.unheard = '';
    } catch (error) {
      this.unheard = this.code(error);
    }
  }

  private async lookCloser(): Promise<void> {
    try {
      this.inspection = await person.api.get<Inspection>(`/v1/reviews/${this.id}/inspection`, this.stop.signal);
    } catch (error) {
      this.code(error);
      this.inspection = { measured: [] };
    }
  }

  private async renew(): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      await pause(RENEWAL, signal);
      if (!signal.aborted && document.visibilityState === 'visible' && !this.lost) await this.claim();
    }
  }

  private code(error: unknown): string {
    if (!(error instanceof Trouble)) return this.stop.signal.aborted ? '' : 'internal';
    if (error.problem.status === 401) person.ended = true;
    return error.problem.code;
  }
}
