import { settings } from './settings.svelte.ts';

/** What single keys do at one place of the console. */
export type Keys = Record<string, () => void>;

/** Acts on a key that was pressed, unless somebody is writing, a dialog is open, or single keys are turned off. */
export function act(event: KeyboardEvent, keys: Keys): void {
  const at = event.target;
  const writes = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement;
  if (!settings.keys || writes || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (document.querySelector('dialog[open]')) return;
  const does = keys[event.key] ?? keys[event.key.toLowerCase()];
  if (!does) return;
  event.preventDefault();
  does();
}
