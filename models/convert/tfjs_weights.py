"""Reads TensorFlow.js weight files: a JSON manifest beside one or more flat binary files.

The manifest lists the tensors in the order in which they lie in the binary. A tensor may be stored quantised as
uint8 or uint16 with `scale` and `min`; it stands for `stored * scale + min`.
"""

import json
from pathlib import Path

import numpy as np


class BadWeights(Exception):
    """The manifest and the binary file do not fit together."""


def read_json(path):
    """The JSON document at `path`."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def read_weights(manifest, folder):
    """All tensors of a manifest as `{name: array}`, float32 or int64, in the layout they are stored in (HWIO)."""
    tensors = {}
    for group in manifest:
        data = b"".join((Path(folder) / path).read_bytes() for path in group["paths"])
        offset = 0
        for entry in group["weights"]:
            tensors[entry["name"]], offset = _read_tensor(entry, data, offset)
        if offset != len(data):
            raise BadWeights(f"{group['paths']}: the manifest describes {offset} bytes, there are {len(data)}")
    return tensors


def _read_tensor(entry, data, offset):
    quantisation = entry.get("quantization") or {}
    stored = np.dtype(quantisation.get("dtype", entry["dtype"])).newbyteorder("<")
    count = int(np.prod(entry["shape"], dtype=np.int64))
    if offset + count * stored.itemsize > len(data):
        raise BadWeights(f"{entry['name']}: the binary file ends too early")
    values = np.frombuffer(data, stored, count, offset)
    if "scale" in quantisation:
        # In float64, so that the one rounding is the last, to float32.
        values = values.astype(np.float64) * quantisation["scale"] + quantisation["min"]
    kind = np.int64 if entry["dtype"] == "int32" else np.float32
    return values.astype(kind).reshape(entry["shape"]), offset + count * stored.itemsize
