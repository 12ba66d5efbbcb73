"""E-prints: what arXiv serves, and what somebody could serve instead."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignqa.acquisition.arxiv.archives import ArchiveLimits, unpacked
from alignqa.acquisition.failures import TooMuch
from alignqa.errors import ProviderError

KEEP = frozenset({".tex", ".bib"})
SMALL = ArchiveLimits(members=20, member_bytes=10_000, kept_bytes=50_000, total_bytes=2_000_000)

Member = tuple[tarfile.TarInfo, bytes]


def member(name: str, content: bytes = b"text", **fields: object) -> Member:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    for field, value in fields.items():
        setattr(info, field, value)
    return info, content


def tar(*members: Member, form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for info, content in members:
            archive.addfile(info, io.BytesIO(content) if info.isreg() else None)
    return out.getvalue()


def test_a_tar_gives_the_files_of_the_wanted_kinds() -> None:
    packed = tar(
        member("./main.tex", b"main"),
        member("sections", type=tarfile.DIRTYPE),
        member("sections/one.tex", b"one"),
        member("figure.png", b"\x89PNG"),
        member("REFS.BIB", b"refs"),
    )
    expected = {"main.tex": b"main", "sections/one.tex": b"one", "REFS.BIB": b"refs"}
    for data in (packed, gzip.compress(packed), gzip.compress(packed[:1_000]) + gzip.compress(packed[1_000:])):
        assert unpacked(data, keep=KEEP) == expected


def test_a_single_file_has_no_name() -> None:
    assert unpacked(gzip.compress(b"\\documentclass{article}"), keep=KEEP) == {"": b"\\documentclass{article}"}
    assert unpacked(b"%PDF-1.4 ...", keep=KEEP) == {"": b"%PDF-1.4 ..."}


def sparse() -> bytes:
    """A file of a terabyte that takes no room, as GNU tar writes it in PAX."""
    info = tarfile.TarInfo("main.tex")
    info.pax_headers = {
        "GNU.sparse.major": "0",
        "GNU.sparse.minor": "1",
        "GNU.sparse.size": "1000000000000",
        "GNU.sparse.map": "0,1",
    }
    info.size = 1
    return tar((info, b"x"))


def claims(size: int) -> bytes:
    """A header that claims more than follows."""
    info = tarfile.TarInfo("main.tex")
    info.size = size
    return info.tobuf() + b"x" * 512 + b"\0" * 1_024


HOSTILE: dict[str, tuple[Callable[[], bytes], type[ProviderError], str]] = {
    "a name above": (lambda: tar(member("../evil.tex")), ProviderError, "'../evil.tex', which is outside"),
    "a name above in the middle": (lambda: tar(member("a/../../evil.tex")), ProviderError, "which is outside"),
    "an absolute name": (lambda: tar(member("/tmp/evil.tex")), ProviderError, "which is outside"),  # noqa: S108
    "a folder above": (lambda: tar(member("..", type=tarfile.DIRTYPE)), ProviderError, "which is outside"),
    "a symlink": (lambda: tar(member("a.tex", type=tarfile.SYMTYPE, linkname="/etc/passwd")), ProviderError, "a regular file"),
    "a hard link": (lambda: tar(member("a.tex", type=tarfile.LNKTYPE, linkname="b.tex")), ProviderError, "not a regular file"),
    "a character device": (lambda: tar(member("a.tex", type=tarfile.CHRTYPE)), ProviderError, "not a regular file"),
    "a block device": (lambda: tar(member("a.tex", type=tarfile.BLKTYPE)), ProviderError, "not a regular file"),
    "a pipe": (lambda: tar(member("a.tex", type=tarfile.FIFOTYPE)), ProviderError, "not a regular file"),
    "a sparse file": (sparse, ProviderError, "not a regular file"),
    "a name twice": (lambda: tar(member("a.tex"), member("a.tex")), ProviderError, "'a.tex' twice"),
    "a name twice in two spellings": (lambda: tar(member("a.tex"), member("./x/../a.tex")), ProviderError, "twice"),
    "a file in the place of one": (lambda: tar(member("a.tex"), member("b/../a.tex", b"other")), ProviderError, "twice"),
    "too many files": (lambda: tar(*(member(f"{n}.png", b"") for n in range(30))), TooMuch, "more than 20 members"),
    "too large a file": (lambda: tar(member("a.tex", b"x" * 20_000)), TooMuch, "more than 10,000 bytes"),
    "too much text": (lambda: tar(*(member(f"{n}.tex", b"x" * 9_000) for n in range(9))), TooMuch, "50,000 bytes of text"),
    "too much in all": (lambda: tar(*(member(f"{n}.png", b"x" * 300_000) for n in range(9))), TooMuch, "2,000,000 bytes"),
    "a bomb in gzip": (lambda: gzip.compress(tar(member("a.png", b"\0" * 1_900_000))), TooMuch, "200 times its size"),
    "a bomb of one file": (lambda: gzip.compress(b"\0" * 1_900_000), TooMuch, "unpacks to more than 10,000 bytes"),
    "more claimed than there": (lambda: claims(5_000), ProviderError, "is damaged"),
    "very much claimed": (lambda: claims(8_000_000_000), TooMuch, "2,000,000 bytes"),
    "cut in a file": (lambda: tar(member("a.tex", b"x" * 5_000))[:2_000], ProviderError, "is damaged"),
    "cut in gzip": (lambda: gzip.compress(tar(member("a.tex", bytes(range(256)) * 30)))[:150], ProviderError, "is truncated"),
    "damage in gzip": (lambda: gzip.compress(b"text")[:10] + b"\xff" * 30, ProviderError, "is damaged"),
    "a wrong checksum of gzip": (lambda: gzip.compress(b"text")[:-8] + b"\0" * 8, ProviderError, "is damaged"),
    "gzip and nothing": (lambda: b"\x1f\x8b", ProviderError, "is truncated"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("zipped", [False, True])
def test_a_hostile_or_broken_archive_is_refused_with_the_reason(case: str, zipped: bool) -> None:
    make, kind, message = HOSTILE[case]
    data = make()
    if zipped and data[:2] != b"\x1f\x8b":
        data = gzip.compress(data)
        message = "" if kind is TooMuch or "cut" in case else message  # the ratio, or the end of the gzip, is noticed first
    with pytest.raises(kind) as caught:
        unpacked(data, keep=KEEP, limits=SMALL)
    assert message in caught.value.message
    assert len(caught.value.message) < 300
    assert caught.value.message.isprintable()


def test_names_of_any_kind_tell_files_apart_and_nothing_else() -> None:
    names = ["C:\\evil.tex", "con.tex", "a\nb.tex", "\x1b[31mred.tex", "-rf.tex", "ä" * 80 + ".tex", "a b.tex", ".tex.tex"]
    assert set(unpacked(tar(*(member(name) for name in names)), keep=KEEP)) == set(names)


@settings(max_examples=150, deadline=None)
@given(place=st.integers(0, 4_000), content=st.binary(max_size=40), end=st.integers(0, 12_000), zipped=st.booleans())
def test_damage_anywhere_is_a_refusal_or_harmless(place: int, content: bytes, end: int, zipped: bool) -> None:
    whole = tar(member("main.tex", bytes(range(256)) * 8), member("a/b.bib", b"x" * 700, pax_headers={"path": "é/b.bib"}))
    damaged = (whole[:place] + content + whole[place + len(content) :])[:end]
    try:
        found = unpacked(gzip.compress(damaged) if zipped else damaged, keep=KEEP, limits=SMALL)
    except ProviderError as error:
        assert len(error.message) < 300
    else:
        assert sum(map(len, found.values())) <= len(whole)
