"""What `xunwen eval` does: reads sets, loads the model where one takes part, evaluates, and writes the reports."""

import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from indexer.cli.terminal import RichProgress, err, out
from indexer.core.article import Degradation
from indexer.core.errors import ModelError, SettingError, refuse
from indexer.embed.load import load_embedder
from indexer.index.snapshot import current_name
from indexer.rerank.load import LazyReader, load_reader
from indexer.rerank.reader import Reader
from indexer.settings import IndexerSettings
from service.evaluate.questions import read_set
from service.evaluate.report_files import evaluation_html, evaluation_json
from service.evaluate.report_terminal import print_evaluation
from service.evaluate.results import Evaluation
from service.evaluate.run import EvaluationPlan, evaluate
from service.results import Mode

_STDOUT = Path("-")


@dataclass(frozen=True, slots=True)
class Reports:
    """Where to write what; None writes nothing, `-` as the JSON file writes it to standard output."""

    json: Path | None = None
    html: Path | None = None


def chosen_modes(text: str) -> tuple[Mode, ...]:
    """The modes of an option, each once, in the order given: "dense,hybrid".

    Raises:
        SettingError: One is no mode.
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    known = [mode.value for mode in Mode]
    unknown = next((name for name in names if name not in known), None)
    if unknown is not None or not names:
        raise SettingError(
            f"Modes can't be {text!r}.", next_step=f"Name one or more of {', '.join(known)}, with commas between."
        )
    return tuple(dict.fromkeys(Mode(name) for name in names))


def run_command(
    places: Sequence[Path],
    plan: EvaluationPlan,
    settings: IndexerSettings,
    reports: Reports,
    *,
    reader_file: Path | None = None,
) -> Evaluation:
    """Evaluates the sets, prints the tables and writes the reports asked for.

    Args:
        places: Of the sets.
        plan: What to ask.
        settings: Of the model.
        reports: Where to write.
        reader_file: What mode reranked reads with, instead of the package's own.

    Raises:
        InputError: A set can't be read or asked.
        ModelError: The model can't be loaded.
        DegradedError: Something is missing or fell back, and the settings are strict.
        SnapshotError: The index can't be served.
    """
    # Before the model, which takes seconds: a path mistyped is told at once.
    sets = [read_set(place) for place in places]
    if plan.index is not None:
        current_name(plan.index)
    with RichProgress() as progress:
        modes = {*plan.modes, *([plan.answer_mode] if plan.answers else [])}
        needs_model = plan.index is None or modes != {Mode.LEXICAL}
        embedder = load_embedder(settings, progress=progress.note) if needs_model else None
        reader, degraded = _reader(plan, settings, reader_file) if embedder else (None, ())
        if settings.strict:
            refuse((*(embedder.degraded if embedder else ()), *degraded))
        evaluation = evaluate(sets, plan, embedder, progress=progress, reader=reader, degraded=degraded)
    if settings.strict:
        refuse(evaluation.degraded)
    print_evaluation(evaluation, err if reports.json == _STDOUT else out)
    write_reports(evaluation, reports)
    return evaluation


def _reader(
    plan: EvaluationPlan, settings: IndexerSettings, file: Path | None
) -> tuple[Reader | None, tuple[Degradation, ...]]:
    """What reads where the plan wants it, or why nothing does."""
    if not plan.reads:
        return None, ()
    reader = LazyReader(lambda: load_reader(settings, file))
    with suppress(ModelError):  # what it says is its failure
        _ = reader.fingerprint
    return (None, (reader.failure,)) if reader.failure else (reader, ())


def write_reports(evaluation: Evaluation, reports: Reports) -> None:
    """Writes the JSON and HTML files that are asked for."""
    if reports.json == _STDOUT:
        sys.stdout.write(evaluation_json(evaluation))
    elif reports.json is not None:
        reports.json.write_text(evaluation_json(evaluation), encoding="utf-8")
    if reports.html is not None:
        reports.html.write_text(evaluation_html(evaluation), encoding="utf-8")
