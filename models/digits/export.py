"""Write trained weights as ONNX, and refuse if ONNX Runtime computes anything else than PyTorch.

    python export.py weights.pt digits.onnx
"""

import sys

import numpy as np
import onnxruntime
import torch

from network import Reader

OPSET = 17
# Largest difference of a logit that is only rounding.
TOLERANCE = 1e-3


def main(weights, out):
    reader = Reader()
    reader.load_state_dict(torch.load(weights, weights_only=True))
    reader.eval()
    torch.onnx.export(reader, (torch.randn(2, 1, 32, 320),), out, input_names=["x"], output_names=["y"],
                      dynamic_axes={"x": {0: "b", 3: "w"}, "y": {0: "b", 1: "t"}}, opset_version=OPSET, dynamo=False)
    difference = largest_difference(reader, out)
    if difference > TOLERANCE:
        sys.exit(f"export: ONNX Runtime differs by {difference}")
    print(f"{out}: largest difference from PyTorch {difference:.1e}")


def largest_difference(reader, path):
    """On a batch size and a width that were not exported."""
    lines = np.random.default_rng(0).standard_normal((3, 1, 32, 246), dtype=np.float32)
    with torch.no_grad():
        expected = reader(torch.from_numpy(lines)).numpy()
    found = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"]).run(None, {"x": lines})[0]
    return float(np.abs(expected - found).max())


if __name__ == "__main__":
    main(*sys.argv[1:])
