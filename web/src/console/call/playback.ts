// What is on record of a call, and where a moment of it lies; GET /v1/sessions/{id}/recordings.

/** What is on record of one connection. Times count in milliseconds since the connection. */
export interface Recording {
  call: string;
  connected_at: string;
  lasted_ms: number;
  recorded_ms: number;
  pieces: Piece[];
  gaps: Gap[];
}

export interface Piece {
  evidence: string;
  size_bytes: number;
  begins_ms: number;
  duration_ms: number;
}

export interface Gap {
  begins_ms: number;
  ends_ms: number;
}

/** Where something plays: which piece, and how far into it. */
export interface Place {
  piece: number;
  into_ms: number;
}

/** What is to be played for this moment: the piece that shows it or, in a gap, the next one; nothing after the last. */
export function place({ pieces }: Recording, ms: number): Place | undefined {
  const piece = pieces.findIndex((one) => one.begins_ms + one.duration_ms > ms);
  const found = pieces[piece];
  return found && { piece, into_ms: Math.max(0, ms - found.begins_ms) };
}

/** The gap that lies right before a piece. */
export function gapBefore({ pieces, gaps }: Recording, piece: number): Gap | undefined {
  return gaps.find((gap) => gap.ends_ms === pieces[piece]?.begins_ms);
}

/** The stretch of a whole that a gap takes, in per cent. */
export function stretch({ begins_ms, ends_ms }: Gap, whole_ms: number): { from: string; width: string } {
  const percent = (ms: number) => `${(100 * ms) / Math.max(1, whole_ms)}%`;
  return { from: percent(begins_ms), width: percent(ends_ms - begins_ms) };
}
