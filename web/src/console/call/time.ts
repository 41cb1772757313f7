/** So many seconds as a clock shows them: 0:07, 12:30. The same in all languages, and never wider from one to the next. */
export function time(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
