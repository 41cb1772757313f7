import { Trouble } from '../../base/api.ts';
import { pause } from '../../base/patience.ts';
import { languages, type Language } from '../../base/settings.svelte.ts';
import { person } from '../person.svelte.ts';

/** How often staff on duty says so, in milliseconds; three times as long it holds by default. */
const PERIOD = 30_000;

const KEPT = 'ahlan.duty';

/** Whether this member of staff is there for calls, and in which languages. It outlives a reload, and not the tab. */
class Duty {
  on = $state(false);
  spoken = $state<Language[]>(Object.keys(languages) as Language[]);
  problem = $state('');
  private stop = new AbortController();

  constructor() {
    const kept = sessionStorage.getItem(KEPT);
    if (kept === null) return;
    this.spoken = JSON.parse(kept) as Language[];
    this.on = true;
    void this.keep();
  }

  turn(): void {
    this.on = !this.on;
    this.write();
    if (this.on) void this.keep();
    else void this.go();
  }

  /** Speaks a language in calls, or no longer; at least one of them. */
  speak(language: Language): void {
    const others = this.spoken.filter((one) => one !== language);
    const next = others.length === this.spoken.length ? [...others, language] : others;
    if (next.length === 0) return;
    this.spoken = next;
    this.write();
    if (this.on) void this.tell();
  }

  private write(): void {
    if (this.on) sessionStorage.setItem(KEPT, JSON.stringify(this.spoken));
    else sessionStorage.removeItem(KEPT);
  }

  private async keep(): Promise<void> {
    this.stop = new AbortController();
    const { signal } = this.stop;
    while (!signal.aborted) {
      if (person.token && !person.ended) await this.tell();
      await pause(PERIOD, signal);
    }
  }

  private async go(): Promise<void> {
    this.stop.abort();
    await this.tell();
  }

  private async tell(): Promise<void> {
    const all = this.spoken.length === Object.keys(languages).length;
    try {
      await person.api.put('/v1/calls/presence', { on_duty: this.on, languages: all || !this.on ? [] : [...this.spoken] });
      this.problem = '';
    } catch (error) {
      this.problem = error instanceof Trouble ? error.problem.code : 'internal';
      if (error instanceof Trouble && error.problem.status === 401) person.ended = true;
    }
  }
}

export const duty = new Duty();
