import random

from training.pools import Judgement, context
from training.sampling import LONGEST, pool_of, pools
from training.sources import Article, Asked, Paragraph

PARAGRAPHS = tuple(
    Paragraph(
        (
            f"The lamp of bay {n} burns oil.",
            f"Keeper Smith{n} trims it.",
            "Gulls call.",
            f"It was lit in 18{n:02}.",
            "Rain falls.",
        ),
        (
            Asked(f"When was the lamp of bay {n} lit?", (f"18{n:02}",), ((3,),)),
            Asked(f"Who trims the lamp of bay {n}?", (f"Smith{n}",), ((1,), (0, 1))),
            Asked("Who wrote the log?", (), ()),
        ),
    )
    for n in range(10, 20)
)
ARTICLE = Article("squad", "Lamps", PARAGRAPHS)


def test_a_window_that_answers_is_never_a_negative() -> None:
    seen = 0
    for seed in range(20):
        pool = pool_of(ARTICLE, random.Random(seed))
        for group in pool.groups:
            asked = next((one for paragraph in PARAGRAPHS for one in paragraph.asked if one.question == group.text), None)
            for window in group.windows if asked and asked.places else ():
                text = " ".join(pool.passage(window)[1])
                said = any(answer in text for answer in asked.answers) if asked else False
                seen += said
                if said:
                    assert window.relevant and window.answered and window.judgement is Judgement.SUPPORTS
                    assert window.needed and any(answer in pool.sentences[n] for n in window.needed for answer in asked.answers)
                else:
                    assert window.relevant is not True and window.answered is not True
    assert seen > 400


def test_every_group_has_rivals_from_its_paragraph_and_from_elsewhere() -> None:
    pool = pool_of(ARTICLE, random.Random(1))
    answerable = [group for group in pool.groups if any(window.relevant for window in group.windows)]
    assert len(answerable) == 20
    for group in answerable:
        paragraphs = {window.first // 5 for window in group.windows}
        assert len(group.windows) >= 5 and len(paragraphs) >= 2


def test_a_question_without_an_answer_has_no_relevance_but_is_not_answered() -> None:
    pool = pool_of(ARTICLE, random.Random(1))
    unanswered = [group for group in pool.groups if group.text == "Who wrote the log?"]
    assert unanswered
    assert {(window.relevant, window.answered) for group in unanswered for window in group.windows} == {(None, False)}


def test_windows_are_runs_of_at_most_three_sentences_and_no_longer_than_a_quote() -> None:
    long = Paragraph(("Oil burns. " * 40, "So it was.", "Ash fell. " * 50), (Asked("What burns?", ("Oil",), ((0,),)),))
    pool = pool_of(Article("squad", "Lamps", (*PARAGRAPHS, long)), random.Random(1))
    for window in (window for group in pool.groups for window in group.windows):
        _, sentences = pool.passage(window)
        assert 1 <= len(sentences) <= 3
        assert len(sentences) == 1 or len(" ".join(sentences)) <= LONGEST + 1


def test_an_exchanged_name_is_answered_nowhere() -> None:
    found = [
        group for seed in range(10) for group in pool_of(ARTICLE, random.Random(seed)).groups if group.source == "squad-altered"
    ]
    assert found
    assert not {group.text for group in found} & {asked.question for paragraph in PARAGRAPHS for asked in paragraph.asked}
    assert all(window.answered is False and window.relevant is None for group in found for window in group.windows)


def test_the_same_seed_makes_the_same_pools_and_a_source_can_be_limited() -> None:
    def made() -> list[object]:
        return list(pools(iter([ARTICLE] * 3), random.Random(5), most={"squad": 40}))

    assert made() == made()
    assert len(made()) == 2


def test_a_context_is_a_title_and_the_end_of_a_section_path() -> None:
    assert context("Lamps", "Part > Oil") == "Lamps > Part > Oil"
    assert context("L" * 100, "h" * 90 + "end") == "L" * 80 + " > " + "h" * 77 + "end"
    assert context("Lamps") == "Lamps"
