import { Trouble } from '../base/api.ts';
import type { Review, Session } from '../base/types.ts';
import { patience, pause } from '../base/patience.ts';
import { person } from './person.svelte.ts';

export type Wants = Review['wants'];

/** How often the service is asked, in milliseconds. */
const PERIOD = 3000;

/** Who waits for staff. Keeps what it knows while the connection is lost, and says so. */
export class Queue {
  items = $state<Session[] | undefined>();
  lost = $state(false);
  problem = $state('');

  /** Asks again and again until `signal` says stop. */
  async follow(wants: Wants, signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      try {
        const items = await all(wants, signal);
        this.items = items.sort((one, other) => waits(one).localeCompare(waits(other)));
        this.lost = false;
        this.problem = '';
        failures = 0;
      } catch (error) {
        if (!(error instanceof Trouble)) return;
        failures += 1;
        this.lost = error.unreachable || error.problem.retryable;
        this.problem = this.lost ? '' : error.problem.code;
        if (error.problem.status === 401) person.ended = true;
        if (!this.lost) return;
      }
      await pause(failures ? patience(failures) : PERIOD, signal);
    }
  }
}

function waits(session: Session): string {
  return session.review?.waiting_since ?? session.updated_at;
}

interface Page {
  items: Session[];
  next_cursor?: string;
}

/** Every page; a queue so long that they are many has other troubles. */
export async function all(wants: Wants, signal: AbortSignal): Promise<Session[]> {
  const found: Session[] = [];
  let cursor = '';
  do {
    const page: Page = await person.api.get<Page>(`/v1/reviews?wants=${wants}${cursor}`, signal);
    found.push(...page.items);
    cursor = page.next_cursor ? `&cursor=${page.next_cursor}` : '';
  } while (cursor && found.length < 1000);
  return found;
}
