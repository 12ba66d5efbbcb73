"""Learning: a listwise loss for relevance, binary ones for answered and needed, three classes for judgement; and a teacher."""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import torch
from torch.nn import functional

from training.batches import Batch, Prepared, batches, collate, shuffled
from training.network import ANSWERED, RELEVANCE, SUPPORTS, ReaderNetwork
from training.pools import Judgement

_SAY_EVERY = 20.0  # seconds


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast to learn: windows seen, tokens of a batch, and the highest learning rate.

    `seconds` ends it early, with the learning rate falling in time, where it is not 0.
    `half` multiplies in bfloat16, which cards and newer processors do faster.
    """

    windows: int
    tokens: int = 32_768
    rate: float = 1e-4
    warm: float = 0.06
    seconds: float = 0.0
    seed: int = 7
    half: bool = False


@dataclass(frozen=True, slots=True)
class Shares:
    """The weight of each part of the loss."""

    relevance: float = 1.0
    answered: float = 1.0
    judgement: float = 1.0
    needed: float = 0.5
    taught: float = 1.0


_SHARES = Shares()


def learn(
    network: ReaderNetwork,
    groups: Sequence[Prepared],
    schedule: Schedule,
    *,
    weights: dict[str, float],
    teacher: ReaderNetwork | None = None,
    say: Callable[[str], None] = print,
) -> None:
    """Trains a network in place."""
    device = next(network.parameters()).device
    parameters = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=schedule.rate, weight_decay=0.01, betas=(0.9, 0.98))
    stream = _ahead(batches(shuffled(groups, weights, random.Random(schedule.seed)), tokens=schedule.tokens))
    began, seen, steps, kept, said = time.perf_counter(), 0, 0, 0.0, 0.0
    network.train()
    for collated in stream:
        batch = collated.to(device)
        spent = (time.perf_counter() - began) / schedule.seconds if schedule.seconds else 0.0
        done = max(seen / schedule.windows, spent)
        if done >= 1.0:
            break
        for settings in optimizer.param_groups:
            settings["lr"] = schedule.rate * min(1.0, (done + 1e-3) / schedule.warm) * (1.0 - done)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=schedule.half):
            loss = _loss(network, batch, teacher)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        seen += batch.windows
        steps += 1
        if (so_far := time.perf_counter() - began) > said + _SAY_EVERY:
            said, now = so_far, float(loss.detach())
            kept = 0.7 * kept + 0.3 * now if kept else now
            say(f"{steps} steps, {seen} windows, {seen / so_far:.0f} a second, loss {kept:.3f}")
    network.eval()
    say(f"done: {steps} steps, {seen} windows in {time.perf_counter() - began:.0f} s")


def _ahead(stream: Iterator[list[Prepared]]) -> Iterator[Batch]:
    """Collates the next batches in a thread while the current one is learned from; the order stays.

    One thread is enough: a batch of 400 windows takes it a millisecond.
    """
    with ThreadPoolExecutor(1) as threads:
        waiting = deque(threads.submit(collate, next(stream)) for _ in range(4))
        while True:
            waiting.append(threads.submit(collate, next(stream)))
            yield waiting.popleft().result()


def _loss(network: ReaderNetwork, batch: Batch, teacher: ReaderNetwork | None) -> torch.Tensor:
    window, tokens = network(**batch.inputs)
    window, (needed, there) = window.float(), batch.of_sentences(tokens)
    total = _SHARES.relevance * _listwise(window[:, RELEVANCE], batch.relevant, batch.owner, batch.groups)
    total = total + _SHARES.answered * _binary(window[:, ANSWERED], batch.answered)
    total = total + _SHARES.judgement * _judgement(window[:, SUPPORTS:], batch.judgement)
    total = total + _SHARES.needed * _binary(needed, batch.needed.masked_fill(~there, -1.0))
    if teacher is not None:
        with torch.no_grad():
            taught, taught_tokens = teacher(**batch.inputs)
            taught_needed, _ = batch.of_sentences(taught_tokens)
        total = total + _SHARES.taught * _taught((window, needed), (taught.float(), taught_needed), batch, there)
    return total


def _listwise(scores: torch.Tensor, relevant: torch.Tensor, owner: torch.Tensor, groups: int) -> torch.Tensor:
    """Softmax over a group's windows of known relevance; the relevant ones share the target. Groups without both do not count."""
    known = relevant >= 0
    logs = _log_softmax(scores.masked_fill(~known, -1e4), owner, groups)
    target = (relevant == 1).float()
    count = torch.zeros(groups, device=scores.device).index_add(0, owner, target)
    others = torch.zeros(groups, device=scores.device).index_add(0, owner, (relevant == 0).float())
    loss = torch.zeros(groups, device=scores.device).index_add(0, owner, -logs * target) / count.clamp(min=1.0)
    counted = (count > 0) & (others > 0)
    return (loss * counted).sum() / counted.sum().clamp(min=1)


def _log_softmax(scores: torch.Tensor, owner: torch.Tensor, groups: int) -> torch.Tensor:
    highest = torch.full((groups,), -1e9, device=scores.device).scatter_reduce(0, owner, scores.detach(), "amax")
    moved = scores - highest[owner]
    total = torch.zeros(groups, device=scores.device).index_add(0, owner, moved.exp())
    return moved - total.clamp(min=1e-12).log()[owner]


def _binary(scores: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    known = wanted >= 0
    losses = functional.binary_cross_entropy_with_logits(scores, wanted.clamp(min=0.0), reduction="none")
    return (losses * known).sum() / known.sum().clamp(min=1)


def _judgement(scores: torch.Tensor, judgement: torch.Tensor) -> torch.Tensor:
    """Cross-entropy; where the label only says that there is no support, contradiction and neither are taken together."""
    logs = scores.log_softmax(dim=-1)
    exact = (judgement >= 0) & (judgement < int(Judgement.NOT_SUPPORTS))
    open_ = judgement == int(Judgement.NOT_SUPPORTS)
    losses = -logs.gather(1, judgement.clamp(0, 2).unsqueeze(1)).squeeze(1) * exact
    losses = losses - torch.logsumexp(logs[:, 1:], dim=1) * open_
    return losses.sum() / (exact | open_).sum().clamp(min=1)


def _taught(
    mine: tuple[torch.Tensor, torch.Tensor], theirs: tuple[torch.Tensor, torch.Tensor], batch: Batch, there: torch.Tensor
) -> torch.Tensor:
    """Measures how far the student is from the teacher: order in a group, answered, judgement, and needed sentences."""
    (window, needed), (taught, taught_needed) = mine, theirs
    ours, wanted = (_log_softmax(one[:, RELEVANCE], batch.owner, batch.groups) for one in (window, taught))
    order = (wanted.exp() * (wanted - ours)).sum() / batch.groups
    answered = functional.binary_cross_entropy_with_logits(window[:, ANSWERED], taught[:, ANSWERED].sigmoid())
    stance = functional.kl_div(
        window[:, SUPPORTS:].log_softmax(-1), taught[:, SUPPORTS:].log_softmax(-1), log_target=True, reduction="batchmean"
    )
    sentences = functional.binary_cross_entropy_with_logits(needed, taught_needed.sigmoid(), reduction="none")
    return order + answered + stance + 0.5 * (sentences * there).sum() / there.sum().clamp(min=1)
