"""`alignqa cites`, `cited-by` and `missing`: only sure links, each with the sentence, and graphs of them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import Result
from typer.testing import CliRunner

import alignqa
from alignqa.cli.main import app

WICKS, POST, REPLY = "lark2020trained", "reed2022keepers", "stone2023reply"


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *words])


def listed(home: Path, *words: str) -> list[dict]:
    result = run(home, *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_paper_cites_what_its_list_and_its_links_name(citing_home):
    found = listed(citing_home, "cites", REPLY)
    assert {(work["title"], tuple(work["paper_ids"])) for work in found} == {
        ("Why trained wicks come to want the night", (WICKS,)),
        ("A keeper's guide to the night", (POST,)),
        ("Mirrors for lanterns of the coast", ()),
        ("Corrigible lamps", ()),  # of another author: the index has a work of the same name
        ("Another book with another number", ()),
    }
    assert [work["paper_ids"] for work in found[:2]] == [[POST], [WICKS]]
    wicks = next(work for work in found if work["paper_ids"] == [WICKS])
    assert [place["quote"]["exact"] for place in wicks["places"]] == [
        "Lark and others said otherwise (Lark et al., 2020), and Moss (2018) wrote of rivers."
    ]


def test_a_link_under_an_author_and_a_year_of_a_paper_is_not_that_paper(citing_home):
    found = {work["url"]: work["paper_ids"] for work in listed(citing_home, "cites", POST)}
    assert found["https://other.example/corrigible-rivers"] == []


def test_a_paper_is_cited_by_those_that_name_it_with_their_sentences(citing_home):
    found = listed(citing_home, "cited-by", WICKS)
    assert [item["paper_id"] for item in found] == [POST, REPLY]
    assert len(found[0]["places"]) == 2
    assert found[0]["places"][0]["quote"]["exact"].startswith("A nocturnal wick is a wick that prefers")
    shown = run(citing_home, "cited-by", WICKS).stdout
    assert "2 papers in the index cite lark2020trained." in shown
    assert f"alignqa show {REPLY} --span" in shown


def test_missing_works_are_counted_over_styles_and_can_be_fetched(citing_home):
    found = listed(citing_home, "missing")
    assert (found[0]["title"], found[0]["cited_by"], found[0]["citing"]) == (
        "Mirrors for lanterns of the coast",
        2,
        [POST, REPLY],
    )
    commands = {work["fetch"] for work in found}
    assert {"alignqa fetch arxiv:1701.11111", "alignqa fetch arxiv:1812.00007", None} <= commands  # None: a film
    # A work under another address that may be one of the papers is not said to be missing.
    assert not any(work["url"] == "https://other.example/corrigible-rivers" for work in found)
    assert len(listed(citing_home, "missing", "-k", "1")) == 1


def test_versions_of_a_citing_work_count_once(citing_papers, tmp_path):
    shutil.copytree(citing_papers, tmp_path / "papers")
    text = (tmp_path / "papers" / "post.md").read_text(encoding="utf-8")
    (tmp_path / "papers" / "post-again.md").write_text(text + "\nOne more line for the second edition of it.\n", encoding="utf-8")
    alignqa.open_library(tmp_path / "home").ingest([tmp_path / "papers"])
    found = listed(tmp_path / "home", "missing")
    assert (found[0]["cited_by"], len(found[0]["citing"])) == (2, 3)


def test_a_file_that_has_changed_since_lends_no_links_and_that_is_said(citing_papers, tmp_path):
    shutil.copytree(citing_papers, tmp_path / "papers")
    alignqa.open_library(tmp_path / "home").ingest([tmp_path / "papers"])
    (tmp_path / "papers" / "post.md").write_text("[Lark, 2020](https://arxiv.org/abs/2001.00027)", encoding="utf-8")
    result = run(tmp_path / "home", "cites", POST)
    assert result.exit_code == 0
    assert f"No list of references and no link to a work was found in {POST}." in result.stdout
    assert f"Links were not read in {POST}: the file is gone or has changed." in result.stderr


@pytest.mark.parametrize("words", [("cites", "lark2020traind"), ("cited-by", "lark2020traind")])
def test_an_unknown_key_is_met_with_the_nearest(citing_home, words):
    result = run(citing_home, *words)
    assert result.exit_code == 2
    assert "Did you mean lark2020trained" in result.stderr


def test_the_graph_has_an_edge_for_each_sure_link(citing_home, tmp_path):
    expected = {(POST, WICKS), (REPLY, WICKS), (REPLY, POST)}
    assert run(citing_home, "cites", "--graph", str(tmp_path / "g.graphml")).exit_code == 0
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    root = ElementTree.parse(tmp_path / "g.graphml").getroot()  # noqa: S314 - just written
    assert {(edge.get("source"), edge.get("target")) for edge in root.iterfind(".//g:edge", space)} == expected
    titles = {data.text for data in root.iterfind(".//g:node/g:data[@key='title']", space)}
    assert "A keeper's guide to the night" in titles
    assert run(citing_home, "cites", "--graph", str(tmp_path / "g.dot")).exit_code == 0
    drawn = (tmp_path / "g.dot").read_text(encoding="utf-8")
    assert all(f'"{one}" -> "{other}"' in drawn for one, other in expected)
    assert drawn.count("->") == len(expected)
    assert run(citing_home, "cites", "--graph", str(tmp_path / "g.html")).exit_code == 0
    page = (tmp_path / "g.html").read_text(encoding="utf-8")
    assert set(re.findall(r'<path class="arc" d="[^"]+"><title>(\S+) cites (\S+)</title>', page)) == expected
    assert page.count('<path class="arc"') == len(expected)
    assert "<script" not in page
    assert set(re.findall(r'href="#(paper-\d+)"', page)) == set(re.findall(r'<section id="(paper-\d+)"', page))


def test_a_graph_takes_the_place_of_an_older_one_and_of_nothing_else(citing_home, tmp_path):
    own = tmp_path / "mine.dot"
    own.write_text("digraph mine {}", encoding="utf-8")
    assert run(citing_home, "cites", "--graph", str(own)).exit_code == 2
    assert own.read_text(encoding="utf-8") == "digraph mine {}"
    assert run(citing_home, "cites", "--graph", str(tmp_path / "g.png")).exit_code == 2
    assert run(citing_home, "cites", POST, "--graph", str(tmp_path / "g.dot")).exit_code == 2
    for name in ("g.dot", "g.html"):
        first, second = (run(citing_home, "cites", "--graph", str(tmp_path / name)).exit_code for _ in range(2))
        assert (first, second) == (0, 0)
