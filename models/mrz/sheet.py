"""One line of a zone on paper: its characters, its neighbours above and below, ink, texture, scratches and light.

Everything is drawn at a capital height of 34 px and made small by camera.py.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from content import pick, string
from fonts import CAP_HEIGHT, MARGIN_TOP, Face, draw_font

PRINTABLE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ  0123456789/."


@dataclass(frozen=True)
class Layout:
    """Where a line stands on its canvas, in pixels."""

    height: int
    width: int
    # Left edge of the first character, and the capitals' top.
    left: int
    top: int
    # Width taken by each character of the line.
    advances: np.ndarray
    # From one line's top to the next one's.
    line_pitch: float

    @property
    def centres(self):
        """The middle of each character."""
        return self.left + np.cumsum(self.advances) - self.advances / 2

    @property
    def middle(self):
        """Half-way up the capitals."""
        return self.top + CAP_HEIGHT / 2


def draw_sheet(rng, backgrounds, lines, index):
    """Line `index` of `lines` on paper: float32 grey 0..255, and its layout."""
    font = draw_font(rng)
    widths = character_widths(rng, font)
    layout = lay_out(rng, lines[index], widths)
    coverage = np.zeros((layout.height, layout.width), np.uint8)
    print_line(rng, coverage, font, lines[index], layout.advances, layout.left, layout.top)
    for direction in (-1, 1):
        print_neighbour(rng, coverage, font, widths, lines, index + direction, layout, direction)
    ink = wear(rng, press(rng, coverage))
    return paint(rng, backgrounds, ink), layout


# Characters


def character_widths(rng, font):
    """The advance of each character: one pitch for all, or, for some proportional fonts, each its own."""
    if font.face is Face.PROPORTIONAL and rng.random() < 0.6:
        return {character: advance * 1.05 for character, advance in font.advances.items()}
    pitch = {
        Face.OCR_B: lambda: CAP_HEIGHT * rng.uniform(0.95, 1.2),
        Face.FIXED: lambda: font.pitch * rng.uniform(0.95, 1.25),
        Face.PROPORTIONAL: lambda: font.pitch * rng.uniform(0.95, 1.2),
    }[font.face]()
    return dict.fromkeys(font.advances, pitch)


def lay_out(rng, text, widths):
    advances = np.array([widths[character] for character in text])
    pitch = float(np.mean(list(widths.values())))
    if len(set(widths.values())) == 1 and rng.random() < 0.3:
        advances = advances * rng.uniform(0.95, 1.05, len(text))
    line_pitch = CAP_HEIGHT * rng.uniform(1.45, 2.1)
    left = int(pitch * 2.5) + 10
    return Layout(
        height=int(2 * line_pitch + CAP_HEIGHT) + 40,
        width=int(max(advances.sum(), len(text) * pitch)) + 2 * left,
        left=left,
        top=int(line_pitch) + 14,
        advances=advances,
        line_pitch=line_pitch,
    )


def print_line(rng, coverage, font, text, advances, left, top):
    """Characters side by side, each perhaps a pixel or two off its place."""
    shake_x, shake_y = pick(rng, [0, 0, 1, 2]), pick(rng, [0, 0, 0, 1, 2])
    x = left
    for character, advance in zip(text, advances):
        glyph = font.glyphs[character]
        column = round(x + advance / 2 - glyph.shape[1] / 2 + rng.uniform(-1, 1) * shake_x)
        row = top - MARGIN_TOP + int(rng.integers(-shake_y, shake_y + 1))
        stamp(coverage, glyph, row, column)
        x += advance


def stamp(coverage, glyph, row, column):
    height, width = glyph.shape
    top, bottom = max(0, row), min(coverage.shape[0], row + height)
    left, right = max(0, column), min(coverage.shape[1], column + width)
    if top < bottom and left < right:
        target = coverage[top:bottom, left:right]
        np.maximum(target, glyph[top - row:bottom - row, left - column:right - column], out=target)


def print_neighbour(rng, coverage, font, widths, lines, index, layout, direction):
    """The zone's next line; beyond the zone now and then other print or an edge."""
    top = int(layout.top + direction * layout.line_pitch)
    if 0 <= index < len(lines):
        advances = [widths[character] for character in lines[index]]
        print_line(rng, coverage, font, lines[index], advances, layout.left + int(rng.integers(-3, 4)), top)
    elif rng.random() < 0.25:
        if rng.random() < 0.5:
            print_other_text(rng, coverage, layout, direction)
        else:
            row = max(0, int(layout.top + direction * layout.line_pitch * 0.8 + CAP_HEIGHT / 2))
            coverage[row:row + int(rng.integers(1, 7))] = rng.integers(80, 256)


def print_other_text(rng, coverage, layout, direction):
    baseline = int(layout.top + direction * layout.line_pitch * rng.uniform(0.9, 1.2) + CAP_HEIGHT)
    cv2.putText(coverage, string(rng, PRINTABLE, rng.integers(5, 41)), (int(rng.integers(layout.width // 2)), baseline),
                int(rng.integers(8)), rng.uniform(0.6, 1.6), int(rng.integers(120, 256)), int(rng.integers(1, 4)),
                cv2.LINE_AA)


# Ink


def press(rng, coverage):
    """Thinner or fatter strokes: blur, then a soft threshold somewhere between edge and core. Result 0..1."""
    if rng.random() >= 0.6:
        return coverage.astype(np.float32) / 255
    soft = cv2.GaussianBlur(coverage, (0, 0), rng.uniform(0.8, 2.4)).astype(np.float32) / 255
    threshold, slope = rng.uniform(0.25, 0.68), 2 * rng.uniform(3, 10)
    printed = soft[soft > 0.15]
    threshold *= float(np.percentile(printed, 90)) if printed.size else 1
    ink = 1 / (1 + np.exp(-slope * (soft - threshold)))
    paper = 1 / (1 + np.exp(slope * threshold))
    return np.clip((ink - paper) / max(0.05, float(ink.max()) - paper), 0, 1)


def wear(rng, ink):
    """Some print is patchy, some fades along the line."""
    height, width = ink.shape
    if rng.random() < 0.12:
        shape = (height // rng.integers(2, 10) + 2, width // rng.integers(2, 10) + 2)
        patches = cv2.resize(rng.random(shape, dtype=np.float32), (width, height))
        ink = ink * np.clip(patches * rng.uniform(1.5, 3) + rng.uniform(0, 0.5), 0, 1)
    if rng.random() < 0.2:
        fading = smooth(rng, width, height, int(rng.integers(3, 10)))
        ink = ink * np.clip(0.25 + fading * 1.2, 0.2, 1)
    return ink


def smooth(rng, width, height, columns):
    coarse = rng.random((2, columns), dtype=np.float32)
    return cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)


# Paper


def paint(rng, backgrounds, ink):
    height, width = ink.shape
    paper = rng.uniform(120, 250)
    dark = rng.uniform(0, min(110, paper - 45))
    texture = pick(rng, [0, 0.02, 0.05, 0.1, 0.16]) * (paper - dark)
    picture = np.full((height, width), paper, np.float32) + backgrounds.cut(rng, height, width) * texture
    if rng.random() < 0.4:
        picture *= 0.75 + 0.4 * smooth(rng, width, height, int(rng.integers(2, 6)))
    picture = picture * (1 - ink) + dark * ink
    if rng.random() < 0.18:
        picture = scratch(rng, picture, rng.uniform(dark, paper))
    if rng.random() < 0.15:
        cut_off(rng, picture)
    if rng.random() < 0.12:
        glare(rng, picture)
    return 255 - picture if rng.random() < 0.04 else picture


def scratch(rng, picture, grey):
    """Lines and arcs across the print: folds, stamps, holograms."""
    height, width = picture.shape
    over = picture.copy()
    for _ in range(rng.integers(1, 5)):
        thickness = int(rng.integers(1, 7))
        if rng.random() < 0.5:
            ends = [(int(rng.integers(width)), int(rng.integers(height))) for _ in range(2)]
            cv2.line(over, *ends, grey, thickness, cv2.LINE_AA)
        else:
            centre = (int(rng.integers(width)), int(rng.integers(-100, height + 100)))
            axes = (int(rng.integers(40, 301)), int(rng.integers(40, 201)))
            cv2.ellipse(over, centre, axes, rng.uniform(0, 180), 0, 360, grey, thickness, cv2.LINE_AA)
    strength = rng.uniform(0.3, 0.8)
    return picture * (1 - strength) + over * strength


def cut_off(rng, picture):
    """The document ends at the left or the right; what lies behind it has any grey."""
    edge, grey = int(rng.integers(2, 60)), rng.uniform(0, 255)
    if rng.random() < 0.5:
        picture[:, :edge] = grey
    else:
        picture[:, -edge:] = grey


def glare(rng, picture):
    columns = np.arange(picture.shape[1], dtype=np.float32)
    distance = (columns - rng.uniform(0, picture.shape[1])) / rng.uniform(60, 300)
    picture += np.exp(-distance**2)[None].astype(np.float32) * rng.uniform(40, 140)
