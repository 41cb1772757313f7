"""Security printing behind the text: fields of fine waves, guilloche and cloud, of mean 0 and deviation 1."""

import math

import cv2
import numpy as np

HEIGHT, WIDTH = 200, 1900
KINDS = 4


class Backgrounds:
    """A few fields drawn once; every line takes a random, perhaps mirrored, cut of one of them."""

    def __init__(self, rng, count=48):
        self.fields = [draw_field(rng, index % KINDS) for index in range(count)]

    def cut(self, rng, height, width):
        field = self.fields[int(rng.integers(len(self.fields)))]
        top = int(rng.integers(0, max(1, HEIGHT - height)))
        left = int(rng.integers(0, max(1, WIDTH - width)))
        part = field[top:top + height, left:left + width]
        if part.shape != (height, width):
            part = cv2.resize(part, (width, height))
        if rng.random() < 0.5:
            part = part[::-1]
        if rng.random() < 0.5:
            part = part[:, ::-1]
        return part


def draw_field(rng, kind):
    field = cloud(rng) if kind == 0 else waves(rng, kind)
    field -= field.mean()
    field /= max(1e-3, field.std())
    return cv2.GaussianBlur(field, (0, 0), rng.uniform(0.5, 1.5))


def cloud(rng):
    coarse = rng.random((HEIGHT // 8 + 1, WIDTH // 8 + 1), dtype=np.float32)
    return cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC) - 0.5


def waves(rng, kind):
    """One to four systems of wavy lines: thin dark lines (1), soft waves (2) or broad dark waves (3)."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    field = np.zeros((HEIGHT, WIDTH), np.float32)
    for _ in range(rng.integers(1, 5)):
        wave = np.sin(phase(rng, x, y))
        if kind == 1:
            field -= (np.abs(wave) < rng.uniform(0.08, 0.35)).astype(np.float32) * rng.uniform(0.3, 1)
        elif kind == 2:
            field += wave * 0.5
        else:
            field -= np.maximum(0, wave) ** 4 * rng.uniform(0.3, 1)
    return field


def phase(rng, x, y):
    frequency, angle = rng.uniform(0.02, 0.5), rng.uniform(0, math.pi)
    straight = frequency * (x * math.cos(angle) + y * math.sin(angle))
    along = rng.uniform(1, 8) * np.sin(x * rng.uniform(0.005, 0.04) + rng.uniform(0, 6))
    across = rng.uniform(1, 8) * np.sin(y * rng.uniform(0.01, 0.08))
    return (straight + along + across).astype(np.float32)
