/** The time, second by second, for everything on the page that counts. */
class Clock {
  now = $state(Date.now());

  constructor() {
    setInterval(() => (this.now = Date.now()), 1000);
  }

  since(at: string): number {
    return (this.now - Date.parse(at)) / 1000;
  }
}

export const clock = new Clock();
