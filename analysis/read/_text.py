"""From the bytes of a file to its text: which encoding, and does the text look right."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import CharsetMatches, from_bytes

from analysis.errors import ReadError

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Marks a text file may open with; UTF-32 first, because its mark opens with UTF-16's."""

NOT_TEXT = (
    (b"%PDF-", "a PDF", "save its text as .txt or .html"),
    (b"PK\x03\x04", "a zip archive or an office document (.docx, .xlsx)", "export its text"),
    (b"\xd0\xcf\x11\xe0", "an old office document (.doc, .xls)", "export it as text or CSV"),
    (b"{\\rtf", "a rich text document (.rtf)", "save it as plain text"),
    (b"PAR1", "a Parquet file", "read it with read_parquet"),
    (b"\x1f\x8b", "gzip-compressed data", "unpack it"),
    (b"BZh", "bzip2-compressed data", "unpack it"),
    (b"\xfd7zXZ", "xz-compressed data", "unpack it"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed data", "unpack it"),
    (b"\x89PNG", "a PNG picture", "give the text itself"),
    (b"\xff\xd8\xff", "a JPEG picture", "give the text itself"),
    (b"GIF8", "a GIF picture", "give the text itself"),
    (b"RIFF", "a picture, sound or film", "give the text itself"),
    (b"SQLite format 3", "an SQLite database", "export its table as CSV"),
)
"""How files that are not text begin, what they are, and what the user can do."""

GUESSED_FROM = 200_000
"""Bytes of lines beyond ASCII that are enough to judge an encoding by."""

_CONTINUES = "".join(
    bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xC0)
)
_GARBLED = re.compile(f"Â[\xa0-\xbf]|Ã[{_CONTINUES}]|[âð][{_CONTINUES}]{{2,3}}|\ufffd+")
"""What accents, curly quotes and emoji become when their UTF-8 bytes are read one by one."""


def decode(raw: bytes, *, name: str, encoding: str | None = None) -> tuple[str, str]:
    """Turn the bytes of a text file into its text, and name the encoding found.

    A byte-order mark decides, then UTF-8 if every byte fits it, then the bytes
    themselves (charset-normalizer, with the common code page where several fit alike).
    The text keeps its line ends; a byte-order mark is not part of it.

    Parameters
    ----------
    raw
        The whole file.
    name
        What to call the file in an error.
    encoding
        The encoding, if it is known; then nothing is judged.

    Raises
    ------
    ReadError
        The bytes are not text, or not in the encoding named.

    Examples
    --------
    >>> decode("“naïve”".encode(), name="a.txt")
    ('“naïve”', 'utf-8')
    >>> decode("“naïve”, the minister said".encode("cp1252"), name="a.txt")
    ('“naïve”, the minister said', 'cp1252')
    """
    _refuse_what_is_not_text(raw, name)
    if encoding is not None:
        return _decode_as(raw, encoding, name)
    for mark, marked in BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return _decode_as(raw[len(mark) :], marked, name)
    if b"\0" in raw:
        return _decode_as(raw, _wide_encoding(raw, name), name)
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        _refuse_mixed(raw, error, name)
        return _decode_as(raw, _guess(raw, name), name)


def judged(encoding: str) -> tuple[str, ...]:
    """Say in a note that an encoding was judged from the bytes, if it was.

    >>> judged("utf-8"), judged("utf-16-le")
    ((), ())
    """
    if encoding.startswith("utf"):
        return ()
    note = (
        f"the text is in {encoding}, judged from its bytes; "
        "name another with encoding=… if letters look wrong"
    )
    return (note,)


def garbled(text: str) -> list[str]:
    """List the pieces of text that show a wrong conversion in its past, in order.

    They are UTF-8 that was once read as cp1252, and the mark for a lost letter.

    >>> garbled("Itâ€™s over, caf\ufffd")
    ['â€™', '�']
    """
    if not any(mark in text for mark in "ÂÃâð\ufffd"):
        return []
    return _GARBLED.findall(text)


def _refuse_what_is_not_text(raw: bytes, name: str) -> None:
    for start, what, remedy in NOT_TEXT:
        if raw.startswith(start):
            msg = f"{name} is not text: it looks like {what}; {remedy}."
            raise ReadError(msg)


def _decode_as(raw: bytes, encoding: str, name: str) -> tuple[str, str]:
    try:
        known = codecs.lookup(encoding).name
        text = raw.decode(known)
    except LookupError as error:
        msg = (
            f"there is no encoding {encoding!r}; "
            "common ones are utf-8, utf-16, cp1252, mac-roman, cp1251, gb18030."
        )
        raise ReadError(msg) from error
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        msg = (
            f"{name} is not in {known}: byte {error.start + 1:,} (line {line:,}) is "
            f"0x{raw[error.start]:02x}. It is damaged or in another encoding "
            "(leave encoding out to have it judged)."
        )
        raise ReadError(msg) from error
    return text.removeprefix("\ufeff"), known


def _wide_encoding(raw: bytes, name: str) -> str:
    """Tell UTF-16 without its mark from a file that is not text, by where the NULs stand."""
    sample = raw[:4096]
    half = max(len(sample) // 2, 1)
    high, low = sample[1::2].count(0) / half, sample[0::2].count(0) / half
    if len(raw) % 2 == 0 and max(high, low) > 0.6 and min(high, low) < 0.1:
        return "utf-16-le" if high > low else "utf-16-be"
    first = raw.index(b"\0")
    line = raw.count(b"\n", 0, first) + 1
    msg = (
        f"{name} is not text: it holds NUL bytes ({raw.count(0):,}), the first as "
        f"byte {first + 1:,} (line {line:,}). It is damaged or of another kind; "
        "export it again as UTF-8 text."
    )
    raise ReadError(msg)


def _refuse_mixed(raw: bytes, error: UnicodeDecodeError, name: str) -> None:
    """Refuse a file that is UTF-8 but for a few lines: no one encoding reads it rightly."""
    text = raw.decode("utf-8", errors="surrogateescape")
    wrong = len(re.findall("[\udc80-\udcff]", text))
    right = len(re.findall("[^\\x00-\\x7f]", text)) - wrong
    if right <= wrong:
        return
    line = raw.count(b"\n", 0, error.start) + 1
    msg = (
        f"{name} mixes encodings: {right:,} letters are UTF-8, but {wrong:,} bytes cannot be, "
        f"the first on line {line:,} (0x{raw[error.start]:02x}). Save those lines as UTF-8, or "
        "name one encoding for all with encoding='cp1252'."
    )
    raise ReadError(msg)


def _guess(raw: bytes, name: str) -> str:
    """Judge the encoding by the lines that are not ASCII."""
    lines = [line for line in raw[: 50 * GUESSED_FROM].splitlines() if not line.isascii()]
    sample = b"\n".join(lines) if lines else raw
    found = from_bytes(sample[:GUESSED_FROM])
    letters = sum(byte >= 0xC0 for byte in sample)
    best = _commonest(found, few_accents=letters < 0.01 * len(raw))
    if best is None:
        msg = f"{name} is in no encoding that is known here; save it as UTF-8 text."
        raise ReadError(msg)
    return best


def _commonest(found: CharsetMatches, *, few_accents: bool) -> str | None:
    """Take the commonest of the encodings that read the bytes equally well.

    Text with few letters beyond ASCII, as English is, cannot tell cp1252 from its siblings.
    """
    best = found.best()
    if best is None:
        return None
    slack = 1.0 if few_accents else 0.035
    alike = [m for m in found if m.chaos <= best.chaos]
    alike = [m for m in alike if m.coherence >= best.coherence - slack]
    names = {name for m in alike for name in (m.encoding, *m.could_be_from_charset)}
    usual = ["cp1252", "mac_roman", "cp1250", "cp1251"]
    if any(m.language == "Turkish" and m.encoding in ("cp1252", "cp1254") for m in alike):
        usual.insert(0, "cp1254")  # differs from cp1252 in six letters, all Turkish
    return next((name for name in usual if name in names), best.encoding)
