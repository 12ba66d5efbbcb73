"""The files of an e-print as arXiv serves it: a tar, gzipped or not, one gzipped file, or a single file; read in memory."""

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
    """The most members, bytes of one kept member, of all kept ones, and of all members that an archive may have."""

    members: int = 2_000
    member_bytes: int = 20_000_000
    kept_bytes: int = 50_000_000
    total_bytes: int = 400_000_000


def unpacked(data: bytes, *, keep: frozenset[str], limits: ArchiveLimits | None = None) -> dict[str, bytes]:
    """The files of an e-print whose suffixes are in `keep`, by their names in the archive; a single file is named "".

    An archive may hold regular files and folders, each name once, all of them inside it.
    ProviderError for one that holds anything else or is damaged; TooMuch for one beyond the limits.
    Nothing is written, and no name is used for anything but telling the files apart.
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
        # Read once, from front to end: a stream cannot be made to go back.
        with tarfile.open(fileobj=stream, mode="r|", errorlevel=2) as archive:
            for count, member in enumerate(archive, start=1):
                name = _checked_name(member, names)
                total += member.size
                if count > limits.members or total > limits.total_bytes:
                    raise TooMuch(f"The archive holds more than {limits.members:,} members or {limits.total_bytes:,} bytes.")
                if member.isreg() and posixpath.splitext(name)[1].lower() in keep:
                    found[name] = _content(archive, member, limits)
                    kept += member.size
                    if kept > limits.kept_bytes:
                        raise TooMuch(f"The archive holds more than {limits.kept_bytes:,} bytes of text.")
    except (tarfile.TarError, EOFError, ValueError, OverflowError, OSError) as error:
        raise ProviderError(f"The archive is damaged: {str(error) or type(error).__name__}.") from error
    return found


def _checked_name(member: tarfile.TarInfo, names: set[str]) -> str:
    """The member's name, normalised and noted in `names`; ProviderError for a member that no paper's source needs."""
    shown = member.name[:100]
    name = posixpath.normpath(member.name)
    if name.startswith(("/", "../")) or name == "..":
        raise ProviderError(f"The archive holds {shown!r}, which lies outside of it.")
    if member.isdir():
        return name
    if not member.isreg() or member.issparse():
        raise ProviderError(f"The archive holds {shown!r}, which is no regular file.")
    if name in names:
        raise ProviderError(f"The archive holds {shown!r} twice.")
    names.add(name)
    return name


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo, limits: ArchiveLimits) -> bytes:
    if member.size > limits.member_bytes:
        raise TooMuch(f"The archive holds {member.name[:100]!r} with more than {limits.member_bytes:,} bytes.")
    stream = archive.extractfile(member)
    if stream is None:
        raise ProviderError(f"The archive holds {member.name[:100]!r}, which is no regular file.")
    with stream:
        return stream.read()
