import { settings, type Language } from './settings.svelte.ts';
import type { Thread } from './thread.svelte.ts';

/** The language of the page and of the conversation, which are one: who changes it here changes it there. */
class Spoken {
  thread: Thread | undefined;

  choose(language: Language): void {
    settings.language = language;
    void this.thread?.speak(language);
  }
}

export const spoken = new Spoken();
