"""Training samples: a picture of one line, its text, and what each column of the network's output should say."""

from dataclasses import dataclass

import numpy as np

from alphabet import BLANK, CLASS_OF, UNDECIDED
from background import Backgrounds
from camera import LINE_HEIGHT, photograph
from content import Width, draw_lines
from sheet import draw_sheet

# The network looks at the line in steps of four pixels.
FRAME = 4
# Pictures of one width can stand in one batch. The service may feed any multiple of FRAME.
COLUMNS = {Width.WIDE: 768, Width.NARROW: 640}
# Share of a character's pitch around its middle where a frame names it, and where it may or may not.
CORE, EDGE = 0.24, 0.42


@dataclass(frozen=True)
class Sample:
    """One line."""

    # uint8 [LINE_HEIGHT, columns]
    pixels: np.ndarray
    # int64 [columns / FRAME]: class of each frame, or UNDECIDED
    frames: np.ndarray
    text: str


class Generator:
    """An endless, seeded source of samples: the same seed gives the same lines."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)
        self.backgrounds = Backgrounds(self.rng)

    def sample(self, width):
        lines = draw_lines(self.rng, width)
        index = int(self.rng.integers(len(lines)))
        sheet, layout = draw_sheet(self.rng, self.backgrounds, lines, index)
        picture = photograph(self.rng, sheet, layout, width, COLUMNS[width])
        return Sample(picture.pixels, label_frames(lines[index], picture.centres, COLUMNS[width]), lines[index])

    def batch(self, size):
        """`size` samples of one width."""
        width = Width.WIDE if self.rng.random() < 0.5 else Width.NARROW
        return [self.sample(width) for _ in range(size)]


def label_frames(text, centres, columns):
    """The class of each frame, from where the characters stand; every character keeps at least one frame."""
    middles = np.arange(columns // FRAME) * FRAME + (FRAME - 1) / 2
    pitch = np.gradient(centres)
    distance = np.abs(middles[:, None] - centres[None])
    nearest = distance.argmin(1)
    share = distance[np.arange(len(middles)), nearest] / pitch[nearest]
    classes = np.array([CLASS_OF[character] for character in text])
    frames = np.full(len(middles), BLANK, np.int64)
    frames[share < EDGE] = UNDECIDED
    frames[share < CORE] = classes[nearest[share < CORE]]
    frames[distance.argmin(0)] = classes
    return frames


def normalise(pixels):
    """Grey 0..255 to float32: the 2nd percentile becomes -0.5 and the 95th 0.5, so that ink and paper look alike in
    every light. The percentiles are counted on the histogram, as the service does it."""
    share = np.cumsum(np.bincount(pixels.ravel(), minlength=256)) / pixels.size
    low, high = int(np.searchsorted(share, 0.02)), int(np.searchsorted(share, 0.95))
    return (pixels.astype(np.float32) - high) / max(20, high - low) + 0.5


def stack(samples):
    """float32 [n, 1, LINE_HEIGHT, columns] for the network."""
    pixels = np.stack([normalise(sample.pixels) for sample in samples])
    return pixels.reshape(len(samples), 1, LINE_HEIGHT, -1)
