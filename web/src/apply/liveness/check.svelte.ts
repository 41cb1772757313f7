import { Trouble } from '../../base/api.ts';
import { pause } from '../../base/patience.ts';
import type { Session } from '../../base/types.ts';
import { code, delivered, newKey } from '../delivered.ts';
import { api, visit } from '../visit.svelte.ts';
import { reachable, scenes, thinned, type Frame, type Scene } from './plan.ts';

/** Where the check stands. */
export type Phase = 'ready' | 'asking' | 'moving' | 'checking' | 'passed' | 'failed' | 'referred' | 'problem';

/** How much slower each further try goes. */
const SLOWER = 0.35;

/** How often what is left is counted anew, in milliseconds. */
const TICK = 100;

/** One person's way through a liveness check, from the challenge to what came of it, as often as they may try. */
export class Check {
  phase = $state<Phase>('ready');
  /** What the person does now. */
  scene = $state<Scene | undefined>();
  /** The part of the scenes that is over, 0 to 1: moment by moment, and scene by scene. */
  part = $state(0);
  steps = $state(0);
  /** Whole seconds until the last scene is over. */
  seconds = $state(0);
  /** Why the last try failed, by its codes. */
  causes = $state<string[]>([]);
  /** Tries that are left. */
  tries = $state(0);
  /** The code of what kept the check from being made; it cost no try. */
  problem = $state('');
  /** Whether a challenge was asked for, so that the session is no longer as it was. */
  begun = false;
  private pace = 1;
  private readonly stop = new AbortController();

  /** `take` takes a frame; `sound` is heard at the beginning of each scene. */
  constructor(
    private readonly take: () => Promise<Blob | undefined>,
    private readonly sound: () => void,
  ) {}

  leave(): void {
    this.stop.abort();
  }

  async run(): Promise<void> {
    this.phase = 'asking';
    [this.scene, this.part, this.steps, this.problem] = [undefined, 0, 0, ''];
    try {
      const session = await this.asked();
      const given = session.liveness;
      if (!given) return this.came(session);
      const plan = scenes(given.actions, left(session), this.pace);
      const frames = await this.followed(plan);
      if (this.stop.signal.aborted) return;
      this.phase = 'checking';
      this.came(await this.answered(given.challenge, frames));
    } catch (error) {
      if (this.stop.signal.aborted) return;
      // A challenge that is gone was followed by another, asked for in another tab: the session is still there.
      const overtaken = code(error) === 'not_found';
      if (!overtaken && visit.close(error)) return;
      this.problem = overtaken ? 'busy' : code(error);
      this.phase = 'problem';
    }
  }

  /** The session with a challenge that can be followed. One that was left open, and for which it is too late, runs out first. */
  private async asked(): Promise<Session> {
    for (;;) {
      const session = await this.ask();
      this.begun = true;
      if (!session.liveness || reachable(session.liveness.actions, left(session))) return session;
      await pause(left(session) + 500, this.stop.signal);
      this.stop.signal.throwIfAborted();
    }
  }

  private async ask(): Promise<Session> {
    try {
      return await delivered<Session>(`${visit.path}/liveness`, { key: newKey() }, this.stop.signal);
    } catch (error) {
      if (error instanceof Trouble && error.problem.code === 'challenge_open') return api.get<Session>(visit.path);
      throw error;
    }
  }

  /** Leads through the scenes, and gives the frames that were taken. */
  private async followed(plan: Scene[]): Promise<Frame[]> {
    const begun = performance.now();
    const whole = plan.at(-1)?.to ?? 1;
    const count = () => {
      const gone = Math.min(whole, performance.now() - begun);
      [this.part, this.seconds] = [gone / whole, Math.ceil((whole - gone) / 1000)];
    };
    const until = async (at: number) => pause(begun + at - performance.now(), this.stop.signal);
    const ticking = setInterval(count, TICK);
    const frames: Promise<Frame | undefined>[] = [];
    count();
    for (const [number, scene] of plan.entries()) {
      [this.phase, this.scene, this.steps] = ['moving', scene, number / plan.length];
      this.sound();
      for (const at of scene.takes) {
        await until(at);
        if (this.stop.signal.aborted) break;
        frames.push(this.frame(number, Math.round(performance.now() - begun)));
      }
      await until(scene.to);
    }
    clearInterval(ticking);
    this.sound();
    [this.part, this.steps, this.seconds] = [1, 1, 0];
    return (await Promise.all(frames)).filter((frame) => frame !== undefined);
  }

  private async frame(scene: number, at: number): Promise<Frame | undefined> {
    const jpeg = await this.take();
    return jpeg && { scene, at, jpeg };
  }

  /** Sends the frames: fewer of each move where the service takes fewer than it does by default, which uses nothing up. */
  private async answered(challenge: string, frames: Frame[]): Promise<Session> {
    for (let each = 3; ; each -= 1) {
      const sent = thinned(frames, each);
      const form = new FormData();
      form.append('times', JSON.stringify(sent.map((frame) => frame.at)));
      for (const [number, { jpeg }] of sent.entries()) form.append('frame', jpeg, `${number}.jpg`);
      try {
        return await delivered<Session>(`${visit.path}/liveness/${challenge}/frames`, { body: form, key: newKey() }, this.stop.signal);
      } catch (error) {
        if (each === 1 || code(error) !== 'too_many_frames') throw error;
      }
    }
  }

  private came(session: Session): void {
    visit.seen = session;
    const status = session.steps.find(({ step }) => step === 'liveness')?.status;
    if (status === 'passed') this.phase = 'passed';
    else if (status === 'pending' || status === 'retry') {
      this.causes = session.next?.causes.map((cause) => cause.code) ?? [];
      this.tries = session.next?.attempts_left ?? 0;
      this.pace += SLOWER;
      this.phase = 'failed';
    } else this.phase = 'referred';
  }
}

/** Milliseconds that are left of the session's challenge, by the service's clock and by ours, whichever says less. */
function left(session: Session): number {
  const end = Date.parse(session.liveness?.expires_at ?? '');
  const whole = end - Date.parse(session.updated_at);
  // A clock that is wrong by more than the challenge lasts says nothing.
  const ours = end - Date.now();
  return ours > 0 && ours < whole ? ours : whole;
}
