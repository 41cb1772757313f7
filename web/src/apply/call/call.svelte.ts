import { Trouble } from '../../base/api.ts';
import { Devices } from '../../base/call/devices.svelte.ts';
import { Meeting } from '../../base/call/meeting.svelte.ts';
import { address, type Leaving } from '../../base/call/room.ts';
import type { Call, CallReason } from '../../base/call/types.ts';
import { pause } from '../../base/patience.ts';
import type { Session } from '../../base/types.ts';
import { code, delivered, newKey } from '../delivered.ts';
import { settings } from '../settings.svelte.ts';
import { api, visit } from '../visit.svelte.ts';
import { stands, type Stand } from './stand.ts';

/** Which words the person agrees to when a call is recorded; counted up when they change. */
const RECORDING_TEXT = 'call-2026-11';

/** How long a page waits that was refused its seat, in milliseconds. */
const AFTER_REFUSAL = 10_000;

/** The applicant's call with staff: asked for, waited for, held. */
export class ApplicantCall {
  call = $state<Call | undefined>();
  /** Whether one may be asked for. */
  offered = $state(false);
  /** What the person said of being recorded, in this tab. */
  recorded = $state<'' | 'agreed' | 'refused'>('');
  /** The code of what was not taken. */
  problem = $state('');
  busy = $state(false);
  /** What became of the code that was typed last. */
  typed = $state<'' | 'right' | 'wrong'>('');
  /** Another page of this person's holds the call. */
  elsewhere = $state(false);
  meeting = $state<Meeting | undefined>();
  readonly devices = new Devices();
  readonly stand: Stand = $derived(stands(this.call, this.offered));
  private wish: { reason: CallReason; language: string } | undefined;
  private readonly stop = new AbortController();

  get open(): boolean {
    return this.call !== undefined && this.call.state !== 'ended';
  }

  /** Whether the person must be asked about the recording before anything else. */
  get asks(): boolean {
    return this.problem === 'consent_missing' || (this.open && this.call?.recording === 'offered' && this.recorded === '' && !this.elsewhere);
  }

  /** Takes in what the session says of calls. */
  async follow(session: Session): Promise<void> {
    const { next } = session;
    this.offered = next?.alternatives?.some((one) => one.action === 'ask_for_call') ?? false;
    if (next?.action === 'join_call' && !this.meeting && !this.elsewhere) await this.look();
  }

  /** Asks for a call; where it must be recorded, the person is asked for that first. */
  async ask(reason: CallReason, language: string): Promise<void> {
    this.wish = { reason, language };
    await this.tried(async () => {
      const letter = { body: { reason, language }, key: newKey() };
      this.take(await delivered<Call>(`${visit.path}/video-calls`, letter, this.stop.signal));
    });
  }

  /** Says whether the call may be recorded. */
  async agree(said: 'agreed' | 'refused'): Promise<void> {
    const granted = said === 'agreed';
    const text = granted ? { text_version: RECORDING_TEXT, language: settings.language } : {};
    await this.tried(async () => {
      const letter = { body: { purpose: 'recording', granted, ...text }, key: newKey() };
      await delivered(`${visit.path}/consents`, letter, this.stop.signal);
      this.recorded = said;
      if (this.call) sessionStorage.setItem(`ahlan.recorded.${this.call.call}`, said);
    });
    if (!this.problem && !this.open && granted && this.wish) await this.ask(this.wish.reason, this.wish.language);
  }

  /** Types the code that was sent for this call. */
  async giveBack(code: string): Promise<void> {
    this.typed = '';
    await this.tried(async () => {
      const letter = { body: { code }, key: newKey() };
      const after = await delivered<Call>(`${visit.path}/video-calls/code`, letter, this.stop.signal);
      this.changed(after);
      this.typed = after.code ? 'wrong' : 'right';
    });
  }

  /** Calls it off, or hangs up: for good, and without the place. */
  async end(): Promise<void> {
    const { call } = this;
    if (!call) return;
    await this.tried(async () => {
      const over = await api.delete<Call>(`${visit.path}/video-calls/${call.call}`);
      this.leave();
      this.call = over;
    });
  }

  /** Takes the call to this page from another one. */
  async here(): Promise<void> {
    this.elsewhere = false;
    await this.look();
  }

  /** Leaves the room; the place is kept for a while. */
  leave(): void {
    this.meeting?.leave();
    this.meeting = undefined;
    this.devices.close();
  }

  close(): void {
    this.stop.abort();
    this.leave();
  }

  private async look(): Promise<void> {
    try {
      this.take(await api.get<Call>(`${visit.path}/video-calls`));
    } catch (error) {
      if (!visit.close(error) && !(error instanceof Trouble && error.unreachable)) this.call = undefined;
    }
  }

  private take(call: Call): void {
    this.call = call;
    this.offered = false;
    const said = sessionStorage.getItem(`ahlan.recorded.${call.call}`);
    if (said === 'agreed' || said === 'refused') this.recorded = said;
    if (call.state === 'ended') return this.leave();
    // Staff sees by the socket that somebody is there.
    this.meeting ??= this.enter();
    if (call.ice_servers) this.meeting.servers = call.ice_servers;
  }

  private enter(): Meeting {
    const door = () => new WebSocket(address(`${visit.path}/video-calls/socket`));
    const meeting = new Meeting('gives_way', door, this.devices, {
      state: (call) => this.changed(call),
      left: (why) => this.left(why),
      seen: () => undefined,
    });
    meeting.enter();
    return meeting;
  }

  private changed(call: Call): void {
    if (call.code && call.code.sent_at !== this.call?.code?.sent_at) this.typed = this.problem = '';
    const taken = this.call?.state !== 'ringing' && call.state === 'ringing';
    // Where both meet stands in no frame.
    const { ice_servers, media_server } = this.call ?? {};
    this.call = { ...call, ...(ice_servers && { ice_servers }), ...(media_server && { media_server }) };
    // Credentials for the ways through the network live shortly: new ones for each connection.
    if (taken) void this.look();
    if (call.state === 'ended') this.leave();
  }

  private left(why: Leaving): void {
    this.meeting = undefined;
    this.devices.close();
    this.elsewhere = why === 'taken_over';
    if (why === 'taken_over') return;
    // What became of it is asked for; not at once, where the service has just refused.
    void pause(why === 'refused' ? AFTER_REFUSAL : 0, this.stop.signal).then(() => this.look());
  }

  private async tried(act: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problem = '';
    try {
      await act();
    } catch (error) {
      if (!visit.close(error)) this.problem = code(error);
    } finally {
      this.busy = false;
    }
  }
}
