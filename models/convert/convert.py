#!/usr/bin/env python3
"""Converts the face networks from their npm packages to ONNX.

    python models/convert/convert.py --packages models/cache/packages --out models/cache

`--packages` holds `human/` and `face-api/`: the contents of `package/` of `@vladmandic/human` and
`@vladmandic/face-api`. Writes `blazeface.onnx`, `landmark68.onnx`, `iris.onnx` and `descriptor.onnx` and prints each
one's SHA-256.
The same packages give the same bytes, whatever the machine: `models/manifest.toml` pins the result.
"""

import argparse
import hashlib
import sys
from pathlib import Path

import blazeface
import dlib_resnet
import iris
import landmark68
from tfjs_weights import read_json, read_weights


def convert_blazeface(packages, path):
    blazeface.write(*_human(packages, "blazeface"), path)


def convert_landmark68(packages, path):
    landmark68.write(_face_api(packages, "face_landmark_68_model"), path)


def convert_iris(packages, path):
    iris.write(*_human(packages, "iris"), path)


def convert_descriptor(packages, path):
    dlib_resnet.write(_face_api(packages, "face_recognition_model"), path)


def _human(packages, name):
    folder = packages / "human/models"
    document = read_json(folder / f"{name}.json")
    return document, read_weights(document["weightsManifest"], folder)


def _face_api(packages, name):
    folder = packages / "face-api/model"
    return read_weights(read_json(folder / f"{name}-weights_manifest.json"), folder)


MODELS = {
    "blazeface.onnx": convert_blazeface,
    "landmark68.onnx": convert_landmark68,
    "iris.onnx": convert_iris,
    "descriptor.onnx": convert_descriptor,
}


def main():
    """Converts every model; a half-written file never takes a finished one's name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, required=True, help="folder with human/ and face-api/")
    parser.add_argument("--out", type=Path, required=True, help="folder the ONNX files go to")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, convert in MODELS.items():
        unfinished = arguments.out / f"{name}.part"
        try:
            convert(arguments.packages, unfinished)
        except FileNotFoundError as missing:
            sys.exit(f"{name}: {missing.filename} is missing; run `make setup`")
        digest = hashlib.sha256(unfinished.read_bytes()).hexdigest()
        unfinished.replace(arguments.out / name)
        print(f"{digest}  {name}")


if __name__ == "__main__":
    main()
