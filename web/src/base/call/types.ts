// What a call's routes and frames carry, as the pages use it; the whole of it stands in openapi.json and docs/integrators.md.

export type CallState = 'waiting' | 'booked' | 'ringing' | 'connected' | 'ended';
export type CallReason = 'automatic_way_failed' | 'prefers_person' | 'needs_help';
export type RecordingRule = 'demanded' | 'offered' | 'never';

/** A call, as its applicant sees it. */
export interface Call {
  call: string;
  state: CallState;
  outcome?: string;
  reason: CallReason;
  language: string;
  asked_at: string;
  place?: number;
  estimate_s?: number;
  callback_at?: string;
  recording: RecordingRule;
  code?: CallCode;
  ice_servers?: RTCIceServer[];
  /** The bank holds its calls on a media server, which these pages do not enter. */
  media_server?: { url: string; room: string };
}

/** A code that was sent for a line of the checklist, and has not come back. */
export interface CallCode {
  line: string;
  kind: 'phone' | 'email';
  sent_at: string;
  expires_at: string;
  /** How often it may still be mistyped; at none it is used up. */
  tries_left: number;
}

/** What one page says to the other. */
export type Signal =
  | { type: 'offer'; sdp: string }
  | { type: 'answer'; sdp: string }
  | { type: 'candidate'; candidate: RTCIceCandidateInit | null }
  | { type: 'bye' };

/** What comes through the room's socket. */
export type Frame =
  | Signal
  | { type: 'state'; call: Call }
  | { type: 'peer_joined' }
  | { type: 'peer_left' }
  | { type: 'taken_over' }
  | { type: 'lease_lost' }
  | { type: 'problem'; problem: { code: string; retryable: boolean } };

/** What two pages know of each other's picture. */
export type Sight = 'alone' | 'joining' | 'seen' | 'dropped';
