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

/** Longest wait for anything on a page, in milliseconds: a machine that builds beside the tests is slow, and no failure. */
export const PATIENCE = 120_000;

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
  context.setDefaultTimeout(PATIENCE);
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
  await context.addInitScript(`globalThis.planes = ${planes}`);
  await page.evaluate(`globalThis.planes = ${planes}`);
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

/** Pictures a second: on two cores, without a graphics card, every picture of a camera costs a piece of the page's time. */
const PACE = 6;

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
    return globalThis.planes(context.getImageData(0, 0, 1280, 960));
  }, [picture.toString('base64'), filter, glare]);
  develop(film, 1280, 960, [frame]);
}

/** Has the camera see somebody who sways a little, as people before a camera do: no two pictures of it are the same. */
export async function sway(page, film, picture) {
  const frames = await page.evaluate(async (bytes) => {
    const picture = await createImageBitmap(new Blob([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))]));
    const canvas = new OffscreenCanvas(640, 480);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    const frames = [];
    for (let turn = 0; turn < 2 * Math.PI; turn += Math.PI / 8) {
      const scale = (picture.width < picture.height ? 0.92 : 1.08) * Math.max(480 / picture.height, picture.width < picture.height ? 0 : 640 / picture.width);
      const [width, height] = [picture.width * scale, picture.height * scale];
      context.fillStyle = '#cdd3d4';
      context.fillRect(0, 0, 640, 480);
      context.drawImage(picture, (640 - width) / 2 + 15 * Math.sin(turn), (480 - height) / 2 + 5 * Math.cos(turn), width, height);
      frames.push(globalThis.planes(context.getImageData(0, 0, 640, 480)));
    }
    return frames;
  }, picture.toString('base64'));
  develop(film, 640, 480, frames);
}

/** Writes a film as YUV4MPEG2, which names its pace; Motion JPEG, the other form that Chromium plays, has thirty pictures a second. */
function develop(film, width, height, frames) {
  const header = `YUV4MPEG2 W${width} H${height} F${PACE}:1 Ip A1:1 C420jpeg\n`;
  writeFileSync(film, Buffer.concat([Buffer.from(header), ...frames.flatMap((frame) => [Buffer.from('FRAME\n'), Buffer.from(frame, 'base64')])]));
}

/** Runs in the page: a picture as three planes, light whole and colours by halves (ITU-R BT.601, video range), in base64. */
function planes({ data, width, height }) {
  const light = new Uint8Array(width * height);
  const [blue, red] = [new Uint8Array(light.length / 4), new Uint8Array(light.length / 4)];
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      const [r, g, b] = [data[at * 4], data[at * 4 + 1], data[at * 4 + 2]];
      light[at] = 16 + 0.257 * r + 0.504 * g + 0.098 * b;
      if (x % 2 || y % 2) continue;
      const half = (y / 2) * (width / 2) + x / 2;
      blue[half] = 128 - 0.148 * r - 0.291 * g + 0.439 * b;
      red[half] = 128 + 0.439 * r - 0.368 * g - 0.071 * b;
    }
  }
  return btoa([light, blue, red].map((plane) => Array.from(plane, (byte) => String.fromCharCode(byte)).join('')).join(''));
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

/**
 * How many different pictures this video decodes, up to `enough`, and how wide they are. After a page was loaded anew the
 * other one shows the last picture of the old connection for a while, and none at all until the new one stands.
 */
export async function decoded(page, name, enough = 3) {
  return page.evaluate(async ([name, enough, patience]) => {
    const context = Object.assign(document.createElement('canvas'), { width: 64, height: 48 }).getContext('2d', { willReadFrequently: true });
    const seen = new Set();
    let width = 0;
    for (const end = performance.now() + patience; seen.size < enough && performance.now() < end; ) {
      const video = document.querySelector(`video[aria-label="${name}"]`);
      width = video && !video.paused ? video.videoWidth : 0;
      if (width > 0) {
        context.drawImage(video, 0, 0, 64, 48);
        seen.add(context.getImageData(0, 0, 64, 48).data.join());
      } else {
        seen.clear();
      }
      await new Promise((next) => setTimeout(next, 150));
    }
    return { width, pictures: seen.size };
  }, [name, enough, PATIENCE]);
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

/** Takes the page in four dresses, and tells of barriers in each language and each light once. */
export async function photograph(page, name, languages = ['en', 'ar'], within = 'html') {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const found = [];
  for (const [place, language] of languages.entries()) {
    for (const [shade, light] of ['light', 'dark'].entries()) {
      await dress(page, language, light);
      // Fonts that a script needs are asked for once its text is there.
      await page.waitForTimeout(250);
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: join(SCREENSHOTS, `${name}-${language}-${light}.png`), fullPage: true });
      if (shade === place % 2) found.push(...(await barriers(page, within)).map((one) => `${name} ${language} ${light}: ${one}`));
    }
  }
  await dress(page, 'en', 'light');
  return found;
}
