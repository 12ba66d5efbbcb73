"""Models in ONNX Runtime, fp32: any exported one, and the packaged MiniLM, which is the default."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from alignqa.adapters.models import minilm
from alignqa.index.interfaces import EmbedderIdentity, Vectors

_BATCH_TOKENS = 768  # keeps the activations of a batch in the processor's cache


class OnnxEncoder:
    """A graph from token ids to unit vectors with the tokenizer that belongs to it."""

    def __init__(self, graph: Path, tokenizer: Path, *, dimension: int, max_tokens: int | None = None, threads: int = 0) -> None:
        """`max_tokens` is where texts are cut, unless the tokenizer's file says so; `threads` as the embedder takes it."""
        import onnxruntime
        from tokenizers import Tokenizer

        self._threads = threads or _cores()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # A batch on each core is a third faster than all cores on one batch.
        options.intra_op_num_threads = 1
        # The export has fused the graph already; doing it at every start takes longer than all the rest of loading it.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=_providers())
        self._inputs = {given.name for given in self._session.get_inputs()}
        self._dimension = dimension
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        if max_tokens is not None:
            self._tokenizer.enable_truncation(max_tokens)
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str], *, prompt: str = "") -> Vectors:
        """Unit vectors of shape (len(texts), dimension), computed in batches of similar length; `prompt` stands before each."""
        vectors = np.empty((len(texts), self._dimension), dtype=np.float32)
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch([prompt + text for text in texts])]
        order = sorted(range(len(texts)), key=lambda index: len(tokens[index]))
        batches = []
        first = 0
        while first < len(order):
            last = first + 1
            while last < len(order) and (last + 1 - first) * len(tokens[order[last]]) <= _BATCH_TOKENS:
                last += 1
            batches.append(order[first:last])
            first = last

        def run(batch: list[int]) -> None:
            vectors[batch] = self._run([tokens[index] for index in batch])

        if len(batches) > 1 and self._threads > 1:
            with ThreadPoolExecutor(self._threads) as cores:
                list(cores.map(run, reversed(batches)))  # the longest first, so that no core waits for one at the end
        else:
            for batch in batches:
                run(batch)
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


def _providers() -> list[str]:
    """A GPU before the processor, where this ONNX Runtime was built for one."""
    import onnxruntime

    offered = onnxruntime.get_available_providers()
    return [name for name in ("CUDAExecutionProvider", "CPUExecutionProvider") if name in offered]


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class OnnxEmbedder:
    """The default embedder; the model is loaded, and exported if need be, at the first `embed` or `warm`.

    `threads` is how many it computes with, 0 for one a core; the vectors are the same.
    """

    def __init__(self, cache: Path, *, notify: Callable[[str], None] | None = None, threads: int = 0) -> None:
        self._cache = cache
        self._notify = notify
        self._threads = threads
        self._encoder: OnnxEncoder | None = None
        self._loading = threading.Lock()

    @property
    def identity(self) -> EmbedderIdentity:
        """all-MiniLM-L6-v2 in fp32."""
        return minilm.IDENTITY

    def prepare(self) -> None:
        """Exports the model where that was not done yet."""
        minilm.onnx_file(self._cache, notify=self._notify)

    def warm(self) -> OnnxEncoder:
        """Loads the model now; safe to call from a thread while something else is loaded."""
        with self._loading:
            if self._encoder is None:
                folder = minilm.model_folder()
                graph = minilm.onnx_file(self._cache, notify=self._notify)
                self._encoder = OnnxEncoder(
                    graph,
                    folder / "tokenizer.json",
                    dimension=minilm.IDENTITY.dimension,
                    max_tokens=minilm.MAX_TOKENS,
                    threads=self._threads,
                )
            return self._encoder

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of shape (len(texts), 384)."""
        return self.warm().encode(texts)

    def embed_question(self, question: str) -> Vectors:
        """A unit vector: this model knows no difference between questions and other texts."""
        vector: Vectors = self.embed([question])[0]
        return vector
