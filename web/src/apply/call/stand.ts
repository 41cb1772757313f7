import type { Call } from '../../base/call/types.ts';

/** Where the person stands with their call, as the page shows it. */
export type Stand = 'none' | 'offered' | 'waiting' | 'booked' | 'taken' | 'over';

export function stands(call: Call | undefined, offered: boolean): Stand {
  switch (call?.state) {
    case undefined:
      return offered ? 'offered' : 'none';
    case 'waiting':
    case 'booked':
      return call.state;
    case 'ringing':
    case 'connected':
      return 'taken';
    case 'ended':
      return offered && call.outcome !== 'successful' ? 'offered' : 'over';
  }
}
