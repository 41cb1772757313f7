// The real service: `ahlan demo --serve` plays its seven applications, of which three wait for a person afterwards.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const BINARY = process.env.AHLAN_BINARY ?? 'target/debug/ahlan';

/** Longest wait until the seven applications are played, in milliseconds; a debug build takes about half a minute. */
const PATIENCE = 300_000;

/** Starts the demo; resolves once the console is there. */
export async function start() {
  const demo = spawn(BINARY, ['demo', '--serve', '--json', '--seed', '7'], { cwd: '..', stdio: ['ignore', 'ignore', 'pipe'] });
  const tokens = {};
  let address = '';
  const said = [];
  const ready = new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the demo did not serve in time:\n${said.join('\n')}`)), PATIENCE);
    demo.on('exit', (code) => reject(new Error(`the demo ended with ${code}:\n${said.join('\n')}`)));
    createInterface({ input: demo.stderr }).on('line', (line) => {
      said.push(line);
      address ||= /http:\/\/[\d.:]+(?=\/console\/)/.exec(line)?.[0] ?? '';
      const token = /^(demo-\w+), until [^ ]+: (\S+)$/.exec(line);
      if (token) tokens[token[1]] = token[2];
      if (address && tokens['demo-agent'] && tokens['demo-second']) {
        clearTimeout(late);
        resolve();
      }
    });
  });
  await ready;
  return {
    address,
    tokens,
    async stop() {
      demo.removeAllListeners('exit');
      demo.kill('SIGINT');
      await once(demo, 'exit');
    },
  };
}
