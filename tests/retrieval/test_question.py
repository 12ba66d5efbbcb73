import pytest

from alignqa.errors import UsageError
from alignqa.retrieval.questions.form import Kind, read_form


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
        ("What does RLHF stand for?", Kind.DEFINITION),
        ("What counts as scheming?", Kind.DEFINITION),
        ("How is corrigibility defined?", Kind.DEFINITION),
        ("According to Lark, what is a schemer?", Kind.DEFINITION),
        ("“mesa-objective”", Kind.DEFINITION),
        ('How does "gradient hacking" work?', Kind.HOW),  # what stands in quotation marks is not asked for
        ("What is known about scheming?", Kind.OTHER),
        ("What did the authors find?", Kind.OTHER),
        ("What is the difference between honesty and truth?", Kind.COMPARISON),
        ("Is reward hacking the same as specification gaming?", Kind.COMPARISON),
        ("How many are compared with the others?", Kind.COMPARISON),  # before the number
        ("How much compute was used?", Kind.NUMBER),
        ("By how much did accuracy fall?", Kind.NUMBER),
        ("In which year was it written?", Kind.NUMBER),
        ("how likely is doom", Kind.NUMBER),
        ("Which authors argue that scheming is likely?", Kind.WHO),
        ("Whose idea was it?", Kind.WHO),
        ("What are the reasons for scheming?", Kind.WHY),
        ("Name three failure modes", Kind.LIST),
        ("What risks do mesa-optimizers pose?", Kind.LIST),
        ("Which models comply?", Kind.LIST),
        ("Which model is best?", Kind.OTHER),
        ("What drives models to scheme?", Kind.OTHER),  # a verb in -s is no plural
        ("Could a model fake alignment?", Kind.YES_NO),
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
        ("What does RLHF stand for?", ("RLHF",)),
        ("What is meant by inner alignment?", ("inner alignment",)),
        ("How would you characterise power-seeking?", ("power-seeking",)),
        ("What is a schemer according to Lark (2023)?", ("schemer",)),
        ("What is the orthogonality thesis, in plain words?", ("orthogonality thesis",)),
        ("describe what a schemer is", ("schemer",)),
        ("RLHF vs. DPO", ("RLHF", "DPO")),
        ("debate versus market making", ("debate", "market making")),
        ("RLHF vs. DPO vs. PPO", ("RLHF", "DPO")),
        ("What does it mean that a model can deceive?", ()),
        ("What is known about scheming?", ()),
        ("How do probes find lies?", ()),
    ],
)
def test_the_subject_of_a_question(text: str, subjects: tuple[str, ...]) -> None:
    found = read_form(text)
    assert set(subjects) <= set(found.subjects)
    assert bool(subjects) == bool(found.subjects)
    assert len(found.subjects) <= 2


def test_function_words_carry_no_topic() -> None:
    assert read_form("What is the reward of the model?").words == ("reward", "model")


@pytest.mark.parametrize("text", ["", "   \n", "?!"])
def test_an_empty_question_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        read_form(text)


def test_an_endless_question_is_refused() -> None:
    with pytest.raises(UsageError, match="100,000 characters"):
        read_form("a" * 100_000)


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("How many models were tested?", "models"),
        ("How many of the 14 professional writers were hired?", "writers"),
        ("How much compute was used?", "compute"),
        ("How many?", ""),
        ("How often did it fail?", ""),
        ("How many models differ from the others?", ""),
        ("Why were many models tested?", ""),
        ("How do many models fail?", ""),
    ],
)
def test_what_is_counted(text: str, counted: str) -> None:
    assert read_form(text).counted == counted


def test_white_space_is_of_no_importance() -> None:
    assert read_form("  What is\n\ta   proxy? ") == read_form("What is a proxy?")


def test_a_word_counts_once_and_single_letters_count_only_as_digits() -> None:
    assert read_form("Does plan B of the plan need 2 keepers?").words == ("plan", "need", "2", "keepers")


def test_the_longest_question_is_answered() -> None:
    assert read_form("a" * 1_999 + "?").words == ("a" * 1_999,)
    with pytest.raises(UsageError, match="2,001 characters"):
        read_form("a" * 2_000 + "?")
