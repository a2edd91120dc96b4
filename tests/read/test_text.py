"""Bytes become the text they were, or are refused with what they look like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ReadError
from analysis.read._text import NOT_TEXT, decode, garbled, judged

WRITTEN = {  # in the manner of the news, in the code page of its language
    ("cp1252", "en"): "The minister said “we won’t yield” — a phrase the editors called naïve.",
    ("cp1252", "fr"): "Le ministre a déclaré que la grève des employés était terminée.",
    ("cp1252", "de"): "Größere Zugeständnisse müsse es für die Bürger nicht geben, hieß es.",
    ("cp1250", "pl"): "Związkowcy przyjęli propozycję rządu, która była już gotowa w środę.",
    ("cp1251", "ru"): "Премьер заявил, что забастовка докеров закончилась в среду утром.",
    ("cp1254", "tr"): "Başbakan liman işçilerinin grevinin sona erdiğini söyledi, şimdi iş.",
    ("gb18030", "zh"): "总理表示码头工人的罢工已经结束。工会接受了政府在周三提出的建议。",
    ("cp932", "ja"): "首相は港湾労働者のストライキが終わったと述べた。組合は提案を受け入れた。",
}
SAMPLES = [
    pytest.param(code, text, id=f"{code}-{lang}") for (code, lang), text in WRITTEN.items()
]


@pytest.mark.parametrize(("encoding", "text"), SAMPLES)
def test_an_encoding_without_a_mark_is_judged_by_its_bytes(encoding, text):
    assert decode(text.encode(encoding), name="a.txt") == (text, encoding)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-32", "utf-32-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-16-le", "utf-16-le"),
    ],
)
def test_unicode_is_read_with_and_without_its_mark(written, found):
    text = "Dockers struck, “again”\r\nand again"
    assert decode(text.encode(written), name="a.txt") == (text, found)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_utf8_comes_back_to_the_character(text):
    if not text.startswith("\ufeff"):
        raw = text.encode()
        if not any(raw.startswith(start) for start, _, _ in NOT_TEXT):
            assert decode(raw, name="a.txt") == (text, "utf-8")


@given(st.binary())
def test_any_bytes_are_text_or_refused(raw):
    try:
        text, encoding = decode(raw, name="a.txt")
    except ReadError:
        return
    assert isinstance(text, str)
    assert encoding


def test_a_named_encoding_is_used_as_it_is():
    raw = "naïve".encode()
    assert decode(raw, name="a.txt", encoding="latin-1") == ("naÃ¯ve", "iso8859-1")


@pytest.mark.parametrize(
    ("raw", "settings", "message"),
    [
        (
            b"%PDF-1.7",
            {},
            "a.txt is not text: it looks like a PDF; save its text as .txt or .html.",
        ),
        (
            b"PK\x03\x04word/document.xml",
            {},
            (
                "a.txt is not text: it looks like a zip archive or an office document "
                "(.docx, .xlsx); export its text."
            ),
        ),
        (
            b"\x89PNG\r\n",
            {},
            "a.txt is not text: it looks like a PNG picture; give the text itself.",
        ),
        (
            b"one line\nab\0c",
            {},
            (
                "a.txt is not text: it holds NUL bytes (1), the first as byte 12 (line 2). "
                "It is damaged or of another kind; export it again as UTF-8 text."
            ),
        ),
        (
            "é\n".encode() * 5 + b"caf\xe9\n",
            {},
            (
                "a.txt mixes encodings: 5 letters are UTF-8, but 1 bytes cannot be, the "
                "first on "
                "line 6 (0xe9). Save those lines as UTF-8, or name one encoding for all with "
                "encoding='cp1252'."
            ),
        ),
        (
            b"one\ncaf\xe9",
            {"encoding": "utf-8"},
            (
                "a.txt is not in utf-8: byte 8 (line 2) is 0xe9. It is damaged or in another "
                "encoding (leave encoding out to have it judged)."
            ),
        ),
        (
            b"one",
            {"encoding": "utf8-ish"},
            (
                "there is no encoding 'utf8-ish'; common ones are utf-8, utf-16, cp1252, "
                "mac-roman, cp1251, gb18030."
            ),
        ),
    ],
)
def test_what_is_not_text_is_refused_with_what_it_looks_like(raw, settings, message):
    with pytest.raises(ReadError) as refusal:
        decode(raw, name="a.txt", **settings)
    assert str(refusal.value) == message


@given(st.text("éèçüßñ’“”—…€🙂", min_size=1, max_size=5))
def test_utf8_once_read_as_cp1252_is_noticed(text):
    try:
        misread = text.encode().decode("cp1252")
    except UnicodeDecodeError:  # cp1252 leaves five bytes without a letter
        return
    assert "".join(garbled(f"It {misread} over")) == misread


@pytest.mark.parametrize("text", ["NÃO", "â", "“Â” stands alone", "São Paulo", "Straße", ""])
def test_letters_in_their_own_right_are_not_garbled(text):
    assert garbled(text) == []


def test_only_a_judged_encoding_is_noted():
    assert judged("utf-8") == judged("utf-16-le") == ()
    assert judged("cp1252") == (
        (
            "the text is in cp1252, judged from its bytes; name another with encoding=… if "
            "letters look wrong"
        ),
    )
