import { Settings } from '../base/settings.svelte.ts';
import { ar } from '../texts/apply/ar.ts';
import { en } from '../texts/apply/en.ts';
import { fa } from '../texts/apply/fa.ts';
import { zh } from '../texts/apply/zh.ts';

export * from '../base/settings.svelte.ts';

export const settings = new Settings({ en, ar, fa, zh });
