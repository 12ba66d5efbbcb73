"""Every encoding that an editor writes becomes text, and a guess is told."""

import codecs

import pytest

from alignqa.papers.parsing.manuscript.decoding import decode


@pytest.mark.parametrize(
    "data",
    [
        "Gödel’s goal\n".encode(),
        codecs.BOM_UTF8 + "Gödel’s goal\n".encode(),
        codecs.BOM_UTF16_LE + "Gödel’s goal\n".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "Gödel’s goal\n".encode("utf-16-be"),
        codecs.BOM_UTF32_LE + "Gödel’s goal\n".encode("utf-32-le"),
    ],
)
def test_unicode_needs_no_notice(data: bytes) -> None:
    assert decode(data) == ("Gödel’s goal\n", None)


def test_windows_text_is_read_with_a_notice() -> None:
    assert decode(b"G\xf6del\x92s goal") == ("Gödel’s goal", "Not valid UTF-8 (byte 1); read as Windows-1252.")


def test_latin_1_takes_what_windows_1252_lacks() -> None:
    text, notice = decode(b"a\x81b")
    assert (text, notice) == ("a\x81b", "Not valid UTF-8 (byte 1); read as Latin-1.")


def test_broken_bytes_after_a_mark_are_replaced() -> None:
    text, notice = decode(codecs.BOM_UTF8 + b"a\xff")
    assert text == "a\ufffd"
    assert notice == "Not valid UTF-8 (byte 1); unreadable characters were replaced."


def test_line_ends_are_newlines() -> None:
    assert decode(b"one\r\ntwo\rthree\n") == ("one\ntwo\nthree\n", None)
