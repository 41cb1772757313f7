import { Trouble } from '../base/api.ts';
import { patience, pause } from '../base/patience.ts';
import { api } from './visit.svelte.ts';

/** How many times a letter is sent by itself; under one key it counts once, however often it arrives. */
const TRIES = 4;

/** Something that is posted: words or an act as JSON, pictures as a form, or nothing at all. */
export interface Letter {
  body?: object | FormData;
  key: string;
}

/** The answer to a letter, which is sent again while a failure may pass; `lost` hears whether the connection is gone. */
export async function delivered<T>(path: string, { body, key }: Letter, signal: AbortSignal, lost: (is: boolean) => void = () => undefined): Promise<T> {
  const headers = { 'idempotency-key': key };
  for (let tries = 1; ; tries += 1) {
    try {
      const answer = body instanceof FormData ? await api.send<T>(path, body, headers) : await api.post<T>(path, body, headers);
      lost(false);
      return answer;
    } catch (error) {
      const passes = error instanceof Trouble && (error.unreachable || error.problem.retryable);
      lost(error instanceof Trouble && error.unreachable);
      if (!passes || tries === TRIES) throw error;
      await pause(patience(tries), signal);
    }
  }
}

/** The code of what went wrong. */
export function code(error: unknown): string {
  return error instanceof Trouble ? error.problem.code : 'internal';
}

/** A key of 128 random bits; `randomUUID` is there by https alone. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
