"""The network: eight convolutions over a line 32 px high, no recurrence, a tenth of a million parameters."""

import torch
from torch import nn

from alphabet import CLASSES

# Channels after each halving of the picture.
FIRST, SECOND, THIRD, LAST = 16, 32, 48, 72


class Reader(nn.Module):
    """float32 [b, 1, 32, w] to logits [b, w / 2, CLASSES]; w is even."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            *convolution(1, FIRST, 3, stride=2),
            *convolution(FIRST, SECOND, 3, stride=(2, 1)),
            *convolution(SECOND, SECOND, 3),
            *convolution(SECOND, THIRD, 3, stride=(2, 1)),
            # The four rows that are left become one: from here on the line is a sequence.
            *convolution(THIRD, LAST, (4, 5), padding=(0, 2)),
            *convolution(LAST, LAST, (1, 5), padding=(0, 2)),
            nn.Dropout2d(0.1),
            nn.Conv2d(LAST, CLASSES, 1),
        )

    def forward(self, lines):
        return self.layers(lines).squeeze(2).transpose(1, 2)


def convolution(inputs, outputs, kernel, stride=1, padding=1):
    return (nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False), nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True))
