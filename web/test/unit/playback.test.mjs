import assert from 'node:assert/strict';
import test from 'node:test';
import { runnerImport } from 'vite';

const { gapBefore, place, stretch } = (await runnerImport('./src/console/call/playback.ts')).module;

/** A reload between the second piece and the third; the first two overlap a little, as recorders' pieces do. */
const recording = {
  lasted_ms: 40_000,
  pieces: [
    { evidence: 'a', begins_ms: 0, duration_ms: 10_100 },
    { evidence: 'b', begins_ms: 10_000, duration_ms: 10_000 },
    { evidence: 'c', begins_ms: 26_000, duration_ms: 10_000 },
  ],
  gaps: [{ begins_ms: 20_000, ends_ms: 26_000 }, { begins_ms: 36_000, ends_ms: 40_000 }],
};

test('a moment lies in the piece that shows it', () => {
  assert.deepEqual(place(recording, 0), { piece: 0, into_ms: 0 });
  assert.deepEqual(place(recording, 15_000), { piece: 1, into_ms: 5000 });
  assert.deepEqual(place(recording, 30_000), { piece: 2, into_ms: 4000 });
});

test('of a gap the piece after it is shown from its beginning, and after the last piece nothing', () => {
  assert.deepEqual(place(recording, 22_000), { piece: 2, into_ms: 0 });
  assert.equal(place(recording, 38_000), undefined);
  assert.equal(place({ pieces: [], gaps: [], lasted_ms: 0 }, 0), undefined);
});

test('a gap is told before the piece that follows it, and before no other', () => {
  assert.equal(gapBefore(recording, 1), undefined);
  assert.deepEqual(gapBefore(recording, 2), recording.gaps[0]);
});

test('a gap takes its share of the whole', () => {
  assert.deepEqual(stretch(recording.gaps[0], recording.lasted_ms), { from: '50%', width: '15%' });
  assert.deepEqual(stretch({ begins_ms: 0, ends_ms: 0 }, 0), { from: '0%', width: '0%' });
});
