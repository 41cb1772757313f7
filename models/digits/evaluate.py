"""How well an ONNX reader reads synthetic lines, by script, in fonts it has seen and in fonts it has not.

    python evaluate.py digits.onnx [--lines 1000] [--fonts FOLDER]
"""

import argparse
from pathlib import Path

import numpy as np
import onnxruntime

import fonts
from alphabet import DIGITS, allowed, collapse
from lines import Generator, stack

# Lines that no training has seen: training seeds are small.
SEED = 2_000_000


def main():
    options = arguments()
    fonts.FOLDERS.extend(options.fonts)
    session = onnxruntime.InferenceSession(options.model, providers=["CPUExecutionProvider"])
    for held_out in (False, True):
        print("fonts never trained on" if held_out else "fonts of the training, other lines")
        for script in DIGITS:
            generator = Generator([SEED, held_out], held_out)
            lines = [generator.line(script) for _ in range(options.lines)]
            print(f"  {script:8}", measured(session, lines))


def arguments():
    parser = argparse.ArgumentParser(description="Measure a reader of digits on synthetic lines.")
    parser.add_argument("model")
    parser.add_argument("--lines", type=int, default=1000, help="lines of each script")
    parser.add_argument("--fonts", type=Path, action="append", default=[], help="another folder of fonts")
    return parser.parse_args()


def measured(session, lines):
    exact = wrong = characters = 0
    for start in range(0, len(lines), 50):
        some = lines[start:start + 50]
        scores = session.run(None, {"x": stack(some)})[0]
        for line, of_line in zip(some, scores):
            own = np.where(allowed(line.script), of_line, -np.inf)
            text = collapse(own.argmax(-1).tolist())
            exact += text == line.text
            wrong += distance(text, line.text)
            characters += len(line.text)
    return f"lines exact {exact} of {len(lines)}, characters wrong {100 * wrong / characters:.2f} %"


def distance(a, b):
    """Insertions, deletions and substitutions that lead from one to the other."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        corner, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (x != y))
    return row[-1]


if __name__ == "__main__":
    main()
