import pytest

from alignqa.retrieval.questions.coined_names import coined_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("How does LoRA compare with DP-SGD?", ["LoRA", "DP-SGD"]),
        ("Which tasks does OSWorld test GPT-4 on, and GPT-4 alone?", ["OSWorld", "GPT-4"]),
        ("Does RL make an LLM or two LLMs safer?", []),
        ("What does Lark say of Inner Alignment?", []),
        ("WHAT IS INNER ALIGNMENT?", []),
    ],
)
def test_coined_names(text: str, names: list[str]) -> None:
    assert coined_names(text) == names
