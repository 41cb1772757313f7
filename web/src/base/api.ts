import type { Problem, Session } from './types.ts';

/** An answer that is no success, or none at all: then `code` is `unreachable`. */
export class Trouble extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
  }

  get unreachable(): boolean {
    return this.problem.code === 'unreachable';
  }
}

const UNREACHABLE: Problem = { status: 0, code: 'unreachable', title: 'No connection', retryable: true };

/** How long an answer is waited for, in milliseconds; a closer look takes the engines some seconds. */
const PATIENCE = 30_000;

/** How long an answer to pictures is waited for, in milliseconds: they go up slowly and are read on a busy machine. */
const PATIENCE_FOR_PICTURES = 120_000;

/** The service, with one person's token; without one, with the cookie that the browser holds for the page. */
export class Api {
  constructor(private readonly token?: string) {}

  async get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return (await this.ask('GET', path, { signal })).json();
  }

  async post<T>(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await this.ask('POST', path, { ...json, headers });
    return answer.status === 204 ? (undefined as T) : answer.json();
  }

  async send<T>(path: string, pictures: FormData, headers: Record<string, string> = {}): Promise<T> {
    return (await this.ask('POST', path, { body: pictures, headers, patience: PATIENCE_FOR_PICTURES })).json();
  }

  /** Puts something there: JSON, a form, or bytes as they are. */
  async put<T>(path: string, body: object | FormData | Blob, headers: Record<string, string> = {}): Promise<T> {
    const large = body instanceof FormData || body instanceof Blob;
    const sent = large ? { body, patience: PATIENCE_FOR_PICTURES } : { body: JSON.stringify(body) };
    return (await this.ask('PUT', path, { ...sent, headers })).json();
  }

  async delete<T>(path: string): Promise<T> {
    return (await this.ask('DELETE', path, {})).json();
  }

  async picture(path: string, signal?: AbortSignal): Promise<Blob> {
    return (await this.ask('GET', path, { signal })).blob();
  }

  /**
   * Tells of each change of a session after version `seen`, until the stream ends. A browser's EventSource cannot send
   * a token, and a token has no place in an address.
   */
  async follow(path: string, seen: number, tell: (session: Session) => void, signal: AbortSignal): Promise<void> {
    const headers = { 'last-event-id': String(seen), accept: 'text/event-stream' };
    const answer = await this.ask('GET', path, { headers, signal, endless: true });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { done, value } = (await reader?.read().catch(unreachable)) ?? { done: true, value: undefined };
      if (done) return;
      const events = (rest + value).split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) {
        const data = event.split('\n').find((line) => line.startsWith('data: '));
        if (data) tell(JSON.parse(data.slice(6)) as Session);
      }
    }
  }

  private async ask(
    method: string,
    path: string,
    more: {
      body?: string | FormData | Blob;
      headers?: Record<string, string>;
      signal?: AbortSignal | undefined;
      endless?: boolean;
      patience?: number;
    },
  ): Promise<Response> {
    const signals = [more.signal, more.endless ? undefined : AbortSignal.timeout(more.patience ?? PATIENCE)].filter((s) => s !== undefined);
    // No other origin may send this header, so a cookie counts with it alone.
    const proof: Record<string, string> = this.token === undefined ? { 'ahlan-page': '1' } : { authorization: `Bearer ${this.token}` };
    const headers: Record<string, string> = { ...more.headers, ...proof };
    if (typeof more.body === 'string') headers['content-type'] = 'application/json';
    const request: RequestInit = { method, headers, signal: AbortSignal.any(signals), cache: 'no-store' };
    if (more.body !== undefined) request.body = more.body;
    const answer = await fetch(path, request).catch(unreachable);
    if (answer.ok) return answer;
    const text = await answer.text();
    throw new Trouble(problem(text) ?? { ...UNREACHABLE, status: answer.status });
  }
}

function problem(text: string): Problem | undefined {
  try {
    const read = JSON.parse(text) as Problem;
    return typeof read.code === 'string' ? read : undefined;
  } catch {
    return undefined;
  }
}

function unreachable(error: unknown): never {
  // Whoever left the page does not want to hear that the connection was cut.
  if (error instanceof DOMException && error.name === 'AbortError') throw error;
  throw new Trouble(UNREACHABLE);
}
