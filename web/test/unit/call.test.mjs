import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { runnerImport } from 'vite';

const load = async (file) => (await runnerImport(`./src/console/call/${file}.ts`)).module;
const { Segments } = await load('segments');
const { Lease } = await load('lease');
const { country, upNext, waitsFor, wording } = await load('checklist');
const { stands } = (await runnerImport('./src/apply/call/stand.ts')).module;

const soon = (ms = 5) => new Promise((done) => setTimeout(done, ms));

/** A service that keeps what it is sent in order, and fails as it is told. */
function shelf({ segments = 0 } = {}) {
  const kept = [];
  const failures = [];
  const tries = [];
  const send = async (number, piece) => {
    tries.push([number, piece.bytes]);
    await soon(1);
    const failure = failures.shift();
    if (failure) return failure;
    if (number !== segments + kept.length + 1) return { is: 'taken', segments: segments + kept.length };
    kept.push(piece.bytes);
    return { is: 'kept', receipt: { number, recorded_ms: 10_000 * number, gaps: 0 } };
  };
  const waits = [];
  const queue = new Segments({ segments, recorded_ms: 0, gaps: 0 }, send, () => undefined, async (count) => void waits.push(count));
  return { queue, kept, failures, tries, waits };
}

const piece = (bytes) => ({ bytes, begins: 0 });

test('pieces are sent one at a time and in order, however fast they come', async () => {
  const { queue, kept } = shelf();
  for (const bytes of ['a', 'b', 'c']) queue.add(piece(bytes));
  assert.equal(queue.pending, 3);
  await queue.drained();
  assert.deepEqual(kept, ['a', 'b', 'c']);
  assert.deepEqual(queue.recorded, { segments: 3, recorded_ms: 30_000, gaps: 0 });
});

test('a piece that failed is sent again under its number until it is acknowledged, and none overtakes it', async () => {
  const { queue, kept, failures, tries, waits } = shelf();
  failures.push({ is: 'later' }, { is: 'later' });
  for (const bytes of ['a', 'b']) queue.add(piece(bytes));
  await queue.drained();
  assert.deepEqual(tries, [[1, 'a'], [1, 'a'], [1, 'a'], [2, 'b']]);
  assert.deepEqual(waits, [1, 2], 'longer each time');
  assert.deepEqual(kept, ['a', 'b']);
});

test('after a reload the numbers go on where the service left off', async () => {
  const { queue, tries } = shelf({ segments: 4 });
  queue.add(piece('e'));
  await queue.drained();
  assert.deepEqual(tries, [[5, 'e']]);
});

test('a number that is taken already is passed over', async () => {
  const { queue, failures, tries } = shelf({ segments: 2 });
  failures.push({ is: 'taken', segments: 2 });
  queue.add(piece('c'));
  await queue.drained();
  assert.deepEqual(tries.map(([number]) => number), [3, 3]);
});

test('one bad piece costs itself alone; what is refused for good ends the recording', async () => {
  const { queue, kept, failures } = shelf();
  failures.push({ is: 'refused', code: 'not_a_recording' });
  queue.add(piece('bad'));
  queue.add(piece('good'));
  await queue.drained();
  assert.deepEqual([kept, queue.ended], [['good'], '']);
  failures.push({ is: 'refused', code: 'lease_lost' });
  queue.add(piece('late'));
  await queue.drained();
  queue.add(piece('later'));
  assert.deepEqual([kept, queue.ended, queue.pending], [['good'], 'lease_lost', 0]);
});

test('who ends the call waits for the last piece', async () => {
  const { queue, kept } = shelf();
  queue.add(piece('last'));
  let over = false;
  const drained = queue.drained().then(() => (over = true));
  assert.equal(over, false);
  await drained;
  assert.deepEqual(kept, ['last']);
});

/** A lease with a fast heart; `beats` are its answers, the last one for ever. */
function lease(beats) {
  const seen = [];
  let count = 0;
  const one = new Lease(async () => beats[Math.min(count++, beats.length - 1)], (hold) => seen.push(hold), { every: 3, soon: 1 });
  one.start();
  return { one, seen, beats: () => count };
}

test('a lease that is renewed stays, and one beat without an answer is told and mended', async () => {
  const { one, seen, beats } = lease(['renewed', 'unanswered', 'renewed']);
  while (beats() < 5) await soon();
  one.stop();
  assert.deepEqual(seen, ['shaky', 'held']);
});

test('a lease that is lost is lost for good, and no longer renewed', async () => {
  const { one, seen, beats } = lease(['renewed', 'lost', 'renewed']);
  await soon(60);
  assert.deepEqual(seen, ['lost']);
  assert.equal(beats(), 2);
  one.lose();
  assert.deepEqual(seen, ['lost'], 'told once');
});

test('a lease that was given back is not renewed, even when an answer was on its way', async () => {
  let answer;
  const seen = [];
  const one = new Lease(() => new Promise((resolve) => (answer = resolve)), (hold) => seen.push(hold), { every: 1, soon: 1 });
  one.start();
  while (!answer) await soon();
  one.stop();
  answer('lost');
  await soon();
  assert.deepEqual(seen, []);
});

const line = (name, { found = null, after = [], ...more } = {}) => ({ line: name, found, after, mandatory: true, evidence: 'none', countries: [], text: null, ...more });

test('the order is the one the service drew, and what comes after others waits for them', () => {
  const lines = [line('face', { found: 'met' }), line('card', { after: ['face'] }), line('hologram', { after: ['card'] }), line('star_sign')];
  assert.equal(upNext(lines)?.line, 'card');
  assert.equal(upNext(lines, 'card')?.line, 'star_sign', 'the hologram waits for the card');
  assert.deepEqual(waitsFor(lines[2], lines).map((one) => one.line), ['card']);
  assert.equal(upNext(lines, 'star_sign')?.line, 'card', 'and round again');
  assert.equal(upNext(lines.map((one) => ({ ...one, found: 'not_met' }))), undefined);
});

test('a line that was not met has been answered all the same: the next one need not wait', () => {
  const lines = [line('face', { found: 'not_met' }), line('card', { after: ['face'] })];
  assert.deepEqual(waitsFor(lines[1], lines), []);
});

test('a line is told in the language of the page, else in English, else by its name', () => {
  const told = line('questions.birth_date', { text: { en: 'Date of birth?', ar: 'ما تاريخ ميلادك؟' } });
  assert.deepEqual([wording(told, 'ar'), wording(told, 'fa'), wording(line('tan_returned'), 'ar')], ['ما تاريخ ميلادك؟', 'Date of birth?', 'tan returned']);
});

test('every line of the checklists that come along has words in all four languages', () => {
  for (const file of readdirSync('../fixtures/checklists')) {
    const text = readFileSync(`../fixtures/checklists/${file}`, 'utf8');
    const counts = ['en', 'ar', 'fa', 'zh'].map((language) => text.match(new RegExp(`\\b${language} = "[^"]{4,}"`, 'g'))?.length ?? 0);
    assert.ok(counts[0] > 4 && counts.every((count) => count === counts[0]), `${file}: ${counts}`);
  }
});

test('a country is one of those that are allowed, however it was typed', () => {
  assert.equal(country(' ind ', ['IND']), 'IND');
  assert.equal(country('DEU', ['IND']), undefined);
  assert.equal(country('India', []), undefined);
});

test('a call that ended well is over, and after any other end the next one is offered', () => {
  const call = (state, outcome) => ({ state, outcome });
  assert.equal(stands(undefined, false), 'none');
  assert.equal(stands(undefined, true), 'offered');
  assert.equal(stands(call('waiting'), false), 'waiting');
  assert.equal(stands(call('ringing'), false), 'taken');
  assert.equal(stands(call('ended', 'successful'), true), 'over');
  assert.equal(stands(call('ended', 'missed'), true), 'offered');
  assert.equal(stands(call('ended', 'unsuccessful'), false), 'over');
});
