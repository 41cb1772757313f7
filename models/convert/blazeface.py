"""The face detector: BlazeFace, back-camera form, from `@vladmandic/human`.

In: 256 x 256. Out, over 896 anchors (512 of stride 16, two a cell; then 384 of stride 32, six a cell):
`scores` `[N, 896]`, logits; `boxes` `[N, 896, 16]`: centre, size, then six key points, in pixels of the input and
relative to the anchor's centre (the size is absolute).
"""

from graph_to_onnx import Graph
from onnx_builder import Builder

SIDE = 256
ANCHORS = 512 + 384

# The graph's outputs, anchors of stride 16 before those of stride 32.
SCORES = ("Identity", "Identity_1")
BOXES = ("Identity_2", "Identity_3")


def write(document, weights, path):
    """Writes the network as ONNX. Pixels are scaled to -1 ..= 1, as the package does before it calls the graph."""
    net = Builder("blazeface", SIDE, SIDE, (127.5, 127.5, 127.5), 1 / 127.5)
    graph = Graph(document, weights, net)
    scores = net.node("Concat", [graph.write(name) for name in SCORES], axis=1)
    boxes = net.node("Concat", [graph.write(name) for name in BOXES], axis=1)
    scores = net.reshape(scores, [-1, ANCHORS])
    net.write(path, [(scores, "scores", ["N", ANCHORS]), (boxes, "boxes", ["N", ANCHORS, 16])])
