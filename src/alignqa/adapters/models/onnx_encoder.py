"""Encoders in ONNX Runtime: a graph that computes in fp32, with the tokenizer that belongs to it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from alignqa.adapters.allocator import return_large_blocks
from alignqa.index.interfaces import Vectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_BATCH_TOKENS = 768  # keeps the activations of a batch in the processor's cache


class OnnxEncoder:
    """A graph from token ids to unit vectors, with its tokenizer."""

    def __init__(self, graph: Path, tokenizer: Tokenizer, *, dimension: int, threads: int = 0) -> None:
        """Loads the graph; the tokenizer decides where texts are cut, and pads none.

        `threads` is how many threads compute, 0 for one per core; the vectors are the same.
        """
        import onnxruntime

        return_large_blocks()
        self._threads = threads or processor_cores()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # One batch on each core is a third faster than all cores on one batch.
        options.intra_op_num_threads = 1
        # Graphs come fused, and fusing takes longer than the rest of loading; what is left is to widen weights in 16 bits once.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=processors())
        self._inputs = {given.name for given in self._session.get_inputs()}
        self._dimension = dimension
        self._tokenizer = tokenizer

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Returns unit vectors of shape (len(texts), dimension), computed in batches of texts of similar length."""
        vectors = np.empty((len(texts), self._dimension), dtype=np.float32)
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        batches = batches_of([len(ids) for ids in tokens])

        def run(batch: list[int]) -> None:
            vectors[batch] = self._run([tokens[index] for index in batch])

        run_on_cores(run, batches, self._threads)
        return vectors

    def _run(self, batch: Sequence[Sequence[int]]) -> Vectors:
        length = max(map(len, batch))
        ids = np.zeros((len(batch), length), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(batch):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        output: Vectors = self._session.run(None, {name: inputs[name] for name in self._inputs})[0]
        return output


def batches_of(lengths: Sequence[int], tokens: int = _BATCH_TOKENS) -> list[list[int]]:
    """Divides texts into batches of at most `tokens` padded tokens, or of one text, shortest texts first."""
    order = sorted(range(len(lengths)), key=lambda index: lengths[index])
    batches = []
    first = 0
    while first < len(order):
        last = first + 1
        while last < len(order) and (last + 1 - first) * lengths[order[last]] <= tokens:
            last += 1
        batches.append(order[first:last])
        first = last
    return batches


def run_on_cores(run: Callable[[list[int]], None], batches: Sequence[list[int]], threads: int) -> None:
    """Runs all batches, one on each core; they are given shortest first, as `batches_of` returns them."""
    if len(batches) > 1 and threads > 1:
        with ThreadPoolExecutor(threads) as cores:
            list(cores.map(run, reversed(batches)))  # the longest first, so that no core waits for one at the end
    else:
        for batch in batches:
            run(batch)


def processors() -> list[str]:
    """Prefers a GPU to the processor, where this ONNX Runtime was built for one."""
    import onnxruntime

    offered = onnxruntime.get_available_providers()
    return [name for name in ("CUDAExecutionProvider", "CPUExecutionProvider") if name in offered]


def processor_cores() -> int:
    """Counts the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
