import { Trouble } from '../../base/api.ts';
import { patience, pause } from '../../base/patience.ts';
import type { Session } from '../../base/types.ts';
import { person } from '../person.svelte.ts';
import { all } from '../queue.svelte.ts';
import { remember } from './fence.ts';
import type { CallQueue, Queued, Work } from './types.ts';

/** How often the service is asked, in milliseconds. */
const PERIOD = 2000;

/** A call that waits, with the case it belongs to. */
export interface Waiting extends Queued {
  case: Session | undefined;
}

/** Who waits for a call. */
export class Calls {
  items = $state<Waiting[] | undefined>();
  agents = $state(0);
  median = $state(0);
  lost = $state(false);
  problem = $state('');
  busy = $state(false);
  private cases = new Map<string, Session>();

  /** Asks again and again until `signal` says stop. */
  async follow(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      try {
        await this.ask(signal);
        this.lost = false;
        failures = 0;
      } catch (error) {
        if (!(error instanceof Trouble)) return;
        failures += 1;
        this.lost = error.unreachable || error.problem.retryable;
        if (error.problem.status === 401) person.ended = true;
        if (!this.lost) return void (this.problem = error.problem.code);
      }
      await pause(failures ? patience(failures) : PERIOD, signal);
    }
  }

  /** Takes the next one; the session it belongs to, if there is one. */
  async next(): Promise<string | undefined> {
    this.busy = true;
    this.problem = '';
    try {
      const work = await person.api.post<Work | undefined>('/v1/calls/next');
      if (work?.fence !== undefined) remember(work.session, { fence: work.fence });
      else this.problem = 'nobody_to_take';
      return work?.session;
    } catch (error) {
      this.problem = error instanceof Trouble ? error.problem.code : 'internal';
      return undefined;
    } finally {
      this.busy = false;
    }
  }

  private async ask(signal: AbortSignal): Promise<void> {
    const queue = await person.api.get<CallQueue>('/v1/calls', signal);
    // What the machine was unsure of, and what was promised, stands with the case: asked for when a new one comes.
    if (queue.items.some((one) => !this.cases.has(one.session))) {
      this.cases = new Map((await all('decision', signal)).map((session) => [session.id, session]));
    }
    this.items = queue.items.map((one) => ({ ...one, case: this.cases.get(one.session) }));
    this.agents = queue.agents;
    this.median = queue.median_handling_s;
  }
}
