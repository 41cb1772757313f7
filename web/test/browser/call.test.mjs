// A call between an applicant and staff: two browsers, two cameras, and the real service between them.

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runnerImport } from 'vite';
import { barriers, decoded, open, phone, photograph, portrait, shifted, snap, sway } from './browser.mjs';
import { start } from './service.mjs';

const film = (name) => join(tmpdir(), `ahlan-${name}-${process.pid}.y4m`);
const FILMS = { applicant: film('applicant'), staff: film('staff') };

const words = async (language) => (await runnerImport(`./src/texts/apply/call/${language}.ts`)).module.call;

/** A call that hangs is a failure, and no wait without end. */
const LONGEST = { timeout: 900_000 };

let service;
let staff;
/** The application whose call was held to its end. */
let recorded;
const opened = [];

before(async () => {
  service = await start();
  staff = await browse({ film: FILMS.staff });
  await sway(staff.page, FILMS.staff, await portrait(staff.page));
  await sway(staff.page, FILMS.applicant, service.applicant.selfie);
});

after(async () => {
  for (const browser of opened) await browser.close();
  for (const one of Object.values(FILMS)) rmSync(one, { force: true });
  await service?.stop();
});

async function browse(options) {
  const browser = await open(service.address, options);
  opened.push(browser);
  return browser;
}

/** A tab of staff's browser with somebody signed in, before the queue of calls. */
async function agent(name) {
  const page = await staff.context.newPage();
  await page.addInitScript((token) => sessionStorage.setItem('ahlan.staff', token), service.tokens[name]);
  await page.goto(`${service.address}/console/#/calls`);
  await page.getByRole('switch').waitFor();
  return page;
}

/** Goes on duty, if one is not. */
async function onDuty(page) {
  if ((await page.getByRole('switch').getAttribute('aria-checked')) === 'false') await page.keyboard.press('o');
  await page.getByRole('switch', { checked: true }).waitFor();
}

/** An applicant's phone, where the application waits for staff; with an address, to be identified by video. */
async function waiting(language, address) {
  const browser = await browse({ ...phone(language), film: FILMS.applicant });
  const invited = await service.inviteToWait(language, address);
  await browser.page.goto(invited.url);
  await browser.page.locator('.page .button.main').click();
  await browser.page.locator('.strip').waitFor();
  return { ...browser, id: invited.id };
}

/** Asks for a call, as far as the lobby: consent, camera and microphone. */
async function lobby(page, language) {
  const t = await words(language);
  await page.getByRole('button', { name: t.go }).click();
  await page.getByRole('button', { name: t.ask }).click();
  await page.getByRole('button', { name: t.recording.agree }).click();
  await page.getByRole('button', { name: t.allow.go }).click();
  await inLine(page, t);
}

/** The page tells the place in line, with an estimate that is called one. */
const inLine = (page, t) => page.locator('.told', { hasText: t.estimate('').trim() }).last().waitFor();

/** Takes the next call, once the applicant is there. */
async function next(page) {
  await page.locator('.take .button:enabled').waitFor();
  await page.keyboard.press('n');
  await page.locator('.panel .stage').waitFor();
}

async function seeEachOther(applicant, page, language = 'en') {
  const t = await words(language);
  for (const [who, name] of [[page, 'The applicant'], [applicant, t.staff]]) {
    const { width, pictures } = await decoded(who, name);
    assert.ok(width >= 160 && pictures >= 3, `${name}: ${pictures} pictures, ${width} wide`);
  }
}

test('who waits for a person is offered a call; with nobody on duty it is booked, and can be called off', async () => {
  const { page, faults } = await waiting('ar');
  const t = await words('ar');
  await page.waitForTimeout(500);
  assert.deepEqual(await snap(page, 'call-offered-ar'), []);
  await page.getByRole('button', { name: t.go }).click();
  await page.getByRole('button', { name: t.ask }).waitFor();
  assert.deepEqual(await snap(page, 'call-wish-ar'), []);
  await page.getByRole('button', { name: t.ask }).press('Enter');
  await page.getByRole('button', { name: t.recording.without }).waitFor();
  assert.deepEqual(await snap(page, 'call-consent-ar'), []);
  await page.getByRole('button', { name: t.recording.without }).click();
  await page.locator('.told .what', { hasText: t.booked('').trim() }).last().waitFor();
  assert.deepEqual(await snap(page, 'call-booked-ar'), []);
  await page.getByRole('button', { name: t.off }).click();
  await page.getByText(t.leave.lead).waitFor();
  assert.deepEqual(await barriers(page), []);
  await page.getByRole('button', { name: t.leave.yes }).click();
  await page.locator('.strip').getByText(t.over.cancelled).waitFor();
  assert.ok((await shifted(page)) < 0.1, `shifted by ${await shifted(page)}`);
  assert.deepEqual(faults, []);
});

/** The code goes out, is mistyped once and then comes back from the applicant's own page. */
async function giveBack(page, applicant, t) {
  await page.keyboard.press('p');
  await page.getByText('Sent to their e-mail, waiting for the applicant').waitFor();
  const field = applicant.getByLabel(t.code.label.email);
  await field.waitFor();
  assert.ok(await field.evaluate((one) => one === document.activeElement), 'who has no pointer types at once');
  const code = await service.code(ADDRESS);
  await field.fill(code === '111111' ? '222222' : '111111');
  await field.press('Enter');
  await applicant.getByText(t.code.wrong(4)).waitFor();
  await page.getByText('4 tries left').waitFor();
  assert.ok(await applicant.evaluate(() => document.querySelector('dialog[open]').scrollWidth <= innerWidth), 'nothing stands beside the page');
  assert.deepEqual(await snap(applicant, 'call-code-typed-en'), []);
  assert.deepEqual(await photograph(page, 'call-code', ['en', 'ar'], '.panel'), []);
  await field.fill(code.replaceAll(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[digit]));
  await field.press('Enter');
  await applicant.getByText(t.code.right).waitFor();
}

/** Where the code of a call goes. */
const ADDRESS = 'video.ident@example.com';

test('a call by the checklist of a video identification: recorded without a gap, worked by the keyboard, a code comes back, approved', LONGEST, async (test) => {
  const t = await words('en');
  const page = await agent('demo-agent');
  await onDuty(page);
  const applicant = await waiting('en', ADDRESS);
  await lobby(applicant.page, 'en');
  assert.deepEqual(await snap(applicant.page, 'call-lobby-en'), []);
  await page.getByText('1 person in line').waitFor();
  await page.locator('tbody tr .tag.good').waitFor();
  assert.deepEqual(await photograph(page, 'calls'), []);
  await next(page);
  await seeEachOther(applicant.page, page);
  await applicant.page.getByText(t.connected).first().waitFor();
  await applicant.page.getByText(t.recorded, { exact: true }).waitFor();
  assert.deepEqual(await snap(applicant.page, 'call-connected-en'), []);

  const lines = page.locator('[data-line]');
  await lines.first().waitFor();
  const drawn = await lines.evaluateAll((all) => all.map((one) => one.dataset.line));
  assert.equal(drawn.length, 11, `six points, three of the eight features and two of the four questions: ${drawn}`);
  await page.locator('.record', { hasText: 'on record' }).waitFor();
  // The panel alone: the case around it is looked at elsewhere, and a page that is held up for long loses its lease.
  assert.deepEqual(await photograph(page, 'call', ['en', 'ar'], '.panel'), []);
  await page.locator('body').click({ position: { x: 3, y: 300 } });
  for (let place = 0; place < drawn.length; place += 1) {
    const here = page.locator('[data-line].here');
    const name = await here.getAttribute('data-line');
    if (name === 'tan_returned') await giveBack(page, applicant.page, t);
    else if (await here.getByRole('textbox').count()) {
      await here.getByRole('textbox').fill('T220001293');
      await page.keyboard.press('Enter');
    } else await page.keyboard.press((await here.getByText('Take a picture').count()) ? 'p' : 'y');
    await page.locator(`[data-line="${name}"].met`).waitFor();
  }
  await page.getByText(`${drawn.length} of ${drawn.length}`).waitFor();
  await page.locator('.record', { hasText: /(0:[3-9]\d|[1-9]\d*:\d\d) on record/ }).waitFor();
  assert.deepEqual(await photograph(page, 'call-worked', ['fa', 'zh'], '.panel'), []);

  await page.locator('body').click({ position: { x: 3, y: 300 } });
  await page.keyboard.press('a');
  assert.equal(await page.getByRole('dialog', { name: 'Approve' }).isVisible(), false, 'the call first, then the verdict');
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog', { name: 'How did the call end?' });
  await dialog.waitFor();
  assert.deepEqual(await barriers(page, 'dialog[open]'), []);
  await page.screenshot({ path: '../target/screenshots/call-end-en-light.png' });
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await applicant.page.getByText(t.over.successful).first().waitFor();
  assert.deepEqual(await snap(applicant.page, 'call-over-en'), []);
  const { lasted_ms: lasted, recorded_ms: kept, gaps } = await service.recording(applicant.id);
  test.diagnostic(`${kept} of ${lasted} ms are on record; not on record: ${JSON.stringify(gaps)}`);

  await page.getByRole('button', { name: 'Approve' }).waitFor();
  await page.keyboard.press('a');
  await page.getByRole('dialog', { name: 'Approve' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('header').getByText('Approved').waitFor();
  recorded = applicant.id;
  assert.match(await page.getByRole('region', { name: 'History' }).innerText(), /Call ended[\s\S]*Recording kept[\s\S]*Call begun/);
  await applicant.page.getByRole('button', { name: t.back }).click();
  assert.ok((await shifted(applicant.page)) < 0.1, `shifted by ${await shifted(applicant.page)}`);
  assert.deepEqual([...staff.faults, ...applicant.faults], []);
  await page.close();
});

test('the second person opens the case of that call and plays what is on record, by the keyboard', LONGEST, async () => {
  assert.ok(recorded, 'a call was held and recorded');
  const page = await agent('demo-second');
  await page.goto(`${service.address}/console/#/case/${recorded}`);
  const region = page.getByRole('region', { name: 'Recording of the call' });
  await region.getByRole('button', { name: 'Play' }).press('Enter');
  const moment = () => region.locator('video').evaluate((video) => video.currentTime);
  await region.locator('video').waitFor();
  await page.waitForFunction(() => document.querySelector('figure video')?.currentTime > 0.5);
  await region.getByRole('button', { name: 'Pause' }).press('Enter');
  const [stood, { width }] = [await moment(), await region.locator('video').evaluate((video) => ({ width: video.videoWidth }))];
  assert.ok(stood > 0.5 && width >= 160, `at ${stood} s, ${width} wide`);
  await page.waitForTimeout(300);
  assert.equal(await moment(), stood, 'it stands');
  const slider = region.getByRole('slider', { name: 'Place in the call' });
  const before = Number(await slider.inputValue());
  await slider.press('ArrowRight');
  assert.ok(Number(await slider.inputValue()) > before, 'the arrow keys move the place');
  await region.scrollIntoViewIfNeeded();
  assert.deepEqual(await photograph(page, 'recording'), []);
  assert.deepEqual(staff.faults, []);
  await page.close();
});

test('a reload of either page comes back into the same call', LONGEST, async () => {
  const page = await agent('demo-agent');
  await onDuty(page);
  const applicant = await waiting('en');
  await lobby(applicant.page, 'en');
  await next(page);
  await seeEachOther(applicant.page, page);
  const drawn = await page.locator('[data-line]').evaluateAll((all) => all.map((one) => one.dataset.line));
  page.once('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await page.locator('.panel .stage').waitFor();
  await seeEachOther(applicant.page, page);
  assert.deepEqual(await page.locator('[data-line]').evaluateAll((all) => all.map((one) => one.dataset.line)), drawn, 'the same questions');
  await applicant.page.reload();
  await applicant.page.getByRole('button', { name: (await words('en')).allow.go }).click();
  await seeEachOther(applicant.page, page);
  await page.keyboard.press('e');
  await page.getByRole('dialog').getByLabel('Line lost').check();
  await page.getByRole('dialog').getByRole('button', { name: 'End the call' }).click();
  await page.getByText('The applicant would like to talk').waitFor();
  const t = await words('en');
  await inLine(applicant.page, t);
  await applicant.page.locator('.knob.bad').click();
  await applicant.page.getByRole('button', { name: t.leave.yes }).click();
  await page.getByText('The applicant would like to talk').waitFor({ state: 'hidden' });
  await page.close();
  await applicant.close();
});

test("an agent's tab is killed in mid-call: the applicant keeps the place, and another agent takes over", LONGEST, async () => {
  const t = await words('en');
  const [first, second] = [await agent('demo-agent'), await agent('demo-second')];
  await onDuty(first);
  const applicant = await waiting('en');
  await lobby(applicant.page, 'en');
  await next(first);
  await seeEachOther(applicant.page, first);
  const crashed = new Promise((done) => first.once('crash', done));
  void (await staff.context.newCDPSession(first)).send('Page.crash').catch(() => undefined);
  await crashed;
  await applicant.page.getByText(t.dropped).first().waitFor();
  await applicant.page.screenshot({ path: '../target/screenshots/call-dropped-en-light.png' });
  // Until the lease has run out the case is the other's.
  const take = second.getByRole('button', { name: 'Take the call' });
  for (let looks = 0; looks < 60 && !(await take.isVisible()); looks += 1) {
    await second.goto('about:blank');
    await second.goto(`${service.address}/console/#/case/${applicant.id}`);
    await take.waitFor({ timeout: 4000 }).catch(() => undefined);
  }
  await second.keyboard.press('t');
  await second.locator('.panel .stage').waitFor();
  await seeEachOther(applicant.page, second);
  await second.locator('[data-line]').first().waitFor();

  // The first one comes back: its hold is another's now, and nothing more can be written.
  const back = await agent('demo-agent');
  await back.goto(`${service.address}/console/#/case/${applicant.id}`);
  await back.getByText('Somebody else is at this application').waitFor();
  assert.equal(await back.locator('[data-line]').count(), 0);
  assert.deepEqual(await barriers(back), []);

  // The same person in another tab: the older one is told, and can write nothing.
  const newer = await agent('demo-second');
  await newer.goto(`${service.address}/console/#/case/${applicant.id}`);
  await newer.getByRole('button', { name: 'Take the call' }).waitFor();
  await newer.keyboard.press('t');
  await newer.locator('.panel .stage').waitFor();
  await second.getByText('This call is no longer yours').waitFor();
  assert.equal(await second.locator('[data-line]').count(), 0);
  assert.deepEqual(await photograph(second, 'call-lost'), []);
  await seeEachOther(applicant.page, newer);
  assert.deepEqual(applicant.faults, []);
});
