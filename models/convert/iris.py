"""The eye network of `@vladmandic/human` (`iris`): the contour of one eye, and its iris.

In: 64 x 64 crop of one eye, the person's right one as it is, the left one mirrored. Out: `points` `[N, 76, 3]`, x, y and
a depth in pixels of the input: 71 points of the eye and its surroundings, the first 16 of them the edge of the lids,
then 5 of the iris.
"""

from graph_to_onnx import Graph
from onnx_builder import Builder

SIDE = 64
POINTS = 71 + 5


def write(document, weights, path):
    """Writes the network as ONNX. Pixels are scaled to 0 ..= 1, as the package does before it calls the graph."""
    net = Builder("iris", SIDE, SIDE, scale=1 / 255)
    graph = Graph(document, weights, net)
    points = net.node("Transpose", [graph.write("Identity")], perm=[0, 2, 3, 1])
    net.write(path, [(net.reshape(points, [-1, POINTS, 3]), "points", ["N", POINTS, 3])])
