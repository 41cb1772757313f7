"""Measure an ONNX reader on synthetic lines that it was not trained on.

    python evaluate.py mrz.onnx [--lines 1000] [--seed 2]

These lines are harder than most real ones, and they are drawn by the same hand as the training lines: the number
compares two readers with each other. It says nothing about real documents.
"""

import argparse
import time

import onnxruntime

from alphabet import collapse
from samples import Generator, stack


def main():
    options = arguments()
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(options.model, settings, providers=["CPUExecutionProvider"])
    generator = Generator([options.seed, 2_000_000])
    wrong = characters = exact = lines = 0
    seconds = 0.0
    while lines < options.lines:
        for sample in generator.batch(min(32, options.lines - lines)):
            started = time.perf_counter()
            logits = session.run(None, {"x": stack([sample])})[0][0]
            seconds += time.perf_counter() - started
            distance = edits(collapse(logits.argmax(-1)), sample.text)
            wrong, characters = wrong + distance, characters + len(sample.text)
            exact, lines = exact + (distance == 0), lines + 1
    print(f"{lines} lines: characters wrong {wrong / characters:.4%}, lines exact {exact / lines:.2%}, "
          f"{seconds / lines * 1000:.2f} ms a line on one thread")


def arguments():
    parser = argparse.ArgumentParser(description="Measure an ONNX reader on synthetic lines.")
    parser.add_argument("model")
    parser.add_argument("--lines", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=2)
    return parser.parse_args()


def edits(found, expected):
    """Levenshtein's distance."""
    row = list(range(len(expected) + 1))
    for i, a in enumerate(found):
        above, row[0] = row[0], i + 1
        for j, b in enumerate(expected):
            above, row[j + 1] = row[j + 1], min(row[j + 1] + 1, row[j] + 1, above + (a != b))
    return row[-1]


if __name__ == "__main__":
    main()
