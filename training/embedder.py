"""The packaged embedder: the published weights of all-MiniLM-L6-v2 as one ONNX graph, from token ids to unit vectors.

`python -m training.embedder WEIGHTS OUT` writes it, in a second and without torch.
"""

from __future__ import annotations

import argparse
import hashlib
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

LAYERS, HEADS, WIDTH = 6, 12, 384
_NARROWEST = 1e-12  # added to variances, as config.json of the model says
_OPSET, _IR = 17, 8
_FUSED = "com.microsoft"  # operators of ONNX Runtime, which do in one pass what ONNX says in several


class _Graph:
    """Nodes and weights as they are added; every method returns the name of what it added."""

    def __init__(self, weights: Mapping[str, NDArray[np.float32]]) -> None:
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def node(self, operator: str, *inputs: str, name: str = "", domain: str = "", **attributes: Any) -> str:
        output = name or f"{operator}-{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self._constants[name] = numpy_helper.from_array(value, name)
        return name

    def exact(self, name: str) -> str:
        """A weight in fp32."""
        return self.constant(name, self._weights[name])

    def halved(self, name: str) -> str:
        """A weight stored in fp16; whoever uses it makes it fp32 first."""
        return self.constant(name, self._weights[name].astype(np.float16))

    def dense(self, value: str, layer: str, *, biased: bool = True) -> str:
        # The widening is done once, while the graph is loaded.
        matrix = self.node("Cast", self.halved(f"{layer}.weight"), to=TensorProto.FLOAT)
        return self.node("Gemm", value, matrix, *([self.exact(f"{layer}.bias")] if biased else []), transB=1)

    def norm(self, value: str, layer: str) -> str:
        weights = self.exact(f"{layer}.weight"), self.exact(f"{layer}.bias")
        return self.node("LayerNormalization", value, *weights, axis=-1, epsilon=_NARROWEST)

    def model(self) -> onnx.ModelProto:
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
            for name in ("input_ids", "attention_mask")
        ]
        output = helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["batch", WIDTH])
        graph = helper.make_graph(self._nodes, "all-MiniLM-L6-v2", inputs, [output], list(self._constants.values()))
        domains = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)]
        return helper.make_model(graph, opset_imports=domains, ir_version=_IR)


def embedder(weights: Mapping[str, NDArray[np.float32]]) -> onnx.ModelProto:
    """Builds the graph: embeddings, six layers of attention, the mean over the tokens, L2 normalisation.

    Matrices are stored in fp16; everything is computed in fp32.
    """
    graph = _Graph(weights)
    sizes = {"zero": [0], "one": [1], "one-two": [1, 2], "rows": [-1, WIDTH], "head": [HEADS, WIDTH // HEADS]}
    for name, numbers in sizes.items():
        graph.constant(name, np.array(numbers, dtype=np.int64))
    mask = graph.node("Cast", "attention_mask", to=TensorProto.FLOAT)
    hidden = _hidden(graph, mask)
    words = graph.norm(_embedded(graph), "embeddings.LayerNorm")
    by_text = graph.node("Shape", words)
    by_head = graph.node("Concat", graph.node("Shape", "input_ids"), "head", axis=0)
    value = graph.node("Reshape", words, "rows")  # from here to the mean, a row is a token of any text
    for number in range(LAYERS):
        value = _layer(graph, value, f"encoder.layer.{number}", by_head, hidden)
    tokens = graph.node("Reshape", value, by_text)
    # The sum over the tokens that are none of the padding; divided by its length it is the mean divided by its own.
    total = graph.node("Squeeze", graph.node("MatMul", graph.node("Unsqueeze", mask, "one"), tokens), "one")
    graph.node("LpNormalization", total, name="sentence_embedding", axis=-1, p=2)
    return graph.model()


def _hidden(graph: _Graph, mask: str) -> str:
    """What is added to scores of attention: nothing for tokens, the lowest number for padding."""
    graph.constant("whole", np.array(1, dtype=np.float32))
    graph.constant("lowest", np.array(np.finfo(np.float32).min))
    return graph.node("Unsqueeze", graph.node("Mul", graph.node("Sub", "whole", mask), "lowest"), "one-two")


def _embedded(graph: _Graph) -> str:
    words = graph.node("Gather", graph.halved("embeddings.word_embeddings.weight"), "input_ids")
    length = graph.node("Shape", "input_ids", start=1, end=2)
    places = graph.node("Slice", graph.exact("embeddings.position_embeddings.weight"), "zero", length, "zero")
    first_text = graph.node("Gather", graph.exact("embeddings.token_type_embeddings.weight"), "zero")
    widened = graph.node("Cast", words, to=TensorProto.FLOAT)
    return graph.node("Add", widened, graph.node("Add", places, first_text))


def _layer(graph: _Graph, value: str, layer: str, by_head: str, hidden: str) -> str:
    def heads(name: str, *order: int) -> str:
        made = graph.dense(value, f"{layer}.attention.self.{name}")
        return graph.node("Transpose", graph.node("Reshape", made, by_head), perm=order)

    query, key, content = heads("query", 0, 2, 1, 3), heads("key", 0, 2, 3, 1), heads("value", 0, 2, 1, 3)
    scores = graph.node("FusedMatMul", query, key, domain=_FUSED, alpha=1 / math.sqrt(WIDTH // HEADS))
    shares = graph.node("Softmax", graph.node("Add", scores, hidden), axis=-1)
    seen = graph.node("Transpose", graph.node("MatMul", shares, content), perm=[0, 2, 1, 3])
    attended = graph.dense(graph.node("Reshape", seen, "rows"), f"{layer}.attention.output.dense")
    value = graph.norm(graph.node("Add", attended, value), f"{layer}.attention.output.LayerNorm")
    bias = graph.exact(f"{layer}.intermediate.dense.bias")
    inner = graph.node("BiasGelu", graph.dense(value, f"{layer}.intermediate.dense", biased=False), bias, domain=_FUSED)
    return graph.norm(graph.node("Add", graph.dense(inner, f"{layer}.output.dense"), value), f"{layer}.output.LayerNorm")


def main() -> None:
    """Writes the graph, and prints its size and hash."""
    parser = argparse.ArgumentParser(description="Writes the packaged embedder as one ONNX graph.")
    parser.add_argument("weights", type=Path, help="model.safetensors of all-MiniLM-L6-v2")
    parser.add_argument("out", type=Path, help="the graph, model.onnx")
    given = parser.parse_args()
    made = embedder(load_file(given.weights)).SerializeToString(deterministic=True)
    given.out.write_bytes(made)
    print(f"{given.out}: {len(made):,} bytes, SHA-256 {hashlib.sha256(made).hexdigest()}")


if __name__ == "__main__":
    main()
