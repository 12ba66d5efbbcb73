"""The packaged reader in ONNX Runtime: weights in eight bits, read as fp32, so that a reading does not depend on its batch."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import numpy as np

from alignqa.adapters.allocator import return_large_blocks
from alignqa.adapters.models import minilm
from alignqa.adapters.models.onnx_encoder import batches_of, processor_cores, processors, run_on_cores
from alignqa.errors import ModelError
from alignqa.index.catalogue.records import file_sha256
from alignqa.index.interfaces import Vectors
from alignqa.reading import readings
from alignqa.reading.readings import Readable, Reading, probability

if TYPE_CHECKING:
    from tokenizers import Tokenizer

READER_SHA256 = "9a3fc8986be11f0e9ebebd52d9c5ae9cbc33a8f5de8edc1b8212c16aabe27402"
_CLS, _SEP, _COLON = 101, 102, 1024  # of the vocabulary of BERT, uncased
_QUESTION, _CONTEXT, _WHOLE = 64, 32, 256  # tokens; as it was trained
_SHOWN = 80  # characters of a title and of a section path
READER_FILE = Path(readings.__file__).with_name("reader.onnx")
_REINSTALL = "Install alignqa again, or ask with --fast"


class OnnxReader:
    """The reader that comes with alignqa; its files are loaded at first use. Safe to use from several threads."""

    def __init__(self, graph: Path | None = None, *, threads: int = 0) -> None:
        self._graph = graph or READER_FILE
        self._threads = threads or processor_cores()
        self._loaded: tuple[Any, Tokenizer] | None = None
        self._loading = threading.Lock()

    @classmethod
    def shared(cls) -> OnnxReader:
        """Returns the reader that all homes of this process share, so that it is loaded once; the last lets go of it."""
        with _SHARING:
            return _SHARED.setdefault(READER_SHA256, cls())

    @property
    def name(self) -> str:
        """The packaged weights, by the beginning of their hash."""
        return f"alignqa-reader@{READER_SHA256[:12]}"

    def read(self, question: str, windows: Sequence[Readable]) -> list[Reading]:
        """Returns one reading per window; a question is cut after 64 tokens, a window with its title and heading after 190."""
        session, tokenizer = self._load()
        contexts = [_context(window) for window in windows]
        pieces = dict.fromkeys([question, *contexts, *(sentence for window in windows for sentence in window.sentences)])
        ids = {
            text: encoded.ids
            for text, encoded in zip(pieces, tokenizer.encode_batch(list(pieces), add_special_tokens=False), strict=True)
        }
        head = [_CLS, *ids[question][:_QUESTION], _SEP]
        texts = [
            _Text(head, ids[context], [ids[sentence] for sentence in window.sentences])
            for context, window in zip(contexts, windows, strict=True)
        ]
        found: list[Reading | None] = [None] * len(texts)

        def run(batch: list[int]) -> None:
            for number, reading in zip(batch, _run(session, [texts[number] for number in batch]), strict=True):
                found[number] = reading

        run_on_cores(run, batches_of([len(text.tokens) for text in texts]), self._threads)
        return [reading for reading in found if reading is not None]

    def warm(self) -> None:
        """Loads the weights ahead of the first question; ModelError as in `read`."""
        self._load()

    def _load(self) -> tuple[Any, Tokenizer]:
        with self._loading:
            if self._loaded is None:
                self._loaded = _open(self._graph)
            return self._loaded


_SHARED: WeakValueDictionary[str, OnnxReader] = WeakValueDictionary()
_SHARING = threading.Lock()


class _Text:
    """The tokens of one window, and where each of its sentences begins and ends among them."""

    def __init__(self, head: list[int], context: list[int], sentences: list[list[int]]) -> None:
        self.first = len(head)
        tokens = [*head, *context[:_CONTEXT], _COLON]
        self.spans: list[tuple[int, int]] = []
        for sentence in sentences:
            start = len(tokens)
            tokens += sentence
            self.spans.append((min(start, _WHOLE - 1), min(len(tokens), _WHOLE - 1)))
        self.tokens = [*tokens[: _WHOLE - 1], _SEP]


def _run(session: Any, texts: Sequence[_Text]) -> list[Reading]:
    width = max(len(text.tokens) for text in texts)
    ids, mask, types = (np.zeros((len(texts), width), dtype=np.int64) for _ in range(3))
    for row, text in enumerate(texts):
        size = len(text.tokens)
        ids[row, :size], mask[row, :size], types[row, text.first : size] = text.tokens, 1, 1
    windows, tokens = session.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": types})
    return [_reading(window, needed, text.spans) for window, needed, text in zip(windows, tokens, texts, strict=True)]


def _reading(window: Vectors, tokens: Vectors, spans: Sequence[tuple[int, int]]) -> Reading:
    judged = np.exp(window[2:] - window[2:].max())
    supports, contradicts, neither = (float(value) for value in judged / judged.sum())
    needed = tuple(probability(float(tokens[start:end].mean())) if end > start else 0.0 for start, end in spans)
    return Reading(float(window[0]), float(window[1]), supports, contradicts, neither, needed)


def _context(window: Readable) -> str:
    title = window.title[:_SHOWN]
    return f"{title} > {window.heading[-_SHOWN:]}" if window.heading else title


def _open(graph: Path) -> tuple[Any, Tokenizer]:
    import onnxruntime

    try:
        found = file_sha256(graph)
    except OSError as error:
        raise ModelError(f"The reader's weights {graph} cannot be read: {error}.", hint=_REINSTALL) from error
    if found != READER_SHA256:
        raise ModelError(
            f"The reader's weights {graph} have the hash {found[:12]}…, not the one of this version.", hint=_REINSTALL
        )
    return_large_blocks()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.disable_quant_qdq", "1")  # turns the eight bits into fp32 once, while loading
    session = onnxruntime.InferenceSession(str(graph), options, providers=processors())
    return session, minilm.tokenizer()
