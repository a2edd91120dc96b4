"""What archives write around an article, in the languages of their interfaces."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from itertools import count

from analysis.read._dates import YEARS

FIELDS = {
    "length": "length länge longueur lengte longitud extensión comprimento lunghezza",
    "byline": "byline autor autorin auteur auteurs author autore naamregel verfasser por par",
    "section": "section rubrik ressort rubrique sección seccion sectie seção secção sezione",
    "headline": "headline überschrift titre titel titular título titolo kop",
    "highlight": "highlight highlights encart insert zusammenfassung samenvatting resumen",
    "dateline": "dateline ort lieu datación",
    "body": (
        "body text volltext artikeltext inhalt corps texte cuerpo texto contenido corpo "
        "contenuto hoofdtekst tekst volledige-tekst"
    ),
    "language": "language sprache langue taal idioma lingua língua",
    "loaded": (
        "load-date update date-chargement date-de-chargement mise-à-jour date-mise-à-jour "
        "ladedatum aktualisierung fecha-carga fecha-de-carga laaddatum laad-datum "
        "data-carregamento data-de-carregamento data-di-caricamento"
    ),
    "kind": (
        "publication-type type-publication type-de-publication publikationsart "
        "art-der-publikation zeitungstyp tipo-publicación tipo-de-publicación "
        "publicatietype soort-publicatie tipo-de-publicação tipo-di-pubblicazione pub-type"
    ),
    "graphic": (
        "graphic graphics grafik graphique gráfico grafico grafiek illustration abbildung "
        "image photo photos"
    ),
    "classified": (
        "classification klassifizierung klassifikation classificatie clasificación "
        "classificação classificazione journal-code subject sujet thema themen onderwerp "
        "asunto tema assunto argomento organization person personne company société societe "
        "unternehmen bedrijf empresa industry secteur-activité secteur-activite branche "
        "geographic localisation-géo localisation-geo geografie ticker stock-symbol "
        "symbole-boursier document-type doc-type notes correction correction-date acc-no "
        "distribution issn isbn pub-code state country city copyright series geo-localization "
        "activity-sector url pays land ville"
    ),
}
"""House name of a field to what interfaces call it (English, German, French, Spanish, Dutch,
Portuguese, Italian), spaces as hyphens, case aside."""
TAIL = frozenset({"language", "loaded", "kind", "graphic", "classified"})
"""Fields that stand after the body."""
_LABELS = {
    unicodedata.normalize("NFC", label): field
    for field, labels in FIELDS.items()
    for label in labels.split()
}
_LABELLED = re.compile(r"\s*(?!\d)([^\W\d_][\w.' -]{1,38}?)[ ]*:(\s+|$)")

_END = (
    "end of document",
    "ende des dokuments",
    "dokumentende",
    "fin du document",
    "fin de documento",
    "fin del documento",
    "einde van document",
    "einde van het document",
    "fim do documento",
    "fine del documento",
    "fine documento",
)
_COPYRIGHT = re.compile(
    r"\s*(?:copyright\b|copy\s+\d{4}|©|\(c\)\s|alle rechte vorbehalten|all rights? reserved|"
    r"tous droits r[ée]serv[ée]s|todos los derechos|alle rechten voorbehouden|"
    r"todos os direitos|tutti i diritti)",
    re.IGNORECASE,
)

MONTHS = {
    "en": (
        "january february march april may june july august september october november december"
    ),
    "de": (
        "januar februar märz april mai juni juli august september oktober november dezember"
    ),
    "at": "jänner feber",
    "fr": (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    ),
    "es": (
        "enero febrero marzo abril mayo junio "
        "julio agosto septiembre octubre noviembre diciembre"
    ),
    "it": (
        "gennaio febbraio marzo aprile maggio giugno "
        "luglio agosto settembre ottobre novembre dicembre"
    ),
    "pt": (
        "janeiro fevereiro março abril maio junho "
        "julho agosto setembro outubro novembro dezembro"
    ),
    "nl": (
        "januari februari maart april mei juni "
        "juli augustus september oktober november december"
    ),
    "sv": (
        "januari februari mars april maj juni juli augusti september oktober november december"
    ),
    "da": (
        "januar februar marts april maj juni juli august september oktober november december"
    ),
    "pl": (
        "stycznia lutego marca kwietnia maja czerwca "
        "lipca sierpnia września października listopada grudnia"
    ),
    "ru": ("января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
}
"""Names of the months as they stand in dates, by language."""
_SHORT = {
    "jan": 1, "janv": 1, "feb": 2, "févr": 2, "fév": 2, "mar": 3, "mär": 3, "mrt": 3, "apr": 4,
    "avr": 4, "jun": 6, "jul": 7, "juil": 7, "aug": 8, "sep": 9, "sept": 9, "setiembre": 9,
    "oct": 10, "okt": 10, "nov": 11, "dec": 12, "dez": 12, "déc": 12, "dic": 12,
}  # fmt: skip


def _plain(word: str) -> str:
    """Write a word without case and accents, so that 'FEVRIER' is a month."""
    split = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


_MONTHS = {_plain(name): number for name, number in _SHORT.items()} | {
    _plain(name): number
    for names in MONTHS.values()
    for number, name in zip(count(1), names.split(), strict=False)
}
_WORD_DATES = (
    re.compile(r"\b(?P<d>\d{1,2})(?:\.|er|º|st|nd|rd|th)?\s+(?:de\s+|of\s+)?"
               r"(?P<m>[^\W\d_]+)\.?,?\s+(?:de\s+|del\s+)?(?P<y>\d{4})\b"),
    re.compile(r"\b(?P<m>[^\W\d_]+)\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})\b"),
)  # fmt: skip
_NUMBER_DATES = (
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"\b(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})\b"),
    re.compile(r"(?P<y>\d{4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일]"),
)

LANGUAGES = {
    "en": "english englisch anglais inglés engels inglês inglese",
    "de": "german deutsch allemand alemán duits alemão tedesco",
    "fr": "french französisch français francés frans francês francese",
    "es": "spanish spanisch espagnol español castellano spaans espanhol spagnolo",
    "nl": "dutch niederländisch néerlandais neerlandés holandés nederlands holandês olandese",
    "it": "italian italienisch italien italiano italiaans",
    "pt": "portuguese portugiesisch portugais portugués portugees português portoghese",
    "ru": "russian russisch russe ruso russo русский",
    "ar": "arabic arabisch arabe árabe arabo",
    "zh": "chinese chinesisch chinois chino chinees chinês cinese 中文",
    "ja": "japanese japanisch japonais japonés japans japonês giapponese 日本語",
    "ko": "korean koreanisch coréen coreano koreaans",
    "pl": "polish polnisch polonais polaco pools polacco polski",
    "sv": "swedish schwedisch suédois sueco zweeds svedese svenska",
    "da": "danish dänisch danois danés deens dinamarquês danese dansk",
    "no": "norwegian norwegisch norvégien noruego noors norueguês norvegese norsk",
    "fi": "finnish finnisch finnois finlandés fins finlandês finlandese suomi",
    "tr": "turkish türkisch turc turco turks türkçe",
    "cs": "czech tschechisch tchèque checo tsjechisch tcheco ceco",
    "el": "greek griechisch grec griego grieks grego greco",
    "he": "hebrew hebräisch hébreu hebreo hebreeuws hebraico ebraico",
    "hu": "hungarian ungarisch hongrois húngaro hongaars ungherese",
    "ro": "romanian rumänisch roumain rumano roemeens romeno rumeno",
    "uk": "ukrainian ukrainisch ukrainien ucraniano oekraïens ucraino",
    "ca": "catalan katalanisch catalán catalaans catalão catalano català",
    "hi": "hindi",
    "id": "indonesian indonesisch indonésien indonesio",
    "fa": "persian farsi persisch",
}
"""BCP 47 tag to the names of a language in the interfaces' languages."""
_LANGUAGES = {_plain(n): tag for tag, names in LANGUAGES.items() for n in names.split()}


def field_of(text: str) -> tuple[str, str]:
    r"""Tell the field that a line is labelled with, and what stands after the label.

    A label is in capitals (Nexis) or parted from its value by a no-break space (Nexis Uni),
    so that a caption in an article's own text is none.

    >>> field_of("LÄNGE: 355 Wörter"), field_of("Section:\xa0POLITICS; Version:28")
    (('length', '355 Wörter'), ('section', 'POLITICS; Version:28'))
    >>> field_of("LONDON: The minister resigned."), field_of("Photo: the quay at night")
    (('', 'LONDON: The minister resigned.'), ('', 'Photo: the quay at night'))
    """
    found = _LABELLED.match(text)
    if not found or not (found[1].isupper() or found[2].startswith("\xa0")):
        return "", text
    label = re.sub(r"[\s-]+", "-", unicodedata.normalize("NFC", found[1]).casefold())
    field = _LABELS.get(label, "")
    return (field, text[found.end() :].strip()) if field else ("", text)


def heading_of(text: str) -> str:
    """Tell the field that a line of its own opens: "Body", "Classification"; else nothing.

    >>> heading_of("Body"), heading_of(" Classification "), heading_of("The body")
    ('body', 'classified', '')
    """
    return _LABELS.get("-".join(text.casefold().split()), "")


def is_end(text: str) -> bool:
    """Say whether a line is the mark with which Nexis Uni ends a document."""
    return " ".join(text.casefold().split()).rstrip(".") in _END


def is_copyright(text: str) -> bool:
    """Say whether a line is a notice of copyright.

    >>> is_copyright("Copyright 2024 Harbour Press"), is_copyright("Copyrights are at issue")
    (True, False)
    """
    return _COPYRIGHT.match(text) is not None


def written_date(text: str) -> str:
    """Find the first whole date in a line and write it as ISO; nothing if there is none.

    Months may be named in the languages of ``MONTHS``, and shortened in the commonest.
    A date of three numbers counts if its order is certain: 2024-03-31 or 31.3.2024.

    >>> written_date("jeudi 5 octobre 2013, p. 03"), written_date("July 1, 2019 Monday")
    ('2013-10-05', '2019-07-01')
    >>> written_date("Montag, 2. Jänner 2006"), written_date("3/4/2020")
    ('2006-01-02', '')
    """
    found = [match for pattern in _WORD_DATES for match in pattern.finditer(text)]
    found += [match for pattern in _NUMBER_DATES for match in pattern.finditer(text)]
    for match in sorted(found, key=lambda one: one.start()):
        month = match["m"]
        number = int(month) if month.isdecimal() else _MONTHS.get(_plain(month), 0)
        try:
            day = date(int(match["y"]), number, int(match["d"]))
        except ValueError:
            continue
        if day.year in YEARS:
            return day.isoformat()
    return ""


def language_tag(text: str) -> str:
    """Write the name of a language, or its code, as a BCP 47 tag; nothing if unknown.

    >>> language_tag("GERMAN; DEUTSCH"), language_tag("Français"), language_tag("EN")
    ('de', 'fr', 'en')
    >>> language_tag("Klingon")
    ''
    """
    for word in re.findall(r"[^\W\d_]+", text):
        plain = _plain(word)
        if tag := _LANGUAGES.get(plain, plain if plain in LANGUAGES else ""):
            return tag
    return ""


def words_counted(text: str) -> int | None:
    r"""Return the number of words an archive says an article has.

    >>> words_counted("2,968 words"), words_counted("1.234 Wörter")
    (2968, 1234)
    """
    found = re.search(r"\d{1,3}(?:[.,'\u2009\u202f\xa0 ]\d{3})+|\d+", text)
    return int(re.sub(r"\D", "", found.group())) if found else None
