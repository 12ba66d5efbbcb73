"""`alignqa watch`: keeps watches for new papers of arXiv, and runs them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alignqa.cli import options
from alignqa.cli.completion import paper_keys
from alignqa.cli.failures import INTERRUPTED, say
from alignqa.errors import AlignqaError, UsageError

if TYPE_CHECKING:
    from alignqa.watching.store import WatchState, WatchStore
    from alignqa.watching.watcher import Watcher, WatchResult
    from alignqa.watching.watches import WatchedWork
    from alignqa.wiring import Home

_DAYS_BACK = 30
_group = typer.Typer(
    name="watch",
    help="Look on arXiv for new papers on your topics.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog=options.examples('alignqa watch add --topic "deceptive alignment"', "alignqa watch run"),
)
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The watch's name.", show_default=False)]


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    _group.command(
        epilog=options.examples(
            'alignqa watch add --topic "deceptive alignment"',
            'alignqa watch add --name scheming --topic scheming --topic "alignment faking"',
            'alignqa watch add --author "Evan Hubinger" --since 2026-01-01',
            "alignqa watch add --citing hubinger2019risks",
        )
    )(add)
    _group.command("list", epilog=options.examples("alignqa watch list", "alignqa watch list --json"))(list_watches)
    _group.command(epilog=options.examples("alignqa watch remove scheming"))(remove)
    _group.command(
        epilog=options.examples(
            "alignqa watch run",
            "alignqa watch run scheming --markdown",
            "alignqa watch run --rss new-papers.xml",
        )
    )(run)
    app.add_typer(_group)


def add(
    context: typer.Context,
    topic: Annotated[
        list[str] | None,
        typer.Option("--topic", metavar="T", help="Words that a paper must have, phrases in quotation marks; may be repeated."),
    ] = None,
    author: Annotated[
        list[str] | None, typer.Option("--author", metavar="NAME", help="An author that a paper must have; may be repeated.")
    ] = None,
    citing: Annotated[
        list[str] | None,
        typer.Option(
            "--citing",
            metavar="KEY",
            help="A work that a paper must cite: a key or arXiv:ID; may be repeated.",
            autocompletion=paper_keys,
        ),
    ] = None,
    category: Annotated[
        list[str] | None,
        typer.Option(
            "--category", metavar="C", help="Search this category of arXiv, not cs.AI, cs.LG and cs.CL; may be repeated."
        ),
    ] = None,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="Call the watch so.", show_default=False)] = "",
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since", formats=["%Y-%m-%d"], metavar="DAY", help="Find papers from this day on; by default from 30 days ago."
        ),
    ] = None,
) -> None:
    """Add a watch; nothing is asked yet.

    Options of one kind are alternatives; options of different kinds must all hold.
    """
    from alignqa.fetching import watches_of
    from alignqa.watching.store import WatchState
    from alignqa.watching.watches import CATEGORIES, Watch, checked_watch

    home = options.of(context).open_home()
    first = since.date() if since else date.today() - timedelta(days=_DAYS_BACK)
    cited = _cited_works(home, _each_once(citing))
    watch = checked_watch(Watch(name, _each_once(topic), _each_once(author), cited, _each_once(category) or CATEGORIES, first))
    store = watches_of(home)
    with store.locked():
        if watch.name in store.names():
            raise UsageError(
                f"There is a watch {watch.name!r} already.",
                hint=f"Give another --name, or remove it: alignqa watch remove {watch.name}",
            )
        store.keep(WatchState(watch))
    options.write(f"{watch.name}: {watch}, since {watch.since}. Run it: alignqa watch run {watch.name}\n")


def list_watches(context: typer.Context, as_json: options.JsonOption = False) -> None:
    """List the watches."""
    from alignqa.fetching import watches_of
    from alignqa.render.watching.new_papers import watch_blocks, watch_dict

    store = watches_of(options.of(context).open_home())
    states, faults = _read(store, store.names())
    if as_json:
        options.write_json([watch_dict(state.watch) for state in states])
    else:
        options.show(watch_blocks(states), paged=True)
    if not states and not faults:
        say("There are no watches. Add one: alignqa watch add --topic T")
    if faults:
        raise typer.Exit(1)


def remove(context: typer.Context, name: NameArgument) -> None:
    """Remove a watch, with the list of what it has seen."""
    from alignqa.fetching import watches_of

    store = watches_of(options.of(context).open_home())
    name = options.readable(name)
    store.require(name)
    with store.locked():
        store.remove(name)
    options.write(f"{name}: removed.\n")


def _own_feed(path: Path | None) -> Path | None:
    """Refuses, before any request, a file that is there and is no feed of ours."""
    from alignqa.render.watching.feed import OWN_FEED

    beginning = b""
    # What cannot be read need not be a fault: that a file cannot be written is said when it is.
    if path is not None:
        with suppress(OSError), path.open("rb") as file:
            beginning = file.read(300)
    if beginning and OWN_FEED.encode() not in beginning:
        raise UsageError(f"{path} exists and is no feed that alignqa wrote.", hint="Name another file after --rss")
    return path


def run(
    context: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME...", help="The watches to run; without names, all.", show_default=False)
    ] = None,
    count: Annotated[
        int, typer.Option("-k", "--count", metavar="N", min=1, help="Show sentences of the nearest N papers of a watch.")
    ] = 20,
    rss: Annotated[
        Path | None,
        typer.Option("--rss", metavar="FILE", help="Also write a feed.", show_default=False, callback=_own_feed),
    ] = None,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    as_json: options.JsonOption = False,
    wait: Annotated[
        float, typer.Option("--wait", metavar="SECONDS", min=0.0, help="Wait this long if another process runs the watches.")
    ] = 0.0,
) -> None:
    """Ask for new papers and show each once, the nearest to the topic and to your papers first.

    Each comes with two sentences of its abstract and the command that fetches it.
    arXiv is asked once every three seconds, and not again within a day; an interrupted run can be repeated and loses nothing.
    The exit code is 5 if a service could not be asked; what the other watches found is shown.
    """
    from alignqa.fetching import watcher_of

    if as_json and as_markdown:
        raise UsageError("--json and --markdown exclude each other.", hint="Give only one of them")
    watcher = watcher_of(options.of(context).open_home())
    store = watcher.store
    chosen = list(dict.fromkeys(options.readable(name) for name in names or store.names()))
    if not chosen:
        raise UsageError("There are no watches.", hint='Add one: alignqa watch add --topic "deceptive alignment"')
    for name in chosen:
        store.require(name)
    with store.locked(wait=wait):
        states, faults = _read(store, chosen)
        try:
            results = [_run_one(watcher, state) for state in states]
        except KeyboardInterrupt as error:
            say("Interrupted. What was found is kept, and shown by the next run: alignqa watch run")
            raise typer.Exit(INTERRUPTED) from error
        # Of a watch that failed it is not known that nothing is new.
        found = [result.state for result in results if result.state.waiting or not result.error]
        _show(found, count=count, as_json=as_json, as_markdown=as_markdown, rss=rss)
        for state in found:
            if state.waiting:
                store.keep(state.with_shown())
    faults += [result.error for result in results if result.error]
    if faults:
        raise typer.Exit(max(fault.exit_code for fault in faults))


def _read(store: WatchStore, names: Sequence[str]) -> tuple[list[WatchState], list[AlignqaError]]:
    """Reads watches, and says which are damaged."""
    states, faults = [], []
    for name in names:
        try:
            states.append(store.state(name))
        except AlignqaError as error:
            say(f"{name}: {error.message} Hint: {error.hint}")
            faults.append(error)
    return states, faults


def _run_one(watcher: Watcher, state: WatchState) -> WatchResult:
    """Runs a watch, and says what went wrong."""
    name = state.watch.name
    with options.working(f"Asking for {name}"):
        result = watcher.run(state, today=date.today())
    if result.error:
        say(f"{name}: {result.error.message} Hint: {result.error.hint}")
    if result.more:
        say(f"{name}: more papers match than are looked at; only the newest were. Narrow the topic, or run the watch more often")
    return result


def _show(states: Sequence[WatchState], *, count: int, as_json: bool, as_markdown: bool, rss: Path | None) -> None:
    from alignqa.render.watching.feed import to_rss
    from alignqa.render.watching.new_papers import new_blocks, new_dict, new_markdown

    if rss is not None:
        options.save(rss, to_rss(states))
        say(f"Feed written: {rss}")
    if as_json:
        options.write_json([new_dict(state) for state in states])
    elif as_markdown:
        options.write(new_markdown(states, count=count))
    else:
        options.show(new_blocks(states, count=count), paged=True)
    options.flush()


def _each_once(given: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(options.readable(text).split()) for text in given or ()))


def _cited_works(home: Home, keys: Sequence[str]) -> tuple[WatchedWork, ...]:
    """Returns the works with their identifiers; UsageError for one that has none, or is not known."""
    from alignqa.fetching import acquisition_of
    from alignqa.papers.bibliography.entry import doi_in
    from alignqa.watching.watches import WatchedWork

    works, found = acquisition_of(home).works, []
    for key in keys:
        work = works.named(key)
        arxiv, doi = work.arxiv.id if work.arxiv else None, work.known.doi or doi_in(work.known.url or "")
        if not (arxiv or doi):
            raise UsageError(
                f"{key} has neither an arXiv number nor a DOI, so no service can say who cites it.",
                hint="Watch a topic or an author instead",
            )
        found.append(WatchedWork(key, arxiv, doi))
    return tuple(found)
