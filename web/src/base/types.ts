// The API's answers as the pages use them; the whole of it stands in openapi.json.

export type Status = 'in_progress' | 'awaiting_staff' | 'approved' | 'declined' | 'expired' | 'withdrawn' | 'erased';
/** What a liveness challenge leaves as evidence. */
export type Frame = 'liveness_straight' | 'liveness_left' | 'liveness_right' | 'liveness_blink' | 'liveness_wrong';
/** What a call leaves as evidence: pictures of it, and the pieces of its recording. */
export type OfCall = 'call_snapshot' | 'call_segment';
export type Shows = 'document_front' | 'document_back' | 'document_portrait' | 'registry_photo' | 'selfie' | Frame | OfCall;
export type Source = 'typed' | 'registry' | 'visual_zone' | 'mrz' | 'barcode';
export type Agreement = 'agrees' | 'unsure' | 'unclear' | 'contradicts';
export type StepName = 'identification' | 'document' | 'selfie' | 'liveness' | 'contact' | 'submission';

export interface Session {
  id: string;
  status: Status;
  mode: 'test' | 'live';
  journey: string;
  locale: string;
  reference?: string;
  version: number;
  started_at: string;
  updated_at: string;
  steps: { step: StepName; status: string; reasons?: string[] }[];
  next?: Next;
  liveness?: Challenge;
  contact?: Contact;
  progress?: { done: number; total: number; percent: number };
  profile?: Field[];
  decision?: Decision;
  evidence?: { id: string; shows: Shows }[];
  findings?: Findings;
  review?: Review;
}

/** What is asked for next. */
export interface Next {
  action: string;
  alternatives?: { action: string }[];
  causes: { code: string; advice: string }[];
  attempts_left: number | null;
}

/** What a person is asked to do before the camera; left and right are their own. */
export type Move = 'turn_left' | 'turn_right' | 'blink';

/** A liveness challenge that waits for its frames. */
export interface Challenge {
  challenge: string;
  actions: Move[];
  expires_at: string;
}

/** Where the person can be reached. */
export interface Contact {
  kind: 'phone' | 'email';
  address: string;
  confirmed: boolean;
}

export interface Decision {
  verdict: 'approve' | 'refer' | 'decline';
  by?: 'machine' | { staff: string };
  confirmed_by?: string;
  reason_codes?: string[];
  staff_reason?: string;
}

/** Where a session stands in the queue. */
export interface Review {
  wants: 'decision' | 'second_person';
  waiting_since: string;
  promised_by: string;
  held_by?: string;
  held_until?: string;
}

export interface Field {
  field: string;
  value: string;
  masked: boolean;
  sources?: Reading[];
}

export interface Reading {
  source: Source;
  value: string;
  confidence: number;
  region?: Region;
}

/** Corners in pixels of the upright picture: top left, top right, bottom right, bottom left. */
export interface Region {
  side: 'front' | 'back';
  corners: [number, number][];
}

export interface Findings {
  checks: { field: string; between: [Source, Source]; agreement: Agreement }[];
  face_distances: Partial<Record<Shows, number>>;
  face_thresholds: [number, number] | null;
}

/** What the engines see when they look at the pictures once more. */
export interface Inspection {
  zone?: Zone;
  measured: Measure[];
}

/** The machine readable zone as it was read, and each of its check digits. */
export interface Zone {
  lines: string[];
  repaired: boolean;
  checks: { name: string; line: number; column: number; expected: string; found: string; passed: boolean }[];
}

/** Something that was measured on a picture, and what it had to be. */
export interface Measure {
  of: Shows;
  name: string;
  value: number;
  at_least?: number;
  at_most?: number;
  good: boolean;
}

export interface Happening {
  leaf: {
    sequence: number;
    at: string;
    actor: { kind: string; id?: string };
    event: Record<string, unknown> & { kind: string };
  };
}

export interface Problem {
  status: number;
  code: string;
  title: string;
  detail?: string;
  retryable: boolean;
  retry_after_s?: number;
  errors?: { pointer: string; reason: string }[];
}
