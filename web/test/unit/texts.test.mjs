import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { runnerImport } from 'vite';

const load = async (folder, language) => (await runnerImport(`./src/texts/${folder}${language}.ts`)).module[language];
const all = async (folder) => Promise.all(['en', 'ar', 'fa', 'zh'].map((language) => load(folder, language)));
const [en, ar, fa, zh] = await all('');
const apply = await all('apply/');

/** Every text by its path; those that count are asked for some numbers, so that their forms are seen too. */
function texts(of, path = '') {
  const found = new Map();
  for (const [name, value] of Object.entries(of)) {
    const here = path ? `${path}.${name}` : name;
    if (typeof value === 'string') found.set(here, value);
    else if (typeof value === 'function') found.set(here, [1, 2, 3, 11].map((n) => value(n, n)).join(' '));
    else for (const entry of texts(value, here)) found.set(...entry);
  }
  return found;
}

for (const [page, [first, ...others]] of Object.entries({ console: [en, ar, fa, zh], apply })) {
  for (const [place, code] of ['ar', 'fa', 'zh'].entries()) {
    test(`${code} has every text of ${page} that English has, and no other`, () => {
      assert.deepEqual([...texts(others[place]).keys()].sort(), [...texts(first).keys()].sort());
    });

    test(`no text of ${page} in ${code} is empty or was left in English`, () => {
      const english = texts(first);
      const left = [...texts(others[place])].filter(([path, text]) => !text.trim() || text === english.get(path));
      assert.deepEqual(left, []);
    });
  }
}

test('every reason of the service has words', () => {
  // Each row of the table of reasons begins with its code and who may decline for it.
  const source = readFileSync('../src/session/reason.rs', 'utf8');
  const names = [...source.matchAll(/^ {4}([A-Z]\w+), (?:Person|Machine),/gm)].map((found) => found[1] ?? '');
  const codes = names.map((name) => name.replace(/(?<!^)([A-Z])/g, '_$1').toLowerCase());
  assert.ok(codes.length > 30, `${codes.length} reasons were found`);
  assert.deepEqual(codes.filter((code) => !en.reasons[code]), []);
});

test('every field of the service has words', () => {
  const source = readFileSync('../src/base/reading.rs', 'utf8');
  const names = [...source.matchAll(/=> "([a-z_]+)",/g)].map((found) => found[1] ?? '');
  assert.ok(names.length >= 13);
  assert.deepEqual(names.filter((name) => !en.names[name]), []);
});

test('numbers in Arabic and Persian are written in their digits', () => {
  assert.match(fa.queue.count(12), /۱۲/);
  assert.equal(ar.queue.count(2), 'طلبان');
  assert.notEqual(ar.queue.count(3), ar.queue.count(11));
});

/** The code of a page. */
const files = (page) => readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => /\.(svelte|ts)$/.test(file) && file.startsWith(page));

test("no text of the applicant's page is unused", () => {
  const code = files('apply').map((file) => readFileSync(`src/${file}`, 'utf8')).join('\n');
  const looked = /^(status|steps|stepStatus|problems|closed\.reasons|thread\.(reading|sent)|picture\.take|camera\.(heading|lead|good|faults))\.|^camera\.(denied|none)$/;
  const unused = [...texts(apply[0]).keys()].filter((path) => {
    const [part, name] = path.includes('.') ? path.split('.') : ['texts|t', path];
    return !looked.test(path) && !new RegExp(`\\b(${part}|t)\\.${name}\\b`).test(code);
  });
  assert.deepEqual(unused, []);
});

test('every step and every status of the service has words for the applicant', () => {
  const journey = readFileSync('../src/session/journey.rs', 'utf8');
  const steps = [...journey.matchAll(/Self::\w+ => "([a-z_]+)",/g)].map((found) => found[1] ?? '');
  assert.ok(steps.length >= 4);
  assert.deepEqual(steps.filter((step) => !apply[0].steps[step]), []);
});

test('no text is unused', () => {
  const code = [...files('console'), ...files('base')].map((file) => readFileSync(`src/${file}`, 'utf8')).join('\n');
  // What is looked up by a code of the service is proved above, or is the service's to send.
  const looked = /^(purposes|status|steps|stepStatus|shows|sources|names|reasons|events|actors|problems|zone\.names|measures\.names|faces\.of|verdict\.(reasons|lead)|bar\.lights)\.|^fields\.(phone|email)$|^queue\.(decision|second_person)$|^verdict\.(approve|decline|send_back|confirm|veto)$/;
  // Written out, or by a short name for its part.
  const uses = (path) => {
    const [part, name] = path.includes('.') ? path.split('.') : ['texts|t', path];
    return new RegExp(`\\b(${part}|t)\\.${name}\\b`).test(code);
  };
  const unused = [...texts(en).keys()].filter((path) => !looked.test(path) && !uses(path));
  assert.deepEqual(unused, []);
});
