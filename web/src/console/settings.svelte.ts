import { Settings } from '../base/settings.svelte.ts';
import { ar } from '../texts/ar.ts';
import { en } from '../texts/en.ts';
import { fa } from '../texts/fa.ts';
import { zh } from '../texts/zh.ts';

export * from '../base/settings.svelte.ts';

export const settings = new Settings({ en, ar, fa, zh });
