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
        ("Is o1 better than mesaNet_2 or 3D maps?", ["o1", "mesaNet_2"]),  # a name begins with a letter
        ("Is DP-SGD-like training DP-SGD?", ["DP-SGD-like", "DP-SGD"]),
        ("Does a US API for ML-AGI exist?", []),
    ],
)
def test_coined_names(text: str, names: list[str]) -> None:
    assert coined_names(text) == names
