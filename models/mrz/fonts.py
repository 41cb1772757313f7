"""The fonts that machine-readable zones are printed in, as pictures of single characters of one height."""

from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from alphabet import CHARACTERS
from content import pick

FONTS = Path("/usr/share/fonts")
# Capital height of every glyph picture, in pixels; lines are drawn at this size and made small afterwards.
CAP_HEIGHT = 34
# Room around a glyph: above the capitals' top, and left and right of its box.
MARGIN_TOP, MARGIN_SIDE = 12, 3


class Face(Enum):
    """How a font is set: OCR-B at its own pitch, other fixed fonts at theirs, proportional fonts as they fall."""

    OCR_B = "ocr-b"
    FIXED = "fixed"
    PROPORTIONAL = "proportional"


# OCR-B is the standard's font (ICAO Doc 9303-3, 4.2); the others occur on cards and in bad print.
# Debian packages: fonts-ocr-b, fonts-ocr-a, fonts-dejavu-core, fonts-liberation, fonts-freefont-ttf, fonts-courier-prime.
FILES = {
    Face.OCR_B: (["opentype/ocr-b/OCRB.otf"] * 9 + ["opentype/ocr-b/OCRBS.otf"] * 8
                 + ["opentype/ocr-b/OCRBL.otf", "opentype/ocr-b/OCRBF.otf"]),
    Face.FIXED: ["truetype/ocr-a/OCRA.ttf", "truetype/dejavu/DejaVuSansMono.ttf",
                 "truetype/dejavu/DejaVuSansMono-Bold.ttf", "truetype/liberation/LiberationMono-Regular.ttf",
                 "truetype/liberation/LiberationMono-Bold.ttf", "opentype/courier-prime/Courier Prime.otf",
                 "opentype/courier-prime/Courier Prime Bold.otf", "truetype/freefont/FreeMonoBold.ttf"],
    Face.PROPORTIONAL: ["truetype/dejavu/DejaVuSans.ttf", "truetype/liberation/LiberationSans-Regular.ttf",
                        "truetype/liberation/LiberationSansNarrow-Regular.ttf", "truetype/freefont/FreeSans.ttf"],
}


@dataclass(frozen=True)
class Font:
    """One font file's characters."""

    face: Face
    # Coverage 0..255 by character; row MARGIN_TOP is the capitals' top.
    glyphs: dict
    # Natural advance of each character, in pixels.
    advances: dict
    # Distance from character to character where the font is set at one pitch.
    pitch: float


def draw_font(rng):
    """Four lines in five are in OCR-B."""
    draw = rng.random()
    face = Face.OCR_B if draw < 0.80 else Face.FIXED if draw < 0.94 else Face.PROPORTIONAL
    present = installed(face) or installed(Face.OCR_B)
    return load(pick(rng, present))


@cache
def installed(face):
    """The installed files of a face; OCR-B has to be there, the others add variety."""
    found = tuple((face, FONTS / name) for name in FILES[face] if (FONTS / name).exists())
    if face is Face.OCR_B and not found:
        raise FileNotFoundError(f"no OCR-B font below {FONTS}: install Debian's fonts-ocr-b")
    return found


@cache
def load(face_and_path):
    face, path = face_and_path
    font = ImageFont.truetype(str(path), size_for_cap_height(path))
    top = font.getbbox("H")[1]
    wide = "M" if face is Face.PROPORTIONAL else "H"
    return Font(
        face=face,
        glyphs={character: glyph(font, character, top) for character in CHARACTERS},
        advances={character: font.getlength(character) for character in CHARACTERS},
        pitch=font.getlength(wide),
    )


def size_for_cap_height(path):
    left, top, right, bottom = ImageFont.truetype(str(path), 100).getbbox("H")
    return round(100 * CAP_HEIGHT / (bottom - top))


def glyph(font, character, top):
    left, _, right, _ = font.getbbox(character)
    picture = Image.new("L", (max(1, right - left) + 2 * MARGIN_SIDE, CAP_HEIGHT + 30), 0)
    ImageDraw.Draw(picture).text((MARGIN_SIDE - left, MARGIN_TOP - top), character, font=font, fill=255)
    return np.asarray(picture)
