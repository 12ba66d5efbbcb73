import pytest

from alignqa.errors import UsageError
from alignqa.retrieval.question_form import Kind, read_form


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("What is a mesa-optimizer?", Kind.DEFINITION),
        ("whats the shoggoth metaphor", Kind.DEFINITION),
        ("Define corrigibility", Kind.DEFINITION),
        ("What do the authors mean by deep deception?", Kind.DEFINITION),
        ("How does inner differ from outer alignment?", Kind.COMPARISON),
        ("debate versus amplification", Kind.COMPARISON),
        ("How often did the model comply?", Kind.NUMBER),
        ("What percentage of runs failed?", Kind.NUMBER),
        ("Who coined the term?", Kind.WHO),
        ("Why would a model fake alignment?", Kind.WHY),
        ("Which kinds of proxies are there?", Kind.LIST),
        ("How do probes find lies?", Kind.HOW),
        ("Is scheming likely?", Kind.YES_NO),
        ("sleeper agents and their triggers", Kind.OTHER),
        ("What happened when the guide was swapped?", Kind.OTHER),
        ("What odds does she put on a sudden jump?", Kind.NUMBER),
        ("Which properties should a good target have?", Kind.LIST),
        ("What makes oversight hard?", Kind.WHY),
        ("Which economists doubt that?", Kind.WHO),
        ("what does 'reward optimizer' refer to", Kind.DEFINITION),
        ("please explain suboptimality alignment", Kind.DEFINITION),
    ],
)
def test_the_kind_of_a_question(text: str, kind: Kind) -> None:
    assert read_form(text).kind is kind


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("What is a mesa-optimizer?", ("mesa-optimizer",)),
        ("What exactly is goal misgeneralization according to Shah et al. 2022?", ("goal misgeneralization",)),
        ('define "honesty margin" (some paper)', ("honesty margin",)),
        ("How does inner alignment differ from outer alignment?", ("outer alignment",)),
        ("Why is that?", ()),
        ("What does Turner mean by a 'reward optimizer'?", ("reward optimizer",)),
        ("What do the authors mean by deep deception?", ("deep deception",)),
        ("In Carlsmith 2023, what is a training gamer?", ("training gamer",)),
        ("How do Wei et al. define emergence?", ("emergence",)),
        ("what does it mean for a model to fake alignment", ("fake alignment",)),
        ("What is path dependence in training?", ("path dependence",)),
        ("What had the classifier really been looking at?", ()),
    ],
)
def test_the_subject_of_a_question(text: str, subjects: tuple[str, ...]) -> None:
    found = read_form(text)
    assert set(subjects) <= set(found.subjects)
    assert bool(subjects) == bool(found.subjects)


def test_function_words_carry_no_topic() -> None:
    assert read_form("What is the reward of the model?").words == ("reward", "model")


@pytest.mark.parametrize("text", ["", "   \n", "?!"])
def test_an_empty_question_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        read_form(text)


def test_an_endless_question_is_refused() -> None:
    with pytest.raises(UsageError, match="100,000 characters"):
        read_form("a" * 100_000)
