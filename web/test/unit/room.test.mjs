import assert from 'node:assert/strict';
import test from 'node:test';
import { runnerImport } from 'vite';

const { Room } = (await runnerImport('./src/base/call/room.ts')).module;

const soon = () => new Promise((done) => setTimeout(done, 5));

/** A service that opens every door, and what a page hears through it. */
function house() {
  const sockets = [];
  const heard = [];
  const door = () => {
    const socket = { readyState: 0, sent: [], send: (text) => socket.sent.push(JSON.parse(text)), close: () => (socket.readyState = 3) };
    sockets.push(socket);
    return socket;
  };
  const ears = {
    signal: (signal) => heard.push(signal.type),
    state: (call) => heard.push(call.state),
    peer: (is) => heard.push(`peer ${is}`),
    line: (is) => heard.push(`line ${is}`),
    left: (why) => heard.push(`left: ${why}`),
  };
  const room = new Room(door, ears, () => 0);
  const open = () => {
    const socket = sockets.at(-1);
    socket.readyState = 1;
    socket.onopen();
    return {
      socket,
      tell: (frame) => socket.onmessage?.({ data: JSON.stringify(frame) }),
      drop: (code = 1006) => socket.onclose?.({ code }),
    };
  };
  room.enter();
  return { room, sockets, heard, open };
}

test('a room tells where the call stands, who is there and what they say', () => {
  const { room, heard, open } = house();
  const { socket, tell } = open();
  tell({ type: 'state', call: { state: 'ringing' } });
  tell({ type: 'peer_joined' });
  tell({ type: 'offer', sdp: 'v=0' });
  tell({ type: 'peer_left' });
  room.say({ type: 'bye' });
  assert.deepEqual(heard, ['line open', 'ringing', 'peer joined', 'offer', 'peer left']);
  assert.deepEqual(socket.sent, [{ type: 'bye' }]);
});

test('a line that drops comes back by itself, and what was said meanwhile is not kept', async () => {
  const { room, sockets, heard, open } = house();
  open().drop();
  room.say({ type: 'bye' });
  await soon();
  assert.equal(sockets.length, 2);
  const { socket } = open();
  assert.deepEqual(socket.sent, []);
  assert.deepEqual(heard, ['line open', 'line lost', 'line open']);
});

test('a socket that has lived its time is opened again', async () => {
  const { sockets, open } = house();
  open().drop(1013);
  await soon();
  assert.equal(sockets.length, 2);
});

for (const why of ['taken_over', 'lease_lost']) {
  test(`${why}: this page leaves, and does not come back`, async () => {
    const { sockets, heard, open } = house();
    const { tell, drop } = open();
    tell({ type: why });
    drop(1008);
    await soon();
    assert.equal(sockets.length, 1);
    assert.deepEqual(heard, ['line open', `left: ${why}`]);
  });
}

test('a call that has ended ends the room, one that was refused too', async () => {
  const first = house();
  const one = first.open();
  one.tell({ type: 'state', call: { state: 'ended' } });
  one.drop(1000);
  const second = house();
  second.open().drop(1008);
  await soon();
  assert.deepEqual([first.heard.at(-1), second.heard.at(-1)], ['left: over', 'left: refused']);
  assert.deepEqual([first.sockets.length, second.sockets.length], [1, 1]);
});

test('when the network goes the room does not wait for the socket to notice', async () => {
  const { room, sockets, heard, open } = house();
  open();
  room.network('offline');
  assert.equal(heard.at(-1), 'line lost');
  room.network('online');
  await soon();
  assert.equal(sockets.length, 2, 'once, not twice');
});
