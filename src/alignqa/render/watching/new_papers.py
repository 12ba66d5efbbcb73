"""Papers that watches found as blocks, as Markdown and as JSON; those of a watch come with the nearest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alignqa.render.blocks import Block, BlockStyle
from alignqa.render.markdown import escaped
from alignqa.render.printable import one_line
from alignqa.render.wording import by_line, count_of
from alignqa.watching.store import WatchState
from alignqa.watching.watches import FoundPaper, Watch

NOT_PROVEN = "The sentences are from the abstracts that arXiv gives, and are not proven: fetch a paper to quote it."


def new_blocks(states: Sequence[WatchState], *, count: int) -> Iterator[Block]:
    """Yields the new papers of each watch, at most `count` with the sentences that say why, and the others by title."""
    for state in states:
        yield Block(_heading(state), BlockStyle.HEADING, gap=True)
        for number, paper in enumerate(state.waiting[:count], start=1):
            yield Block(paper.title, BlockStyle.SOURCE, label=f"{number}. ", indent=4, gap=True, link=paper.url)
            yield Block(_facts(paper), BlockStyle.ASIDE, indent=4)
            for sentence in paper.sentences:
                yield Block(f"“{sentence}”", BlockStyle.QUOTE, label="    ", indent=4)
            yield Block(paper.fetch_command, indent=4)
        if others := state.waiting[count:]:
            yield Block("Less near:", BlockStyle.HEADING, gap=True)
        for paper in others:
            yield Block(f"{paper.title} (arXiv:{paper.arxiv})", label="- ", indent=2, link=paper.url)
    if any(state.waiting for state in states):
        yield Block(NOT_PROVEN, BlockStyle.ASIDE, gap=True)


def new_markdown(states: Sequence[WatchState], *, count: int) -> str:
    """Writes the same as Markdown."""
    parts: list[str] = []
    for state in states:
        parts.append(f"## {escaped(_heading(state))}")
        for paper in state.waiting[:count]:
            parts.append(f"### [{escaped(one_line(paper.title))}]({paper.url})\n\n{escaped(_facts(paper))}")
            parts += [f"> {escaped(one_line(sentence))}" for sentence in paper.sentences]
            parts.append(f"`{paper.fetch_command}`")
        if others := state.waiting[count:]:
            parts.append("### Less near")
            parts.append("\n".join(f"- [{escaped(one_line(paper.title))}]({paper.url})" for paper in others))
    if any(state.waiting for state in states):
        parts.append(NOT_PROVEN)
    return "".join(f"{part}\n\n" for part in parts).rstrip("\n") + "\n" if parts else ""


def new_dict(state: WatchState) -> dict[str, object]:
    """Returns a watch and its new papers as JSON."""
    return {"watch": watch_dict(state.watch), "papers": [_paper_dict(paper) for paper in state.waiting]}


def watch_dict(watch: Watch) -> dict[str, object]:
    """Returns a watch as JSON."""
    citing = [{"name": work.name, "arxiv_id": work.arxiv, "doi": work.doi} for work in watch.citing]
    return {
        "name": watch.name,
        "topics": list(watch.topics),
        "authors": list(watch.authors),
        "citing": citing,
        "categories": list(watch.categories),
        "since": watch.since.isoformat(),
    }


def watch_blocks(states: Sequence[WatchState]) -> Iterator[Block]:
    """Yields the watches with their conditions and the number of papers they found."""
    for state in states:
        watch = state.watch
        yield Block(watch.name, BlockStyle.HEADING)
        yield Block(str(watch), indent=4)
        found = count_of(len(state.waiting) + len(state.shown), "paper")
        waiting = f", {len(state.waiting)} not shown yet" if state.waiting else ""
        searched = "" if watch.citing else f"in {' '.join(watch.categories)} "
        yield Block(f"{searched}since {watch.since}: {found} found{waiting}", BlockStyle.ASIDE, indent=4)


def _paper_dict(paper: FoundPaper) -> dict[str, object]:
    return {
        "arxiv_id": paper.arxiv,
        "version": paper.version,
        "title": paper.title,
        "authors": list(paper.authors),
        "published": paper.published.isoformat() if paper.published else None,
        "url": paper.url,
        "abstract": paper.abstract,
        "why": [
            {"sentence": paper.abstract[start:end], "start": start, "end": end, "from": "abstract", "proven": False}
            for start, end in paper.why
        ],
        "nearness": round(paper.nearness, 4) if paper.nearness is not None else None,
        "found": paper.found.isoformat(),
        "fetch": paper.fetch_command,
    }


def _heading(state: WatchState) -> str:
    return f"{state.watch.name}: {count_of(len(state.waiting), 'new paper') if state.waiting else 'nothing new'}"


def _facts(paper: FoundPaper) -> str:
    nearness = f"nearness {paper.nearness:.2f}" if paper.nearness is not None else ""
    when = f"submitted {paper.published}" if paper.published else ""
    facts = (by_line(paper.authors, None), when, f"arXiv:{paper.arxiv}v{paper.version}", nearness)
    return ", ".join(fact for fact in facts if fact)
