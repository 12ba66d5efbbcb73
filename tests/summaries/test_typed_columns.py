"""Typed columns of a table: each value is a slice of a proven quote or a plain verdict, or nothing is stated."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

import alignqa
from alignqa.cli.main import app
from alignqa.summaries.tables.numbers import numbers_in
from alignqa.summaries.tables.yes_no import judge
from lantern_home import paper

OIL = """## Abstract

We train wick models with 7 billion parameters and find that wicks glow for longer.
Hale et al. (2018) trained a wick model with 90 billion parameters for three years.
Our wicks improve on Brightlamp, which has 12 billion parameters and needs more oil than ours.

## Method

We train the wicks using supervised lighting, and we measured each glow with a mirror at night.
We use the Harbour collection of letters as our dataset in all of the experiments of this paper.

## Results

In the second run we train wick models with 3 billion parameters and find the same glow.
We find that wicks smoke in 14% of the evenings when nobody is watching them at all.
Larger wicks are less smoky, and this holds for every kind of oil that we have burned.
The glow of wicks is dangerous if the oil is old and the keeper has left the house.

## Limitations

Our study has only a small sample, and we did not burn any oil from the southern coast.
"""
POEM = """The wick burns low,
the oil is gold,
and no one knows
the night of old.
"""


@pytest.fixture(scope="module")
def oil_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, home = tmp_path_factory.mktemp("oil"), tmp_path_factory.mktemp("oil-home")
    (folder / "oil.md").write_text(paper("Cy Oil", "Wicks and their oil", 2020, OIL), encoding="utf-8")
    (folder / "poem.md").write_text(paper("Di Verse", "A wick", 2021, POEM), encoding="utf-8")
    assert len(alignqa.open_library(home).ingest([folder]).files) == 2
    return home


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *words])


def table(home: Path, out: Path, *words: str) -> list[dict[str, str]]:
    """Writes a table and returns its rows as CSV has them, after all that is quoted was proven."""
    made = run(home, "summarize", "table", *words, "--out", str(out))
    assert made.exit_code == 0, made.output
    assert run(home, "verify", str(out)).exit_code == 0
    return list(csv.DictReader((out / "table.csv").read_text().splitlines()))


def values(home: Path, out: Path, *columns: str, key: str = "oil2020wicks") -> dict[str, str]:
    [row] = table(home, out, "--papers", key, *(word for column in columns for word in ("--column", column)))
    return {column: row[column.rpartition(":")[0]] for column in columns}


def test_a_number_has_its_unit_and_is_the_papers_own(oil_home: Path, tmp_path: Path):
    found = values(oil_home, tmp_path, "parameters:number", "share of evenings:number", "experiments:number")
    assert found == {
        # Neither what others trained nor what another model has.
        "parameters:number": "7 billion parameters (also: 3 billion parameters)",
        "share of evenings:number": "14%",
        "experiments:number": "not stated",
    }


def test_a_phrase_is_a_slice_of_a_sentence_that_says_it(oil_home: Path, tmp_path: Path):
    found = values(oil_home, tmp_path, "training method:phrase", "dataset:phrase", "limitations:phrase", "licence:phrase")
    assert found == {
        "training method:phrase": "supervised lighting",
        "dataset:phrase": "the Harbour collection of letters",
        "limitations:phrase": "Our study has only a small sample, and we did not burn any oil from the southern coast.",
        "licence:phrase": "not stated",
    }


def test_yes_and_no_need_a_plain_sentence_of_the_paper(oil_home: Path, tmp_path: Path):
    columns = ("claims larger wicks are less smoky:yes-no", "larger wicks are more smoky:yes-no", "wicks are dangerous:yes-no")
    hedged = ("claims the glow of wicks is dangerous:yes-no", "uses supervised lighting:yes-no")
    assert list(values(oil_home, tmp_path, *columns, *hedged).values()) == [
        "yes",
        "no",
        "not stated",
        "not stated (hedged: if)",
        "yes",
    ]


@pytest.mark.parametrize(
    ("sentence", "written"),
    [
        ("We train a 52-billion parameter model.", "52-billion parameter"),
        ("It has between 2 and 3 million parameters.", ""),
        ("It has at least 7 billion parameters.", "at least 7 billion parameters"),
        ("We find no model with 7 billion parameters.", ""),
        ("The model, unlike Brightlamp with 65B parameters, is small.", ""),
        ("GPT-3 (Brown et al. 2020) has 175B parameters.", ""),
        ("We use 4 times more parameters than before.", ""),
        ("We describe parameters in Section 3 and in 2019.", ""),
        ("The network is constrained by a limit of 300 parameters.", ""),
        ("It has a context length of about 300 parameters.", ""),
    ],
)
def test_a_number_is_taken_with_its_bound_or_not_at_all(sentence: str, written: str):
    assert [sentence[start:end] for start, end in numbers_in(sentence, ["paramet"])] == ([written] if written else [])


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("We conclude that scheming is likely.", "yes"),
        ("We argue that scheming by advanced models is likely to occur.", "yes"),
        ("Scheming is unlikely.", "no"),
        ("Scheming isn’t likely in current models.", "no"),
        ("Scheming may be likely.", "hedged"),
        ("If models are trained on long tasks, scheming is likely.", "hedged"),
        ("We find no evidence that scheming is likely.", ""),
        ("We doubt that scheming is likely.", ""),
        ("We do not argue that scheming is likely.", ""),
        ("Detecting scheming is likely to fail.", ""),
        ("Scheming is likely to be rare.", ""),
        ("Deception is likely, and scheming is rare.", ""),
        ("Is scheming likely?", ""),
        ("We study likely scheming.", ""),
    ],
)
def test_a_sentence_that_is_near_a_claim_need_not_say_it(sentence: str, verdict: str):
    assert judge("claims scheming is likely", sentence)[0] == verdict


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("We use reinforcement learning to train models.", "yes"),
        ("We do not use reinforcement learning.", "no"),
        ("They use reinforcement learning.", ""),
        ("Future work could use reinforcement learning.", ""),
        ("We found that labs train models with reinforcement learning.", ""),
    ],
)
def test_a_paper_uses_only_what_its_authors_use(sentence: str, verdict: str):
    assert judge("uses reinforcement learning", sentence)[0] == verdict


def test_a_poem_states_nothing(oil_home: Path, tmp_path: Path):
    found = values(oil_home, tmp_path, "parameters:number", "main claim:phrase", "wicks are low:yes-no", key="verse2021wick")
    assert set(found.values()) == {"not stated"}


def test_every_form_has_the_value_and_its_quote(oil_home: Path, tmp_path: Path):
    columns = tmp_path / "columns.toml"
    columns.write_text('[[columns]]\nname = "parameters"\nkind = "number"\n[[columns]]\nname = "wick"\nkind = "phrase"\n')
    out = tmp_path / "out"
    [row] = table(
        oil_home,
        out,
        str(columns),
        "--column",
        "smoke:yes-no",
        "--author",
        "Oil",
        "--year",
        "2020",
        "--html",
        "--tex",
        "--pandoc",
    )
    value, quote = "7 billion parameters", "We train wick models with 7 billion parameters and find that wicks glow for longer."
    assert row["parameters: quote"] == quote
    assert row["parameters: source"] == "sec. Abstract"
    for name in ("table.md", "table.tex", "table.pandoc.md", "table.html"):
        text = (out / name).read_text()
        assert value in text
        assert quote in text
    assert '<td data-order="7000000000"><details><summary>7 billion parameters' in (out / "table.html").read_text()
    [page] = json.loads((out / "table.json").read_text())
    item = page["page"]["parts"][0]["items"][0]
    start = page["citations"][0]["quote"]["start"]
    at = quote.index(value)
    assert item["value"] == {"exact": value, "start": start + at, "end": start + at + len(value)}
    command = json.loads((out / "manifest.json").read_text())["command"]
    assert "table columns.toml --column smoke:yes-no --author Oil --year 2020..2020" in command


def test_a_value_that_is_no_slice_of_its_quote_is_found_by_verify(oil_home: Path, tmp_path: Path):
    values(oil_home, tmp_path / "out", "parameters:number")
    saved = json.loads((tmp_path / "out" / "oil2020wicks.json").read_text())
    item = saved["page"]["parts"][0]["items"][0]
    for changed in ({"label": "70 billion parameters"}, {"value": {**item["value"], "start": item["value"]["start"] - 999}}):
        saved["page"]["parts"][0]["items"][0] = {**item, **changed}
        (tmp_path / "changed.json").write_text(json.dumps(saved))
        found = run(oil_home, "verify", str(tmp_path / "changed.json"))
        assert found.exit_code == 1
        assert "value of “parameters”: is no slice of its quote" in found.stdout


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (["parameters:size"], "The kinds are number, phrase and yes-no"),
        (["parameters"], "has no kind"),
        ([":number"], "has no name"),
        (["a:b:"], "has no kind"),
        (["size:number", "Size:phrase"], "Two columns have the name 'size'"),
        ([], "has no columns"),
    ],
)
def test_a_column_that_cannot_be_read_is_said(oil_home: Path, tmp_path: Path, columns: list[str], said: str):
    given = [word for column in columns for word in ("--column", column)]
    found = run(oil_home, "summarize", "table", *given, "--all", "--out", str(tmp_path / "out"))
    assert found.exit_code == 2
    assert said in " ".join(found.output.split())
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[columns]]\nname = 'a'\nkind = 'quote'", "unknown kind"),
        ("[[columns]]\nkind = 'number'", "has no name"),
        ("[[columns]]\nname = 'a'\nkind = 'number'\nunit = 'm'", "unknown keys: unit"),
        ("[[columns]]\nname = 1\nkind = 'number'", "not a table of strings"),
        ("columns = 3", "no list of columns"),
        ("rows = []", "unknown keys: rows"),
        ("columns", "is not TOML"),
    ],
)
def test_a_file_of_columns_that_cannot_be_read_is_said(oil_home: Path, tmp_path: Path, text: str, said: str):
    (tmp_path / "columns.toml").write_text(text)
    found = run(oil_home, "summarize", "table", str(tmp_path / "columns.toml"), "--all", "--out", str(tmp_path / "out"))
    assert found.exit_code == 2
    assert said in " ".join(found.output.split())


def test_authors_and_years_choose_papers(oil_home: Path, tmp_path: Path):
    def chosen(*words: str) -> list[str]:
        return [row["paper"] for row in table(oil_home, tmp_path / "-".join(words), "--column", "wick:phrase", *words)]

    assert chosen("--year", "2021..") == ["A wick [verse2021wick]"]
    assert chosen("--author", "Cy Oil") == ["Wicks and their oil [oil2020wicks]"]
    assert chosen("--all") == ["Wicks and their oil [oil2020wicks]", "A wick [verse2021wick]"]
    refused = run(oil_home, "summarize", "table", "--column", "a:phrase", "--year", "1999", "--out", str(tmp_path / "none"))
    assert refused.exit_code == 2
