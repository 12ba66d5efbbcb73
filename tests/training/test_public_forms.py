import random
from collections import Counter
from pathlib import Path

import pytest
from public_forms import TEXT, write_claims, write_questions

from training.claims import claim_pools
from training.pools import Group, Judgement, Pool
from training.sources import Article, articles


@pytest.fixture
def read(tmp_path: Path) -> list[Article]:
    write_questions(tmp_path)
    return list(articles(tmp_path))


def test_every_question_set_is_read(read: list[Article]) -> None:
    assert Counter(article.source for article in read) == {
        "new_wiki": 1, "reddit": 1, "amazon_reviews": 1, "squad": 1, "policy": 2, "nq": 1, "qed": 3,
    }  # fmt: skip
    assert all(article.paragraphs[0].sentences == tuple(f"{part.strip('.')}." for part in TEXT.split(". ")) for article in read)


def places(read: list[Article], source: str) -> dict[str, tuple[tuple[int, ...], ...]]:
    return {
        asked.question: asked.places
        for article in read
        if article.source == source
        for paragraph in article.paragraphs
        for asked in paragraph.asked
    }


def test_an_answer_s_place_is_the_sentence_it_stands_in(read: list[Article]) -> None:
    assert places(read, "reddit") == {"Who lit the lamp?": ((0,),), "When did they leave?": ((2,),), "Who slept?": ()}
    assert places(read, "squad") == {"Who watched?": ((1,),), "Who slept?": ()}
    assert places(read, "nq") == {"who watched": ((1,),)}
    explained = [article.paragraphs[0].asked[0].places for article in read if article.source == "qed"]
    assert explained == [((1,),), (), ()]


def test_titles_are_read_without_underscores(read: list[Article]) -> None:
    assert {article.title for article in read} == {"The lamp", ""}


@pytest.fixture
def claims(tmp_path: Path) -> list[tuple[Group, Pool]]:
    write_claims(tmp_path / "train", tmp_path / "bench")
    return [
        (group, pool) for pool in claim_pools(tmp_path / "train", tmp_path / "bench", random.Random(1)) for group in pool.groups
    ]


def test_every_set_of_claims_is_read(claims: list[tuple[Group, Pool]]) -> None:
    assert Counter(group.source for group, _ in claims) == {
        "fever": 2, "fever-altered": 1, "feversym": 4, "attribution": 2, "scifact": 3, "scifact-altered": 1,
        "scitldr": 1, "scitldr-altered": 1,
    }  # fmt: skip


def test_a_claim_s_stance_is_that_of_its_label(claims: list[tuple[Group, Pool]]) -> None:
    def stances(source: str) -> list[Judgement]:
        return [group.windows[0].judgement for group, _ in claims if group.source == source]

    assert stances("fever") == [Judgement.SUPPORTS, Judgement.NOT_SUPPORTS]
    assert stances("feversym") == [Judgement.SUPPORTS, Judgement.CONTRADICTS] * 2
    assert stances("attribution") == [Judgement.SUPPORTS, Judgement.NOT_SUPPORTS]
    assert stances("scifact") == [Judgement.SUPPORTS, Judgement.CONTRADICTS, Judgement.NEITHER]
    altered = [group for group, _ in claims if group.source.endswith("-altered")]
    assert all(window.judgement is Judgement.NOT_SUPPORTS for group in altered for window in group.windows)


def test_the_marks_of_old_corpora_are_mended(claims: list[tuple[Group, Pool]]) -> None:
    group, pool = next((group, pool) for group, pool in claims if group.source == "fever")
    assert group.text == "Ann is a keeper."
    assert pool.passage(group.windows[0])[1] == ("Ann ((a keeper)) lit the lamp.", "Bo watched.")


def test_of_an_abstract_only_the_decisive_sentence_is_evidence(claims: list[tuple[Group, Pool]]) -> None:
    for group, pool in claims:
        if group.source == "scifact" and group.text.startswith("Wicks"):
            assert any(window.relevant for window in group.windows)
            for window in group.windows:
                said = "Wicks are dry." in pool.passage(window)[1]
                assert window.relevant == said
                assert (window.judgement is not Judgement.NEITHER) == said
                assert window.needed == ((1,) if said else ())
