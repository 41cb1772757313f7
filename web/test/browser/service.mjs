// The real service: `ahlan demo --serve` plays its ten applications, some of which wait for a person afterwards, and
// invites whoever looks on to be one more applicant.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const BINARY = process.env.AHLAN_BINARY ?? 'target/debug/ahlan';

/** Longest wait until the ten applications are played, in milliseconds; a debug build takes about half a minute. */
const PATIENCE = 900_000;

/** Two browsers that draw every frame in software on two cores may be silent for longer than pages on telephones are. */
const SLOW = { AHLAN_CALLS__LEASE_S: '60', AHLAN_CALLS__HERE_S: '60', AHLAN_CALLS__PRESENCE_S: '300' };

/** One demo for all tests of a run; it is stopped when the last of them has stopped it. */
let shared;
let users = 0;

/** Starts the demo, or takes the one that runs; resolves once people can sign in. */
export async function start() {
  users += 1;
  shared ??= demo();
  return shared;
}

async function demo() {
  const told = { tokens: {}, applicant: {}, poses: {}, client: {}, messages: new Map(), address: '' };
  // For whoever works on the pages: a file with what a demo printed that runs already.
  if (process.env.AHLAN_DEMO) {
    const read = () => readFileSync(process.env.AHLAN_DEMO, 'utf8').split('\n').forEach((line) => hear(line, told));
    read();
    setInterval(read, 500).unref();
    return { ...told, ...backEnd(told), stop: () => undefined };
  }
  const running = spawn(BINARY, ['demo', '--serve', '--json', '--no-browser', '--seed', '7'], { cwd: '..', env: { ...process.env, ...SLOW }, stdio: ['ignore', 'ignore', 'pipe'] });
  const said = [];
  const ready = new Promise((resolve, reject) => {
    const fail = (how) => {
      clearTimeout(late);
      reject(new Error(`the demo ${how}:\n${said.join('\n')}`));
    };
    const late = setTimeout(() => fail('did not serve in time'), PATIENCE);
    running.on('exit', (code) => fail(`ended with ${code}`));
    createInterface({ input: running.stderr }).on('line', (line) => {
      said.push(line);
      hear(line, told);
      if (told.address && told.tokens['demo-agent'] && told.tokens['demo-second']) {
        clearTimeout(late);
        resolve();
      }
    });
  });
  await ready;
  return { ...told, ...backEnd(told), stop: () => stop(running) };
}

async function stop(running) {
  users -= 1;
  if (users > 0) return;
  running.removeAllListeners('exit');
  running.kill('SIGINT');
  await once(running, 'exit');
}

/** Takes in what a line of the demo tells. */
function hear(line, told) {
  told.address ||= /http:\/\/[\d.:]+(?=\/console\/)/.exec(line)?.[0] ?? '';
  const token = /^(demo-\w+), until [^ ]+: (\S+)$/.exec(line);
  if (token) told.tokens[token[1]] = token[2];
  const client = /^client_id (\S+), client_secret (\S+)$/.exec(line);
  if (client) told.client = { client_id: client[1], client_secret: client[2] };
  const message = /^A message to (\S+): (.+)$/.exec(line);
  if (message) told.messages.set(message[1], message[2]);
  const person = /^Type the number (\S+), born (\S+); send the pictures in (.+)\.$/.exec(line);
  if (person) {
    const picture = (name) => readFileSync(`${person[3]}/${name}.jpg`);
    told.applicant = { number: person[1], born: person[2], card: picture('front'), card_back: picture('back'), selfie: picture('selfie') };
    told.poses = Object.fromEntries(['straight', 'turn_left', 'turn_right', 'blink'].map((name) => [name, picture(name)]));
  }
}

/** What a bank's back end does. */
function backEnd({ address, client, applicant, messages }) {
  const ask = async (path, token, body) => {
    const form = body instanceof FormData;
    const headers = { authorization: `Bearer ${token}`, ...(form ? {} : { 'content-type': 'application/json' }) };
    const answer = await fetch(`${address}${path}`, { method: 'POST', headers, body: form || body === undefined ? body : JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const signIn = async () => {
    const form = new URLSearchParams({ grant_type: 'client_credentials', ...client });
    return (await (await fetch(`${address}/oauth/token`, { method: 'POST', body: form })).json()).access_token;
  };
  const pictures = (parts) => {
    const form = new FormData();
    for (const [name, bytes] of Object.entries(parts)) form.append(name, new Blob([bytes]), `${name}.jpg`);
    return form;
  };
  /** A session with card and selfie, before the liveness check; and a way to go on with it. With an address, it is proved first. */
  const begun = async (locale, address) => {
    const token = await signIn();
    const { session } = await ask('/v1/sessions', token, { journey: address ? 'videoident' : 'standard', mode: 'test', locale });
    const post = (route, body) => ask(`/v1/sessions/${session.id}/${route}`, token, body);
    const agree = (purpose) => post('consents', { purpose, granted: true, text_version: '1', language: locale });
    for (const purpose of ['document', 'biometric', ...(address ? ['contact'] : [])]) await agree(purpose);
    if (address) {
      await post('contact', { address });
      await post('contact/confirmation', { code: await code(address) });
    }
    await post('documents', pictures({ front: applicant.card, back: applicant.card_back }));
    await post('selfie', pictures({ image: applicant.selfie }));
    return { id: session.id, post };
  };
  /** The six digits of the next message to an address, once it has come. */
  const code = async (to) => {
    for (let tries = 0; tries < 100; tries += 1) {
      const found = /\d{6}/.exec(messages.get(to) ?? '');
      if (found) {
        messages.delete(to);
        return found[0];
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`no message to ${to}`);
  };
  return {
    code,
    /** A link to the page of a session that was approved a moment ago, where a question at the end is left. */
    async inviteToRate(locale, address) {
      const token = await signIn();
      const { session } = await ask('/v1/sessions', token, { journey: 'reachable', mode: 'test', locale });
      const path = `/v1/sessions/${session.id}`;
      for (const purpose of ['contact', 'document', 'biometric']) {
        await ask(`${path}/consents`, token, { purpose, granted: true, text_version: '1', language: locale });
      }
      await ask(`${path}/contact`, token, { address });
      await ask(`${path}/contact/confirmation`, token, { code: await code(address) });
      await ask(`${path}/documents`, token, pictures({ front: applicant.card, back: applicant.card_back }));
      await ask(`${path}/selfie`, token, pictures({ image: applicant.selfie }));
      await ask(`${path}/submission`, token, {});
      return (await ask(`${path}/capture-links`, token, {})).url;
    },
    /** What is on record of a session's last connection. */
    async recording(id) {
      const answer = await fetch(`${address}/v1/sessions/${id}/recordings`, { headers: { authorization: `Bearer ${await signIn()}` } });
      return (await answer.json()).at(-1);
    },
    /** A link to the applicant's page of a new session. */
    async invite(locale, journey = 'standard') {
      const token = await signIn();
      const { session } = await ask('/v1/sessions', token, { journey, mode: 'test', locale });
      return (await ask(`/v1/sessions/${session.id}/capture-links`, token, {})).url;
    },
    /** The same, where all is done already but the liveness check and handing in. */
    async inviteToProve(locale) {
      const { post } = await begun(locale);
      return (await post('capture-links', {})).url;
    },
    /** The same, handed in by somebody who took their consent back: a person must look at it. With an address, by video. */
    async inviteToWait(locale, address) {
      const { id, post } = await begun(locale, address);
      await post('consents', { purpose: 'biometric', granted: false });
      await post('submission');
      return { id, url: (await post('capture-links', {})).url };
    },
  };
}
