"""The packaged embedding model, all-MiniLM-L6-v2: its graph, its tokenizer, and the hashes that they must have.

`training/embedder.py` builds the graph from the weights that sentence-transformers published; the model card is beside it.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from alignqa.errors import ModelError
from alignqa.index.catalogue.records import file_sha256
from alignqa.index.interfaces import EmbedderIdentity

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# The hash of the published weights, not of the graph: vectors of any graph that agrees with them fit the same index.
IDENTITY = EmbedderIdentity("all-MiniLM-L6-v2", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db", "fp32", 384)
MAX_TOKENS = 256  # sentence_bert_config.json of the model
GRAPH_SHA256 = "ff21475418a127e77bc48c9852fc871ed71a0ef688c1d7034352181920d27ee5"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
FOLDER = Path(__file__).with_name("all_minilm_l6_v2")
_OPENING = threading.Lock()


def graph_file(folder: Path = FOLDER) -> Path:
    """Returns the graph; ModelError if it is missing or damaged."""
    return _whole(folder / "model.onnx", GRAPH_SHA256)


def tokenizer_file(folder: Path = FOLDER) -> Path:
    """Returns the tokenizer's file; ModelError if it is missing or damaged."""
    return _whole(folder / "tokenizer.json", TOKENIZER_SHA256)


def tokenizer(folder: Path = FOLDER) -> Tokenizer:
    """Returns the tokenizer, which cuts texts after `MAX_TOKENS` and is shared with the packaged reader; ModelError as above."""
    file = tokenizer_file(folder)
    with _OPENING:  # embedder and reader are loaded at the same time
        return _opened(file)


@lru_cache(maxsize=1)
def _opened(file: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    opened = Tokenizer.from_file(str(file))
    opened.enable_truncation(MAX_TOKENS)
    opened.no_padding()
    return opened


def _whole(file: Path, sha256: str) -> Path:
    hint = "Install alignqa again: pip install --force-reinstall alignqa"
    try:
        found = file_sha256(file)
    except OSError as error:
        raise ModelError(f"The embedding model's {file} cannot be read: {error}.", hint=hint) from error
    if found != sha256:
        raise ModelError(f"The embedding model's {file} has the hash {found[:12]}…, not the one of this version.", hint=hint)
    return file
