import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { runnerImport } from 'vite';

const { reachable, scenes, thinned } = (await runnerImport('./src/apply/liveness/plan.ts')).module;
const { en } = (await runnerImport('./src/texts/apply/en.ts')).module;

const MOVES = ['turn_left', 'blink', 'turn_right'];
const MINUTE = 60_000;
const whole = (plan) => plan.at(-1).to;
const takes = (plan) => plan.flatMap((scene) => scene.takes);

test('a challenge is looking straight, each move in its order, and looking straight again', () => {
  const plan = scenes(MOVES, MINUTE);
  assert.deepEqual(plan.map((scene) => scene.told), ['straight', ...MOVES, 'straight']);
  assert.deepEqual(plan.map((scene) => scene.takes.length), [1, 3, 3, 3, 1]);
  for (const [number, scene] of plan.entries()) {
    assert.equal(scene.from, plan[number - 1]?.to ?? 0);
    assert.ok(scene.takes.every((at) => at > scene.from + 1000 && at < scene.to), `${number}`);
  }
});

test('no challenge takes more frames than the service does', () => {
  const settings = readFileSync('../config.default.toml', 'utf8');
  const most = Number(/^liveness_frames *= *(\d+)/m.exec(settings)?.[1]);
  for (const moves of [MOVES.slice(1), MOVES, [...MOVES, 'blink']]) {
    const count = takes(scenes(moves, MINUTE)).length;
    assert.ok(count <= most && count >= 2 * moves.length + 2, `${count} of ${most}`);
  }
});

test('who tries again has more time, as far as the challenge has', () => {
  const [first, second] = [scenes(MOVES, MINUTE), scenes(MOVES, MINUTE, 1.5)];
  assert.ok(Math.abs(whole(second) - 1.5 * whole(first)) < 1);
  assert.ok(whole(scenes(MOVES, 20_000, 1.5)) <= 12_000, 'some of the time is left for sending');
});

test('nobody is hurried beyond what a person can do: what is too late is not begun', () => {
  assert.ok(reachable(MOVES, MINUTE) && reachable(MOVES, 15_000));
  assert.ok(!reachable(MOVES, 8_000));
  assert.equal(whole(scenes(MOVES, 8_000)), whole(scenes(MOVES, 1_000)));
});

test('of fewer frames the last ones of each scene are sent', () => {
  const frames = scenes(MOVES, MINUTE).flatMap((scene, number) => scene.takes.map((at) => ({ scene: number, at })));
  assert.equal(thinned(frames, 3).length, 11);
  const one = thinned(frames, 1);
  assert.deepEqual(one.map((frame) => frame.scene), [0, 1, 2, 3, 4]);
  assert.deepEqual(one.map((frame) => frame.at), scenes(MOVES, MINUTE).map((scene) => scene.takes.at(-1)));
});

test('every cause that a check can fail for has words', () => {
  const faults = [...readFileSync('../src/face/liveness/judge.rs', 'utf8').matchAll(/Self::\w+ => "([a-z_]+)",/g)].map((found) => found[1]);
  assert.ok(faults.length >= 6);
  assert.deepEqual([...faults, 'too_slow', 'frames_too_old'].filter((cause) => !en.liveness.causes[cause]), []);
});
