"""The recipe from end to end on a toy: it learns, it teaches, and the graph says what the network says."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import tiny
import torch
from safetensors.torch import save_file

from training import weights
from training.batches import Batch, Prepared, collate, prepare
from training.learning import Schedule, learn
from training.measuring import measure, scores
from training.network import ANSWERED, RELEVANCE, SUPPORTS, ReaderNetwork, first_layers, from_cross_encoder
from training.packing import pack
from training.pools import Judgement

SCHEDULE = Schedule(4_000, tokens=400, rate=1e-3, seed=3)


@pytest.fixture(scope="module")
def learned() -> tuple[ReaderNetwork, list[Prepared], list[str]]:
    """A toy reader after learning, groups that it has not seen, and what was said meanwhile."""
    torch.manual_seed(1)
    groups = prepare([tiny.pool(200, seed=1)], tiny.tokenizer())
    network, said = tiny.network(), []
    learn(network, groups, SCHEDULE, weights={}, say=said.append)
    return network, prepare([tiny.pool(40, seed=2)], tiny.tokenizer()), said


def right(network: ReaderNetwork, groups: list[Prepared]) -> dict[str, float]:
    """The share of right relevance, answered, judgements and needed sentences."""
    first, answered, stance, needed = [], [], [], []
    for group, (window, sentences) in zip(groups, scores(network, groups), strict=True):
        first.append(group.relevant[window[:, RELEVANCE].argmax()] == 1)
        answered += list((window[:, ANSWERED] > 0) == (group.answered == 1))
        stance += list(window[:, SUPPORTS:].argmax(axis=1) == group.judgement)
        known = group.needed >= 0
        needed += list((sentences > 0)[known] == (group.needed == 1)[known])
    return {
        name: float(np.mean(values))
        for name, values in zip(("first", "answered", "stance", "needed"), (first, answered, stance, needed), strict=True)
    }


def test_all_four_outputs_learn_a_toy_rule(learned: tuple[ReaderNetwork, list[Prepared], list[str]]) -> None:
    network, held, said = learned
    torch.manual_seed(1)
    assert min(right(tiny.network(), held).values()) < 0.6
    assert min(right(network, held).values()) > 0.95, right(network, held)
    assert said[-1].startswith("done: ")


def test_a_student_learns_from_its_teacher_alone(learned: tuple[ReaderNetwork, list[Prepared], list[str]]) -> None:
    teacher, held, _ = learned
    groups = prepare([tiny.pool(200, seed=1)], tiny.tokenizer())
    for group in groups:  # nothing is known but what the teacher makes of it
        for labels in (group.relevant, group.answered, group.judgement, group.needed):
            labels[:] = -1
    torch.manual_seed(2)
    student = tiny.network(layers=1)
    learn(student, groups, SCHEDULE, weights={}, teacher=teacher, say=lambda _: None)
    assert min(right(student, held).values()) > 0.95, right(student, held)


def test_learning_ends_in_time() -> None:
    said: list[str] = []
    groups = prepare([tiny.pool(20, seed=1)], tiny.tokenizer())
    learn(tiny.network(1), groups, Schedule(10**9, tokens=500, seconds=0.3), weights={}, say=said.append)
    assert said[-1].startswith("done: ")


def test_unknown_labels_teach_nothing() -> None:
    groups = prepare([tiny.pool(20, seed=1)], tiny.tokenizer())
    for group in groups:
        for labels in (group.relevant, group.answered, group.judgement, group.needed):
            labels[:] = -1
    network = tiny.network(1)
    before = network.window.bias.detach().clone()
    learn(network, groups, Schedule(200, tokens=500, rate=1e-2), weights={}, say=lambda _: None)
    assert torch.allclose(network.window.bias, before, atol=5e-3)  # it only decays


def test_where_no_support_is_all_that_is_known_contradiction_and_neither_share_it() -> None:
    groups = prepare([tiny.pool(60, seed=1)], tiny.tokenizer())
    for group in groups:
        group.judgement[:] = Judgement.NOT_SUPPORTS
    network = tiny.network(1)
    learn(network, groups, Schedule(600, tokens=1_000, rate=2e-3), weights={}, say=lambda _: None)
    judged = torch.softmax(torch.tensor(np.concatenate([window[:, SUPPORTS:] for window, _ in scores(network, groups)])), dim=1)
    assert float(judged[:, 0].max()) < 0.1
    assert float(judged[:, 1:].min()) > 0.05  # neither of the two has taken all


def test_a_window_alone_and_in_a_batch_reads_the_same(learned: tuple[ReaderNetwork, list[Prepared], list[str]]) -> None:
    network, held, _ = learned
    batch = collate(held)
    with torch.no_grad():
        together, tokens = network(**batch.inputs)
    sentences, _ = batch.of_sentences(tokens)
    row = 0
    for group, (window, needed) in zip(held, scores(network, held), strict=True):
        assert np.allclose(window, together[row : row + group.windows].numpy(), atol=1e-4)
        assert np.allclose(needed, sentences[row : row + group.windows, : needed.shape[1]].numpy(), atol=1e-4)
        row += group.windows


@pytest.fixture(scope="module")
def packed(
    learned: tuple[ReaderNetwork, list[Prepared], list[str]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[ReaderNetwork, Path]:
    """The toy reader with the values that eight bits hold, and its graph."""
    folder = tmp_path_factory.mktemp("packed")
    weights.save(learned[0], folder, "student")
    network = weights.load(folder, "student").eval()
    pack(network, folder / "reader.onnx")
    return network, folder / "reader.onnx"


def graph(path: Path) -> Callable[[Batch], list[np.ndarray]]:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return lambda batch: session.run(["window", "needed"], {name: values.numpy() for name, values in batch.inputs.items()})


def test_the_graph_says_what_the_network_says(
    packed: tuple[ReaderNetwork, Path], learned: tuple[ReaderNetwork, list[Prepared], list[str]]
) -> None:
    network, path = packed
    run, held = graph(path), learned[1]
    batch = collate(held)
    with torch.no_grad():
        window, tokens = network(**batch.inputs)
    inside = batch.inputs["attention_mask"].bool()
    found_window, found_tokens = run(batch)
    assert np.abs(found_window - window.numpy()).max() < 1e-3
    assert np.abs(found_tokens - tokens.numpy())[inside.numpy()].max() < 1e-3
    (alone, _), row = run(collate(held[:1])), held[0].windows
    assert np.abs(alone - found_window[:row]).max() < 1e-4
    assert min(right(network, held).values()) > 0.95


def test_the_graph_is_stored_in_eight_bits(packed: tuple[ReaderNetwork, Path]) -> None:
    network, path = packed
    numbers = sum(values.numel() for values in network.parameters())
    assert path.stat().st_size < 1.1 * numbers + 200_000  # four times as much in fp32


def test_a_reader_begins_as_the_cross_encoder_it_is_made_from(tmp_path: Path) -> None:
    given = tiny.network()
    state = {name: values.clone() for name, values in given.state_dict().items() if not name.startswith(("window", "needed"))}
    state |= {"classifier.weight": torch.randn(1, 128), "classifier.bias": torch.tensor([0.5])}
    save_file(state, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text(given.bert.config.to_json_string(), encoding="utf-8")
    begun = from_cross_encoder(*weights.read_cross_encoder(tmp_path)).eval()
    batch = collate(prepare([tiny.pool(3, seed=1)], tiny.tokenizer()))
    with torch.no_grad():
        pooled = given.eval().bert(**batch.inputs).pooler_output
        expected = (pooled @ state["classifier.weight"].T + 0.5).squeeze(1)
        window, _ = begun(**batch.inputs)
    assert torch.allclose(window[:, RELEVANCE], expected, atol=1e-5)
    assert torch.allclose(window[:, ANSWERED], expected, atol=1e-5)


def test_a_student_begins_with_evenly_spaced_layers_and_the_last() -> None:
    teacher = tiny.network(layers=4)
    student = first_layers(teacher, 2)
    assert student.layers == 2
    for mine, theirs in ((0, 1), (1, 3)):
        ours, given = student.bert.encoder.layer[mine].state_dict(), teacher.bert.encoder.layer[theirs].state_dict()
        assert all(torch.equal(ours[name], given[name]) for name in given)
    assert torch.equal(student.window.weight, teacher.window.weight)


def test_figures_are_given_for_what_there_is(learned: tuple[ReaderNetwork, list[Prepared], list[str]]) -> None:
    network, held, _ = learned
    yes = [Prepared("reading", *(getattr(group, name) for name in Prepared.__slots__ if name != "source")) for group in held]
    no = [
        Prepared("reading-no", *(getattr(group, name) for name in Prepared.__slots__ if name != "source")) for group in held[:10]
    ]
    said = [Prepared("said", *(getattr(group, name) for name in Prepared.__slots__ if name != "source")) for group in held]
    assert measure([], []) == {}
    groups = [*yes, *no, *said]
    found = measure(groups, scores(network, groups))
    assert found["reading first"] > 0.95 and found["reading any"] == 1.0
    assert 0.2 < found["reading auc"] < 0.8  # they are the same groups
    assert found["supports called supports"] > 0.95 and found["contradicts called supports"] < 0.05
    assert "literature first" not in found
