"""Digits as pictures, from the fonts of Debian packages: what documents are printed in differs, the digits' shapes less.

Packages: fonts-noto-core, fonts-dejavu-core, fonts-liberation (needed); fonts-dejavu-extra, fonts-freefont-ttf,
fonts-kacst, fonts-farsiweb, fonts-hosny-thabit, fonts-arabeyes, fonts-hosny-amiri, fonts-sil-scheherazade (variety).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from alphabet import SEPARATORS

# Pixels to the em of every glyph picture; lines are drawn at this size and made small afterwards.
SIZE = 56
# Rows of a glyph picture, and the row of its baseline.
HEIGHT, BASELINE = 100, 72

SANS = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf"]
SERIF = ["FreeSerif.ttf", "FreeSerifBold.ttf"]
THABIT = ["Thabit.ttf", "Thabit-Bold.ttf", "Thabit-Oblique.ttf"]
NOTO = ["NotoSansArabic-Regular.ttf", "NotoSansArabic-Bold.ttf"]

FILES = {
    "latin": SANS + SERIF + ["LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf", "LiberationSansNarrow-Bold.ttf",
                             "LiberationMono-Bold.ttf", "NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "FreeSans.ttf"],
    # Each font once: some of these packages draw the Persian four under the Arabic code and were left out.
    "arabic": NOTO + SANS + SERIF + THABIT + [
        "NotoNaskhArabic-Regular.ttf", "NotoNaskhArabic-Bold.ttf", "NotoKufiArabic-Regular.ttf",
        "NotoKufiArabic-Bold.ttf", "KacstBook.ttf", "KacstQurn.ttf", "KacstNaskh.ttf", "KacstOffice.ttf", "ae_Furat.ttf",
        "ae_AlArabiya.ttf", "ae_AlHor.ttf", "ae_Cortoba.ttf", "ae_Petra.ttf"],
    "persian": NOTO + SANS + SERIF + THABIT + ["nazli.ttf", "nazlib.ttf", "titr.ttf"],
}
# Never trained on: how a font is read that nobody has shown to the network.
HELD_OUT = {
    "latin": ["LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf"],
    "arabic": ["Amiri-Regular.ttf", "Amiri-Bold.ttf", "Scheherazade-Regular.ttf", "Scheherazade-Bold.ttf"],
    "persian": ["Amiri-Regular.ttf", "Amiri-Bold.ttf", "Scheherazade-Regular.ttf", "Scheherazade-Bold.ttf"],
}
# Separators of fonts that have none.
FALLBACK = "DejaVuSans-Bold.ttf"

FOLDERS = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]


@dataclass(frozen=True)
class Glyph:
    """One character: coverage 0..1 in HEIGHT rows from its pen position on, and how far the pen moves."""

    ink: np.ndarray
    left: int
    advance: float


@cache
def index():
    return {path.name: path for folder in FOLDERS for path in folder.rglob("*.[to]tf")}


@cache
def installed(script, held_out=False):
    """The names of the fonts at hand. Noto and DejaVu have to be there; others add variety."""
    names = (HELD_OUT if held_out else FILES)[script]
    found = tuple(name for name in names if name in index())
    if not found:
        raise FileNotFoundError(f"no font for {script}: install the Debian packages that fonts.py names")
    return found


@cache
def glyph(name, character):
    font = ImageFont.truetype(str(index()[name]), SIZE)
    if character in SEPARATORS and missing(font, character):
        font = ImageFont.truetype(str(index()[FALLBACK]), SIZE)
    left, _, right, _ = font.getbbox(character, anchor="ls")
    picture = Image.new("L", (max(1, right - left), HEIGHT), 0)
    ImageDraw.Draw(picture).text((-left, BASELINE), character, font=font, fill=255, anchor="ls")
    return Glyph(np.asarray(picture, np.float32) / 255, left, font.getlength(character))


def missing(font, character):
    """Whether the font draws its box for unknown characters."""
    return bytes(font.getmask(character)) == bytes(font.getmask("\uE000"))
