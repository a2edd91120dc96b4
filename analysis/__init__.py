"""Compare how news outlets frame the same events, and say how sure the answer is.

Everything a study needs has its name here::

    import analysis

    corpus = analysis.split_parts(analysis.read_csv("articles.csv"))
    labels = {"eviction": ["[evict]", "eviction*"], "relocation": ["relocat*"]}
    result = analysis.compare_labels(corpus, labels)
    result.table, result.notes
    result.sentences(result.table.query("finding and n_articles > 0").index[0])

Names are loaded when they are first used, so that importing the package is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.check.agreement import check_agreement as check_agreement
    from analysis.check.attainable import check_attainable as check_attainable
    from analysis.check.attributions import check_attributions as check_attributions
    from analysis.check.balance import check_balance as check_balance
    from analysis.check.burstiness import check_burstiness as check_burstiness
    from analysis.check.classifier import check_classifier as check_classifier
    from analysis.check.coding_plan import plan_coding as plan_coding
    from analysis.check.dispersion import check_dispersion as check_dispersion
    from analysis.check.equivalent import check_equivalent as check_equivalent
    from analysis.check.learning import check_learning as check_learning
    from analysis.check.length import check_length as check_length
    from analysis.check.placebo import check_placebo as check_placebo
    from analysis.check.plan import plan_study as plan_study
    from analysis.check.predictions import check_predictions as check_predictions
    from analysis.check.result import CheckResult as CheckResult
    from analysis.codebook import Codebook as Codebook
    from analysis.coding.claim_check import read_claim_check as read_claim_check
    from analysis.coding.claim_pairs import draw_claim_pairs as draw_claim_pairs
    from analysis.coding.codings import Codings as Codings
    from analysis.coding.disagreements import write_disagreements as write_disagreements
    from analysis.coding.doccano import from_doccano as from_doccano
    from analysis.coding.doccano import to_doccano as to_doccano
    from analysis.coding.inception import from_inception as from_inception
    from analysis.coding.inception import to_inception as to_inception
    from analysis.coding.label_candidates import label_candidates as label_candidates
    from analysis.coding.mark_check import read_mark_check as read_mark_check
    from analysis.coding.mark_sample import draw_marks as draw_marks
    from analysis.coding.marked_attributions import read_attributions as read_attributions
    from analysis.coding.reading import read_codings as read_codings
    from analysis.coding.reading import read_sample as read_sample
    from analysis.coding.reference import settled as settled
    from analysis.coding.sample import Sample as Sample
    from analysis.coding.sample import draw_sample as draw_sample
    from analysis.coding.scales import scale_codes as scale_codes
    from analysis.coding.scales import scale_scores as scale_scores
    from analysis.coding.sheets import write_sheets as write_sheets
    from analysis.compare.agency import compare_agency as compare_agency
    from analysis.compare.claims import compare_claims as compare_claims
    from analysis.compare.concordance import collocates as collocates
    from analysis.compare.concordance import concordance as concordance
    from analysis.compare.coverage import compare_coverage as compare_coverage
    from analysis.compare.diversity import (
        compare_source_diversity as compare_source_diversity,
    )
    from analysis.compare.frames import compare_frames as compare_frames
    from analysis.compare.headlines import compare_headlines as compare_headlines
    from analysis.compare.labels import compare_labels as compare_labels
    from analysis.compare.loaded import compare_loaded as compare_loaded
    from analysis.compare.ranking import rank_outlets as rank_outlets
    from analysis.compare.saying import compare_saying as compare_saying
    from analysis.compare.second_opinion import second_opinion as second_opinion
    from analysis.compare.sentiment import compare_sentiment as compare_sentiment
    from analysis.compare.sources import compare_sources as compare_sources
    from analysis.compare.vary import vary as vary
    from analysis.compare.words import compare_words as compare_words
    from analysis.corpus import Corpus as Corpus
    from analysis.design import Counted as Counted
    from analysis.design import Design as Design
    from analysis.errors import AnalysisError as AnalysisError
    from analysis.lexicon import Lexicon as Lexicon
    from analysis.measure._frame_evidence import article_texts as article_texts
    from analysis.measure.agency import measure_agency as measure_agency
    from analysis.measure.attribution_models import (
        read_attribution_model as read_attribution_model,
    )
    from analysis.measure.attribution_models import train_attributions as train_attributions
    from analysis.measure.attribution_models import (
        write_attribution_model as write_attribution_model,
    )
    from analysis.measure.attributions import measure_attributions as measure_attributions
    from analysis.measure.claims import measure_claims as measure_claims
    from analysis.measure.dictionaries import measure_frames as measure_frames
    from analysis.measure.dictionaries import score_frames as score_frames
    from analysis.measure.frames import FrameClassifier as FrameClassifier
    from analysis.measure.loaded import measure_loaded as measure_loaded
    from analysis.measure.quotes import measure_quotes as measure_quotes
    from analysis.measure.quotes import unbalanced_marks as unbalanced_marks
    from analysis.measure.sentiment import measure_sentiment as measure_sentiment
    from analysis.measure.target_sentiment import TargetSentiment as TargetSentiment
    from analysis.measure.voice import only_sources as only_sources
    from analysis.prepare.boilerplate import find_boilerplate as find_boilerplate
    from analysis.prepare.copies import find_copies as find_copies
    from analysis.prepare.events import match_events as match_events
    from analysis.prepare.language import identify_language as identify_language
    from analysis.prepare.parse import parse as parse
    from analysis.prepare.parts import doubtful_cuts as doubtful_cuts
    from analysis.prepare.parts import lines_table as lines_table
    from analysis.prepare.parts import split_parts as split_parts
    from analysis.prepare.proposals import proposed_events as proposed_events
    from analysis.read.archive import read_archive as read_archive
    from analysis.read.archive import read_europresse as read_europresse
    from analysis.read.archive import read_factiva as read_factiva
    from analysis.read.archive import read_lexisnexis as read_lexisnexis
    from analysis.read.archive import read_mediacloud as read_mediacloud
    from analysis.read.archive import read_nexis as read_nexis
    from analysis.read.archive import read_trafilatura as read_trafilatura
    from analysis.read.csv import read_csv as read_csv
    from analysis.read.folder import read_folder as read_folder
    from analysis.read.jsonl import read_jsonl as read_jsonl
    from analysis.read.pages import read_pages as read_pages
    from analysis.read.parquet import read_parquet as read_parquet
    from analysis.results import Result as Result
    from analysis.spans import Spans as Spans
    from analysis.stats import compare_counts as compare_counts
    from analysis.study import open_run as open_run
    from analysis.tally import Tally as Tally

_HOME = {
    "check_agreement": "check.agreement",
    "check_attainable": "check.attainable",
    "check_attributions": "check.attributions",
    "check_balance": "check.balance",
    "check_burstiness": "check.burstiness",
    "check_dispersion": "check.dispersion",
    "check_equivalent": "check.equivalent",
    "check_length": "check.length",
    "check_placebo": "check.placebo",
    "check_predictions": "check.predictions",
    "plan_coding": "check.coding_plan",
    "plan_study": "check.plan",
    "CheckResult": "check.result",
    "Codebook": "codebook",
    "read_claim_check": "coding.claim_check",
    "draw_claim_pairs": "coding.claim_pairs",
    "Codings": "coding.codings",
    "write_disagreements": "coding.disagreements",
    "from_doccano": "coding.doccano",
    "to_doccano": "coding.doccano",
    "from_inception": "coding.inception",
    "to_inception": "coding.inception",
    "read_mark_check": "coding.mark_check",
    "draw_marks": "coding.mark_sample",
    "label_candidates": "coding.label_candidates",
    "read_codings": "coding.reading",
    "read_sample": "coding.reading",
    "settled": "coding.reference",
    "Sample": "coding.sample",
    "draw_sample": "coding.sample",
    "scale_codes": "coding.scales",
    "scale_scores": "coding.scales",
    "write_sheets": "coding.sheets",
    "compare_agency": "compare.agency",
    "compare_claims": "compare.claims",
    "collocates": "compare.concordance",
    "concordance": "compare.concordance",
    "compare_counts": "stats",
    "compare_coverage": "compare.coverage",
    "compare_frames": "compare.frames",
    "compare_headlines": "compare.headlines",
    "compare_labels": "compare.labels",
    "compare_loaded": "compare.loaded",
    "compare_sentiment": "compare.sentiment",
    "compare_source_diversity": "compare.diversity",
    "compare_saying": "compare.saying",
    "compare_sources": "compare.sources",
    "second_opinion": "compare.second_opinion",
    "compare_words": "compare.words",
    "Corpus": "corpus",
    "Counted": "design",
    "Design": "design",
    "AnalysisError": "errors",
    "Lexicon": "lexicon",
    "measure_agency": "measure.agency",
    "measure_attributions": "measure.attributions",
    "read_attribution_model": "measure.attribution_models",
    "train_attributions": "measure.attribution_models",
    "write_attribution_model": "measure.attribution_models",
    "read_attributions": "coding.marked_attributions",
    "measure_claims": "measure.claims",
    "check_classifier": "check.classifier",
    "check_learning": "check.learning",
    "FrameClassifier": "measure.frames",
    "measure_frames": "measure.dictionaries",
    "score_frames": "measure.dictionaries",
    "article_texts": "measure._frame_evidence",
    "measure_loaded": "measure.loaded",
    "measure_quotes": "measure.quotes",
    "measure_sentiment": "measure.sentiment",
    "only_sources": "measure.voice",
    "TargetSentiment": "measure.target_sentiment",
    "find_boilerplate": "prepare.boilerplate",
    "find_copies": "prepare.copies",
    "parse": "prepare.parse",
    "doubtful_cuts": "prepare.parts",
    "identify_language": "prepare.language",
    "match_events": "prepare.events",
    "proposed_events": "prepare.proposals",
    "lines_table": "prepare.parts",
    "split_parts": "prepare.parts",
    "rank_outlets": "compare.ranking",
    "read_archive": "read.archive",
    "read_europresse": "read.archive",
    "read_factiva": "read.archive",
    "read_lexisnexis": "read.archive",
    "read_mediacloud": "read.archive",
    "read_nexis": "read.archive",
    "read_trafilatura": "read.archive",
    "read_csv": "read.csv",
    "read_folder": "read.folder",
    "read_jsonl": "read.jsonl",
    "read_pages": "read.pages",
    "read_parquet": "read.parquet",
    "Result": "results",
    "Spans": "spans",
    "open_run": "study",
    "Tally": "tally",
    "unbalanced_marks": "measure.quotes",
    "vary": "compare.vary",
}
__all__ = list(_HOME)


def __getattr__(name: str) -> object:
    """Load a public name from the module it is at home in, or the room of statistics."""
    if name in _HOME:
        return getattr(import_module(f"analysis.{_HOME[name]}"), name)
    if name == "stats":
        return import_module("analysis.stats")
    msg = f"module 'analysis' has no attribute {name!r}; it has {', '.join(sorted(_HOME))}."
    raise AttributeError(msg)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(_HOME)
