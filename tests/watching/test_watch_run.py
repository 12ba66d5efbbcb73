"""New papers as a user meets them: found once, nearest first, with sentences that stand in the abstract."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from typer.testing import CliRunner

from alignqa.cli.main import app
from local_server import Answer, LocalServer, entry, feed
from watching_samples import API, SINCE, Run, new_papers, numbers

LANTERNS = (
    "We tend a garden in the north. Deceptively aligned lanterns glow only while they are watched. "
    "The garden has a wall. Such deceptive alignment of lanterns vanished after retraining. Bread was eaten."
)
BREAD = "We bake bread from rye. The crust was dark and the crumb was soft. Nobody was deceived by the loaf."


def two_papers() -> Answer:
    return feed(
        entry("2401.00002", title="Bread and its alignment in ovens", summary=BREAD),
        entry("2401.00001", title="Deceptive Lanterns", summary=LANTERNS),
        total=2,
    )


@pytest.mark.real
def test_new_papers_come_nearest_first_with_two_sentences_of_the_abstract_and_the_command(watch: Run, arxiv: LocalServer) -> None:
    arxiv.routes[API] = two_papers()
    added = watch("add", "--topic", "deceptive alignment", *SINCE)
    assert added.stdout == (
        "deceptive-alignment: topic deceptive alignment, since 2024-01-01. Run it: alignqa watch run deceptive-alignment\n"
    )
    assert arxiv.asked == []  # nothing is asked before the user runs it
    found = new_papers(watch("run", "--json"))
    assert [paper["arxiv_id"] for paper in found] == ["2401.00001", "2401.00002"]
    first = found[0]
    assert [place["sentence"] for place in first["why"]] == [
        "Deceptively aligned lanterns glow only while they are watched.",
        "Such deceptive alignment of lanterns vanished after retraining.",
    ]
    for place in first["why"]:
        assert LANTERNS[place["start"] : place["end"]] == place["sentence"]
        assert (place["from"], place["proven"]) == ("abstract", False)
    assert first["fetch"] == "alignqa fetch arXiv:2401.00001"
    assert found[0]["nearness"] > found[1]["nearness"]


@pytest.mark.real
def test_the_text_shows_it_once_and_says_that_nothing_is_proven(
    watch: Run, arxiv: LocalServer, a_day_later: Callable[[], None]
) -> None:
    arxiv.routes[API] = two_papers()
    watch("add", "--topic", "deceptive alignment", *SINCE)
    shown = watch("run", "-k", "1")
    assert shown.exit_code == 0, shown.stderr
    lines = shown.stdout.splitlines()
    assert lines[0] == "deceptive-alignment: 2 new papers"
    assert lines[2] == "1. Deceptive Lanterns"
    assert lines[3].startswith("    Ash and Beech, submitted 2024-01-02, arXiv:2401.00001v1, nearness 0.")
    assert "    “Deceptively aligned lanterns glow only while they are watched.”" in lines
    assert "    alignqa fetch arXiv:2401.00001" in lines
    assert "- Bread and its alignment in ovens (arXiv:2401.00002)" in lines
    assert lines[-1].endswith("are not proven: fetch a paper to quote it.")
    a_day_later()
    arxiv.routes[API] = feed(entry("2401.00003", title="Later Lanterns"), entry("2401.00001", 2), total=2)
    assert "1. Later Lanterns" in (again := watch("run").stdout)
    assert "2401.00001" not in again  # a new version is no new paper
    assert watch("run").stdout == "deceptive-alignment: nothing new\n"


def test_what_is_asked_of_arxiv(watch: Run, arxiv: LocalServer) -> None:
    arxiv.routes[API] = feed(total=0)
    watch(
        "add",
        "--name",
        "w",
        "--topic",
        'the "inner alignment" of models',
        "--topic",
        "mesa-optimizers",
        "--author",
        "É. Hübinger",
    )
    assert watch("run").stdout == "w: nothing new\n"
    (asked,) = parse_qs(arxiv.asked[0].place.partition("?")[2])["search_query"]
    assert asked == (
        '((all:"inner alignment" AND all:models) OR (all:mesa AND all:optimizers)) AND (au:hubinger)'
        " AND ((cat:cs.AI) OR (cat:cs.LG) OR (cat:cs.CL))"
    )
    watch("run")
    assert len(arxiv.asked) == 1  # an answer of the last day is used again


@pytest.mark.real
def test_an_author_of_the_same_family_name_is_another(watch: Run, arxiv: LocalServer) -> None:
    people = (("2401.00001", "Evan Hubinger"), ("2401.00002", "Erika Hubinger"), ("2401.00003", "E. Hubinger"))
    arxiv.routes[API] = feed(*(entry(number, authors=[name]) for number, name in people), total=3)
    watch("add", "--author", "Evan Hubinger", *SINCE)
    assert sorted(numbers(watch("run", "--json"))) == ["2401.00001", "2401.00003"]


@pytest.mark.real
def test_a_paper_of_before_the_first_day_is_not_new_and_ends_the_search(watch: Run, arxiv: LocalServer) -> None:
    old = [entry(f"2312.{number:05}", published="2023-12-31") for number in range(99)]
    arxiv.routes[API] = feed(entry("2401.00001"), *old, total=5_000)
    watch("add", "--topic", "lanterns", *SINCE)
    assert numbers(watch("run", "--json")) == ["2401.00001"]
    assert len(arxiv.asked) == 1


@pytest.mark.real
def test_of_thousands_the_newest_are_looked_at_and_the_user_is_told(watch: Run, arxiv: LocalServer) -> None:
    def pages(query: str) -> Answer:
        start = int(parse_qs(query)["start"][0])
        return feed(*(entry(f"2401.{start + number:05}", summary="Glow.") for number in range(100)), total=7_000)

    arxiv.routes[API] = pages
    watch("add", "--topic", "lanterns", *SINCE)
    result = watch("run", "--json")
    assert len(new_papers(result)) == 300
    assert len(arxiv.asked) == 3
    assert "lanterns: more papers match than are looked at" in result.stderr


@pytest.mark.real
def test_a_paper_of_the_index_is_not_new_and_the_index_counts_for_nearness(home: Path, watch: Run, arxiv: LocalServer) -> None:
    note = home / "lanterns.md"
    note.write_text('---\ntitle: "Deceptive Lanterns"\narxiv: "2401.00001"\n---\n\n# Deceptive Lanterns\n\n' + LANTERNS + "\n")
    ingested = CliRunner().invoke(app, ["--home", str(home), "ingest", str(note)])
    assert ingested.exit_code == 0, ingested.stderr
    arxiv.routes[API] = feed(
        entry("2401.00001", title="Deceptive Lanterns", summary=LANTERNS, authors=["Ada Ash"]),
        entry("2401.00002", title="Bread", summary=BREAD, authors=["Ada Ash"]),
        entry("2401.00004", title="Lanterns that deceive", summary=LANTERNS, authors=["Ada Ash"]),
        total=3,
    )
    watch("add", "--author", "Ash", *SINCE)
    found = new_papers(watch("run", "--json"))
    assert [paper["arxiv_id"] for paper in found] == ["2401.00004", "2401.00002"]
    assert found[0]["nearness"] > found[1]["nearness"]  # to the index alone, since no topic was given


SCHOLAR = "api.semanticscholar.org/graph/v1/paper/ARXIV:1906.01820/citations"


def scholar(*known: dict[str, object]) -> Answer:
    return Answer(json.dumps({"offset": 0, "data": [{"citingPaper": {"externalIds": ids}} for ids in known]}).encode())


@pytest.mark.real
def test_papers_that_cite_a_work_are_found_without_a_key(watch: Run, arxiv: LocalServer) -> None:
    arxiv.routes[SCHOLAR] = scholar(
        {"ArXiv": "2401.00001"}, {"DOI": "10.1/x"}, {"DOI": "10.48550/arXiv.2401.00002"}, {"ArXiv": 7}
    )
    arxiv.routes[API] = two_papers()
    watch("add", "--citing", "arXiv:1906.01820", "--topic", "deceptive alignments", *SINCE)
    assert numbers(watch("run", "--json")) == ["2401.00001"]  # the other has not all words of the topic
    query = parse_qs(arxiv.asked[0].place.partition("?")[2])
    assert query["publicationDateOrYear"] == ["2024-01-01:"]
    assert parse_qs(arxiv.asked[1].place.partition("?")[2])["id_list"] == ["2401.00001,2401.00002"]


@pytest.mark.real
def test_with_a_key_openalex_is_asked_and_the_key_is_nowhere_else(
    watch: Run, arxiv: LocalServer, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ALIGNQA_OPENALEX_KEY", "hush-hush")
    arxiv.routes |= {
        "api.openalex.org/works/doi:10.48550%2Farxiv.1906.01820": Answer(b'{"id": "https://openalex.org/W42"}'),
        "api.openalex.org/works": Answer(
            json.dumps(
                {"results": [{"doi": None, "locations": [{"landing_page_url": "http://arxiv.org/abs/2401.00001"}]}, 7]}
            ).encode()
        ),
        API: feed(entry("2401.00001")),
    }
    watch("add", "--citing", "hubinger2019risks", *SINCE)
    assert numbers(watch("run", "--json")) == ["2401.00001"]
    query = parse_qs(arxiv.asked[1].place.partition("?")[2])
    assert query["filter"] == ["cites:W42,from_publication_date:2024-01-01"]
    assert [asked.place.count("hush-hush") for asked in arxiv.asked] == [1, 1, 0]
    kept = [path.read_bytes() for folder in (home, tmp_path / "cache") for path in folder.rglob("*") if path.is_file()]
    assert kept
    assert not any(b"hush-hush" in content for content in kept)


def test_a_service_that_is_overloaded_or_knows_nothing_says_so_and_what_to_do(watch: Run, arxiv: LocalServer) -> None:
    watch("add", "--citing", "arXiv:1906.01821", "--name", "unknown", *SINCE)
    assert "unknown: Semantic Scholar does not know arXiv:1906.01821" in watch("run").stderr
    arxiv.routes[SCHOLAR] = Answer(status=429, headers={"Retry-After": "3600"})
    watch("add", "--citing", "arXiv:1906.01820", "--name", "citing", *SINCE)
    result = watch("run", "citing")
    assert result.exit_code == 5
    assert "citing: Semantic Scholar, which all who have no key share, cannot be asked: " in result.stderr
    assert "in the setting openalex_key" in result.stderr
