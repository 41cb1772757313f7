import assert from 'node:assert/strict';
import test from 'node:test';
import { runnerImport } from 'vite';

const { fault, measure } = (await runnerImport('./src/apply/camera/measure.ts')).module;

const WIDTH = 640;
const HEIGHT = 480;

/** A frame whose brightness at each place says `at`. */
function frame(at) {
  const data = new Uint8ClampedArray(4 * WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) data.fill(at(x, y), 4 * (y * WIDTH + x), 4 * (y * WIDTH + x) + 3);
  }
  return { data, width: WIDTH, height: HEIGHT };
}

const onCard = (x, y) => x > 60 && x < 580 && y > 70 && y < 400;
/** A card with lines of print on a dark table. */
const print = (x, y) => (onCard(x, y) ? (Math.floor(y / 12) % 2 === 0 && x % 8 < 4 ? 40 : 220) : 70);
const judged = (at, motif = 'card') => fault(measure(frame(at)), motif);

test('a sharp card in good light is good', () => {
  assert.equal(judged(print), undefined);
});

test('darkness is told first, since nothing else can be judged in it', () => {
  assert.equal(judged((x, y) => print(x, y) / 4), 'dark');
});

test('print without edges is blurred, on a card as on a face', () => {
  assert.equal(judged((x, y) => 150 + 60 * Math.sin(x / 14) * Math.cos(y / 14)), 'blurred');
  assert.equal(judged((x, y) => 110 + 60 * Math.sin(x / 90) * Math.cos(y / 90), 'selfie'), 'blurred');
});

test('a blank burnt patch is a reflection on a card, and nothing on a selfie', () => {
  const lamp = (x, y) => (Math.hypot(x - 300, y - 230) < 60 ? 255 : print(x, y));
  assert.equal(judged(lamp), 'glare');
  assert.equal(judged(lamp, 'selfie'), undefined);
});

test('the same patch on paper that is white all over is the paper', () => {
  assert.equal(judged((x, y) => (Math.floor(y / 40) % 3 === 1 && x % 8 < 4 ? 40 : 255)), undefined);
});

test('a frame of nothing is measured, too', () => {
  const none = measure({ data: new Uint8ClampedArray(), width: 0, height: 0 });
  assert.deepEqual([none.light, none.glare], [0, 0]);
});
