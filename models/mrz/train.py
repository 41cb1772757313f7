"""Train the reader on synthetic lines; writes the averaged weights.

    python train.py --out weights.pt [--steps 12900] [--batch 32] [--seed 1]

Lines are drawn while the network learns, in processes beside it, and no line is seen twice. The same seed and number
of generators give the same lines in the same order.
"""

import argparse
import copy
import time

import numpy as np
import torch
from torch.nn import functional
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from alphabet import BLANK, CLASS_OF, CLASSES, UNDECIDED, collapse
from network import Reader
from samples import Generator, stack

PEAK_RATE = 3e-3
WARM_UP = 200
# CTC teaches the sequence; it helps only after the frames are roughly right.
CTC_FROM, CTC_WEIGHT = 0.35, 0.5
# Most frames lie between characters.
BLANK_WEIGHT = 0.5
LONGEST_AVERAGE = 0.999


class Batches(IterableDataset):
    """Endless batches; each generator process has its own seed."""

    def __init__(self, seed, size):
        self.seed, self.size = seed, size

    def __iter__(self):
        worker = get_worker_info()
        generator = Generator([self.seed, worker.id if worker else 0])
        while True:
            samples = generator.batch(self.size)
            frames = np.stack([sample.frames for sample in samples])
            yield torch.from_numpy(stack(samples)), torch.from_numpy(frames), [sample.text for sample in samples]


def main():
    options = arguments()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    reader = Reader().to(memory_format=torch.channels_last)
    average = copy.deepcopy(reader)
    optimiser = torch.optim.AdamW(reader.parameters(), lr=PEAK_RATE, weight_decay=0.02)
    batches = iter(DataLoader(Batches(options.seed, options.batch), batch_size=None, num_workers=options.generators))
    held_out = Generator([options.seed, 1_000_000]).batch(options.held_out)
    started = time.monotonic()
    for step in range(options.steps):
        progress = step / options.steps
        set_rate(optimiser, step, progress)
        loss = learn(reader, optimiser, next(batches), progress)
        follow(average, reader, step)
        if (step + 1) % options.report == 0 or step + 1 == options.steps:
            report(step + 1, time.monotonic() - started, loss, average, held_out)
            torch.save(average.state_dict(), options.out)


def arguments():
    parser = argparse.ArgumentParser(description="Train the MRZ line reader on synthetic lines.")
    parser.add_argument("--out", required=True, help="where the weights go")
    parser.add_argument("--steps", type=int, default=12_900)
    parser.add_argument("--batch", type=int, default=32, help="lines a step")
    parser.add_argument("--held-out", type=int, default=400, help="lines that only measure")
    parser.add_argument("--report", type=int, default=500, help="steps between measurements")
    parser.add_argument("--generators", type=int, default=1, help="processes that draw lines")
    parser.add_argument("--threads", type=int, default=2, help="threads of the network")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


# Learning


def set_rate(optimiser, step, progress):
    """A short warm-up, then half a cosine down to nothing."""
    rate = PEAK_RATE * min(1, (step + 1) / WARM_UP) * 0.5 * (1 + np.cos(np.pi * progress)) + 1e-6
    for group in optimiser.param_groups:
        group["lr"] = rate


def learn(reader, optimiser, batch, progress):
    lines, frames, texts = batch
    lines = vary(lines).contiguous(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16):
        logits = reader(lines)
    logits = logits.float()
    loss = frame_loss(logits, frames)
    if progress > CTC_FROM:
        loss = loss + CTC_WEIGHT * sequence_loss(logits, texts)
    optimiser.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(reader.parameters(), 2.0)
    optimiser.step()
    return loss.item()


def vary(lines):
    """Contrast, brightness and a little noise that the normalisation did not take away."""
    lines = lines * uniform(lines, 0.75, 1.25) + uniform(lines, -0.15, 0.15)
    if torch.rand(()) < 0.4:
        lines = lines + torch.randn_like(lines) * uniform(lines[:1], 0.01, 0.12)
    return lines


def uniform(lines, low, high):
    """One number for each line."""
    return torch.rand(len(lines), 1, 1, 1) * (high - low) + low


def frame_loss(logits, frames):
    weight = torch.ones(CLASSES)
    weight[BLANK] = BLANK_WEIGHT
    return functional.cross_entropy(logits.reshape(-1, CLASSES), frames.reshape(-1), weight, ignore_index=UNDECIDED)


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


# Measuring


def report(step, seconds, loss, average, held_out):
    average.eval()
    with torch.no_grad():
        exact = sum(read(average, sample) == sample.text for sample in held_out)
    average.train()
    print(f"step {step}  {seconds:.0f} s  loss {loss:.4f}  lines exact {exact / len(held_out):.3f}", flush=True)


def read(reader, sample):
    return collapse(reader(torch.from_numpy(stack([sample])))[0].argmax(-1).tolist())


if __name__ == "__main__":
    main()
