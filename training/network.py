"""The reader as a torch module: a BERT encoder over question and window, and two linear heads, for windows and for tokens."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from transformers import BertConfig, BertModel

RELEVANCE, ANSWERED, SUPPORTS, CONTRADICTS, NEITHER = range(5)
"""The columns of the first output, for windows."""


class ReaderNetwork(nn.Module):
    """Reads `[CLS] question [SEP] context : sentences [SEP]`."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.bert = BertModel(config, add_pooling_layer=True)
        self.window = nn.Linear(config.hidden_size, 5)
        self.needed = nn.Linear(config.hidden_size, 1)

    @property
    def layers(self) -> int:
        """The number of layers."""
        return int(self.bert.config.num_hidden_layers)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Returns the outputs for windows, of shape (batch, 5), and for tokens, of shape (batch, tokens).

        They are before any sigmoid or softmax.
        """
        read = self.bert(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
        return self.window(read.pooler_output), self.needed(read.last_hidden_state).squeeze(-1)


def from_cross_encoder(config: dict[str, Any], weights: dict[str, torch.Tensor]) -> ReaderNetwork:
    """Begins from a cross-encoder for relevance; relevance and *answered* begin as its own output."""
    network = ReaderNetwork(BertConfig(**config))
    state = network.state_dict()
    state |= {name: weights[name].clone() for name in state if name in weights}
    for column in (RELEVANCE, ANSWERED):
        state["window.weight"][column] = weights["classifier.weight"][0]
        state["window.bias"][column] = weights["classifier.bias"][0]
    network.load_state_dict(state)
    return network


def first_layers(network: ReaderNetwork, layers: int) -> ReaderNetwork:
    """Makes a smaller reader from some layers of a trained one, evenly spaced and with the last, and from its heads."""
    config, have = network.bert.config.to_dict(), network.layers
    kept = [round((n + 1) * have / layers) - 1 for n in range(layers)]
    small = ReaderNetwork(BertConfig(**{**config, "num_hidden_layers": layers}))
    state, source = small.state_dict(), network.state_dict()
    for name in state:
        if ".layer." in name:
            head, _, rest = name.partition(".layer.")
            number, _, tail = rest.partition(".")
            state[name] = source[f"{head}.layer.{kept[int(number)]}.{tail}"].clone()
        else:
            state[name] = source[name].clone()
    small.load_state_dict(state)
    return small
