"""What happens to a picture between the document and the reader; seeded, one function a distortion."""

import io
import random

from PIL import Image, ImageDraw, ImageFilter


def turned(picture, chance):
    """A quarter or half turn, and a slant of up to 15 degrees."""
    angle = chance.choice([90, 180, 270]) + chance.uniform(-15, 15)
    return picture.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=(70, 66, 60))


def skewed(picture, chance):
    """A perspective that narrows one side by a tenth."""
    width, height = picture.size
    by = chance.uniform(0.05, 0.1)
    corners = (0, 0, -by * width, height, width * (1 + by), height, width, 0)
    return picture.transform(picture.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=(70, 66, 60))


def blurred(picture, chance):
    """A little out of focus: 0.1 % of the width."""
    return picture.filter(ImageFilter.GaussianBlur(picture.width * chance.uniform(0.0006, 0.001)))


def compressed(picture, _chance):
    """JPEG at quality 30."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=30)
    return Image.open(file).convert("RGB")


def halved(picture, _chance):
    """Half as wide and half as high."""
    return picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.LANCZOS)


def glaring(picture, chance):
    """A soft white reflection, a fifth of the width across, anywhere."""
    light = Image.new("L", picture.size, 0)
    across = picture.width * 0.1
    x, y = chance.uniform(0, picture.width), chance.uniform(0, picture.height)
    ImageDraw.Draw(light).ellipse((x - across, y - across, x + across, y + across), fill=255)
    light = light.filter(ImageFilter.GaussianBlur(across / 4))
    return Image.composite(Image.new("RGB", picture.size, (255, 255, 255)), picture, light)


ALL = {
    "turned": turned,
    "perspective": skewed,
    "blurred": blurred,
    "JPEG 30": compressed,
    "half size": halved,
    "glare": glaring,
}


def distort(path, name, seed, to):
    """Writes `path`, distorted as `name` says, to `to`."""
    picture = ALL[name](Image.open(path).convert("RGB"), random.Random(f"{seed} {name} {path.name}"))
    picture.save(to, "JPEG", quality=92)
