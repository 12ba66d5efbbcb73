"""Papers that watches found as a feed, RSS 2.0 (https://www.rssboard.org/rss-specification)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from email.utils import format_datetime
from html import escape as html_escaped
from xml.sax.saxutils import escape

from alignqa.render.printable import one_line
from alignqa.render.watching.new_papers import NOT_PROVEN
from alignqa.render.wording import by_line
from alignqa.watching.store import WatchState
from alignqa.watching.watches import FoundPaper

OWN_FEED = "made by alignqa watch"
"""The words in the first lines of every feed, by which one is known to be no file of the user's own."""
_ITEMS = 100
# Some readers take a title for HTML, although it is plain text: behind a blank, nothing is a tag.
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_NOT_XML = re.compile("[\ufffe\uffff]")


def to_rss(states: Sequence[WatchState]) -> str:
    """Writes the papers to show and those shown before, at most a hundred and the newest first, each once."""
    found: dict[str, tuple[FoundPaper, list[str]]] = {}
    for state in states:
        for paper in (*state.waiting, *state.shown):
            found.setdefault(paper.arxiv, (paper, []))[1].append(state.watch.name)
    newest = sorted(found.values(), key=lambda item: (item[0].found, item[0].arxiv), reverse=True)[:_ITEMS]
    names = ", ".join(state.watch.name for state in states)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<!-- {OWN_FEED} -->",
        '<rss version="2.0">',
        "<channel>",
        f"<title>{_text(f'New papers: {names}')}</title>",
        "<link>https://arxiv.org/</link>",
        f"<description>{_text(f'Papers of arXiv that the watches {names} found. {NOT_PROVEN}')}</description>",
        *(_item(paper, watches) for paper, watches in newest),
        "</channel>",
        "</rss>",
    ]
    return "\n".join(lines) + "\n"


def _item(paper: FoundPaper, watches: Sequence[str]) -> str:
    sentences = "".join(f"<blockquote>{html_escaped(one_line(sentence))}</blockquote>" for sentence in paper.sentences)
    who = html_escaped(one_line(by_line(paper.authors, paper.published.year if paper.published else None)))
    lead = ". ".join(part for part in (who, "From the abstract:" if sentences else "") if part)
    page = f"<p>{lead}</p>{sentences}<p><code>{html_escaped(paper.fetch_command)}</code></p>"
    found = datetime.combine(paper.found, time(), tzinfo=UTC)
    lines = [
        f"<title>{_text(_TAG.sub('< ', paper.title))}</title>",
        f"<link>{_text(paper.url)}</link>",
        f'<guid isPermaLink="true">{_text(paper.url)}</guid>',
        f"<pubDate>{format_datetime(found)}</pubDate>",
        *(f"<category>{_text(name)}</category>" for name in watches),
        f"<description>{_text(page)}</description>",
    ]
    return "\n".join(["<item>", *lines, "</item>"])


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("", one_line(text)))
