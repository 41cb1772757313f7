/** What a tab remembers of a call it holds, so that a reload goes on with it: a killed tab forgets, and loses the lease. */
export interface Fence {
  fence: number;
  /** When the two were connected, Unix milliseconds by this machine's own clock. */
  connected?: number;
}

const name = (session: string) => `ahlan.call.${session}`;

export function remember(session: string, fence: Fence): void {
  sessionStorage.setItem(name(session), JSON.stringify(fence));
}

export function remembered(session: string): Fence | undefined {
  const text = sessionStorage.getItem(name(session));
  return text === null ? undefined : (JSON.parse(text) as Fence);
}

export function forget(session: string): void {
  sessionStorage.removeItem(name(session));
}
