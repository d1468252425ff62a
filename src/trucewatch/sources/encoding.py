"""Bytes to text: UTF-8 or a clear word on what else it is.

Invariant: nothing is guessed into the text. A guess at the encoding goes into the error message only; a
saved page, which declares its encoding, is the one exception.
"""

from __future__ import annotations

import codecs
import re

# What people hand over by mistake, by the bytes that such files begin with.
_KINDS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "a rich-text document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-zip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)
_WIDE = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)
_PAGE_ENCODINGS = re.compile(
    r"utf-8|iso8859-\d+|cp125\d|cp866|koi8-[ru]|mac-(cyrillic|roman)|gb18030|gbk|gb2312|big5|euc_(jp|kr)|shift_jis"
)
_SAMPLE = 65_536


class EncodingError(ValueError):
    """The bytes are no text that can be taken as it is; the message says what they seem to be."""


def decode(data: bytes) -> str:
    """`data` as text: UTF-8, with or without a byte order mark.

    Raises EncodingError where it is not, naming what it is or seems to be.
    """
    _refuse_other_kinds(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if _mostly_controls(data):
            raise EncodingError("is binary, not text") from None
        seems = _guess(data, error.start)
        raise EncodingError(
            f"is not UTF-8 (byte 0x{data[error.start]:02x} at {error.start}){seems}"
        ) from None
    if _mostly_controls(data):
        raise EncodingError("is binary, not text")
    return text


def decode_page(data: bytes, label: str | None = None) -> str:
    """The bytes of a page as text, by byte order mark, `label`, declared encoding, or as UTF-8.

    `label` is the encoding that came with the page, which goes before the one that it declares. Raises
    EncodingError where none of these can be.
    """
    for mark, name in _WIDE:
        if data.startswith(mark):
            return data.decode(name, "replace")
    declared = _DECLARED.search(data, 0, 4096)
    if (label or declared) and not data.startswith(codecs.BOM_UTF8):
        encoding = _page_encoding(label) if label else None
        if not encoding and declared:
            encoding = _page_encoding(declared[1].decode("ascii"))
        if encoding and not _mostly_controls(data):
            _refuse_other_kinds(data)
            # As browsers do: a page has parts from many hands, and one bad byte spoils none but itself.
            return data.decode(encoding, "replace")
    return decode(data)


def _page_encoding(label: str) -> str | None:
    """The codec for a page's label; a page that says Latin-1 means windows-1252, as in every browser."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    if name in ("iso8859-1", "ascii"):
        return "cp1252"
    return name if _PAGE_ENCODINGS.fullmatch(name) else None


def _refuse_other_kinds(data: bytes) -> None:
    for start, kind in _KINDS:
        if data.startswith(start):
            raise EncodingError(f"is {kind}, not text")
    for mark, name in _WIDE:
        if data.startswith(mark):
            raise EncodingError(f"is {name}, not UTF-8: convert it first (iconv -f {name} -t UTF-8)")


def _mostly_controls(data: bytes) -> bool:
    """Whether more than one byte in fifty is a control character that no writer of text would type."""
    sample = data[:_SAMPLE]
    return len(_CONTROLS.findall(sample)) * 50 > len(sample)


def _guess(data: bytes, position: int) -> str:
    """What the encoding seems to be, as the end of a sentence; nothing where there is no good guess."""
    import logging

    from charset_normalizer import from_bytes

    logging.getLogger("charset_normalizer").addHandler(logging.NullHandler())
    begin = max(0, position - _SAMPLE // 2)
    best = from_bytes(data[begin : begin + _SAMPLE]).best()
    if best is None:
        return ""
    # Where it makes no difference to these bytes, the most common is the likeliest.
    encoding = "cp1252" if "cp1252" in best.could_be_from_charset else best.encoding
    name = re.sub(r"^cp(125\d)$", r"windows-\1", encoding).replace("_", "-")
    return f"; it seems to be {name}: convert it first (iconv -f {name} -t UTF-8)"
