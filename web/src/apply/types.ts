// What the chat's routes answer, as the page uses it; the whole of it stands in openapi.json.

import type { Language } from '../base/settings.svelte.ts';

export type Picture = 'card' | 'card_back' | 'selfie';
export type Wants = 'nothing' | 'text' | 'choice' | 'code' | 'score' | 'liveness' | 'call' | Picture;

export interface Offer {
  id: string;
  label: string;
}

export interface Reply {
  text: string;
  choices: Offer[];
  wants: Wants;
}

export interface Progress {
  step: number;
  total: number;
  percent: number;
  eta_seconds?: number;
}

export interface Answered {
  replies: Reply[];
  progress: Progress;
  language: Language;
  version: number;
  cursor: number;
}

export interface Entry {
  sequence: number;
  at: string;
  from: 'applicant' | 'service';
  text?: string;
  choice?: string;
  pictures?: Picture[];
  replies?: Reply[];
}

export interface ThreadPage {
  items: Entry[];
  cursor: number;
  more: boolean;
}

export interface Exchange {
  session: string;
  locale: string;
  number?: string;
}

export const isPicture = (wants: Wants): wants is Picture => wants === 'card' || wants === 'card_back' || wants === 'selfie';
