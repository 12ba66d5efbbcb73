"""Packing: a reader's weights as one ONNX graph whose matrices are stored in eight bits and read as fp32."""

from __future__ import annotations

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from onnxruntime.transformers import optimizer

from training.network import ReaderNetwork

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUTS = ("window", "needed")
_OPSET = 17
_LEAST = 10_000  # numbers of a matrix; smaller ones stay in fp32


def pack(network: ReaderNetwork, target: Path) -> None:
    """Writes the graph: exported, its attention fused, its matrices in eight bits with a scale for each row or column."""
    network = network.eval()
    network.bert.config._attn_implementation = "eager"
    example = torch.ones(2, 16, dtype=torch.long)
    axes = {name: {0: "batch", 1: "tokens"} for name in INPUTS} | {"window": {0: "batch"}, "needed": {0: "batch", 1: "tokens"}}
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        # The new exporter needs a library more, and traced branches on sizes are the same for all sizes here (tests/training).
        warnings.simplefilter("ignore")
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            network,
            (example, torch.ones_like(example), torch.zeros_like(example)),
            str(plain),
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes=axes,
            opset_version=_OPSET,
            dynamo=False,
        )
        config = network.bert.config
        fused = optimizer.optimize_model(
            str(plain), model_type="bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size
        )
        model = fused.model
    _store_in_eight_bits(model)
    onnx.save(model, target)


def _store_in_eight_bits(model: onnx.ModelProto) -> None:
    graph = model.graph
    by_column = _columns_are_outputs(graph)
    nodes = []
    for tensor in list(graph.initializer):
        array = numpy_helper.to_array(tensor)
        if array.ndim != 2 or array.size < _LEAST or array.dtype != np.float32:
            continue
        axis = 1 if tensor.name in by_column else 0
        scale = np.maximum(np.abs(array).max(axis=1 - axis), 1e-9).astype(np.float32) / np.float32(127.0)
        steps = np.round(array / (scale[:, None] if axis == 0 else scale[None, :])).clip(-127, 127).astype(np.int8)
        graph.initializer.remove(tensor)
        names = {part: f"{tensor.name}/{part}" for part in ("steps", "scale", "zero")}
        zero = numpy_helper.from_array(np.zeros(scale.shape, dtype=np.int8), names["zero"])
        graph.initializer.extend(
            [numpy_helper.from_array(steps, names["steps"]), numpy_helper.from_array(scale, names["scale"]), zero]
        )
        nodes.append(helper.make_node("DequantizeLinear", list(names.values()), [tensor.name], axis=axis))
    for node in reversed(nodes):
        graph.node.insert(0, node)


def _columns_are_outputs(graph: onnx.GraphProto) -> set[str]:
    """Names the matrices with a column for each output: factors of products, but for those that are turned round there.

    All others have a row for each output, or, in an embedding, for each word; there the weights on disk have their scales too.
    """
    found = set()
    for node in graph.node:
        turned = any(attribute.name == "transB" and attribute.i for attribute in node.attribute)
        if node.op_type in {"MatMul", "Gemm", "Attention"} and not turned:
            found.add(node.input[1])
    return found
