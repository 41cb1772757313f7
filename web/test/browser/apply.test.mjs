// The applicant's page as an applicant uses it: the real service, a real browser of a phone's size, a camera that sees
// drawn documents.

import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import decodeQR from 'qr/decode.js';
import { runnerImport } from 'vite';
import { barriers, open, phone, point, refuse, shifted, snap, stand } from './browser.mjs';
import { start } from './service.mjs';

const FILM = join(tmpdir(), `ahlan-film-${process.pid}.y4m`);

let service;
const open_ = [];

before(async () => {
  service = await start();
});

after(async () => {
  for (const browser of open_) await browser.close();
  rmSync(FILM, { force: true });
  await service?.stop();
});

async function browse(options) {
  const browser = await open(service.address, options);
  open_.push(browser);
  return browser;
}

/** What the service says for this id of its Fluent files. */
function said(language, id) {
  const file = readFileSync(`../src/chat/lang/${language}.ftl`, 'utf8');
  return new RegExp(`^${id} = (.+)$`, 'm').exec(file)?.[1] ?? assert.fail(`no ${id} in ${language}`);
}

/** The page's own words for the liveness check. */
async function wordsOf(language) {
  return (await runnerImport(`./src/texts/apply/${language}.ts`)).module[language].liveness;
}

/** Each pose under the words that ask for it, looking straight first. */
function follower(words) {
  return Object.entries(service.poses).map(([name, picture]) => [words.moves[name], picture]);
}

/** One person on the page, in one language. */
function person(page, language) {
  const press = (id) => page.locator('.dock').getByRole('button', { name: said(language, id), exact: true }).click();
  const sees = (id) => page.getByRole('log').getByText(said(language, id)).last().waitFor();
  const types = async (text) => {
    await page.locator('.dock input[type=text]').fill(text);
    await page.locator('.dock button.send').click();
  };
  return { press, sees, types };
}

/** Takes the page while a turn and while a blink is asked for, in whatever order they come. */
async function moves(page, language, light = 'light') {
  await page.emulateMedia({ colorScheme: light, reducedMotion: 'reduce' });
  const taken = ['turn', 'blink'].map(async (move) => {
    await page.locator(`[data-told^=${move}]`).first().waitFor();
    await page.screenshot({ path: `../target/screenshots/apply-${move}-${language}-${light}.png` });
  });
  await Promise.all(taken);
}

/** Opens the camera on what is asked for, takes the picture once it is called good, and sends it. */
async function photograph(page, film, picture) {
  await point(page, film, picture);
  await page.locator('.dock .button.main').click();
  await page.locator('.hint.good').waitFor();
  await page.locator('.shutter').click();
  await page.locator('dialog .button.main').click();
}

test('a preview that opens the link spends nothing, and neither does a person who only looks', async () => {
  const { page } = await browse(phone('en-GB'));
  const link = await service.invite('en');
  for (let times = 0; times < 2; times += 1) {
    await page.goto(link);
    await page.getByRole('heading', { name: 'Welcome' }).waitFor();
    await page.waitForTimeout(300);
    await page.goto('about:blank');
  }
  await page.goto(link);
  assert.deepEqual(await snap(page, 'apply-welcome-en'), []);
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByRole('log').getByText('Hello and welcome').waitFor();
  assert.ok(!page.url().includes('c='), 'the code does not stay in the address');
  assert.equal(await page.evaluate(() => document.cookie), '', 'no script reads the cookie');
  assert.deepEqual(await snap(page, 'apply-consent-en'), []);
  await page.goto('about:blank');
  await page.goto(link);
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByText('has been used already').waitFor();
  assert.deepEqual(await snap(page, 'apply-closed-en'), []);
});

test('a whole journey in Arabic by conversation, with pictures from the camera', async () => {
  const browser = await browse({ ...phone('ar'), film: FILM });
  const { page } = browser;
  const { press, sees, types } = person(page, 'ar');
  const { applicant } = service;
  await page.goto(await service.invite('ar'));
  assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
  await page.getByRole('button', { name: 'لنبدأ' }).waitFor();
  assert.deepEqual(await snap(page, 'apply-welcome-ar'), []);
  await page.getByRole('button', { name: 'لنبدأ' }).click();
  await sees('consent-registry');
  assert.deepEqual(await snap(page, 'apply-consent-ar'), []);
  await press('label-agree');
  await sees('ask-number');
  const arabic = (text) => text.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)));
  await types(`${arabic(applicant.number)} ${arabic(applicant.born)}`);
  await page.getByRole('button', { name: said('ar', 'label-yes'), exact: true }).waitFor();
  assert.deepEqual(await snap(page, 'apply-identity-ar'), []);
  await press('label-yes');
  await sees('registry-hit');
  await press('label-yes');
  await sees('consent-document');
  await press('label-agree');
  await page.locator('.dock .wide').waitFor();
  assert.deepEqual(await snap(page, 'apply-card-ar'), []);
  await photograph(page, FILM, applicant.card);
  await sees('ask-card-back');
  await point(page, FILM, applicant.card_back);
  await page.locator('.dock .button.main').click();
  await page.locator('.hint.good').waitFor();
  assert.deepEqual(await snap(page, 'apply-camera-ar'), []);
  await page.locator('.shutter').click();
  await page.locator('dialog .button.main').waitFor();
  assert.deepEqual(await snap(page, 'apply-taken-ar'), []);
  await page.locator('dialog .button.main').click();
  await page.getByText('نقرأ الوجهين').waitFor();
  await page.screenshot({ path: '../target/screenshots/apply-reading-ar-light.png' });
  await sees('card-read');
  assert.deepEqual(await snap(page, 'apply-read-ar'), []);
  await press('label-yes');
  await sees('consent-biometric');
  await press('label-agree');
  await point(page, FILM, applicant.selfie);
  await page.locator('.dock .wide').click();
  await page.locator('.hint.good').waitFor();
  assert.deepEqual(await snap(page, 'apply-selfie-ar'), []);
  await page.locator('.shutter').click();
  await page.locator('dialog .button.main').click();
  await sees('selfie-matched');
  await sees('ask-liveness');
  assert.deepEqual(await snap(page, 'apply-prove-ar'), []);
  const words = await wordsOf('ar');
  await stand(page, follower(words));
  await page.getByRole('button', { name: words.go }).click();
  const start = page.getByRole('button', { name: words.start });
  await page.locator('dialog .button.main:enabled').waitFor();
  assert.deepEqual(await snap(page, 'apply-ready-ar'), []);
  await start.press('Enter');
  await moves(page, 'ar');
  await page.getByText(words.checking).waitFor();
  await sees('liveness-passed');
  await page.locator('dialog').waitFor({ state: 'detached' });
  assert.deepEqual(await snap(page, 'apply-submit-ar'), []);
  await press('label-submit');
  await sees('approved');
  assert.deepEqual(await snap(page, 'apply-approved-ar'), []);
  assert.equal(await page.getByRole('progressbar').getAttribute('aria-valuenow'), '100');
  assert.deepEqual(browser.faults, []);
});

test('a telephone is proved by the digits that were sent to it', async () => {
  for (const [language, locale, number, hint] of [['ar', 'ar', '+971501234567', 'ستة أرقام'], ['en', 'en-GB', '+971501234568', 'Six digits']]) {
    const browser = await browse(phone(locale));
    const { page } = browser;
    const { press, sees, types } = person(page, language);
    await page.goto(await service.invite(language, 'reachable'));
    await page.locator('button.main').click();
    await sees('consent-contact');
    await press('label-agree');
    await sees('ask-address');
    await types(number.slice(4));
    await sees('address-country');
    await types(number);
    const field = page.getByLabel(hint, { exact: true });
    await field.waitFor();
    assert.deepEqual([await field.getAttribute('autocomplete'), await field.getAttribute('inputmode')], ['one-time-code', 'numeric']);
    const code = await service.code(number);
    await types(code.replace(/.$/, (digit) => String((Number(digit) + 1) % 10)));
    await sees('advice-code');
    await field.fill(code);
    assert.deepEqual(await snap(page, `apply-digits-${language}`), []);
    await field.press('Enter');
    await sees('contact-proved');
    assert.deepEqual(browser.faults, []);
  }
});

test('after the decision one question is asked, and answered by keyboard with a word beside it', async () => {
  for (const [language, locale, address] of [['ar', 'ar', 'layla@example.com'], ['en', 'en-GB', 'omar@example.com']]) {
    const browser = await browse(phone(locale));
    const { page } = browser;
    const { sees } = person(page, language);
    await page.goto(await service.inviteToRate(language, address));
    await page.locator('button.main').click();
    const scores = page.locator('.dock input[type=radio]');
    await scores.first().waitFor();
    assert.equal(await scores.count(), 11);
    assert.deepEqual(await snap(page, `apply-asked-${language}`), []);
    await scores.first().focus();
    // The arrow in the direction of the script leads upwards.
    for (let steps = 0; steps < 9; steps += 1) await page.keyboard.press('ArrowDown');
    assert.equal(await page.locator('.dock input[type=radio]:checked').inputValue(), 'score.9');
    await page.locator('.dock textarea').fill(language === 'ar' ? 'كان سريعًا' : 'That was quick');
    assert.deepEqual(await snap(page, `apply-rated-${language}`), []);
    await page.locator('.dock .button.main').click();
    await sees('feedback-thanks');
    assert.equal(await scores.count(), 0, 'it is asked once');
    assert.ok((await shifted(page)) < 0.1, `shifted by ${await shifted(page)}`);
    assert.deepEqual(browser.faults, []);
  }
});

test('a reload, and a second tab, take the conversation up where it is', async () => {
  const { page, context } = await browse(phone('en-GB'));
  const { press, sees, types } = person(page, 'en');
  await page.goto(await service.invite('en'));
  await page.getByRole('button', { name: 'Begin' }).click();
  await sees('consent-registry');
  await press('label-agree');
  await sees('ask-number');
  await types('why do you ask?');
  await sees('why-identification');
  const before = await page.getByRole('log').innerText();
  await page.reload();
  await sees('why-identification');
  assert.equal(await page.getByRole('log').innerText(), before, 'the same words, and none twice');
  const second = await context.newPage();
  await second.goto(page.url());
  await second.getByRole('log').getByText(said('en', 'why-identification')).waitFor();
  await second.locator('.dock input[type=text]').fill('the document instead');
  await second.close();
  assert.ok((await shifted(page)) < 0.1, `shifted by ${await shifted(page)}`);
});

test('the language is changed in the bar, and the conversation goes on in it', async () => {
  const { page } = await browse(phone('en-GB'));
  await page.goto(await service.invite('en'));
  await page.getByRole('button', { name: 'Begin' }).click();
  await person(page, 'en').sees('consent-registry');
  for (const language of ['zh', 'fa']) {
    await page.getByRole('combobox').selectOption(language);
    await person(page, language).sees('language-set');
    assert.deepEqual(await snap(page, `apply-thread-${language}`), []);
  }
  assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
});

test('glare, blur and darkness are told before a picture is taken, and an upload is the way out', async () => {
  const { page } = await browse({ ...phone('en-GB'), film: FILM });
  const { press, sees } = person(page, 'en');
  const { applicant } = service;
  await page.goto(await service.invite('en', 'document-only'));
  await page.getByRole('button', { name: 'Begin' }).click();
  await sees('consent-document');
  await press('label-agree');
  await page.locator('.dock .wide').waitFor();
  const hints = [
    ['Blurred', { filter: 'blur(7px)' }],
    ['Too dark', { filter: 'brightness(0.25)' }],
    ['Light is reflected', { glare: true }],
  ];
  for (const [hint, how] of hints) {
    await point(page, FILM, applicant.card, how);
    await page.locator('.dock .wide').click();
    await page.locator('.hint.fault', { hasText: hint }).waitFor();
    if (how.glare) assert.deepEqual(await snap(page, 'apply-glare-en'), []);
    await page.getByRole('button', { name: 'Close' }).click();
  }
  await page.locator('.dock input[type=file]').setInputFiles({ name: 'front.jpg', mimeType: 'image/jpeg', buffer: applicant.card });
  await sees('ask-card-back');
  await page.locator('.dock input[type=file]').setInputFiles({ name: 'back.jpg', mimeType: 'image/jpeg', buffer: applicant.card_back });
  await sees('card-read');
  assert.deepEqual(await snap(page, 'apply-read-en'), []);
});

test('a photograph that does not move fails with its cause, and the person is offered another try', async () => {
  const browser = await browse(phone('en-GB'));
  const { page } = browser;
  const { press, sees } = person(page, 'en');
  const words = await wordsOf('en');
  await page.goto(await service.inviteToProve('en'));
  await page.getByRole('button', { name: 'Begin' }).click();
  await sees('ask-liveness');
  assert.equal(await page.locator('.dock input[type=file]').count(), 0, 'an upload is no way out');
  await refuse(page);
  await page.getByRole('button', { name: words.go }).click();
  await page.getByText(words.denied).waitFor();
  await page.locator('dialog').getByRole('button', { name: 'Go on with your phone' }).waitFor();
  assert.deepEqual(await snap(page, 'apply-denied-en'), []);

  await stand(page, [['', service.poses.straight]]);
  await page.getByRole('button', { name: words.reopen }).click();
  await page.getByRole('button', { name: words.start }).click();
  await page.locator('[data-told=straight]').waitFor();
  assert.deepEqual(await barriers(page), []);
  await moves(page, 'en', 'dark');
  await page.getByText(words.causes.action_missing).waitFor();
  await page.getByText(words.tries(2)).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), words.again);
  assert.deepEqual(await snap(page, 'apply-failed-en'), []);

  await stand(page, follower(words));
  await page.getByRole('button', { name: 'Close' }).click();
  await sees('advice-moves');
  await page.getByRole('button', { name: words.go }).click();
  await page.getByRole('button', { name: words.start }).click();
  await page.getByText(words.passed).waitFor();
  await sees('liveness-passed');
  await press('label-submit');
  await sees('approved');
  assert.ok((await shifted(page)) < 0.1, `shifted by ${await shifted(page)}`);
  assert.deepEqual(browser.faults, []);
});

test('a lost connection is told, and what was written meanwhile arrives once it is back', async () => {
  const { page, context } = await browse(phone('en-GB'));
  const { sees, types } = person(page, 'en');
  await page.goto(await service.invite('en'));
  await page.getByRole('button', { name: 'Begin' }).click();
  await sees('consent-registry');
  await context.setOffline(true);
  await types('why do you ask?');
  await page.getByText('No connection').waitFor();
  await context.setOffline(false);
  await sees('why-identification');
  assert.equal(await page.getByText('No connection').count(), 0);
});

test('what is begun at a desk goes on with a phone: the code is read, the number typed, and the desk keeps the progress', async () => {
  const desk = await browse({});
  const { page } = desk;
  await page.goto(await service.invite('en'));
  await page.getByRole('button', { name: 'Begin' }).click();
  await person(page, 'en').sees('consent-registry');
  await page.getByRole('button', { name: 'Go on with your phone' }).click();
  await page.locator('svg.code').waitFor();
  assert.deepEqual(await snap(page, 'apply-code-en'), []);
  const link = await read(page);
  assert.match(link, /\/apply\/#c=[\w-]{22}$/);

  const hand = await browse(phone('en-GB'));
  await hand.page.goto(link);
  await hand.page.getByRole('button', { name: 'Begin' }).click();
  const number = await hand.page.locator('.number').innerText();
  assert.match(number, /^[1-9]\d$/);
  assert.deepEqual(await snap(hand.page, 'apply-number-en'), []);

  const typed = page.getByLabel('The number on your phone');
  await typed.fill(number === '10' ? '11' : '10');
  assert.deepEqual(await barriers(page), []);
  await page.getByRole('button', { name: 'That is my phone' }).click();
  await page.getByText('That is not the number').waitFor();
  assert.deepEqual(await snap(page, 'apply-typed-en'), []);
  await typed.fill(number);
  await page.getByRole('button', { name: 'That is my phone' }).click();

  await page.getByRole('heading', { name: 'You go on with your phone' }).waitFor();
  assert.deepEqual(await snap(page, 'apply-handed-en'), []);
  await person(hand.page, 'en').sees('consent-registry');
  await person(hand.page, 'en').press('label-agree');
  await person(hand.page, 'en').sees('ask-number');
  await hand.page.locator('.dock input[type=text]').fill('I want to end my application');
  await hand.page.locator('.dock button.send').click();
  await person(hand.page, 'en').press('label-withdraw');
  assert.deepEqual([...desk.faults, ...hand.faults], []);
});

/** Reads the QR code off the page's own pixels, as a phone's camera would. */
async function read(page) {
  const shot = await page.locator('svg.code').screenshot();
  const { width, height, data } = await page.evaluate(async (bytes) => {
    const picture = await createImageBitmap(new Blob([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))]));
    const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
    context.drawImage(picture, 0, 0);
    const pixels = context.getImageData(0, 0, picture.width, picture.height);
    return { width: pixels.width, height: pixels.height, data: [...pixels.data] };
  }, shot.toString('base64'));
  return decodeQR({ width, height, data: Uint8ClampedArray.from(data) });
}
