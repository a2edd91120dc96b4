"""Read what newspaper archives export: Nexis, Factiva, Europresse, LexisNexis and lists."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.corpus import Corpus
from analysis.read._archive import read_exports
from analysis.read._members import Paths


def read_archive(path: Paths, *, outlets: Mapping[str, str] | None = None) -> Corpus:
    """Read the exports of newspaper archives, whatever their kinds, many files in one call.

    What a file is, is judged by what it holds, never by its name. Known are the exports of
    Nexis (text), Nexis Uni (Word), LexisNexis (HTML), Factiva (HTML with or without its
    codes, XML) and Europresse (HTML), lists of Media Cloud (CSV), and what trafilatura
    extracted (JSON). What a vendor puts around an article (cover page, table of contents,
    search terms, copyright notices, document numbers, classification) is no part of it.

    Parameters
    ----------
    path
        A file, a folder with all below it, a zip archive, or a list of these.
    outlets
        Outlets to merge, ``{"Guardian.com": "Guardian"}``. Spellings that differ only in
        case, spaces and punctuation are taken as one outlet; a name mapped to itself is an
        outlet of its own.

    Returns
    -------
    Corpus
        One row an article: what the export says of it (``outlet``, ``published``,
        ``headline``, ``body``, ``byline``, ``section``, ``edition``, ``language``, ``url``,
        ``wire``, ``length`` in the archive's count of words, ``text_status``), empty where it
        says nothing, and where it stood: ``file`` and ``position`` (from 1). The
        ``article_id`` is the archive's own, else the file and the position.

    Raises
    ------
    ReadError
        Nothing could be read: with each file, and why.

    Notes
    -----
    Files of other kinds, damaged articles and articles that name no outlet are left out, and
    the notes of the corpus list each with its place and the reason. An article that was
    exported more than once (the same id, or in another file the same outlet, date, headline
    and text) is kept once, and counted there. Lines that Nexis broke for want of room are
    joined; a kicker above a headline and pictures are not kept. A file has at most 100 MB,
    a zip archive 1,000 MB; archives inside archives are not opened. Nothing is fetched.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> page = ('{"title": "Strike ends", "text": "Ships sailed.", "source": "https://a.example/1",'
    ...         ' "source-hostname": "Star", "date": "2024-03-02"}')
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "extracted.json").write_text(page, encoding="utf-8")
    ...     corpus = read_archive(folder)
    >>> corpus.articles[["outlet", "headline", "file", "position"]].values.tolist()
    [['Star', 'Strike ends', 'extracted.json', 1]]
    """
    return read_exports(path, outlets=outlets)


def read_nexis(path: Paths, *, outlets: Mapping[str, str] | None = None) -> Corpus:
    """Read exports of Nexis (text) and Nexis Uni (Word, .docx), as `read_archive` does.

    Files of another kind are refused, and the message names their reader.
    """
    return read_exports(path, reader="read_nexis", outlets=outlets)


def read_lexisnexis(path: Paths, *, outlets: Mapping[str, str] | None = None) -> Corpus:
    """Read exports of LexisNexis as HTML, as `read_archive` does.

    Files of another kind are refused, and the message names their reader.
    """
    return read_exports(path, reader="read_lexisnexis", outlets=outlets)


def read_factiva(path: Paths, *, outlets: Mapping[str, str] | None = None) -> Corpus:
    """Read exports of Factiva as HTML or XML, as `read_archive` does.

    Files of another kind are refused, and the message names their reader.
    """
    return read_exports(path, reader="read_factiva", outlets=outlets)


def read_europresse(path: Paths, *, outlets: Mapping[str, str] | None = None) -> Corpus:
    """Read exports of Europresse as HTML, of today and of before 2015, as `read_archive` does.

    Files of another kind are refused, and the message names their reader.
    """
    return read_exports(path, reader="read_europresse", outlets=outlets)


def read_mediacloud(path: Paths, *, outlets: Mapping[str, str] | None = None) -> Corpus:
    """Read lists of addresses of Media Cloud (CSV), as `read_archive` does.

    Such a list has no texts: ``text_status`` is "withheld", and what needs text leaves
    these articles out. Files of another kind are refused, and the message names their
    reader.
    """
    return read_exports(path, reader="read_mediacloud", outlets=outlets)


def read_trafilatura(path: Paths, *, outlets: Mapping[str, str] | None = None) -> Corpus:
    """Read what trafilatura extracted from pages (JSON), as `read_archive` does.

    One article a file, a list, or one a line. Readers' comments are not kept: `read_pages`
    keeps those of saved pages. Files of another kind are refused, and the message names
    their reader.
    """
    return read_exports(path, reader="read_trafilatura", outlets=outlets)
