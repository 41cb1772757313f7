// What a person does in a liveness check and when, and at which moments they are photographed. Times are milliseconds.

import type { Move } from '../../base/types.ts';

/** What the person is told: to look straight, before and after, or to make a move. */
export type Told = 'straight' | Move;

/** One thing that is done. */
export interface Scene {
  told: Told;
  /** When it is told, from the beginning. */
  from: number;
  /** When it is over. */
  to: number;
  /** When a frame is taken, from the beginning. */
  takes: number[];
}

/** A frame as it was taken. */
export interface Frame {
  /** The number of its scene. */
  scene: number;
  /** When it was taken, from the beginning. */
  at: number;
  jpeg: Blob;
}

/** Frames that are sent at most: as many as the service takes unless its operator says otherwise. */
const FRAMES = 12;

/** Frames of one move, where there is room for them. */
const OF_A_MOVE = 3;

/** Between two frames of a move. */
const STEP = 350;

/** How long somebody has to read what to do, and to do it, before the first frame of it. */
const MOVING = 1700;

/** Looking straight takes less: a person does so anyway. The first time they get ready. */
const FIRST = 2000;
const LAST = 1200;

/** After the last frame of a scene, so that nobody moves on while it is taken. */
const REST = 250;

/** What is kept of the challenge's time for sending the frames. */
const SENDING = 8000;

/** Nobody is hurried more than this, whatever a challenge's time is. */
const FASTEST = 0.6;

/** The scenes of a challenge: straight, each move, straight again. */
export function scenes(moves: Move[], left: number, pace = 1): Scene[] {
  const each = Math.max(1, Math.min(OF_A_MOVE, Math.floor((FRAMES - 2) / moves.length)));
  const told: [Told, number, number][] = [['straight', FIRST, 1], ...moves.map((move): [Told, number, number] => [move, MOVING, each]), ['straight', LAST, 1]];
  const whole = told.reduce((sum, [, before, count]) => sum + lasts(before, count), 0);
  const scale = Math.max(FASTEST, Math.min(pace, (left - SENDING) / whole));
  let from = 0;
  return told.map(([told, before, count]) => {
    const scene = { told, from, to: from + scale * lasts(before, count), takes: Array.from({ length: count }, (_, n) => from + scale * (before + n * STEP)) };
    from = scene.to;
    return scene;
  });
}

/** Whether a challenge of so many moves can still be followed in the time that is left. */
export function reachable(moves: Move[], left: number): boolean {
  return (scenes(moves, left).at(-1)?.to ?? 0) + SENDING / 2 <= left;
}

/** The frames with at most so many of each scene, the last ones: by then a person has come to rest. */
export function thinned(frames: Frame[], each: number): Frame[] {
  return frames.filter((frame, at) => frames.slice(at + 1).filter((later) => later.scene === frame.scene).length < each);
}

const lasts = (before: number, count: number) => before + (count - 1) * STEP + REST;
