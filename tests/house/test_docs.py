"""The documents are true: their commands and examples are run, and what they should name is compared with the code."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer.main
import yaml
from typer.testing import CliRunner

import alignqa
from alignqa import errors
from alignqa.cli.main import app
from alignqa.settings import Settings
from places import REPOSITORY

PAGES = sorted(
    [
        *REPOSITORY.glob("*.md"),
        *REPOSITORY.glob("docs/**/*.md"),
        *(REPOSITORY / f"{name}/README.md" for name in ("corpus", "bench", "examples")),
    ]
)
README, CLI, PYTHON, TOOLS, EXIT_CODES, SETTINGS = (
    (REPOSITORY / name).read_text(encoding="utf-8")
    for name in (
        "README.md",
        "docs/reference/cli.md",
        "docs/reference/python.md",
        "docs/guide/tools.md",
        "docs/reference/exit-codes.md",
        "docs/reference/settings.md",
    )
)
WRITTEN, _, SIGNATURES = PYTHON.partition("<!-- Everything below this line is generated")
PACKAGE = REPOSITORY / "src" / "alignqa"
PROMISES = REPOSITORY / "docs" / "guide" / "promises.md"
GUIDE = sorted((REPOSITORY / "docs" / "guide").glob("*.md"))


TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::Test\w+)?::(test_\w+)`")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def run(command: str | list[str], home: Path, folder: Path, said: str = "") -> subprocess.CompletedProcess[str]:
    """A line of shell, or a program with its arguments, in `folder`, with the `alignqa` of this environment; `said` is stdin."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command] if isinstance(command, str) else command,
        cwd=folder,
        env={**os.environ, "PATH": path, "ALIGNQA_HOME": str(home)},
        input=said,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def table(text: str) -> dict[str, list[str]]:
    """The rows of all tables whose first cell is a `name`."""
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| `")]
    return {cells[0].strip(" `"): [cell.strip() for cell in cells[1:]] for cells in rows}


def all_errors() -> list[type[errors.AlignqaError]]:
    return [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.AlignqaError)]


@pytest.mark.real
@pytest.mark.parametrize(
    "page", ["README", *(f"docs/guide/{name}" for name in ("ask", "ingest", "literature", "summaries", "writing"))]
)
def test_the_commands_of_the_readme_and_the_guide_work_in_their_order(
    page: str, primer_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    home = shutil.copytree(primer_home, tmp_path / "home")
    (tmp_path / "papers").mkdir()
    paper = "# On lanterns\n\n## Findings\n\nA lantern that is trained to glow may come to want the night.\n"
    (tmp_path / "papers" / "lanterns.md").write_text(paper, encoding="utf-8")
    text = (REPOSITORY / f"{page}.md").read_text(encoding="utf-8")
    commands = [line for block in blocks(text, "sh") for line in block.splitlines() if line.startswith("alignqa ")]
    assert len(commands) > 1
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ALIGNQA_HOME", str(home))
    for command in commands:
        if re.search("[|<>]", command):  # what needs a shell; the others in this process, since most of their time is imports
            result = run(command, home, tmp_path)
            status, stdout, stderr = result.returncode, result.stdout, result.stderr
        else:
            invoked = CliRunner().invoke(app, shlex.split(command)[1:], prog_name="alignqa")
            status, stdout, stderr = invoked.exit_code, invoked.stdout, invoked.stderr
        assert status == 0, f"{command}\n{stdout}\n{stderr}"
        assert stdout or ">" in command, f"{command} says nothing"


@pytest.mark.real
def test_the_transcripts_of_the_readme_are_what_the_command_prints(primer_home: Path, tmp_path: Path):
    transcripts = blocks(README, "console")
    assert transcripts
    for transcript in transcripts:
        prompt, _, printed = transcript.partition("\n")
        assert run(prompt.removeprefix("$ "), primer_home, tmp_path).stdout == printed


@pytest.mark.real
@pytest.mark.parametrize("page", [README, WRITTEN, TOOLS], ids=["README", "python", "tools"])
def test_the_python_examples_run(page: str, primer_home: Path, tmp_path: Path):
    examples = blocks(page, "python")
    assert examples
    # Each by itself, with names of its own, but in one process: most of their time goes into imports.
    program = (
        "import json, sys\nfor example in json.load(sys.stdin): exec(compile(example, example, 'exec'), {'__name__': '__main__'})"
    )
    result = run([sys.executable, "-c", program], primer_home, tmp_path, said=json.dumps(examples))
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.splitlines()) >= len(examples)


@pytest.mark.real
def test_the_entry_for_mcp_clients_starts_a_server(primer_home: Path, tmp_path: Path):
    entries = [json.loads(block) for page in (README, TOOLS) for block in blocks(page, "json")]
    commands = {(found["command"], *found["args"]) for entry in entries for found in next(iter(entry.values())).values()}
    (command,) = commands  # all pages say the same
    said = run(shlex.join(command).replace("PATH/TO/HOME", str(primer_home)), primer_home, tmp_path)
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")


def test_the_readme_is_short_and_begins_with_the_two_commands():
    assert len(README.splitlines()) < 150
    first = blocks(README, "sh")[0].splitlines()
    assert [line.split("#")[0].strip() for line in first] == ["make demo", "make test"]


def test_make_has_the_targets_that_the_documents_name_and_explains_each():
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.* ## \S", makefile, flags=re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    assert phony is not None
    assert targets == set(phony[1].split())
    code = [part for page in PAGES for part in re.findall(r"`(make [^`\n]+)`|^(make \S+)", page.read_text("utf-8"), re.MULTILINE)]
    ci = re.findall(r"^make .*$", (REPOSITORY / ".ci/run").read_text(encoding="utf-8"), flags=re.MULTILINE)
    named = {target for line in [*ci, *map("".join, code)] for target in line.split("#")[0].split()[1:] if "=" not in target}
    assert named <= targets
    assert {"demo", "test", "lint"} <= named


def commands_of(command: object, path: str = "alignqa") -> dict[str, object]:
    found = {path: command}
    for name, below in getattr(command, "commands", {}).items():
        found |= commands_of(below, f"{path} {name}")
    return found


def test_every_command_is_documented_with_an_example():
    commands = commands_of(typer.main.get_command(app))
    sections = dict(re.findall(r"^## (alignqa[^\n]*)\n\n```text\n(.*?)^```$", CLI, flags=re.MULTILINE | re.DOTALL))
    assert list(sections) == list(commands)
    for path, section in sections.items():
        assert re.search(rf"Examples:\n(.*\n)*? +{path}\b", section), f"{path} has no example"


def test_every_public_name_is_documented_and_nothing_else():
    assert sorted(table(WRITTEN)) == alignqa.__all__
    headings = re.findall(r"^### (\w+)$", SIGNATURES.partition("\n## alignqa.")[0], flags=re.MULTILINE)
    assert headings == alignqa.__all__


def test_every_public_name_is_used_in_an_example_that_runs():
    examples = "\n".join(blocks(WRITTEN, "python"))
    assert [name for name in alignqa.__all__ if not re.search(rf"\balignqa\.{name}\b", examples)] == []


def test_a_dead_link_is_found(tmp_path: Path):
    (tmp_path / "there.md").write_text("# A heading, and more\n", encoding="utf-8")
    page = tmp_path / "page.md"
    page.write_text(
        "# Top\n[a](there.md#a-heading-and-more) [b](#top) [c](https://lanterns.example/gone)\n[d](gone.md) [e](there.md#gone)\n",
        encoding="utf-8",
    )
    command = [sys.executable, REPOSITORY / "docs" / "dead_links.py"]
    assert subprocess.run(command, check=True, capture_output=True).stdout == b""
    found = subprocess.run([*command, page], capture_output=True, text=True)
    assert found.returncode == 1
    assert found.stderr.splitlines()[1:] == [f"{page}: gone.md", f"{page}: there.md#gone"]


def test_every_error_is_public_and_documented_with_its_exit_code():
    rows = table(WRITTEN)
    documented = dict(re.findall(r"^\| (\d+) \| (.*)$", EXIT_CODES, flags=re.MULTILINE))
    for error in all_errors():
        assert error.__name__ in alignqa.__all__
        assert rows[error.__name__][0] == str(error.exit_code)
        assert f"`{error.__name__}`" in documented[str(error.exit_code)]
    assert {"0", "3", "130"} <= set(documented)


def test_the_checkouts_settings_show_every_setting():
    text = (REPOSITORY / "alignqa.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text) == {}
    shown = tomllib.loads(re.sub(r"^# (?=\w+ = )", "", text, flags=re.MULTILINE))
    assert list(shown) == list(Settings.model_fields)
    for name, field in Settings.model_fields.items():
        assert field.default in (None, shown[name])


def test_every_setting_is_documented_with_its_default():
    rows = table(SETTINGS)
    assert list(rows) == list(Settings.model_fields)
    for name, field in Settings.model_fields.items():
        assert rows[name][1] == ("none" if field.default is None else f"`{json.dumps(field.default)}`")


@pytest.mark.parametrize("page", GUIDE, ids=lambda page: page.stem)
def test_the_guide_speaks_of_no_file_that_only_a_checkout_has(page: Path):
    text = page.read_text(encoding="utf-8")
    if page == PROMISES:
        text = TEST.sub("", text)  # it is about tests, and says where they are
    assert re.findall(r"tests/|bench/|\.\./shared|src/alignqa|constraints\.txt|ALIGNQA_LITERATURE|\]\(\.\./\.\./", text) == []


def test_every_promise_names_tests_that_exist():
    text = PROMISES.read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| promise |")]
    assert len(rows) > 40
    assert [row for row in rows if not TEST.search(row)] == []
    missing = [(file, name) for file, name in TEST.findall(text) if f"def {name}(" not in (REPOSITORY / file).read_text("utf-8")]
    assert missing == []


def test_every_page_is_listed_in_the_table_of_contents():
    contents = (REPOSITORY / "docs" / "README.md").read_text(encoding="utf-8")
    listed = {(REPOSITORY / "docs" / target).resolve() for target in re.findall(r"\]\(([^)#]+)\)", contents)}
    pages = [path for part in ("", "guide", "reference", "lab") for path in (REPOSITORY / "docs" / part).glob("*.md")]
    assert [path.name for path in pages if path.resolve() not in listed and path.name != "README.md"] == []


def test_the_files_that_decisions_architecture_and_security_name_exist():
    pages = [*(REPOSITORY / "docs" / "decisions").glob("*.md"), REPOSITORY / "SECURITY.md", REPOSITORY / "docs/architecture.md"]
    named = {name for page in pages for name in re.findall(r"`([\w/]+\.py|tests/[\w/]+)`", page.read_text(encoding="utf-8"))}
    assert len(named) > 20
    assert [name for name in sorted(named) if not any((folder / name).exists() for folder in (REPOSITORY, PACKAGE))] == []


def test_the_citation_file_is_of_this_version():
    cited = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (cited["version"], cited["license"]) == (project["version"], project["license"])
    assert cited["version"] == alignqa.__version__
    assert f"## {cited['version']} (" in (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_links_lead_somewhere_and_no_path_is_of_one_machine(page: Path):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)\)", text):
        assert "://" in target or (page.parent / target).exists(), target
    assert re.findall(r"(?<![\w/.:~)*>])/\w+/\w+", text) == []
