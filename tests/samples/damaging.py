"""Damages an index in random places, asks it, and repairs it as it says: `python damaging.py COUNT [SEED]`.

A place is a value in any table of the catalogue, or a byte in a file of the index.
An index that was damaged answers as before or says that it is damaged; the cure that it names makes it answer as before.
"""

# ruff: noqa: S608 - the names are those of the tables

from __future__ import annotations

import random
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import alignqa
from alignqa.index.library import Library
from asking import library_at
from assistants import assistant_over

QUESTIONS = ("How heavy is a lantern?", "What does the keeper carry?", "Which lantern burns longest?", "Who trims the wicks?")
_THINGS = ("lantern", "wick", "keeper", "harbour", "tower", "oil")
Value = str | int | bytes | float | None


def write_papers(folder: Path) -> None:
    """Six short papers about the same things, and a former version of one in the index."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, thing in enumerate(_THINGS):
        sentences = (
            f"The {thing} of house {number} weighs {number + 3} stones in the evening of the year.",
            f"A keeper of the {thing} carries it up the stairs of house {number} and trims the wicks of the lantern.",
            f"The lantern beside the {thing} burns longest in the winter of year {number}.",
            f"Nobody has measured how heavy the {thing} becomes after {number} nights of rain and storm.",
        )
        body = "".join(f"## Part {part}\n\n{sentence}\n\n" for part, sentence in enumerate(sentences, start=1))
        front = f"---\nkey: {thing}\ntitle: On the {thing}\nauthors: [Ada Lark]\nyear: {1990 + number}\n---\n"
        (folder / f"{thing}.md").write_text(front + body, encoding="utf-8")


def state_of(library: Library) -> list[object]:
    """The answers, the papers and their texts; a damaged index raises IndexUnavailable."""
    with closing(library.catalogue()) as catalogue, closing(library.search(catalogue)) as search:
        assistant = assistant_over(catalogue, search, library.embedder)
        outcomes = [assistant.ask(question, min_confidence=0.0).to_dict() for question in QUESTIONS]
        texts = [(paper, paper.text) for record in catalogue.papers() if (paper := catalogue.paper(record.paper_id))]
    for outcome in outcomes:
        outcome["trace"].pop("timings_ms")
    return [outcomes, texts, library.copies()]


def damage(index: Path, chance: random.Random) -> str:
    """Damages one place; returns its name."""
    files = [path for path in sorted(index.rglob("*")) if path.is_file() and path.stat().st_size and path.name != "writer.pid"]
    if chance.random() < 0.35:
        return damage_byte(chance.choice(files), chance)
    while not (done := _damage_value(index / "catalogue.sqlite", chance)):
        pass
    return done


def damage_byte(path: Path, chance: random.Random) -> str:
    """Flips bits of a byte, or zeroes or cuts off what follows it."""
    data = bytearray(path.read_bytes())
    at = chance.randrange(len(data))
    how = chance.choice(("flip", "flip", "zeros", "cut"))
    if how == "flip":
        data[at] ^= chance.randrange(1, 256)
    elif how == "zeros":
        data[at : at + 16] = bytes(len(data[at : at + 16]))
    else:
        del data[at:]
    path.write_bytes(data)
    return f"{how} {path.name} at {at}"


def _damage_value(path: Path, chance: random.Random) -> str:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        table = chance.choice([name for name in names if name not in ("passages_fts", "papers_fts", "passages_terms")])
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        rows = connection.execute(f"SELECT * FROM {table}").fetchall()
        if not rows:
            return ""
        row, at = chance.choice(rows), chance.randrange(len(columns))
        where = " AND ".join(f"{column} IS ?" for column in columns)
        if chance.random() < 0.1:
            connection.execute(f"DELETE FROM {table} WHERE {where}", row)
            return f"delete from {table} {row[0]!r:.20}"
        value = _other(row[at], chance)
        try:
            connection.execute(f"UPDATE {table} SET {columns[at]} = ? WHERE {where}", (value, *row))
        except sqlite3.Error:
            return ""  # SQLite itself refuses it
        return f"{table}.{columns[at]}: {row[at]!r:.20} becomes {value!r:.20}" if value != row[at] else ""


def _other(value: Value, chance: random.Random) -> Value:
    changes: list[Callable[[], Value]] = [lambda: None, lambda: b"\x00\xff", lambda: "{", lambda: -1, lambda: 2**40]
    if isinstance(value, str) and value:
        at = chance.randrange(len(value))
        changes += [lambda: value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :], lambda: value[:at], lambda: "x" + value] * 3
    if isinstance(value, int):
        changes += [lambda: value + 1, lambda: value ^ (1 << chance.randrange(8)), lambda: 0] * 3
    if isinstance(value, bytes) and value:
        at = chance.randrange(len(value))
        flipped = value[:at] + bytes([value[at] ^ chance.randrange(1, 256)]) + value[at + 1 :]
        changes += [lambda: flipped, lambda: bytes(len(value)), lambda: b"\x00\x7e" * (len(value) // 2), lambda: value[:at]] * 3
    return chance.choice(changes)()


def without_checksums(path: Path) -> None:
    """Makes a catalogue what an earlier alignqa, which kept no checksums, would have written."""
    with closing(sqlite3.connect(path)) as database, database:
        for table in ("papers", "texts", "passages", "sources", "parsers", "marked_papers"):
            database.execute(f"ALTER TABLE {table} DROP COLUMN checksum")
        database.execute("ALTER TABLE papers DROP COLUMN passages")
        database.execute("UPDATE embeddings SET vectors = substr(vectors, 9)")
        database.execute("DELETE FROM properties WHERE name NOT IN ('generation', 'rebuilding')")
        database.execute("PRAGMA user_version = 2")


def tried(pristine: Path, papers: Path, place: Path, chance: random.Random) -> tuple[str, str]:
    """Damages a copy of an index in the folder `place` once; what was damaged, and what went wrong, empty if nothing did."""
    shutil.copytree(pristine, place)
    expected = state_of(library_at(place))
    what = damage(place, chance)
    noticed = _noticed(place, expected)
    if noticed == "silent":
        return what, "a wrong answer, and no word about it"
    try:
        problems = library_at(place).verify()
    except alignqa.IndexUnavailable as error:
        problems = [f"{error.message} {error.hint}"]
    if not problems:
        return what, f"{noticed}, but verify finds nothing" if noticed else ""
    return what, _uncured(place, papers, expected, problems)


def _noticed(place: Path, expected: list[object]) -> str:
    try:
        return "" if state_of(library_at(place)) == expected else "silent"
    except alignqa.IndexUnavailable as error:
        return f"{error.message} {error.hint}"


def _uncured(place: Path, papers: Path, expected: list[object], problems: list[str]) -> str:
    """Does what the problems say; what is still wrong then."""
    said = " ".join(problems)
    try:
        if "index rebuild" in said:
            library_at(place).rebuild()
    except alignqa.IndexUnavailable as error:
        said = error.hint
    if "index rebuild" not in said:
        if "move it away" not in said:
            return f"no cure: {said}"
        shutil.rmtree(place)
        library_at(place).ingest([papers])
    left = library_at(place).verify()
    if left:
        return f"{said}; and then {left}"
    now = state_of(library_at(place))
    return "" if now == expected else f"other answers after the cure: {said}"


def sweep(place: Path, count: int, seed: int) -> tuple[dict[str, str], list[str]]:
    """Tries `count` places; what went wrong by what was damaged, and everything that was damaged."""
    papers, pristine = place / "papers", place / "pristine"
    write_papers(papers)
    library_at(pristine).ingest([papers])
    wrong: dict[str, str] = {}
    places: list[str] = []
    for number in range(count):
        chance = random.Random(seed * 1_000_003 + number)  # noqa: S311 - nothing secret
        try:
            what, fault = tried(pristine, papers, place / "index", chance)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a fault
            what, fault = f"number {number}", f"{type(error).__name__}: {error}"
        places.append(what)
        if fault:
            wrong[f"{number}: {what}"] = fault
        shutil.rmtree(place / "index", ignore_errors=True)
    return wrong, places


def main() -> None:
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    with tempfile.TemporaryDirectory() as folder:
        wrong, places = sweep(Path(folder), count, seed)
    for what, fault in wrong.items():
        sys.stdout.write(f"{what}: {fault}\n")
    sys.stdout.write(
        f"{len(places)} places damaged, {len(wrong)} of them with a silent wrong answer or without a cure (seed {seed})\n"
    )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
