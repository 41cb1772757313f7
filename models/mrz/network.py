"""The network: eleven convolutions over a line 32 px high, no recurrence, half a million parameters.

A character is judged by itself and about two and a half neighbours on either side, enough to see where it ends and too
little to learn names by heart.
"""

import torch
from torch import nn

from alphabet import CLASSES

# Channels after each halving of the picture.
FIRST, SECOND, THIRD, LAST = 24, 48, 96, 160


class Reader(nn.Module):
    """float32 [b, 1, 32, w] to logits [b, w / 4, CLASSES]; w is a multiple of 4."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            *convolution(1, FIRST, 3, stride=2),
            *convolution(FIRST, SECOND, 3, stride=2),
            Residual(SECOND, (3, 3)),
            *convolution(SECOND, THIRD, 3, stride=(2, 1)),
            Residual(THIRD, (3, 3)),
            # The four rows that are left become one: from here on the line is a sequence.
            *convolution(THIRD, LAST, (4, 3), padding=(0, 1)),
            Residual(LAST, (1, 3)),
            Residual(LAST, (1, 3)),
            nn.Dropout2d(0.1),
            nn.Conv2d(LAST, CLASSES, 1),
        )

    def forward(self, lines):
        return self.layers(lines).squeeze(2).transpose(1, 2)


class Residual(nn.Module):
    """One convolution added to what came in."""

    def __init__(self, channels, kernel):
        super().__init__()
        padding = (kernel[0] // 2, kernel[1] // 2)
        self.change = nn.Sequential(
            nn.Conv2d(channels, channels, kernel, padding=padding, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x):
        return torch.relu(x + self.change(x))


def convolution(inputs, outputs, kernel, stride=1, padding=1):
    return (nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False), nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True))
