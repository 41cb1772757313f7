// What is wrong with a frame of the camera, measured here at once and a few times a second. The service measures the
// picture again; these numbers only spare a person the way there and back.

/** Pixels as a canvas gives them: four bytes each, red first. */
export interface Frame {
  data: Uint8ClampedArray;
  width: number;
  height: number;
}

export interface Measures {
  /** Mean brightness, 0 to 255. */
  light: number;
  /** Side of the largest square that is burnt out and blank, as a part of the longer side. */
  glare: number;
  /** Variance of the Laplacian: of its strongest tenth of tiles, so that a plain table around a card counts for nothing. */
  sharpness: number;
  /** The brightness that three quarters of the frame do not exceed. */
  paper: number;
}

export type Fault = 'dark' | 'bright' | 'glare' | 'blurred';
export type Motif = 'card' | 'selfie';

/** Brightness above which nothing is left of print; as the service has it. */
const BURNT = 247;

/** The side of a tile in which sharpness is measured, in pixels. */
const TILE = 16;

/**
 * By what a frame is judged, at 640 pixels of its longer side.
 *
 * Measured on 24 documents and 24 portraits from public collections and on drawn ones: as they are, documents had a
 * sharpness of 680 and more, portraits of 70 and more but one; blurred by three pixels at 1280, at most 230 and 45. A
 * reflection over 3 % of a card had a glare of 0.12 and more; documents without one had up to 0.09, and where their paper
 * itself was white up to 0.17.
 */
const LIMITS = {
  card: { dark: 62, bright: 256, glare: 0.1, glareOnWhite: 0.19, sharpness: 300 },
  selfie: { dark: 55, bright: 215, glare: 1, glareOnWhite: 1, sharpness: 60 },
};

/** What is wrong with a frame that should show this; nothing when it is good. The worst first. */
export function fault(measures: Measures, motif: Motif): Fault | undefined {
  const limits = LIMITS[motif];
  if (measures.light < limits.dark) return 'dark';
  if (measures.light > limits.bright) return 'bright';
  // Blur leaves blank patches, a reflection leaves the rest sharp.
  if (measures.sharpness < limits.sharpness) return 'blurred';
  if (measures.glare > (measures.paper > BURNT ? limits.glareOnWhite : limits.glare)) return 'glare';
  return undefined;
}

export function measure(frame: Frame): Measures {
  const grey = greys(frame);
  const { width, height } = frame;
  const glare = largestBurntSquare(grey, width, height);
  return { light: mean(grey), glare, sharpness: sharpest(grey, width, height), paper: level(grey, 0.75) };
}

function greys({ data, width, height }: Frame): Uint8ClampedArray {
  const grey = new Uint8ClampedArray(width * height);
  for (let at = 0; at < grey.length; at += 1) {
    // Weights of ITU-R BT.601.
    grey[at] = 0.299 * (data[4 * at] ?? 0) + 0.587 * (data[4 * at + 1] ?? 0) + 0.114 * (data[4 * at + 2] ?? 0);
  }
  return grey;
}

function mean(values: Uint8ClampedArray): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length ? sum / values.length : 0;
}

/** The brightness that this part of the pixels does not exceed. */
function level(values: Uint8ClampedArray, part: number): number {
  const counts = new Uint32Array(256);
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  let rest = values.length * part;
  return Math.max(0, counts.findIndex((count) => (rest -= count) <= 0));
}

/** Row by row, the largest square that ends at each pixel: one more than the least of its three neighbours. */
function largestBurntSquare(grey: Uint8ClampedArray, width: number, height: number): number {
  let above = new Uint16Array(width);
  let largest = 0;
  for (let y = 0; y < height; y += 1) {
    const row = new Uint16Array(width);
    for (let x = 0; x < width; x += 1) {
      if ((grey[y * width + x] ?? 0) <= BURNT) continue;
      const side = x && y ? 1 + Math.min(row[x - 1] ?? 0, above[x] ?? 0, above[x - 1] ?? 0) : 1;
      row[x] = side;
      largest = Math.max(largest, side);
    }
    above = row;
  }
  return largest / Math.max(width, height, 1);
}

function sharpest(grey: Uint8ClampedArray, width: number, height: number): number {
  const tiles: number[] = [];
  for (let top = 1; top + TILE < height; top += TILE) {
    for (let left = 1; left + TILE < width; left += TILE) tiles.push(variance(grey, width, left, top));
  }
  tiles.sort((one, other) => other - one);
  const best = tiles.slice(0, Math.max(1, Math.ceil(tiles.length / 10)));
  return best.reduce((sum, tile) => sum + tile, 0) / Math.max(1, best.length);
}

function variance(grey: Uint8ClampedArray, width: number, left: number, top: number): number {
  let sum = 0;
  let squares = 0;
  for (let y = top; y < top + TILE; y += 1) {
    for (let x = left; x < left + TILE; x += 1) {
      const at = y * width + x;
      const around = (grey[at - 1] ?? 0) + (grey[at + 1] ?? 0) + (grey[at - width] ?? 0) + (grey[at + width] ?? 0);
      const value = around - 4 * (grey[at] ?? 0);
      sum += value;
      squares += value * value;
    }
  }
  const count = TILE * TILE;
  return squares / count - (sum / count) ** 2;
}
