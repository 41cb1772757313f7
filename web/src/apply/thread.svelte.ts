import { patience, pause } from '../base/patience.ts';
import type { Language } from '../base/settings.svelte.ts';
import type { Session } from '../base/types.ts';
import { code, delivered, newKey, type Letter } from './delivered.ts';
import { settings } from './settings.svelte.ts';
import { isPicture, type Answered, type Entry, type Offer, type Picture, type Progress, type Reply, type ThreadPage, type Wants } from './types.ts';
import { api, visit } from './visit.svelte.ts';

/** Choices that this page has on the call's own strip, beside its place in the queue. */
const ON_STRIP = ['call', 'call_off'];

/** One bubble of the conversation. */
export interface Bubble {
  id: number;
  mine: boolean;
  text: string;
  picture?: Picture;
  /** Where the browser keeps the picture that was just sent; the service never gives one back. */
  url?: string;
}

/** What is on its way: words, or a picture that is being read. */
export type Doing = '' | 'writing' | Picture;

/** The conversation of one session, as far as it is known. */
export class Thread {
  bubbles = $state<Bubble[]>([]);
  offers = $state<Offer[]>([]);
  wants = $state<Wants>('nothing');
  progress = $state<Progress | undefined>();
  doing = $state<Doing>('writing');
  /** The code of what kept the last message from being sent. */
  problem = $state('');
  lost = $state(false);
  /** Whether the person stands before the camera for a liveness check: the conversation waits. */
  private proving = false;
  private unsent: Letter | undefined;
  private cursor = 0;
  private version = 0;
  private ids = 0;
  private readonly stop = new AbortController();

  /** Takes the thread up where it was left, or opens it. */
  async open(): Promise<void> {
    try {
      const session = visit.seen ?? (await api.get<Session>(visit.path));
      visit.seen = session;
      this.progress = { step: 0, total: 0, percent: session.progress?.percent ?? 0 };
      const last = await this.read();
      const stale = !last || last.from === 'applicant' || Date.parse(session.updated_at) > Date.parse(last.at) + 1000;
      this.version = session.version;
      this.doing = '';
      // The question may have been answered elsewhere meanwhile: the service says where things stand.
      if (stale) await this.post({ body: {}, key: newKey() }, 'writing');
      void this.follow();
    } catch (error) {
      if (!visit.close(error)) {
        this.problem = code(error);
        this.doing = '';
      }
    }
  }

  leave(): void {
    this.stop.abort();
  }

  async say(text: string): Promise<void> {
    this.add({ mine: true, text });
    await this.post({ body: { text }, key: newKey() }, 'writing');
  }

  async choose(offer: Offer): Promise<void> {
    this.add({ mine: true, text: offer.label });
    await this.post({ body: { choice: offer.id }, key: newKey() }, 'writing');
  }

  /** Has the conversation go on in another language; without words of the person's own. */
  async speak(language: Language): Promise<void> {
    await this.post({ body: { choice: `speak.${language}` }, key: newKey() }, 'writing');
  }

  async send(picture: Picture, file: Blob): Promise<void> {
    this.add({ mine: true, text: '', picture, url: URL.createObjectURL(file) });
    const form = new FormData();
    form.append(picture, file, 'picture');
    await this.post({ body: form, key: newKey() }, picture);
  }

  /** Waits while the person proves that they are there, which happens at a door of its own. */
  prove(): void {
    this.proving = true;
  }

  /** Takes the conversation up after that; without a word where nothing came of it. */
  async proved(changed: boolean): Promise<void> {
    this.proving = false;
    if (changed) await this.post({ body: {}, key: newKey() }, 'writing');
  }

  async again(): Promise<void> {
    if (!this.unsent) return void this.open();
    await this.post(this.unsent, this.unsent.body instanceof FormData && isPicture(this.wants) ? this.wants : 'writing');
  }

  /** The whole thread from the cursor on; the last entry of it. */
  private async read(): Promise<Entry | undefined> {
    let last: Entry | undefined;
    for (let more = true; more; ) {
      const page = await api.get<ThreadPage>(`${visit.path}/messages?after=${this.cursor}&limit=100`);
      for (const entry of page.items) this.take(entry);
      this.cursor = page.cursor;
      last = page.items.at(-1) ?? last;
      more = page.more;
    }
    return last;
  }

  private take(entry: Entry): void {
    if (entry.from === 'service') return this.hear(entry.replies ?? []);
    if (entry.text) this.add({ mine: true, text: entry.text });
    if (entry.choice) this.add({ mine: true, text: this.label(entry.choice) });
    for (const picture of entry.pictures ?? []) this.add({ mine: true, text: '', picture });
  }

  /** What stood on the button of a choice that was made. */
  private label(id: string): string {
    return this.offers.find((offer) => offer.id === id)?.label ?? '✓';
  }

  private hear(replies: Reply[]): void {
    for (const reply of replies) this.add({ mine: false, text: reply.text });
    this.offers = (replies.at(-1)?.choices ?? []).filter((offer) => !ON_STRIP.includes(offer.id));
    this.wants = replies.at(-1)?.wants ?? 'nothing';
  }

  private add(bubble: Omit<Bubble, 'id'>): void {
    this.bubbles.push({ id: (this.ids += 1), ...bubble });
  }

  /** Sends a letter until it is answered; what was not answered can be sent once more by hand. */
  private async post(letter: Letter, doing: Doing): Promise<void> {
    if (this.doing) return;
    this.doing = doing;
    this.problem = '';
    this.unsent = letter;
    try {
      const answered = await delivered<Answered>(`${visit.path}/messages`, letter, this.stop.signal, (is) => (this.lost = is));
      this.unsent = undefined;
      this.hear(answered.replies);
      this.progress = answered.progress;
      this.cursor = answered.cursor;
      this.version = Math.max(this.version, answered.version);
      settings.language = answered.language;
    } catch (error) {
      if (!visit.close(error)) this.problem = code(error);
    } finally {
      this.doing = '';
    }
  }

  /** Follows the session, so that what happens at another door is seen here. */
  private async follow(): Promise<void> {
    const { signal } = this.stop;
    for (let failures = 0; !signal.aborted; ) {
      try {
        await api.follow(`${visit.path}/events`, this.version, (session) => void this.changed(session), signal);
        failures = 0;
      } catch (error) {
        if (signal.aborted || visit.close(error)) return;
        failures += 1;
      }
      if (visit.seen && over(visit.seen)) return;
      await pause(patience(failures), signal);
    }
  }

  private async changed(session: Session): Promise<void> {
    const asked = visit.seen && asks(visit.seen);
    visit.seen = session;
    // What this page did itself is answered by its own request.
    while ((this.doing || this.proving) && !this.stop.signal.aborted) await pause(300, this.stop.signal);
    if (session.version <= this.version) return;
    this.version = session.version;
    try {
      const last = await this.read();
      const silent = !last || Date.parse(session.updated_at) > Date.parse(last.at) + 1000;
      // A call moves the session from minute to minute, and nothing of it is to be said here.
      if (silent && asks(session) !== asked) await this.post({ body: {}, key: newKey() }, 'writing');
    } catch (error) {
      visit.close(error);
    }
  }
}

/** What the person is asked for; while staff is at it, nothing. */
const asks = (session: Session) => (session.status === 'in_progress' ? JSON.stringify([session.next, session.steps]) : session.status);

const over = (session: Session) => !['in_progress', 'awaiting_staff'].includes(session.status);
