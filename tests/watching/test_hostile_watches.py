"""Watches under bad conditions: answers that are none, titles that act, interruptions, damaged files, two at once."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from filelock import FileLock
from lxml import etree

from local_server import Answer, LocalServer, entry, feed
from watching_samples import API, SINCE, Run, new_papers, numbers

HOSTILE = "x &lt;script&gt;alert(1)&lt;/script&gt; ]]&gt; \x9b31m`rm` [a](http://evil.example) &amp;lt;b&amp;gt;"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(status=429, headers={"Retry-After": "3600"}), "arxiv.org asked for a pause of another 3600 seconds"),
        (Answer(b""), "arXiv's answer cannot be read"),
        (Answer(b"<feed><entry></feed>"), "arXiv's answer cannot be read"),
        (Answer(b"Rate exceeded."), "arXiv's answer cannot be read"),
        (Answer(b"<html><body>Unavailable</body></html>"), "it is not an Atom feed"),
        (Answer(status=400), "answers with the unexpected status 400"),
        (feed(total=12), "it has none of the 12 papers that it counts"),
        (
            feed("<entry><id>http://arxiv.org/api/errors#x</id><title>Error</title><summary>bad \x9bquery</summary></entry>"),
            "it reports an error: bad query",
        ),
    ],
)
@pytest.mark.real
def test_an_answer_that_is_none_is_told_with_exit_5_and_the_next_run_asks_again(
    answer: Answer, said: str, watch: Run, arxiv: LocalServer, tmp_path: Path
) -> None:
    arxiv.routes[API] = answer
    watch("add", "--topic", "lanterns", *SINCE)
    result = watch("run")
    assert (result.exit_code, result.stdout) == (5, "")
    assert result.stderr.startswith("lanterns: ")
    assert said in result.stderr
    assert "Hint: " in result.stderr
    assert "Traceback" not in result.stderr
    (tmp_path / "cache" / "alignqa-arxiv.org.next").unlink(missing_ok=True)  # the pause that was asked for
    arxiv.routes[API] = feed(entry("2401.00001"), total=1)
    assert numbers(watch("run", "--json")) == ["2401.00001"]


@pytest.mark.real
def test_a_title_acts_neither_on_a_terminal_nor_in_a_page_a_note_or_a_feed(
    watch: Run, arxiv: LocalServer, tmp_path: Path, a_day_later: Callable[[], None]
) -> None:
    arxiv.routes[API] = feed(entry("2401.00001", title=HOSTILE, summary=f"{HOSTILE}. Glow.", authors=[HOSTILE]), total=1)
    for name in ("text", "note", "json"):
        watch("add", "--name", name, "--topic", "lanterns", *SINCE)
    out = tmp_path / "feed.xml"
    text = watch("run", "text", "--rss", str(out))
    assert text.exit_code == 0, text.stderr
    assert "\x9b" not in text.stdout
    channel = etree.parse(out).getroot().find("channel")
    (item,) = channel.findall("item")
    assert [child.tag for child in item] == ["title", "link", "guid", "pubDate", "category", "description"]
    assert item.findtext("title") == "x < script>alert(1)< /script> ]]> 31m`rm` [a](http://evil.example) &lt;b&gt;"
    assert "<script" not in item.findtext("description")
    assert "&lt;script&gt;" in item.findtext("description")
    assert item.findtext("link") == item.findtext("guid") == "https://arxiv.org/abs/2401.00001"
    note = watch("run", "note", "--markdown").stdout
    assert "\\<script\\>" in note
    assert "[a](" not in note
    (paper,) = new_papers(watch("run", "json", "--json"))
    assert paper["why"][0]["sentence"] == paper["abstract"][: paper["why"][0]["end"]]


@pytest.mark.real
def test_an_entry_that_says_almost_nothing_or_far_too_much_is_found_like_others(
    watch: Run, arxiv: LocalServer, tmp_path: Path
) -> None:
    bare = "<entry><id>http://arxiv.org/abs/2401.00001v1</id><title>Glow</title></entry>"
    endless = entry("2401.00002", title="Glow " * 9_000, summary="It glows. " * 90_000)
    broken = ("<entry/>", "<entry><id>http://arxiv.org/abs/2401.00003v1</id></entry>", entry("2401.00004", published="soon"))
    arxiv.routes[API] = feed(bare, endless, *broken, entry("2401.00001", 2), total=6)
    watch("add", "--topic", "lanterns", *SINCE)
    result = watch("run", "--json", "--rss", str(tmp_path / "feed.xml"))
    found = {paper["arxiv_id"]: paper for paper in new_papers(result)}
    assert set(found) == {"2401.00001", "2401.00002", "2401.00004"}
    assert (found["2401.00001"]["authors"], found["2401.00001"]["published"], found["2401.00001"]["why"]) == ([], None, [])
    assert len(result.stdout) < 20_000
    assert len(etree.parse(tmp_path / "feed.xml").findall("channel/item")) == 3


@pytest.mark.real
def test_a_feed_keeps_what_was_shown_and_another_file_is_left(
    watch: Run, arxiv: LocalServer, tmp_path: Path, a_day_later: Callable[[], None]
) -> None:
    out, draft = tmp_path / "feed.xml", tmp_path / "draft.xml"
    draft.write_text("<mine/>")
    arxiv.routes[API] = feed(entry("2401.00001"), total=1)
    watch("add", "--topic", "lanterns", *SINCE)
    refused = watch("run", "--rss", str(draft))
    assert (refused.exit_code, draft.read_text(), arxiv.asked) == (2, "<mine/>", [])
    watch("run", "--rss", str(out))
    a_day_later()
    arxiv.routes[API] = feed(entry("2401.00002", title="Later"), entry("2401.00001"), total=2)
    assert watch("run", "--rss", str(out)).exit_code == 0
    titles = etree.parse(out).xpath("//item/title/text()")
    assert titles == ["Later", "On Lanterns"]


@pytest.mark.real
def test_of_several_watches_one_that_fails_leaves_the_others(watch: Run, arxiv: LocalServer) -> None:
    arxiv.routes |= {API: feed(entry("2401.00001"), total=1)}
    watch("add", "--citing", "arXiv:1906.01820", "--name", "a", *SINCE)  # nobody answers for it
    watch("add", "--topic", "lanterns", "--name", "b", *SINCE)
    result = watch("run")
    assert result.exit_code == 5
    assert "a: Semantic Scholar does not know arXiv:1906.01820" in result.stderr
    assert "alignqa fetch arXiv:2401.00001" in result.stdout


@pytest.mark.real
def test_what_waits_after_a_failed_output_is_shown_by_the_next_run_even_without_a_network(
    watch: Run, arxiv: LocalServer, tmp_path: Path, a_day_later: Callable[[], None]
) -> None:
    arxiv.routes[API] = feed(entry("2401.00001"), total=1)
    watch("add", "--topic", "lanterns", *SINCE)
    failed = watch("run", "--rss", str(tmp_path / "no" / "folder.xml"))
    assert (failed.exit_code, failed.stdout) == (1, "")
    a_day_later()
    arxiv.routes[API] = Answer(status=400)
    later = watch("run")
    assert later.exit_code == 5
    assert "alignqa fetch arXiv:2401.00001" in later.stdout
    assert watch("list").stdout.splitlines()[-1].endswith("1 paper found")


@pytest.mark.real
def test_an_interrupted_run_keeps_what_it_found_and_loses_nothing(watch: Run, arxiv: LocalServer, home: Path) -> None:
    arxiv.routes |= {
        API: feed(entry("2401.00001"), total=1),
        "api.semanticscholar.org/graph/v1/paper/ARXIV:1906.01820/citations": Answer(drip=True, claimed=1_000_000),
    }
    watch("add", "--topic", "lanterns", "--name", "a", *SINCE)
    watch("add", "--citing", "arXiv:1906.01820", "--name", "b", *SINCE)
    command = [sys.executable, "-m", "alignqa", "--home", str(home), "watch", "run"]
    # Whoever starts the tests in the background has Ctrl-C ignored, and children inherit that.
    listening = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=listening) as running:
        while not any(place.startswith("api.semanticscholar.org") for place in arxiv.places):
            assert running.poll() is None
            time.sleep(0.02)
        busy = watch("run")
        assert busy.exit_code == 6
        assert "Another process is running or changing the watches of this home." in busy.stderr
        running.send_signal(signal.SIGINT)
        shown, said = running.communicate()
    assert (running.returncode, shown) == (130, "")
    assert "Interrupted. What was found is kept" in said
    asked = arxiv.places.count(API)
    assert numbers(watch("run", "a", "--json")) == ["2401.00001"]
    assert arxiv.places.count(API) == asked  # its answer was kept
    assert numbers(watch("run", "a", "--json")) == []


def test_two_runs_at_once_are_one_after_the_other(watch: Run, arxiv: LocalServer, home: Path) -> None:
    arxiv.routes[API] = feed(total=0)
    watch("add", "--topic", "lanterns", *SINCE)
    with FileLock(home / "watches" / ".lock"):
        assert watch("run").exit_code == 6
        assert watch("remove", "lanterns").exit_code == 6
        assert arxiv.asked == []
    assert watch("run", "--wait", "5").exit_code == 0


@pytest.mark.parametrize(
    "content", [b"", b"{", b"null", b"\xff\xfe", b'{"watch": 1}', b'{"schema": "alignqa.watch/9"}', b"[" * 100_000]
)
def test_a_damaged_watch_is_named_and_the_others_run(content: bytes, watch: Run, arxiv: LocalServer, home: Path) -> None:
    arxiv.routes[API] = feed(total=0)
    watch("add", "--topic", "lanterns", *SINCE)
    (home / "watches" / "broken.json").write_bytes(content)
    for command in ("run", "list"):
        result = watch(command)
        assert result.exit_code == 1
        assert "broken.json is damaged" in result.stderr
        assert "lanterns" in result.stdout
    assert watch("remove", "broken").exit_code == 0
    assert watch("run").exit_code == 0


def test_a_home_that_cannot_be_written_is_told_before_anything_is_asked(watch: Run, arxiv: LocalServer, home: Path) -> None:
    (home / "watches").write_text("a file where the folder should be")
    result = watch("add", "--topic", "lanterns")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "cannot be written" in result.stderr
    assert "Check the home's permissions" in result.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["add"], "Nothing is watched for."),
        (["add", "--topic", "the of ?"], "has no words to search for"),
        (["add", "--topic", "x" * 201], "or more than 200 characters"),
        (["add", "--author", "E."], "The author 'E.' has no name."),
        (["add", "--topic", "lanterns", "--category", "cs.AI) OR (all:x"], "is not a category of arXiv"),
        (["add", "--topic", "lanterns", "--name", "../x"], "'../x' cannot be the name of a watch."),
        (["add", "--topic", "фонарь"], "Use a-z, 0-9 and dashes"),
        (["add", "--topic", "lanterns", "--since", "yesterday"], "Invalid value for '--since'"),
        (["add", "--citing", "hubinger2019risk"], "There is no work 'hubinger2019risk'"),
        (["add", "--citing", "https://distill.pub/2020/circuits/zoom-in/"], "has neither an arXiv number nor a DOI"),
        (["add", "--topic", "taken"], "There is a watch 'taken' already."),
        (["remove", "../taken"], "There is no watch '../taken'."),
        (["run", "take"], "Did you mean taken?"),
        (["run", "--json", "--markdown"], "--json and --markdown exclude each other."),
    ],
)
def test_a_bad_argument_is_one_clear_line(args: list[str], said: str, watch: Run, arxiv: LocalServer, home: Path) -> None:
    watch("add", "--topic", "taken")
    before = sorted((home / "watches").iterdir())
    result = watch(*args)
    assert result.exit_code == 2, result.output
    assert said in " ".join(result.stderr.split())
    assert arxiv.asked == []
    assert sorted((home / "watches").iterdir()) == before


def test_without_watches_there_is_nothing_to_run_or_list(watch: Run, home: Path) -> None:
    assert watch("run").exit_code == 2
    assert watch("list").stdout == ""
    assert list(home.iterdir()) == []


def test_the_list_is_json_too(watch: Run) -> None:
    watch("add", "--topic", "lanterns", "--author", "Ada  Ash", "--author", "Ada Ash", "--category", "stat.ML", *SINCE)
    assert json.loads(watch("list", "--json").stdout) == [
        {
            "name": "lanterns-ada-ash",
            "topics": ["lanterns"],
            "authors": ["Ada Ash"],
            "citing": [],
            "categories": ["stat.ML"],
            "since": "2024-01-01",
        }
    ]
    assert watch("list").stdout == (
        "lanterns-ada-ash\n    topic lanterns, author Ada Ash\n    in stat.ML since 2024-01-01: 0 papers found\n"
    )
