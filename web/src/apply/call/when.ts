import type { Language } from '../../base/settings.svelte.ts';

/** A moment to come, as one tells it to a person: the day by its name, and no seconds. */
export function when(at: string, language: Language): string {
  const how = { weekday: 'long', day: 'numeric', month: 'long', hour: 'numeric', minute: '2-digit' } as const;
  return new Intl.DateTimeFormat(language, how).format(new Date(at));
}
