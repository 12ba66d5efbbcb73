"""`alignqa import` and the bibliographies of `alignqa papers`, as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from alignqa.cli.main import app
from alignqa.papers.bibliography import read_bibliography

LIST = r"""@comment{made by a reference manager}
@article{dale_lamps_2018,
  title = {The {{Lamp}} \& its Keeper},
  author = {van Dale, Ida and {\"O}z, Nur},
  date = {2018-03-01},
  journaltitle = {Annals of Lamps},
  file = {Full Text PDF:files/7/gone.pdf:application/pdf;Note:files/8/lamps.md:text/markdown},
}
@misc{lost2020, title = {Lost at Sea}, file = {files/9/lost.pdf}}
@misc{bare2018, title = {A Paper About Nothing Here}, eprint = {1812.00001}, archiveprefix = {arXiv}}
@misc{broken, title = {never closed}
@misc{dale_lamps_2018, title = {The Same Key Again}}
"""


def run(home: Path, *args: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *args], input=stdin, prog_name="alignqa")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A home into which an export with its attached file was imported, and what the command said."""
    folder = tmp_path_factory.mktemp("export")
    (folder / "files" / "8").mkdir(parents=True)
    (folder / "files" / "8" / "lamps.md").write_text("# Lamps\n\nKeepers of lamps sleep by day, and trim the wick at night.\n")
    (folder / "refs.bib").write_text(LIST, encoding="utf-8")
    return folder / "home", run(folder / "home", "import", str(folder / "refs.bib"))


def test_attached_files_are_taken_and_what_is_not_there_is_named_with_its_line(imported: tuple[Path, Result]) -> None:
    _, result = imported
    assert result.exit_code == 1
    assert result.stdout == "1 file: 1 added. The index holds 1 paper.\n"
    assert result.stderr.splitlines()[:5] == [
        "An entry of the bibliography (line 11) is not BibTeX and was left out.",
        'The bibliography has the key "dale_lamps_2018" again in line 12.',
        "missing: lost2020 (line 9) names files/9/lost.pdf, but no paper was found there.",
        "no file: bare2018 (line 10) names no file, and its paper is not in the index. Get it: alignqa fetch arxiv:1812.00001",
        "no file: dale_lamps_2018 (line 12) names no file, and its paper is not in the index.",
    ]


def test_the_paper_has_the_key_and_the_facts_of_the_list(imported: tuple[Path, Result]) -> None:
    (paper,) = json.loads(run(imported[0], "papers", "--json").stdout)
    assert (paper["paper_id"], paper["title"], paper["authors"], paper["year"], paper["versions"], paper["part_of"]) == (
        "dale_lamps_2018",
        "The Lamp & its Keeper",
        ["Ida van Dale", "Nur Öz"],
        2018,
        [],
        [],
    )


@pytest.mark.parametrize("option", ["--bibtex", "--csl-json"])
def test_the_list_that_is_printed_is_read_again_and_changes_nothing(imported: tuple[Path, Result], option: str) -> None:
    home, _ = imported
    printed = run(home, "papers", option).stdout
    ((entry,), notices) = read_bibliography(printed)
    assert (entry.key, entry.metadata.venue, notices) == ("dale_lamps_2018", "Annals of Lamps", ())
    again = run(home, "import", "-", stdin=printed)
    assert (again.exit_code, again.stdout) == (0, "1 file: 1 unchanged. The index holds 1 paper.\n")
    assert run(home, "papers", option).stdout == printed


@pytest.mark.parametrize(
    ("args", "stdin", "message"),
    [
        (["import", "-"], "Dear diary, nothing happened.", "Standard input contains no references."),
        (["import", "-"], '[\n{"id": }\n]', "The bibliography is not JSON (line 2)."),
        (["import", "nowhere.bib"], "", "nowhere.bib cannot be read: No such file or directory."),
        (["papers", "--bibtex", "--json"], "", "--bibtex, --csl-json and --json exclude one another"),
    ],
)
def test_what_cannot_be_done_is_an_error_with_a_hint(tmp_path: Path, args: list[str], stdin: str, message: str) -> None:
    result = run(tmp_path, *args, stdin=stdin)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Hint: " in result.stderr
    assert result.stdout == ""


def test_a_list_without_any_file_takes_nothing_in(tmp_path: Path) -> None:
    result = run(tmp_path, "import", "-", stdin="@misc{a, title={Nowhere}}")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines()[-1] == "There was nothing to import."


def test_copies_are_named_where_papers_are_listed(tmp_path: Path) -> None:
    story = "\n\n".join(
        f"The keeper of the {name} lamp climbs the long stairs before the evening."
        for name in ("red", "blue", "tin", "old", "new", "low")
    )
    for name in ("post", "paper"):
        (tmp_path / f"{name}.md").write_text(
            f"---\ntitle: The {name}\nauthors: [Ada Ash]\nyear: 2020\n---\n\n{story}\n\nA {name}.\n"
        )
    assert run(tmp_path / "home", "ingest", str(tmp_path / "post.md"), str(tmp_path / "paper.md")).exit_code == 0
    assert run(tmp_path / "home", "papers").stdout == (
        "ash2020paper\tAsh 2020\tThe paper\tversion of ash2020post\nash2020post\tAsh 2020\tThe post\tversion of ash2020paper\n"
    )


def test_many_entries_without_a_paper_share_one_line(tmp_path: Path) -> None:
    bare = "".join(f"@misc{{bare{number}, title={{Lamp number {number}}}}}\n" for number in range(1_200))
    lost = "".join(f"@misc{{lost{number}, title={{Wick number {number}}}, file={{w{number}.pdf}}}}\n" for number in range(11))
    result = run(tmp_path / "home", "import", "-", stdin=bare + lost)
    assert result.exit_code == 1
    missing, no_file, last = result.stderr.splitlines()
    assert missing.startswith(
        "missing: 11 entries name files, but no paper was found there: lost0 (line 1201), lost1 (line 1202),"
    )
    assert no_file.startswith("no file: 1,200 entries name no file, and their papers are not in the index: bare0 (line 1), ")
    assert len(no_file) < 300
    assert last == "There was nothing to import."
