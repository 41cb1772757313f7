"""Train the reader of digits on synthetic lines: ten minutes on one core.

    python train.py --out weights.pt
"""

import argparse
import time
from copy import deepcopy
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

import fonts
from alphabet import CLASSES, CLASS_OF, allowed, collapse
from lines import Generator, stack
from network import Reader

PEAK_RATE, WARM_UP = 4e-3, 60
# Blank frames are many; without this a network that says nothing learns last.
BLANK_WEIGHT = 0.4
# From this part of the training on, sequences are judged beside frames.
CTC_FROM, CTC_WEIGHT = 0.5, 0.3
LONGEST_AVERAGE = 0.995
# What a class that its script does not have gets.
NEVER = -1e4
ALLOWED = {script: torch.tensor(allowed(script)) for script in ("latin", "arabic", "persian")}


def main():
    options = arguments()
    fonts.FOLDERS.extend(options.fonts)
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    reader = Reader()
    average = deepcopy(reader)
    optimiser = torch.optim.AdamW(reader.parameters(), lr=PEAK_RATE, weight_decay=0.01)
    generator = Generator(options.seed)
    held_out = Generator([options.seed, 1_000_000]).batch(options.held_out)
    started = time.monotonic()
    for step in range(options.steps):
        progress = step / options.steps
        set_rate(optimiser, step, progress)
        loss = learn(reader, optimiser, generator.batch(options.batch), progress)
        follow(average, reader, step)
        if (step + 1) % options.report == 0 or step + 1 == options.steps:
            report(step + 1, time.monotonic() - started, loss, average, held_out)
            torch.save(average.state_dict(), options.out)


def arguments():
    parser = argparse.ArgumentParser(description="Train the reader of digits on synthetic lines.")
    parser.add_argument("--out", required=True, help="where the weights go")
    parser.add_argument("--steps", type=int, default=1400)
    parser.add_argument("--batch", type=int, default=32, help="lines a step")
    parser.add_argument("--held-out", type=int, default=400, help="lines that only measure")
    parser.add_argument("--report", type=int, default=200, help="steps between measurements")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fonts", type=Path, action="append", default=[], help="another folder of fonts")
    return parser.parse_args()


def set_rate(optimiser, step, progress):
    """A short warm-up, then half a cosine down to nothing."""
    rate = PEAK_RATE * min(1, (step + 1) / WARM_UP) * 0.5 * (1 + np.cos(np.pi * progress)) + 1e-6
    for group in optimiser.param_groups:
        group["lr"] = rate


def learn(reader, optimiser, lines, progress):
    logits = masked(reader(torch.from_numpy(stack(lines))), lines)
    frames = torch.from_numpy(np.stack([line.frames for line in lines]))
    weight = torch.ones(CLASSES)
    weight[0] = BLANK_WEIGHT
    loss = functional.cross_entropy(logits.reshape(-1, CLASSES), frames.reshape(-1), weight)
    if progress > CTC_FROM:
        loss = loss + CTC_WEIGHT * sequence_loss(logits, [line.text for line in lines])
    optimiser.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(reader.parameters(), 2.0)
    optimiser.step()
    return loss.item()


def masked(logits, lines):
    """Only the digits of each line's script can be meant: the service asks in the same way."""
    own = torch.stack([ALLOWED[line.script] for line in lines])[:, None]
    return torch.where(own, logits, NEVER)


def sequence_loss(logits, texts):
    targets = torch.tensor([CLASS_OF[character] for text in texts for character in text])
    lengths = torch.tensor([len(text) for text in texts])
    frames = torch.full((len(texts),), logits.shape[1])
    return functional.ctc_loss(logits.log_softmax(-1).transpose(0, 1), targets, frames, lengths, zero_infinity=True)


@torch.no_grad()
def follow(average, reader, step):
    """The weights that are kept are a running average: steadier than the last step's."""
    keep = min(LONGEST_AVERAGE, (1 + step) / (10 + step))
    for kept, new in zip(average.state_dict().values(), reader.state_dict().values()):
        if kept.dtype.is_floating_point:
            kept.lerp_(new, 1 - keep)
        else:
            kept.copy_(new)


@torch.no_grad()
def report(step, seconds, loss, average, lines):
    average.eval()
    classes = masked(average(torch.from_numpy(stack(lines))), lines).argmax(-1).tolist()
    average.train()
    exact = sum(collapse(one) == line.text for one, line in zip(classes, lines))
    print(f"step {step}  {seconds:.0f} s  loss {loss:.4f}  lines exact {exact / len(lines):.3f}", flush=True)


if __name__ == "__main__":
    main()
