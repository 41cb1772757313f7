import { Api } from '../base/api.ts';

interface Claims {
  sub: string;
  roles?: string[];
  exp: number;
}

/** The member of staff at this tab. Their token lives in the tab's own storage and dies with it. */
class Person {
  token = $state(sessionStorage.getItem('ahlan.staff') ?? '');
  /** Set when the service no longer takes the token; what is on the screen stays until there is a new one. */
  ended = $state(false);

  readonly claims = $derived(read(this.token));
  readonly api = $derived(new Api(this.token));

  get name(): string {
    return this.claims?.sub ?? '';
  }

  /** Takes a token in, if it could be one of a member of staff; whether it is good only the service can say. */
  signIn(token: string): boolean {
    const claims = read(token.trim());
    if (!claims?.roles) return false;
    this.token = token.trim();
    this.ended = false;
    sessionStorage.setItem('ahlan.staff', this.token);
    return true;
  }

  signOut(): void {
    sessionStorage.removeItem('ahlan.staff');
    this.token = '';
    this.ended = false;
  }
}

function read(token: string): Claims | undefined {
  try {
    const part = token.split('.')[1] ?? '';
    const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) as Claims;
  } catch {
    return undefined;
  }
}

export const person = new Person();
