"""Writes an ONNX graph node by node.

Every network takes `input`, float32 `[N, height, width, 3]`: the bytes of an RGB picture, 0 to 255, as they lie in
memory. Turning them into channels-first and scaling them is the first thing inside the graph, so no caller can
forget it. Names are counted, not random: the same calls give the same bytes.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
IR_VERSION = 8


class Builder:
    """A graph that is being written; `x` is the picture, `[N, 3, height, width]`, after mean and scale."""

    def __init__(self, name, height, width, mean=(0.0, 0.0, 0.0), scale=1.0):
        self._name = name
        self._nodes = []
        self._constants = []
        self._count = 0
        self._input = helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", height, width, 3])
        x = self.node("Transpose", ["input"], perm=[0, 3, 1, 2])
        if any(mean):
            x = self.node("Sub", [x, self.constant(np.array(mean, np.float32).reshape(1, 3, 1, 1))])
        self.x = self.node("Mul", [x, self.constant(np.array(scale, np.float32))])

    def _next(self, letter):
        self._count += 1
        return f"{letter}{self._count}"

    def constant(self, array):
        """A constant tensor; gives its name."""
        name = self._next("w")
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, kind, inputs, **attributes):
        """A node with one output; gives the output's name."""
        output = self._next("t")
        self._nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def conv(self, x, filters, bias=None, stride=1, padding="SAME_UPPER", group=1):
        """A convolution. `filters` are HWIO as TensorFlow stores them; `padding` is SAME_UPPER, VALID or pixels."""
        filters = np.transpose(filters, (3, 2, 0, 1)).astype(np.float32)
        inputs = [x, self.constant(filters)]
        if bias is not None:
            inputs.append(self.constant(bias.astype(np.float32).ravel()))
        edges = {"pads": [padding] * 4} if isinstance(padding, int) else {"auto_pad": padding}
        return self.node(
            "Conv", inputs, kernel_shape=list(filters.shape[2:]), strides=[stride, stride], group=group, **edges
        )

    def depthwise(self, x, filters, stride=1, padding="SAME_UPPER"):
        """One filter a channel. `filters` are HWC1."""
        return self.conv(x, np.transpose(filters, (0, 1, 3, 2)), None, stride, padding, group=filters.shape[2])

    def relu(self, x):
        """Rectified linear unit."""
        return self.node("Relu", [x])

    def pool(self, kind, x, size, stride, padding="VALID"):
        """`kind` is MaxPool or AveragePool."""
        return self.node(kind, [x], kernel_shape=[size, size], strides=[stride, stride], auto_pad=padding)

    def reshape(self, x, shape):
        """The same values in another shape."""
        return self.node("Reshape", [x, self.constant(np.array(shape, np.int64))])

    def pad_end(self, x, channels=0, pixels=0):
        """Zeros after the last channel, and below and to the right of the last pixel."""
        pads = np.array([0, 0, 0, 0, 0, channels, pixels, pixels], np.int64)
        return self.node("Pad", [x, self.constant(pads)])

    def write(self, path, outputs):
        """Checks the graph and writes it. `outputs` are `(inner name, public name, shape)`."""
        for inner, public, _ in outputs:
            self._nodes.append(helper.make_node("Identity", [inner], [public]))
        infos = [helper.make_tensor_value_info(public, TensorProto.FLOAT, shape) for _, public, shape in outputs]
        graph = helper.make_graph(self._nodes, self._name, [self._input], infos, self._constants)
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="ahlan models/convert"
        )
        model.ir_version = IR_VERSION
        onnx.checker.check_model(model, full_check=True)
        path.write_bytes(model.SerializeToString(deterministic=True))
