import { Api, Trouble } from '../base/api.ts';
import { patience, pause } from '../base/patience.ts';
import { languages, type Language } from '../base/settings.svelte.ts';
import type { Session } from '../base/types.ts';
import { settings } from './settings.svelte.ts';
import type { Exchange } from './types.ts';

/** Where the page stands. */
export type Phase = 'welcome' | 'number' | 'open' | 'handed' | 'closed';

/** How often a phone asks whether its number has been typed, in milliseconds. */
const PERIOD = 1000;

/** With the browser's own cookie, which no script can read. */
export const api = new Api();

/** This browser's visit to one session: by a link's code, exchanged once, or after a reload by the cookie alone. */
class Visit {
  phase = $state<Phase>('welcome');
  /** Why the page is closed, by its code. */
  problem = $state('');
  /** The two digits that a phone shows. */
  number = $state('');
  session = $state('');
  /** The session as it was last seen; a page that handed over sees its progress alone. */
  seen = $state<Session | undefined>();
  private code = '';

  constructor() {
    const named = new URLSearchParams(location.hash.slice(1));
    this.code = named.get('c') ?? '';
    this.session = named.get('s') ?? '';
    if (!this.code) void this.resume();
  }

  get path(): string {
    return `/v1/sessions/${this.session}`;
  }

  /** Exchanges the code. A person does that by a button, so that nothing which only opens links ever spends one. */
  async begin(): Promise<void> {
    try {
      const { session, locale, number } = await api.post<Exchange>('/v1/capture-links/exchange', { code: this.code });
      this.code = '';
      this.session = session;
      // Neither the code nor the way back to it stays in the address.
      history.replaceState(null, '', `#s=${session}`);
      this.speak(locale);
      this.number = number ?? '';
      if (number) await this.wait();
      else this.phase = 'open';
    } catch (error) {
      this.close(error);
    }
  }

  speak(locale: string): void {
    const language = locale.slice(0, 2);
    if (language in languages) settings.language = language as Language;
  }

  /** What a problem means for the page: whether it was one that closes it. */
  close(error: unknown): boolean {
    if (!(error instanceof Trouble)) return false;
    const { status, code } = error.problem;
    if (code === 'handed_over') {
      this.phase = 'handed';
      return true;
    }
    const closes = [401, 404, 410].includes(status) || code === 'hand_over_refused';
    if (closes || this.phase === 'welcome') {
      this.problem = code;
      this.phase = 'closed';
    }
    return closes;
  }

  private async resume(): Promise<void> {
    if (!this.session) {
      this.problem = 'no_link';
      this.phase = 'closed';
      return;
    }
    try {
      this.seen = await api.get<Session>(this.path);
      // Whoever may see no more than the progress gets no profile.
      this.phase = this.seen.profile ? 'open' : 'handed';
      this.speak(this.seen.locale);
    } catch (error) {
      if (error instanceof Trouble && error.problem.code === 'hand_over_waiting') await this.wait();
      else this.close(error);
    }
  }

  /** Waits, on a phone, for its number to be typed on the page that hands over. */
  private async wait(): Promise<void> {
    this.phase = 'number';
    const never = new AbortController().signal;
    for (let failures = 0; this.phase === 'number'; ) {
      try {
        this.seen = await api.get<Session>(this.path);
        this.phase = 'open';
        return;
      } catch (error) {
        const waiting = error instanceof Trouble && error.problem.code === 'hand_over_waiting';
        const lost = error instanceof Trouble && (error.unreachable || error.problem.retryable);
        failures = lost ? failures + 1 : 0;
        if (!waiting && !lost) {
          const over = error instanceof Trouble && error.problem.code === 'visit_ended';
          this.close(error);
          if (over) this.problem = 'hand_over_ended';
          return;
        }
      }
      await pause(failures ? patience(failures) : PERIOD, never);
    }
  }
}

export const visit = new Visit();
