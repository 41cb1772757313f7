"""What a camera and a cropper make of a line: its size, tilt, blur, noise and compression."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from content import Width, pick
from fonts import CAP_HEIGHT

LINE_HEIGHT = 32


@dataclass(frozen=True)
class Photograph:
    """A line as the recogniser gets it."""

    # uint8 grey, LINE_HEIGHT rows.
    pixels: np.ndarray
    # The x of each character's middle, in pixels.
    centres: np.ndarray


def photograph(rng, sheet, layout, width, columns):
    placement = place(rng, layout, width, columns)
    sharpness = draw_sharpness(rng)
    small = expose(rng, sheet, placement, columns, sharpness)
    pixels = develop(rng, small, columns, sharpness)
    points = np.stack([layout.centres, np.full_like(layout.centres, layout.middle), np.ones_like(layout.centres)])
    x, _, depth = placement @ points
    return Photograph(pixels, x / depth)


# Geometry


def place(rng, layout, width, columns):
    """Sheet to line: scaled so that a capital is 12.5 to 19.5 px high, then turned, sheared and tilted a little."""
    scale_x, scale_y = scales(rng, layout, width, columns)
    text_width = layout.advances.sum() * scale_x
    room = columns - text_width - 3
    left = rng.uniform(3, max(3.1, room)) if rng.random() < 0.4 else min(room, rng.uniform(3, 30))
    middle = LINE_HEIGHT / 2 + rng.uniform(-3.6, 3.6)
    scale = np.array([[scale_x, 0, left - layout.left * scale_x], [0, scale_y, middle - layout.middle * scale_y],
                      [0, 0, 1]])
    return about_centre(columns, distortion(rng)) @ scale


def scales(rng, layout, width, columns):
    characters = len(layout.advances)
    text_width = layout.advances.sum()
    widest = 16.6 if width is Width.WIDE else 17.0 if characters == 36 else 20.0
    scale_y = rng.uniform(12.5, 19.5) / CAP_HEIGHT
    scale_x = rng.uniform(13.2, widest) * characters / text_width
    scale_x = min(max(scale_x, scale_y * 0.6), scale_y * 1.6)
    return min(scale_x, (columns - 14) / text_width), scale_y


def distortion(rng):
    angle = math.radians(rng.normal(0, 0.3) if rng.random() < 0.85 else rng.uniform(-0.9, 0.9))
    shear = rng.uniform(-0.22, 0.22) if rng.random() < 0.3 else 0
    tilt = rng.uniform(-6e-5, 6e-5) if rng.random() < 0.4 else 0
    return (np.array([[1, 0, 0], [0, 1, 0], [tilt, 0, 1]])
            @ np.array([[1, shear, 0], [math.tan(angle), 1, 0], [0, 0, 1]]))


def about_centre(columns, transform):
    x, y = columns / 2, LINE_HEIGHT / 2
    there = np.array([[1, 0, -x], [0, 1, -y], [0, 0, 1]])
    back = np.array([[1, 0, x], [0, 1, y], [0, 0, 1]])
    return back @ transform @ there


# Optics


def draw_sharpness(rng):
    """How many camera pixels a pixel of the line had: a quarter of the pictures have too few, some have plenty."""
    draw = rng.random()
    if draw < 0.25:
        return rng.uniform(0.40, 0.75)
    return rng.uniform(0.75, 1.3) if draw < 0.65 else rng.uniform(1.3, 2.2)


def expose(rng, sheet, placement, columns, sharpness):
    """The line as the camera's pixels saw it: float32, blurred and noisy."""
    width, height = round(columns * sharpness), round(LINE_HEIGHT * sharpness)
    to_camera = np.diag([width / columns, height / LINE_HEIGHT, 1]) @ placement
    shrink = to_camera[0, 0]
    if shrink < 0.6:
        sheet = cv2.GaussianBlur(sheet, (0, 0), 0.35 / shrink)
    picture = cv2.warpPerspective(sheet, to_camera, (width, height), flags=cv2.INTER_LINEAR,
                                  borderMode=cv2.BORDER_REPLICATE)
    if rng.random() < 0.45:
        picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 1.0) * max(0.7, min(sharpness, 1.6)))
    if rng.random() < 0.08:
        picture = shake(rng, picture)
    if rng.random() < 0.6:
        noise = rng.standard_normal(picture.shape, dtype=np.float32)
        picture = picture + noise * pick(rng, [2, 4, 8, 14, 20])
    return np.clip(picture, 0, 255).astype(np.uint8)


def shake(rng, picture):
    """A hand that moved: two to four pixels run together, along or across the line."""
    length = int(rng.integers(2, 5))
    return cv2.blur(picture, (length, 1) if rng.random() < 0.5 else (1, length))


def develop(rng, picture, columns, sharpness):
    """JPEG, now and then a photocopier's black and white, and the size that the recogniser wants."""
    if rng.random() < 0.5:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 93))]
        picture = cv2.imdecode(cv2.imencode(".jpg", picture, quality)[1], cv2.IMREAD_GRAYSCALE)
    if rng.random() < 0.02:
        picture = cv2.adaptiveThreshold(picture, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 15, 8)
    if picture.shape == (LINE_HEIGHT, columns):
        return picture
    how = cv2.INTER_AREA if sharpness > 1.25 else pick(rng, [cv2.INTER_LINEAR, cv2.INTER_CUBIC])
    return cv2.resize(picture, (columns, LINE_HEIGHT), interpolation=how)
