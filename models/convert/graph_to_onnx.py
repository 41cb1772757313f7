"""Turns a TensorFlow.js graph model (a frozen graph, channels last) into ONNX nodes (channels first).

Only the operations that the face networks use are known; any other stops the conversion by name. Values of rank 4
are kept channels-first; they are turned back before each reshape, because the order of their numbers counts there.
"""

import base64

import numpy as np


class UnknownOperation(Exception):
    """The graph holds an operation that this converter does not know."""


class Graph:
    """A graph model's nodes by name, its tensors, and what has been written of it."""

    def __init__(self, document, weights, net):
        self._weights = weights
        self._net = net
        self._nodes = {node["name"]: node for node in document["modelTopology"]["node"]}
        (picture,) = [name for name, node in self._nodes.items() if node["op"] == "Placeholder"]
        self._written = {picture: net.x}

    def write(self, name):
        """Writes the node `name` and all that it needs; gives the ONNX name of its value."""
        # Not by recursion: the graph is deeper than is comfortable, and a stack shows the order.
        waiting = [name]
        while waiting:
            current = waiting[-1]
            if current in self._written:
                waiting.pop()
                continue
            missing = [source for source in self._sources(current) if source not in self._written]
            if missing:
                waiting.extend(reversed(missing))
            else:
                self._written[current] = self._emit(self._nodes[current])
        return self._written[name]

    def _sources(self, name):
        inputs = [_plain(source) for source in self._nodes[name].get("input", [])]
        return [source for source in inputs if self._nodes[source]["op"] != "Const"]

    def _emit(self, node):
        kind = node["op"]
        inputs = [_plain(source) for source in node["input"]]
        x = self._written[inputs[0]]
        if kind == "_FusedConv2D":
            x = self._net.conv(x, self._weights[inputs[1]], self._bias(node), _stride(node), _padding(node))
            if "Prelu" in _fused(node):
                return self._prelu(x, inputs[3])
            return self._net.relu(x) if "Relu" in _fused(node) else x
        if kind == "DepthwiseConv2dNative":
            return self._net.depthwise(x, self._weights[inputs[1]], _stride(node), _padding(node))
        if kind == "AddV2":
            return self._net.node("Add", [x, self._written[inputs[1]]])
        if kind == "Relu":
            return self._net.relu(x)
        if kind == "Prelu":
            return self._prelu(x, inputs[1])
        if kind == "Identity":
            return x
        if kind == "MaxPool":
            return self._net.pool("MaxPool", x, _integers(node, "ksize")[1], _stride(node), _padding(node))
        if kind == "Pad":
            before, after = self._weights[inputs[1]][[0, 3, 1, 2]].T
            return self._net.node("Pad", [x, self._net.constant(np.concatenate([before, after]))])
        if kind == "Reshape":
            x = self._net.node("Transpose", [x], perm=[0, 2, 3, 1])
            shape = self._weights[inputs[1]]
            return self._net.reshape(x, [-1, *shape[1:]])
        if kind == "ConcatV2" and self._weights[inputs[-1]] in (3, -1):
            return self._net.node("Concat", [self._written[part] for part in inputs[:-1]], axis=1)
        raise UnknownOperation(f"{kind} ({node['name']})")

    def _prelu(self, x, slopes):
        """A rectified linear unit with a slope of its own for each channel."""
        return self._net.node("PRelu", [x, self._net.constant(self._weights[slopes].transpose(2, 0, 1))])

    def _bias(self, node):
        fused = _fused(node)
        if fused[:1] != ["BiasAdd"] or set(fused[1:]) - {"Relu", "Prelu"}:
            raise UnknownOperation(f"_FusedConv2D with {fused} ({node['name']})")
        return self._weights[_plain(node["input"][2])]


def _plain(name):
    """`node:0` is the first output of `node`, and all nodes here have one."""
    return name.split(":")[0]


def _text(encoded):
    return base64.b64decode(encoded).decode("ascii")


def _integers(node, attribute):
    return [int(value) for value in node["attr"][attribute]["list"]["i"]]


def _stride(node):
    if set(_integers(node, "dilations") if "dilations" in node["attr"] else [1]) != {1}:
        raise UnknownOperation(f"dilated convolution ({node['name']})")
    return _integers(node, "strides")[1]


def _padding(node):
    return {"SAME": "SAME_UPPER", "VALID": "VALID"}[_text(node["attr"]["padding"]["s"])]


def _fused(node):
    return [_text(name) for name in node["attr"].get("fused_ops", {}).get("list", {}).get("s", [])]
