"""The face descriptor: dlib's 29-layer ResNet, 128 values a face.

Architecture after dlib's `dnn_face_recognition_ex.cpp`; weights from `face_recognition_model` of
`@vladmandic/face-api`. In: 150 x 150 chip. Out: `descriptor` `[N, 128]`, not normalised, compared by Euclidean
distance.
"""

from onnx_builder import Builder

# What dlib's `input_rgb_image_sized` takes off each channel (R, G, B), and what it then divides by.
MEAN = (122.782, 117.001, 104.298)
DIVISOR = 256.0

CHIP = 150

# Level: channels, blocks after the one that halves the picture, channels the level adds.
LEVELS = ((64, 3, 32), (128, 2, 64), (256, 2, 128))


def write(weights, path):
    """Writes the network as ONNX."""
    net = Builder("dlib_resnet", CHIP, CHIP, MEAN, 1 / DIVISOR)
    x = _layer(net, weights, net.x, "conv32_down", stride=2, padding="VALID", then=net.relu)
    x = net.pool("MaxPool", x, 3, 2)
    side = 35  # (150 - 7) / 2 + 1 = 72 after the convolution, (72 - 3) / 2 + 1 after the pool
    for block in range(1, 4):
        x = _block(net, weights, x, f"conv32_{block}")
    for channels, blocks, added in LEVELS:
        x, side = _halving_block(net, weights, x, f"conv{channels}_down", side, added)
        for block in range(1, blocks + 1):
            x = _block(net, weights, x, f"conv{channels}_{block}")
    x, side = _halving_block(net, weights, x, "conv256_down_out", side, 0)
    x = net.node("ReduceMean", [x], axes=[2, 3], keepdims=0)
    x = net.node("MatMul", [x, net.constant(weights["fc"])])
    net.write(path, [(x, "descriptor", ["N", 128])])


def _layer(net, weights, x, name, stride, padding, then):
    """A convolution with dlib's affine layer folded into it: `a * (w x + b) + c = (a w) x + (a b + c)`."""
    gain, offset = weights[f"{name}/scale/weights"], weights[f"{name}/scale/biases"]
    filters, bias = weights[f"{name}/conv/filters"], weights[f"{name}/conv/bias"]
    return then(net.conv(x, filters * gain, bias * gain + offset, stride, padding))


def _as_is(x):
    return x


def _block(net, weights, x, name):
    inner = _layer(net, weights, x, f"{name}/conv1", stride=1, padding=1, then=net.relu)
    inner = _layer(net, weights, inner, f"{name}/conv2", stride=1, padding=1, then=_as_is)
    return net.relu(net.node("Add", [inner, x]))


def _halving_block(net, weights, x, name, side, added):
    """A block that halves the picture; its shortcut is a 2 x 2 average.

    dlib's `add_prev` adds tensors of unlike size by filling the smaller with zeros: the convolution's output where
    it is a pixel narrower than the pool's, the shortcut where it has fewer channels.
    """
    inner = _layer(net, weights, x, f"{name}/conv1", stride=2, padding="VALID", then=net.relu)
    inner = _layer(net, weights, inner, f"{name}/conv2", stride=1, padding=1, then=_as_is)
    narrow, wide = (side - 3) // 2 + 1, side // 2
    if narrow != wide:
        inner = net.pad_end(inner, pixels=wide - narrow)
    shortcut = net.pool("AveragePool", x, 2, 2)
    if added:
        shortcut = net.pad_end(shortcut, channels=added)
    return net.relu(net.node("Add", [shortcut, inner])), wide
