"""Reads in memory the files of an e-print from arXiv: a tar archive, gzipped or not, one gzipped file, or a single file."""

from __future__ import annotations

import io
import posixpath
import tarfile
from dataclasses import dataclass

from alignqa.acquisition.failures import TooMuch
from alignqa.acquisition.network.inflating import GZIP, Inflating, inflated
from alignqa.errors import ProviderError

_TAR_MARK = slice(257, 262)  # "ustar", in the header of every member


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """The maximum of members, of bytes of one kept member, of all kept ones, and of all members of an archive."""

    members: int = 2_000
    member_bytes: int = 20_000_000
    kept_bytes: int = 50_000_000
    total_bytes: int = 400_000_000


def unpacked(data: bytes, *, keep: frozenset[str], limits: ArchiveLimits | None = None) -> dict[str, bytes]:
    """Returns the files of an e-print whose suffixes are in `keep`, by their names in the archive; a single file is named "".

    An archive may contain regular files and folders, each name once, all of them inside it.
    ProviderError if it contains anything else or is damaged; TooMuch if it exceeds the limits.
    Nothing is written, and the names only serve to distinguish the files.
    """
    limits = limits or ArchiveLimits()
    if data.startswith(GZIP):
        if _is_tar(_inflating(data, limits).read(tarfile.BLOCKSIZE)):
            return _members(_inflating(data, limits), keep, limits)
        return {"": inflated(data, maximum=limits.member_bytes)}
    if _is_tar(data[: tarfile.BLOCKSIZE]):
        return _members(io.BytesIO(data), keep, limits)
    return {"": data}


def _inflating(data: bytes, limits: ArchiveLimits) -> io.BufferedReader:
    return io.BufferedReader(Inflating(data, maximum=limits.total_bytes), tarfile.BLOCKSIZE)


def _is_tar(block: bytes) -> bool:
    return len(block) == tarfile.BLOCKSIZE and block[_TAR_MARK] == b"ustar"


def _members(stream: io.BufferedIOBase, keep: frozenset[str], limits: ArchiveLimits) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    names: set[str] = set()
    total = kept = 0
    try:
        # Read once from beginning to end, since the stream cannot go back.
        with tarfile.open(fileobj=stream, mode="r|", errorlevel=2) as archive:
            for count, member in enumerate(archive, start=1):
                name = _checked_name(member, names)
                total += member.size
                if count > limits.members or total > limits.total_bytes:
                    raise TooMuch(f"The archive contains more than {limits.members:,} members or {limits.total_bytes:,} bytes.")
                if member.isreg() and posixpath.splitext(name)[1].lower() in keep:
                    found[name] = _content(archive, member, limits)
                    kept += member.size
                    if kept > limits.kept_bytes:
                        raise TooMuch(f"The archive contains more than {limits.kept_bytes:,} bytes of text.")
    except (tarfile.TarError, EOFError, ValueError, OverflowError, OSError) as error:
        raise ProviderError(f"The archive is damaged: {str(error) or type(error).__name__}.") from error
    return found


def _checked_name(member: tarfile.TarInfo, names: set[str]) -> str:
    """Returns the member's normalised name and adds it to `names`; ProviderError for a member that no source needs."""
    shown = member.name[:100]
    name = posixpath.normpath(member.name)
    if name.startswith(("/", "../")) or name == "..":
        raise ProviderError(f"The archive contains {shown!r}, which is outside of it.")
    if member.isdir():
        return name
    if not member.isreg() or member.issparse():
        raise ProviderError(f"The archive contains {shown!r}, which is not a regular file.")
    if name in names:
        raise ProviderError(f"The archive contains {shown!r} twice.")
    names.add(name)
    return name


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo, limits: ArchiveLimits) -> bytes:
    if member.size > limits.member_bytes:
        raise TooMuch(f"The archive contains {member.name[:100]!r} with more than {limits.member_bytes:,} bytes.")
    stream = archive.extractfile(member)
    if stream is None:
        raise ProviderError(f"The archive contains {member.name[:100]!r}, which is not a regular file.")
    with stream:
        return stream.read()
