"""A printed line of digits, photographed, cut to its ink as the service cuts it, and what each frame should say."""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

import fonts
from alphabet import BLANK, CLASS_OF, DIGITS, UNDECIDED

# The network's line: rows, and how many of them the ink is made to fill; blank columns before and after it.
LINE_HEIGHT, INK_HEIGHT, MARGIN = 32, 20, 8
# The network looks at the line in steps of two pixels.
FRAME = 2
# All lines of a batch stand on paper of this width. The service may feed any multiple of FRAME.
COLUMNS = 320
# Share of a character's width around its middle where a frame names it, and where it may or may not.
CORE, EDGE = 0.22, 0.42


@dataclass(frozen=True)
class Line:
    """One line."""

    # float32 [LINE_HEIGHT, COLUMNS], ink about -0.5 and paper about 0.5
    pixels: np.ndarray
    # int64 [COLUMNS / FRAME]: class of each frame, or UNDECIDED
    frames: np.ndarray
    text: str
    script: str


class Generator:
    """An endless, seeded source of lines: the same seed and fonts give the same lines."""

    def __init__(self, seed, held_out=False):
        self.rng = np.random.default_rng(seed)
        self.held_out = held_out

    def line(self, script=None):
        rng = self.rng
        script = script or pick(rng, ("latin", "arabic", "arabic", "persian", "persian"))
        text = content(rng, script)
        ink, centres, widths = printed(rng, pick(rng, fonts.installed(script, self.held_out)), text)
        ink, centres = tilted(rng, ink, centres)
        pixels, scale, left = photographed(rng, ink)
        centres, widths = (centres - left) * scale + MARGIN, widths * scale
        return Line(pixels, labels(text, centres, widths), text, script)

    def batch(self, size):
        return [self.line() for _ in range(size)]


def pick(rng, choices):
    return choices[int(rng.integers(len(choices)))]


# Content


def content(rng, script):
    """Numbers of 6 to 16 digits, some in groups, and dates: all random, so that nothing can be learnt by heart."""
    digits = DIGITS[script]
    draw = rng.random()
    if draw < 0.45:
        text = "".join(pick(rng, digits) for _ in range(int(rng.integers(6, 17))))
        if rng.random() < 0.2:
            text = grouped(rng, text)
        return text
    if draw < 0.5:  # few different digits: how often one is repeated must be counted
        few = [pick(rng, digits) for _ in range(2)]
        return "".join(pick(rng, few) for _ in range(int(rng.integers(6, 15))))
    year, month, day = int(rng.integers(1280, 2060)), int(rng.integers(1, 13)), int(rng.integers(1, 32))
    between = pick(rng, "///-." if script == "latin" else "///-")
    parts = [f"{year:04}", f"{month:02}", f"{day:02}"]
    if rng.random() < 0.4:
        parts.reverse()
    return "".join(digits[int(c)] if c.isdigit() else c for c in between.join(parts))


def grouped(rng, text):
    cuts = sorted(set(int(n) for n in rng.integers(2, len(text) - 1, 2)))
    for cut in reversed(cuts):
        text = text[:cut] + "-" + text[cut:]
    return text


# Print


def printed(rng, font, text):
    """Coverage of a line, each character's middle and width."""
    space = rng.uniform(-1.0, 4.0) if rng.random() < 0.7 else 0.0
    glyphs = [fonts.glyph(font, character) for character in text]
    pens = np.cumsum([20.0] + [g.advance + space for g in glyphs])
    ink = np.zeros((fonts.HEIGHT, int(pens[-1]) + 60), np.float32)
    centres, widths = [], []
    for g, pen in zip(glyphs, pens):
        at, width = round(pen) + g.left, g.ink.shape[1]
        at = max(at, 0)
        np.maximum(ink[:, at:at + width], g.ink, out=ink[:, at:at + width])
        centres.append(at + width / 2)
        widths.append(max(g.advance + space, width))
    picture = Image.fromarray((ink * 255).astype(np.uint8))
    weight = rng.random()
    if weight < 0.15:
        picture = picture.filter(ImageFilter.MaxFilter(3))
    elif weight < 0.25:
        picture = picture.filter(ImageFilter.MinFilter(3))
    return picture, np.array(centres), np.array(widths)


def tilted(rng, ink, centres):
    """Slanted and turned a little, as a card is that was not straightened to the pixel; wider or narrower."""
    slant, turn, stretch = rng.normal(0, 0.05), rng.normal(0, 0.008), rng.uniform(0.85, 1.15)
    width, middle = ink.width, fonts.BASELINE - 18
    # From the new picture's pixels to the old one's.
    inverse = (1 / stretch, slant, -slant * middle, turn, 1, -turn * width * stretch / 2)
    turned = ink.transform((round(width * stretch), ink.height), Image.Transform.AFFINE, inverse,
                           Image.Resampling.BILINEAR)
    return turned, centres * stretch


# Photograph


def photographed(rng, ink):
    """The line's pixels for the network, their scale, and the ink's left edge before scaling."""
    left, top, right, bottom = ink.point(lambda v: 255 if v > 100 else 0).getbbox()
    slack = rng.uniform(-0.03, 0.1, 4) * (bottom - top)
    box = (left - slack[0], top - slack[1], right + slack[2], bottom + slack[3])
    # The camera's resolution: from 12 to 60 pixels of ink, then to the network's.
    seen = scaled(ink, box, rng.uniform(12, 60) / (bottom - top))
    grey = developed(rng, seen)
    scale = INK_HEIGHT / (box[3] - box[1])
    width = min(max(1, round((box[2] - box[0]) * scale)), COLUMNS - 2 * MARGIN)
    scale = min(scale, width / (box[2] - box[0]))
    small = Image.fromarray(grey).resize((width, INK_HEIGHT), Image.Resampling.BILINEAR)
    pixels = np.full((LINE_HEIGHT, COLUMNS), 0.5, np.float32)
    top_row = (LINE_HEIGHT - INK_HEIGHT) // 2
    pixels[top_row:top_row + INK_HEIGHT, MARGIN:MARGIN + width] = normalise(np.asarray(small))
    return pixels, scale, box[0]


def scaled(ink, box, scale):
    size = (max(8, round((box[2] - box[0]) * scale)), max(8, round((box[3] - box[1]) * scale)))
    return np.asarray(ink.resize(size, Image.Resampling.BOX, box=inside(box, ink)), np.float32) / 255


def inside(box, ink):
    return (max(0, box[0]), max(0, box[1]), min(ink.width, box[2]), min(ink.height, box[3]))


def developed(rng, ink):
    """Ink on paper with what is left of a ground of fine lines, light that falls off, blur, noise and JPEG."""
    height, width = ink.shape
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    paper = rng.uniform(190, 250) + rng.normal(0, 8) * columns / width + rng.normal(0, 8) * rows / height
    if rng.random() < 0.5:
        pitch, slope = rng.uniform(4, 14), rng.normal(0, 0.4)
        paper = paper - rng.uniform(4, 26) * (np.sin((rows + slope * columns) * 6.28 / pitch) > 0.6)
    dark = rng.uniform(15, 100)
    grey = paper + (dark - paper) * ink * rng.uniform(0.8, 1.0)
    picture = Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
    if rng.random() < 0.7:
        picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(0, 0.055) * height))
    grey = np.asarray(picture, np.float32) + rng.normal(0, rng.uniform(0, 9), ink.shape)
    grey = np.clip(grey, 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        file = io.BytesIO()
        Image.fromarray(grey).save(file, "JPEG", quality=int(rng.integers(35, 95)))
        grey = np.asarray(Image.open(file))
    return grey


def normalise(pixels):
    """Grey 0..255 to float32: the 2nd percentile becomes -0.5 and the 95th 0.5, counted on the histogram as the
    service does it."""
    share = np.cumsum(np.bincount(pixels.ravel(), minlength=256)) / pixels.size
    low, high = int(np.searchsorted(share, 0.02)), int(np.searchsorted(share, 0.95))
    return (pixels.astype(np.float32) - high) / max(20, high - low) + 0.5


# Labels


def labels(text, centres, widths):
    """The class of each frame, from where the characters stand; every character keeps at least one frame."""
    middles = np.arange(COLUMNS // FRAME) * FRAME + (FRAME - 1) / 2
    distance = np.abs(middles[:, None] - centres[None])
    nearest = distance.argmin(1)
    share = distance[np.arange(len(middles)), nearest] / widths[nearest]
    classes = np.array([CLASS_OF[character] for character in text])
    frames = np.full(len(middles), BLANK, np.int64)
    frames[share < EDGE] = UNDECIDED
    frames[share < CORE] = classes[nearest[share < CORE]]
    frames[distance.argmin(0)] = classes
    return frames


def stack(lines):
    """float32 [n, 1, LINE_HEIGHT, COLUMNS] for the network."""
    return np.stack([line.pixels for line in lines])[:, None]
