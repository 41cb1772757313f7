/** Waits so many milliseconds, or until the signal says stop. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}

/** How long to wait after so many failures running: 1 s, 2 s, 4 s, at most 15, never all pages at one instant. */
export function patience(failures: number): number {
  return Math.min(15_000, 500 * 2 ** failures) * (0.75 + Math.random() / 2);
}
