"""The 68-point landmark network of `@vladmandic/face-api` (`face_landmark_68_model`).

Four dense blocks of depthwise-separable convolutions. In: 112 x 112 crop of the face's box, filled to a square with
black. Out: `landmarks` `[N, 136]`, x and y of the 68 points in turn, 1.0 being the crop's side.
"""

from onnx_builder import Builder

# Taken off each channel (R, G, B) before dividing by 255, as the package's `FaceLandmark68Net` does.
MEAN = (122.782, 117.001, 104.298)

CROP = 112


def write(weights, path):
    """Writes the network as ONNX."""
    net = Builder("landmark68", CROP, CROP, MEAN, 1 / 255)
    filters, bias = weights["dense0/conv0/filters"], weights["dense0/conv0/bias"]
    x = _dense(net, weights, "dense0", net.conv(net.x, filters, bias, 2))
    for block in ("dense1", "dense2", "dense3"):
        x = _dense(net, weights, block, _separable(net, weights, x, f"{block}/conv0", 2))
    x = net.node("Flatten", [net.pool("AveragePool", x, 7, 2)])
    x = net.node("Gemm", [x, net.constant(weights["fc/weights"]), net.constant(weights["fc/bias"])])
    net.write(path, [(x, "landmarks", ["N", 136])])


def _separable(net, weights, x, name, stride):
    x = net.depthwise(x, weights[f"{name}/depthwise_filter"], stride)
    return net.conv(x, weights[f"{name}/pointwise_filter"], weights[f"{name}/bias"])


def _dense(net, weights, block, entry):
    """Each further convolution reads the sum of all before it."""
    total = net.relu(entry)
    last = _separable(net, weights, total, f"{block}/conv1", 1)
    for number in (2, 3):
        total = net.node("Add", [total, last])
        last = _separable(net, weights, net.relu(total), f"{block}/conv{number}", 1)
    return net.relu(net.node("Add", [total, last]))
