"""After all is read: what a corrected page takes the place of, and what stays because its page could not be read."""

from collections.abc import Iterable
from pathlib import Path, PurePath

from indexer.core.article import Article, SkipReason
from indexer.pipeline.changes import Changes, State
from indexer.pipeline.inputs import SOMEWHERE, WHOLE_FILE, Correction, Fault, Inputs, SourcePlace
from indexer.pipeline.read import named_by_words
from indexer.pipeline.report import BuildReport

_LEFT_OUT = {SkipReason.DUPLICATE, SkipReason.INDEX}
"""What is no page that could not be read, but none at all, or read."""


def settle(ledger: Changes, inputs: Inputs, report: BuildReport) -> None:
    """Brings the articles that nothing in this run gave into the state that their files say."""
    if ledger.base is None:
        return
    faults = [fault for fault in inputs.faults if fault.reason not in _LEFT_OUT]
    _mend_cut(ledger, inputs, faults)
    faulty = {fault.place.file for fault in faults}
    for correction in inputs.corrections():
        _correct(ledger, inputs, correction, report, faulty)
    if faults:
        unread = _Unread(inputs, faults)
        for number in ledger.unseen():
            if unread.may_have(ledger.base.id_of(number)):
                ledger.mark_unread(number)


def carry_inputs(ledger: Changes, inputs: Inputs, *, prune: bool) -> None:
    """Keeps what the last snapshot knew of places, of all that this run did not read and that still holds."""
    faulty = {fault.place.file for fault in inputs.faults}
    for place, article_id in inputs.each_before():
        read_now = inputs.read_now(place.file)
        if not article_id:
            if not read_now:
                inputs.put(place, "")
            continue
        state = ledger.state_of(article_id)
        if state is State.DELETED or (prune and state is State.UNSEEN):
            continue
        if state in {State.UNSEEN, State.UNREAD} or (
            place.file in faulty and place.file not in {each.file for each in inputs.places_now(article_id)}
        ):
            line = SOMEWHERE if read_now and place.line != WHOLE_FILE else place.line
            inputs.put(SourcePlace(place.file, line), article_id)
        elif not read_now and Path(place.file).exists():
            inputs.put(place, article_id)


def _mend_cut(ledger: Changes, inputs: Inputs, faults: Iterable[Fault]) -> None:
    """Of a page that breaks off, the whole that was read before stays as it was."""
    cut = {fault.place.file for fault in faults if fault.reason is SkipReason.TRUNCATED}
    for file in sorted(cut):
        place = SourcePlace(file, WHOLE_FILE)
        before = inputs.article_before(place)
        if before is None:
            continue
        now = inputs.article_now(place)
        if now is None or {each.file for each in inputs.places_now(now)} != {file}:
            continue
        ledger.take_back(now, known=now == before)
        if now != before:
            inputs.forget(now)


def _correct(ledger: Changes, inputs: Inputs, correction: Correction, report: BuildReport, faulty: set[str]) -> None:
    """The article that a place gives now takes the place of the one that it gave before, unless that is elsewhere."""
    place = correction.place
    if place.file in faulty and place.line == WHOLE_FILE:
        return
    if ledger.state_of(correction.before) is not State.UNSEEN or _still_given(inputs, correction, faulty):
        return
    if place.line != WHOLE_FILE and not _same_record(ledger, inputs, correction):
        return
    report.replaced += not ledger.replace(correction.before, correction.now)


def _still_given(inputs: Inputs, correction: Correction, faulty: set[str]) -> bool:
    """Whether another file may still have the article: one that could not be read now, or was not read and is there."""
    others = {each.file for each in inputs.places_before(correction.before)} - {correction.place.file}
    return any(file in faulty or (not inputs.read_now(file) and Path(file).exists()) for file in others)


def _same_record(ledger: Changes, inputs: Inputs, correction: Correction) -> bool:
    """Whether two records without a name of their own are one, before and after a correction.

    The file's other records stand where they stood, and it has kept its title or its text: a file that is
    written anew every day with as many records holds other articles.
    """
    before, now = ledger.before(correction.before), ledger.read_as(correction.now)
    return (
        before is not None
        and now is not None
        and ledger.number_of(correction.now) is None
        and named_by_words(before)
        and named_by_words(now)
        and _share_words(before, now)
        and inputs.in_place(correction.place.file)
    )


def _share_words(one: Article, other: Article) -> bool:
    return one.body == other.body or (one.title != "" and one.title == other.title)


class _Unread:
    """What could not be read in this run, asked whether an article of the last snapshot may be in it."""

    def __init__(self, inputs: Inputs, faults: Iterable[Fault]) -> None:
        self._inputs = inputs
        self._named: set[str] = set()
        self._lines: set[SourcePlace] = set()
        self._files: set[str] = set()
        self._moved: set[str] = set()
        """Names of files and folders that were not known: one that was moved has kept its name."""
        self._anything = False
        for fault in faults:
            self._take(fault)

    def _take(self, fault: Fault) -> None:
        place = fault.place
        if fault.article:
            self._named.add(fault.article)
        if place.line != WHOLE_FILE and self._inputs.in_place(place.file):
            self._lines.add(place)
        elif not fault.article:
            self._files.add(place.file)
        if fault.article or fault.reason is SkipReason.UNKNOWN_FORMAT:
            return
        self._anything = True
        if place.file and not self._inputs.known_before(place.file):
            self._moved.add(PurePath(place.file).name)

    def may_have(self, article_id: str) -> bool:
        """Whether the article may be in what could not be read; always where nobody knows where it was read."""
        if article_id in self._named or article_id.rpartition("-")[0] in self._named:
            return True
        places = self._inputs.places_before(article_id)
        return self._anything if not places else any(map(self._holds, places))

    def _holds(self, place: SourcePlace) -> bool:
        if place in self._lines or (place.line == SOMEWHERE and any(place.file == each.file for each in self._lines)):
            return True
        path = PurePath(place.file)
        if place.file in self._files or any(str(folder) in self._files for folder in path.parents):
            return True
        return not self._inputs.read_now(place.file) and not self._moved.isdisjoint(path.parts)
