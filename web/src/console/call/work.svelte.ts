import { Trouble } from '../../base/api.ts';
import { Devices } from '../../base/call/devices.svelte.ts';
import { Meeting } from '../../base/call/meeting.svelte.ts';
import { address } from '../../base/call/room.ts';
import type { Call } from '../../base/call/types.ts';
import { patience, pause } from '../../base/patience.ts';
import { person } from '../person.svelte.ts';
import { forget, remember, remembered } from './fence.ts';
import { Lease, type Beat, type Hold } from './lease.ts';
import { Recorder } from './recorder.ts';
import { Segments, type Piece, type Sent } from './segments.ts';
import type { Found, Line, Outcome, Receipt, Recorded, Work } from './types.ts';

/** The call of one case in the hands of one member of staff. */
export class CallWork {
  /** The case's open call; nothing where there is none. */
  work = $state<Work | undefined>();
  hold = $state<Hold | 'none'>('none');
  /** The code of what was not taken. */
  problem = $state('');
  busy = $state(false);
  meeting = $state<Meeting | undefined>();
  /** Pieces of the recording that are not acknowledged, and what is. */
  pending = $state(0);
  recorded = $state<Recorded>({ segments: 0, recorded_ms: 0, gaps: 0 });
  /** The code of what ended the recording before the call. */
  unrecorded = $state('');
  recording = $state(false);
  /** When the two were connected, by this machine's clock. */
  connected = $state<number | undefined>();
  readonly devices = new Devices();
  private fence = 0;
  private lease: Lease | undefined;
  private segments: Segments | undefined;
  private recorder: Recorder | undefined;
  private readonly stop = new AbortController();

  /** `settle` looks at the case anew once a call is over: the verdict is on what the call left, not on what was before it. */
  constructor(readonly session: string, private readonly settle: () => Promise<unknown>) {}

  private get path(): string {
    return `/v1/reviews/${this.session}/call`;
  }

  /** Whether what is said in the call can be written down. */
  get live(): boolean {
    return this.hold !== 'none' && this.hold !== 'lost' && this.work?.state === 'connected';
  }

  get lines(): Line[] {
    return this.work?.checklist?.lines ?? [];
  }

  /** Looks whether there is a call, and goes on with it if this tab holds it. */
  async look(): Promise<void> {
    if (this.hold === 'held' || this.hold === 'shaky' || this.busy) return;
    const known = remembered(this.session);
    if (known && this.hold === 'none') return this.resume(known.fence);
    try {
      const work = await person.api.get<Work>(this.path);
      this.work = work.state === 'ended' ? undefined : work;
      if (this.work) this.problem = '';
    } catch (error) {
      this.fail(error);
      this.work = undefined;
    }
  }

  /** Takes the call of this case. */
  async take(): Promise<void> {
    await this.tried(async () => this.held(await person.api.post<Work>(this.path)));
  }

  /** Answers a line. */
  async answer(line: string, found: Found, value?: string): Promise<boolean> {
    const body = value === undefined ? { found } : { found, value };
    return this.tried(async () => {
      this.learn(await person.api.put<Work>(`${this.path}/checklist/${line}`, body, this.proof()));
    });
  }

  /** Answers a line with a picture of the call. */
  async snapshot(line: string, picture: Blob): Promise<boolean> {
    const form = new FormData();
    form.append('image', picture, 'snapshot.jpg');
    return this.tried(async () => {
      this.learn(await person.api.put<Work>(`${this.path}/checklist/${line}/snapshot`, form, this.proof()));
    });
  }

  /** Has a code sent for a line, to the address that the applicant has proved; again, if one was sent before. */
  async sendCode(line: string): Promise<boolean> {
    return this.tried(async () => this.learn(await person.api.post<Work>(`${this.path}/checklist/${line}/code`, undefined, this.proof())));
  }

  /** Ends the call, after the last piece of its recording is acknowledged. */
  async end(outcome: Outcome, reason: string, callbackAt?: string): Promise<boolean> {
    const ended = await this.tried(async () => {
      await this.recorder?.stop();
      this.recording = false;
      await this.segments?.drained();
      const body = { outcome, reason, ...(callbackAt ? { callback_at: callbackAt } : {}) };
      await person.api.post<Work>(`${this.path}/end`, body, this.proof());
      this.leave();
      forget(this.session);
      this.hold = 'none';
      this.work = undefined;
    });
    if (ended) await this.settle();
    return ended;
  }

  /** Records while there is something to record, and the applicant has agreed. */
  record(agreed: boolean): void {
    const { meeting, work } = this;
    const wanted = this.live && agreed && work?.recording !== 'never' && !this.unrecorded && Recorder.possible;
    if (!wanted || !meeting?.remote || meeting.sight !== 'seen') {
      if (this.recorder?.running && !this.busy) void this.recorder.stop();
      this.recording = false;
      return;
    }
    this.segments ??= new Segments(work?.recorded ?? this.recorded, (number, piece) => this.send(number, piece), (is) => this.count(is), (failures) => pause(patience(failures), this.stop.signal));
    const { segments } = this;
    this.recorder ??= new Recorder(() => Date.now() - (this.connected ?? Date.now()), (piece) => segments.add(piece));
    this.recorder.run({ remote: meeting.remote, own: this.devices.stream });
    this.recording = true;
  }

  /** Leaves the room; what this tab holds it holds until the lease runs out. */
  leave(): void {
    this.lease?.stop();
    void this.recorder?.stop();
    this.recorder = undefined;
    this.segments = undefined;
    this.recording = false;
    this.meeting?.leave();
    this.meeting = undefined;
    this.devices.close();
  }

  close(): void {
    this.stop.abort();
    this.leave();
  }

  private async resume(fence: number): Promise<void> {
    this.fence = fence;
    await this.tried(async () => this.held(await person.api.post<Work>(`${this.path}/heartbeat`, undefined, this.proof())));
    if (this.hold === 'none') {
      forget(this.session);
      this.problem = '';
      await this.look();
    }
  }

  /** Begins with a call that was just taken, or taken up again. */
  private async held(work: Work): Promise<void> {
    this.fence = work.fence ?? this.fence;
    this.hold = 'held';
    this.problem = this.unrecorded = '';
    this.connected = work.state === 'connected' ? (remembered(this.session)?.connected ?? Date.parse(work.connected_at ?? work.asked_at)) : undefined;
    remember(this.session, { fence: this.fence, ...(this.connected ? { connected: this.connected } : {}) });
    this.learn(work);
    this.lease = new Lease(() => this.beat(), (hold) => this.turned(hold));
    this.lease.start();
    if (work.media_server) return;
    await this.devices.open();
    // It may have been lost while the browser asked for the camera.
    if (!this.stop.signal.aborted && (this.hold as Hold) !== 'lost') this.meeting = this.enter(work);
  }

  private enter(work: Work): Meeting {
    const door = () => new WebSocket(address(`${this.path}/socket?fence=${this.fence}`), ['ahlan.call.v1', `ahlan.token.${person.token}`]);
    const meeting = new Meeting('insists', door, this.devices, {
      state: (call) => this.changed(call),
      left: (why) => (why === 'over' ? this.over() : this.lost()),
      seen: () => void this.connect(),
    });
    meeting.servers = work.ice_servers ?? [];
    meeting.enter();
    return meeting;
  }

  /** Says that the two see each other; from here the time counts, and the lines are drawn. */
  private async connect(): Promise<void> {
    for (let failures = 1; this.hold !== 'lost' && this.work?.state === 'ringing' && !this.stop.signal.aborted; failures += 1) {
      try {
        const work = await person.api.post<Work>(`${this.path}/connection`, undefined, this.proof());
        this.connected = Date.now();
        remember(this.session, { fence: this.fence, connected: this.connected });
        return this.learn(work);
      } catch (error) {
        const code = this.fail(error);
        if (code !== 'unreachable' && code !== 'applicant_away' && code !== 'conflict') return void (this.problem = code);
        await pause(patience(failures), this.stop.signal);
      }
    }
  }

  private async beat(): Promise<Beat> {
    try {
      const work = await person.api.post<Work>(`${this.path}/heartbeat`, undefined, this.proof());
      if (work.ice_servers && this.meeting) this.meeting.servers = work.ice_servers;
      this.learn(work);
      return 'renewed';
    } catch (error) {
      const code = this.fail(error);
      return code === 'lease_lost' || code === 'not_claimed' ? 'lost' : 'unanswered';
    }
  }

  private async send(number: number, piece: Piece): Promise<Sent> {
    try {
      const path = `${this.path}/recording/${number}?begins_ms=${piece.begins}`;
      return { is: 'kept', receipt: await person.api.put<Receipt>(path, piece.bytes, { ...this.proof(), 'content-type': 'video/webm' }) };
    } catch (error) {
      const code = this.fail(error);
      if (code === 'segment_taken' || code === 'segment_misplaced') return this.placed(number, code);
      const later = error instanceof Trouble && (error.unreachable || error.problem.retryable || error.problem.status === 401);
      return later ? { is: 'later' } : { is: 'refused', code };
    }
  }

  /** Why a number was not taken: another page's pieces stand there, or the piece itself lies wrong. */
  private async placed(number: number, code: string): Promise<Sent> {
    try {
      const { recorded } = await person.api.get<Work>(this.path);
      return recorded.segments + 1 === number ? { is: 'refused', code } : { is: 'taken', segments: recorded.segments };
    } catch (error) {
      this.fail(error);
      return { is: 'later' };
    }
  }

  private count(segments: Segments): void {
    this.pending = segments.pending;
    this.recorded = segments.recorded;
    if (segments.ended && segments.ended !== 'lease_lost') this.unrecorded = segments.ended;
  }

  private changed({ state, code }: Call): void {
    if (!this.work) return;
    this.work.state = state;
    if (state === 'ended') return this.over();
    // Whether the applicant's code was right stands in the checklist.
    if (JSON.stringify(code) !== JSON.stringify(this.work.code)) void this.read();
  }

  private async read(): Promise<void> {
    try {
      this.learn(await person.api.get<Work>(this.path));
    } catch (error) {
      this.fail(error); // the next heartbeat brings it
    }
  }

  /** The applicant hung up: the case goes on, without a call. */
  private over(): void {
    this.leave();
    forget(this.session);
    this.hold = 'none';
    this.work = undefined;
    this.problem = 'hung_up';
  }

  private lost(): void {
    this.lease?.lose();
  }

  private turned(hold: Hold): void {
    this.hold = hold;
    if (hold !== 'lost') return;
    this.segments?.end('lease_lost');
    this.meeting?.leave('silent');
    this.meeting = undefined;
    this.leave();
    forget(this.session);
  }

  private learn(work: Work): void {
    this.work = work;
    // The queue of pieces knows better while it is at work.
    if (!this.segments) this.recorded = work.recorded;
  }

  private proof(): Record<string, string> {
    return { 'ahlan-fence': String(this.fence) };
  }

  private async tried(act: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    this.problem = '';
    try {
      await act();
      return true;
    } catch (error) {
      this.problem = this.fail(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** The code of a failure; one that says the call is another's ends the work here. */
  private fail(error: unknown): string {
    if (!(error instanceof Trouble)) return this.stop.signal.aborted ? '' : 'internal';
    const { code, status } = error.problem;
    if (status === 401) person.ended = true;
    if (code === 'lease_lost') this.lost();
    return code;
  }
}
