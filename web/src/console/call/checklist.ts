import type { Line } from './types.ts';

/** What a line can be answered with now: nothing while others wait before it. */
export function waitsFor(line: Line, lines: Line[]): Line[] {
  const open = lines.filter((one) => one.found === null).map((one) => one.line);
  return line.after.filter((before) => open.includes(before)).flatMap((before) => lines.filter((one) => one.line === before));
}

/** The line to go on with, in the order the service drew: after `here`, or from the top. Nothing when all are answered. */
export function upNext(lines: Line[], here?: string): Line | undefined {
  const at = lines.findIndex((one) => one.line === here);
  const round = [...lines.slice(at + 1), ...lines.slice(0, at + 1)];
  return round.find((one) => one.found === null && waitsFor(one, lines).length === 0);
}

/** The words of a line in this language, or in English, or its name once its file is gone. */
export function wording(line: Line, language: string): string {
  return line.text?.[language] ?? line.text?.['en'] ?? line.line.replaceAll(/[._]/g, ' ');
}

/** A location's country as it is to be: three capital letters, of those that are allowed. */
export function country(typed: string, allowed: string[]): string | undefined {
  const code = typed.trim().toUpperCase();
  return /^[A-Z]{3}$/.test(code) && (allowed.length === 0 || allowed.includes(code)) ? code : undefined;
}
