// What the call's routes answer to staff; the whole of it stands in openapi.json and docs/staff.md.

import type { Call, CallState } from '../../base/call/types.ts';

export type Found = 'met' | 'not_met';
export type Evidence = 'none' | 'value' | 'snapshot' | 'time_mark' | 'code';
export type Outcome = 'successful' | 'unsuccessful' | 'missed' | 'rescheduled' | 'dropped';

/** A call as it is worked in. */
export interface Work extends Call {
  session: string;
  fence?: number;
  lease_until?: string;
  applicant_here: boolean;
  connected_at?: string;
  checklist: Checklist | null;
  recorded: Recorded;
}

export interface Checklist {
  name: string;
  version: number;
  approved_by: 'anybody' | 'another_person';
  uninterrupted: boolean;
  lines: Line[];
  open: string[];
}

export interface Line {
  line: string;
  kind: 'confirm' | 'location' | 'question' | 'feature';
  text: Record<string, string> | null;
  mandatory: boolean;
  evidence: Evidence;
  after: string[];
  countries: string[];
  found: Found | null;
  answered_at?: string;
  snapshot?: string;
}

export interface Recorded {
  segments: number;
  recorded_ms: number;
  gaps: number;
}

/** The receipt of a piece of the recording. */
export interface Receipt {
  number: number;
  sha256: string;
  duration_ms: number;
  recorded_ms: number;
  gaps: number;
}

/** One call in the queue. */
export interface Queued {
  session: string;
  call: string;
  state: CallState;
  language: string;
  reason?: string;
  priority: number;
  waiting_since: string;
  callback_at?: string;
  applicant_here: boolean;
  held_by?: string | null;
}

export interface CallQueue {
  items: Queued[];
  agents: number;
  median_handling_s: number;
}
