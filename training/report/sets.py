"""The sets that reports are made on: none of their questions was trained on, and each says how near training came."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.core.article import Page
from service.evaluate.corpus import Corpus, find_corpus
from service.evaluate.questions import Question
from service.evaluate.set_files import QUERIES, JsonRow, json_rows
from training.examples.cross_lingual import is_reported, parallel_questions
from training.examples.prepare import CMRC, DRCD, XQUAD
from training.examples.reading_set import Passage, Reading, ReadingSet, read_reading_set
from training.report.reading_figures import Asked, sampled

_WHOLE_PAIRS = frozenset({"zh→zh", "zh→en", "en→zh", "en→en"})
_SAMPLE = 100
"""Questions of each other pair: there are sixteen, and each costs as much as these."""


def not_trained_on(folder: Path) -> Callable[[Question], bool]:
    """Tells of a set's question whether its article was kept from all training: of XQuAD half are, of other sets all."""
    if folder.name != XQUAD:
        return lambda _: True
    passages = read_reading_set(folder).passages
    return lambda question: is_reported(passages[question.positive_ids[0]].article)


@dataclass(frozen=True, slots=True)
class ReportSet:
    """Questions by language pair ("en→zh": asked in English of a Chinese passage)."""

    name: str
    trained_on: str
    """What of it training saw, in words."""
    asked: Mapping[str, Sequence[Asked]]
    figures: bool = False
    """Whether answers are judged as typed figures."""


def report_sets(evaluation: Path) -> list[ReportSet]:
    """Those of the sets that are in the folder, in a fixed order.

    Raises:
        InputError: A set is broken.
    """
    return [make(evaluation / name) for name, make in _SETS.items() if (evaluation / name / QUERIES).is_file()]


def held_out_sets(evaluation: Path, articles: Collection[str]) -> list[ReportSet]:
    """What training kept aside of the sets that it took whole: the questions of the articles so named in its examples."""
    sets: list[ReportSet] = []
    for name, origin in ((CMRC, "cmrc2018"), (DRCD, "drcd")):
        if (evaluation / name / QUERIES).is_file():
            asked = _all_asked(evaluation / name)
            kept = [each for each in asked if f"{origin}:{each.passage.article}" in articles]
            pairs = {f"{each.reading.language}→{each.passage.language}": kept for each in kept[:1]}
            sets.append(ReportSet(name, "other articles of the set", pairs))
    return sets


def _whole(folder: Path) -> ReportSet:
    """A set that training never saw."""
    return ReportSet(folder.name, "no", {"zh→zh": _all_asked(folder)})


def _all_asked(folder: Path) -> list[Asked]:
    """Every question of a set, as it stands there."""
    found = read_reading_set(folder)
    return [Asked(each, found.passages[each.passage], each.text) for each in found.readings]


def _xquad(folder: Path) -> ReportSet:
    """The reporting half's articles, in every pair of languages that has Chinese or English on either side."""
    found = read_reading_set(folder)
    pairs: dict[str, list[Asked]] = {}
    for question in parallel_questions(found):
        if is_reported(question.article):
            for one, shown in question.by_language.items():
                for other, placed in question.by_language.items():
                    if {one, other} & {"zh", "en"}:
                        pairs.setdefault(f"{one}→{other}", []).append(_asked(found, placed, shown.text))
    some = {pair: asked if pair in _WHOLE_PAIRS else sampled(asked, _SAMPLE) for pair, asked in pairs.items()}
    return ReportSet(folder.name, "other articles of the set", some)


def _asked(found: ReadingSet, placed: Reading, question: str) -> Asked:
    return Asked(placed, found.passages[placed.passage], question)


def _donation(folder: Path) -> ReportSet:
    """Questions on amounts, each on its first right article, read out of the archive."""
    rows = [row for row in json_rows(folder / QUERIES) if row.texts("answers") and row.texts("positive_ids")]
    articles = _articles(folder, frozenset(row.texts("positive_ids")[0] for row in rows))
    pairs: dict[str, list[Asked]] = {}
    for row in rows:
        asked = _donation_question(row, articles)
        pairs.setdefault(f"{asked.reading.language}→zh", []).append(asked)
    return ReportSet(folder.name, "no", pairs, figures=True)


def _donation_question(row: JsonRow, articles: Mapping[str, Page]) -> Asked:
    page = articles[row.texts("positive_ids")[0]]
    identity = str(page.record["id"])
    title = str(page.record.get("title", "") or "")
    passage = Passage(identity, identity, str(page.record["text"]), "zh", title)
    text, language = row.text("text"), row.text("lang")
    start = int(row.text("answer_start", "0"))
    reading = Reading(
        row.text("id"),
        row.text("qid", row.text("id")),
        text=text,
        language=language,
        passage=identity,
        answers=row.texts("answers"),
        start=start,
    )
    return Asked(reading, passage, text, str(page.record.get("date") or ""))


def _articles(folder: Path, ids: frozenset[str]) -> dict[str, Page]:
    """Pages of the archive by id."""
    corpus = find_corpus(folder)
    if corpus is None:
        return {}
    pages = Corpus(corpus.files, ids).pages(lambda _: None)
    return {str(page.record["id"]): page for page in pages if isinstance(page, Page)}


_SETS: Mapping[str, Callable[[Path], ReportSet]] = {
    "cmrc2018-dev": _whole,
    "cmrc2018-trial": _whole,
    "zhnews-mrc": _whole,
    XQUAD: _xquad,
    "donation": _donation,
}
