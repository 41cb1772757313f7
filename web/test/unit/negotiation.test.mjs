import assert from 'node:assert/strict';
import test from 'node:test';
import { runnerImport } from 'vite';

const { Negotiation, origin } = (await runnerImport('./src/base/call/negotiation.ts')).module;

let pages = 0;

/** How often anything was said or changed, in all tests. */
let heard = 0;

/** Waits until both sides have been silent for a while. */
async function settled() {
  for (let calm = 0, last = -1; calm < 4; calm = heard === last ? calm + 1 : 0) {
    last = heard;
    await new Promise((done) => setTimeout(done, 15));
  }
}

/** A browser's connection as far as negotiating goes: states, roll back, keys that no later description may change. */
class Connection {
  signalingState = 'stable';
  connectionState = 'new';
  localDescription = null;
  keys = (pages += 1);
  version = 0;
  theirs = '';
  restarts = 0;
  candidates = [];
  closed = false;
  needed = false;

  /** A track was added, or another way is to be found: the browser says so as soon as nothing else is under way. */
  ask() {
    heard += 1;
    this.needed = true;
    setTimeout(() => !this.closed && this.needed && this.signalingState === 'stable' && this.onnegotiationneeded?.());
  }

  async setLocalDescription() {
    const type = this.signalingState === 'have-remote-offer' ? 'answer' : 'offer';
    this.signalingState = type === 'offer' ? 'have-local-offer' : 'stable';
    this.needed = false;
    this.localDescription = { type, sdp: `v=0\r\no=- ${this.keys} ${(this.version += 1)} IN IP4 127.0.0.1\r\n` };
    if (type === 'answer') this.connect();
  }

  async setRemoteDescription({ type, sdp }) {
    if (this.closed) throw new Error('closed');
    if (type === 'answer' && this.signalingState !== 'have-local-offer') throw new Error('no offer');
    const rolledBack = type === 'offer' && this.signalingState === 'have-local-offer';
    if (this.theirs && origin(sdp) !== this.theirs) throw new Error('keys of another page');
    this.theirs = origin(sdp);
    this.signalingState = type === 'offer' ? 'have-remote-offer' : 'stable';
    if (type === 'answer') this.connect();
    if (rolledBack) setTimeout(() => this.ask(), 5);
  }

  async addIceCandidate(candidate) {
    if (!this.theirs) throw new Error('too early');
    this.candidates.push(candidate);
  }

  restartIce() {
    this.restarts += 1;
    this.ask();
  }

  connect() {
    this.connectionState = 'connected';
    setTimeout(() => this.onconnectionstatechange?.());
  }

  close() {
    this.closed = true;
  }
}

/** A page in the room; what it says arrives a moment later, if the other is there. */
function page(manner) {
  const self = { made: [], said: [], states: [], other: undefined };
  const make = () => {
    const connection = new Connection();
    self.made.push(connection);
    connection.ask();
    return connection;
  };
  const say = (signal) => {
    heard += 1;
    self.said.push(signal.type);
    const { other } = self;
    if (other) setTimeout(() => void other.negotiation.hear(signal));
  };
  self.negotiation = new Negotiation(manner, make, say, (state) => self.states.push(state));
  return self;
}

function meet(staff, applicant) {
  [staff.other, applicant.other] = [applicant, staff];
  for (const one of [staff, applicant]) one.negotiation.joined();
}

async function met() {
  const [staff, applicant] = [page('insists'), page('gives_way')];
  meet(staff, applicant);
  await settled();
  return [staff, applicant];
}

test('staff offers, the applicant answers, and both are connected', async () => {
  const [staff, applicant] = await met();
  assert.deepEqual([staff.said, applicant.said], [['offer'], ['answer']]);
  for (const one of [staff, applicant]) assert.equal(one.states.at(-1), 'connected');
});

test('when both offer at one instant, the offer of staff stands, and the applicant asks again afterwards', async () => {
  const [staff, applicant] = await met();
  staff.negotiation.current.ask();
  applicant.negotiation.current.ask();
  await settled();
  await settled();
  assert.equal(staff.made.length + applicant.made.length, 2, 'nobody begins anew');
  for (const one of [staff, applicant]) assert.equal(one.negotiation.current.signalingState, 'stable');
  assert.equal(applicant.said.filter((type) => type === 'offer').length, 2, 'rolled back, and said once more');
});

test('a socket that was away leaves the connection as it is, and has it look for better ways', async () => {
  const [staff, applicant] = await met();
  meet(staff, applicant);
  await settled();
  assert.deepEqual([staff.made.length, applicant.made.length], [1, 1]);
  assert.equal(staff.negotiation.current.restarts, 1);
  assert.equal(applicant.said.at(-1), 'answer');
});

test("an applicant's page that was reloaded is met by a new connection", async () => {
  const [staff] = await met();
  const again = page('gives_way');
  meet(staff, again);
  await settled();
  await settled();
  assert.equal(staff.made.length, 2, 'the old one has keys of a page that is no more');
  assert.ok(staff.made[0].closed);
  for (const one of [staff, again]) assert.equal(one.negotiation.current.connectionState, 'connected');
});

test('another agent who takes over is met by a new connection', async () => {
  const [, applicant] = await met();
  const second = page('insists');
  meet(second, applicant);
  await settled();
  assert.equal(applicant.made.length, 2);
  assert.ok(applicant.made[0].closed);
  assert.equal(applicant.negotiation.current.connectionState, 'connected');
});

test('what was offered while nobody was there is offered anew', async () => {
  const [staff, applicant] = [page('insists'), page('gives_way')];
  staff.negotiation.joined();
  await settled();
  assert.equal(staff.negotiation.current.signalingState, 'have-local-offer');
  meet(staff, applicant);
  await settled();
  assert.equal(applicant.negotiation.current?.connectionState, 'connected');
});

test('a failed connection is mended by the side that insists', async () => {
  const [staff, applicant] = await met();
  for (const one of [staff, applicant]) {
    one.negotiation.current.connectionState = 'failed';
    one.negotiation.current.onconnectionstatechange();
  }
  await settled();
  assert.deepEqual([staff.made[0].restarts, applicant.made[0].restarts], [1, 0]);
  assert.equal(staff.states.at(-1), 'connected');
});

test('candidates that come too early or too late do no harm, and the order is kept', async () => {
  const staff = page('insists');
  await staff.negotiation.hear({ type: 'candidate', candidate: { candidate: '' } });
  await staff.negotiation.hear({ type: 'answer', sdp: 'v=0' });
  const [, applicant] = await met();
  await applicant.negotiation.hear({ type: 'candidate', candidate: { candidate: 'candidate:1' } });
  assert.equal(applicant.made[0].candidates.length, 1);
});

test('who says goodbye is let go, and met anew when they come back', async () => {
  const [staff, applicant] = await met();
  await staff.negotiation.hear({ type: 'bye' });
  assert.equal(staff.states.at(-1), 'closed');
  assert.ok(staff.made[0].closed);
  meet(staff, applicant);
  await settled();
  assert.equal(staff.negotiation.current.connectionState, 'connected');
});
