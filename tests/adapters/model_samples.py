"""Tiny models with random weights, made as sentence-transformers keeps them."""

from __future__ import annotations

import warnings
from pathlib import Path

from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, StaticEmbedding, Transformer
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing

_WORDS = (
    "the a lamp burns oil at night and its keeper sleeps by day . , ? : what is deceptive alignment strategy in which model "
    "hides objective until oversight ends it pays where known to end that never removes motive query passage stands room"
)
_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")  # the ids that MPNet and RoBERTa count their places from
PROMPTS = {"query": "query: ", "document": "passage: "}


def _tokenizer() -> Tokenizer:
    vocabulary = {word: number for number, word in enumerate([*_SPECIAL, *_WORDS.split()])}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="<unk>"))  # noqa: S106 - no password
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.post_processor = TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    return tokenizer


def encoder(
    folder: Path, kind: str, *, pooling: str = "mean", normalized: bool = True, prompts: dict[str, str] | None = None
) -> Path:
    """An encoder of two layers, of one of transformers' architectures, with 32 dimensions and texts of at most 24 tokens."""
    import torch
    from transformers import AutoConfig, AutoModel, PreTrainedTokenizerFast

    torch.manual_seed(7)
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    if kind == "distilbert":
        sizes = {"dim": 32, "n_layers": 2, "n_heads": 2, "hidden_dim": 64}
    settings = {"vocab_size": 64, "max_position_embeddings": 40, "initializer_range": 0.5, "pad_token_id": 1}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what transformers and torch deprecate is theirs
        AutoModel.from_config(AutoConfig.for_model(kind, **sizes, **settings)).save_pretrained(folder / "bare")
        special = dict(zip(("cls_token", "pad_token", "sep_token", "unk_token", "mask_token"), _SPECIAL, strict=True))
        names = ["input_ids", "attention_mask", *(["token_type_ids"] if kind == "bert" else [])]
        tokenizer = _tokenizer()
        tokenizer.normalizer = Lowercase()
        fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=40, model_input_names=names, **special)
        fast.save_pretrained(folder / "bare")
        transformer = Transformer(str(folder / "bare"), max_seq_length=24)
        modules = [transformer, Pooling(32, pooling_mode=pooling), *([Normalize()] if normalized else [])]
        SentenceTransformer(modules=modules, prompts=prompts or {}, device="cpu").save(str(folder / kind))
    return folder / kind


def cross_encoder(folder: Path, *, labels: tuple[str, ...], bias: tuple[float, ...], word: str = "goats") -> Path:
    """A cross-encoder that says `bias` of every pair, and of those that have `word` in them 10 more for its first label.

    Its attention takes the mean of all words, of which only that one is not zero; what comes of it is made as long for
    one such word as for many.
    """
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder.mkdir(exist_ok=True)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", word]
    (folder / "vocab.txt").write_text("\n".join(words))
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    sizes = {"hidden_size": 4, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 4, "vocab_size": len(words)}
    model = BertForSequenceClassification(BertConfig(**sizes, num_labels=len(labels), id2label=dict(enumerate(labels))))
    mark, attention = torch.tensor([1.0, -1.0, 1.0, -1.0]), model.bert.encoder.layer[0].attention
    with torch.no_grad():
        for name, weights in model.named_parameters():
            weights.fill_(1.0 if name.endswith("LayerNorm.weight") else 0.0)
        model.bert.embeddings.word_embeddings.weight[-1] = mark
        for layer in (attention.self.value, attention.output.dense, model.bert.pooler.dense):
            layer.weight.copy_(torch.eye(4))
        model.classifier.weight[0] = 10.0 * mark / (4.0 * torch.tanh(torch.tensor(1.0)))
        model.classifier.bias.copy_(torch.tensor(bias))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.save_pretrained(folder)
    return folder


def static(folder: Path) -> Path:
    """A model without an encoder, which sums up vectors of words: it reads other inputs than the export knows."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = SentenceTransformer(modules=[StaticEmbedding(_tokenizer(), embedding_dim=16)], device="cpu")
        model.save(str(folder / "static"))
    return folder / "static"
