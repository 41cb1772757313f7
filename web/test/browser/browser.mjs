// A real browser with a fresh profile, and what every page must keep while it is looked at.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const SCREENSHOTS = '../target/screenshots';
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
  // Whatever a page might call elsewhere has no address; that it does not even try is claimed below.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  // Two pages on one machine find each other without a network.
  '--allow-loopback-in-peer-connection', '--disable-features=WebRtcHideLocalIpsWithMdns',
];

/** A phone's page and language. */
export const phone = (locale) => ({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, locale });

/** A browser of its own; `faults` gathers what no page may do. With a `film`, that is what its camera sees. */
export async function open(address, { film, ...options } = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'ahlan-browser-'));
  const executablePath = process.env.CHROMIUM || '/usr/bin/chromium';
  const camera = film ? ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${film}`] : [];
  const context = await chromium.launchPersistentContext(profile, {
    executablePath, headless: true, args: [...FLAGS, ...camera], viewport: { width: 1440, height: 1000 }, locale: 'en-GB', reducedMotion: 'reduce', ...options,
  });
  const faults = [];
  const page = context.pages()[0] ?? (await context.newPage());
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !url.startsWith('blob:')) faults.push(`asks elsewhere: ${url}`);
  });
  page.on('pageerror', (error) => faults.push(`throws: ${error.message}`));
  page.on('console', (message) => {
    if (/Content Security Policy|TrustedHTML/.test(message.text())) faults.push(`policy: ${message.text()}`);
  });
  await context.addInitScript(() => {
    globalThis.shifted = 0;
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries()) if (!shift.hadRecentInput) globalThis.shifted += shift.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return {
    page,
    context,
    faults,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** Has the camera see this picture from its next opening on, as a telephone above a table would: whole, on a dark ground. */
export async function point(page, film, picture, { filter = 'none', glare = false } = {}) {
  const frame = await page.evaluate(async ([bytes, filter, glare]) => {
    const picture = await createImageBitmap(new Blob([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))]));
    const canvas = new OffscreenCanvas(1280, 960);
    const context = canvas.getContext('2d');
    context.fillStyle = '#4a4038';
    context.fillRect(0, 0, 1280, 960);
    context.filter = filter;
    const scale = Math.min(1280 / picture.width, 960 / picture.height);
    const [width, height] = [picture.width * scale, picture.height * scale];
    context.drawImage(picture, (1280 - width) / 2, (960 - height) / 2, width, height);
    if (glare) {
      context.filter = 'blur(6px)';
      context.fillStyle = '#fff';
      context.beginPath();
      context.ellipse(620, 470, 210, 190, 0, 0, 7);
      context.fill();
    }
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
    return btoa(Array.from(new Uint8Array(await blob.arrayBuffer()), (byte) => String.fromCharCode(byte)).join(''));
  }, [picture.toString('base64'), filter, glare]);
  // A film of Motion JPEG is pictures, one behind the other.
  writeFileSync(film, Buffer.concat(Array(5).fill(Buffer.from(frame, 'base64'))));
}

/** Has the camera see somebody who sways a little, as people before a camera do: no two pictures of it are the same. */
export async function sway(page, film, picture) {
  const frames = await page.evaluate(async (bytes) => {
    const picture = await createImageBitmap(new Blob([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))]));
    const canvas = new OffscreenCanvas(960, 720);
    const context = canvas.getContext('2d');
    const frames = [];
    for (let turn = 0; turn < 2 * Math.PI; turn += Math.PI / 12) {
      const scale = (picture.width < picture.height ? 0.92 : 1.08) * Math.max(720 / picture.height, picture.width < picture.height ? 0 : 960 / picture.width);
      const [width, height] = [picture.width * scale, picture.height * scale];
      context.fillStyle = '#cdd3d4';
      context.fillRect(0, 0, 960, 720);
      context.drawImage(picture, (960 - width) / 2 + 22 * Math.sin(turn), (720 - height) / 2 + 8 * Math.cos(turn), width, height);
      const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
      frames.push(btoa(Array.from(new Uint8Array(await blob.arrayBuffer()), (byte) => String.fromCharCode(byte)).join('')));
    }
    return frames;
  }, picture.toString('base64'));
  writeFileSync(film, Buffer.concat(frames.map((frame) => Buffer.from(frame, 'base64'))));
}

/** A member of staff as a picture: nobody's, drawn. */
export async function portrait(page) {
  return Buffer.from(await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(960, 720);
    const context = canvas.getContext('2d');
    const wall = context.createLinearGradient(0, 0, 960, 720);
    wall.addColorStop(0, '#d9e4e0');
    wall.addColorStop(1, '#a9c2bd');
    const draw = (colour, ...shape) => {
      context.fillStyle = colour;
      context.beginPath();
      context.ellipse(...shape, 0, 0, 7);
      context.fill();
    };
    context.fillStyle = wall;
    context.fillRect(0, 0, 960, 720);
    draw('#0f5c5a', 480, 760, 300, 250);
    draw('#2c2320', 480, 300, 158, 178);
    draw('#c99a78', 480, 330, 128, 160);
    draw('#2c2320', 480, 205, 140, 78);
    for (const x of [432, 528]) draw('#1c2126', x, 318, 11, 13);
    context.strokeStyle = '#7c4a38';
    context.lineWidth = 7;
    context.beginPath();
    context.arc(480, 375, 42, 0.3, Math.PI - 0.3);
    context.stroke();
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.92 });
    return btoa(Array.from(new Uint8Array(await blob.arrayBuffer()), (byte) => String.fromCharCode(byte)).join(''));
  }), 'base64');
}

/** How many different pictures this video decodes within a while, and how wide they are. */
export async function decoded(page, name) {
  const video = page.getByLabel(name, { exact: true });
  await page.waitForFunction((video) => video.videoWidth > 0 && !video.paused, await video.elementHandle(), { timeout: 60_000 });
  return video.evaluate(async (video) => {
    const context = Object.assign(document.createElement('canvas'), { width: 64, height: 48 }).getContext('2d', { willReadFrequently: true });
    const seen = new Set();
    for (let look = 0; look < 12; look += 1) {
      context.drawImage(video, 0, 0, 64, 48);
      seen.add(context.getImageData(0, 0, 64, 48).data.join());
      await new Promise((next) => setTimeout(next, 150));
    }
    return { width: video.videoWidth, pictures: seen.size };
  });
}

/**
 * Has the camera see, from its next opening on, a person who does what the page tells them: `poses` has a picture for each
 * text that can be told, and the first one is seen while none of them is. Of one picture alone nothing ever moves.
 */
export async function stand(page, poses) {
  const encoded = poses.map(([text, picture]) => [text, picture.toString('base64')]);
  await page.evaluate(async (encoded) => {
    const decode = (bytes) => createImageBitmap(new Blob([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))]));
    const poses = await Promise.all(encoded.map(async ([text, bytes]) => [text, await decode(bytes)]));
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [poses[0][1].width, poses[0][1].height];
    const context = canvas.getContext('2d');
    setInterval(() => {
      const told = document.querySelector('[data-told]')?.textContent;
      const [, picture] = poses.find(([text]) => text === told) ?? poses[0];
      context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    }, 50);
    navigator.mediaDevices.getUserMedia = () => Promise.resolve(canvas.captureStream(20));
  }, encoded);
}

/** Has the browser refuse its camera from now on. */
export async function refuse(page) {
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('refused', 'NotAllowedError'));
  });
}

/** What axe-core finds that is serious or critical, one line each; on the whole page, or within a part of it. */
export async function barriers(page, within = 'html') {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    (within) => globalThis.axe.run(within, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }),
    within,
  );
  return violations
    .filter((one) => ['serious', 'critical'].includes(one.impact))
    .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(' ')} (${node.any[0]?.message ?? one.help})`));
}

/** How far the page's content jumped by itself since it was opened, as Chromium counts it. */
export const shifted = (page) => page.evaluate(() => globalThis.shifted);

/** Sets language and light as a person would, by the bar's two lists. */
export async function dress(page, language, light) {
  const lists = page.locator('header select');
  await lists.nth(0).selectOption(language);
  await lists.nth(1).selectOption(light);
  await page.evaluate(() => document.fonts.ready);
}

/** Takes what a phone shows in both lights, and tells of barriers in each. */
export async function snap(page, name) {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const found = [];
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(() => document.fonts.ready);
    await page.waitForTimeout(150);
    await page.screenshot({ path: join(SCREENSHOTS, `${name}-${colorScheme}.png`) });
    found.push(...(await barriers(page)).map((one) => `${name} ${colorScheme}: ${one}`));
  }
  return found;
}

/** Takes the page in four dresses and tells of barriers in each. */
export async function photograph(page, name, languages = ['en', 'ar'], within = 'html') {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const found = [];
  for (const language of languages) {
    for (const light of ['light', 'dark']) {
      await dress(page, language, light);
      // Fonts that a script needs are asked for once its text is there.
      await page.waitForTimeout(250);
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: join(SCREENSHOTS, `${name}-${language}-${light}.png`), fullPage: true });
      found.push(...(await barriers(page, within)).map((one) => `${name} ${language} ${light}: ${one}`));
    }
  }
  await dress(page, 'en', 'light');
  return found;
}
