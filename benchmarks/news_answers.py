"""Our own news questions, asked as a user's `xunwen ask` is: what is answered, by kind and language, at the default threshold.

    python -m benchmarks.news_answers --shared ../shared                 # the fold that no reader of ours is trained on
    python -m benchmarks.news_answers --shared ../shared --reader FILE   # read with another reader
    python -m benchmarks.news_answers --shared ../shared --curve         # and what other thresholds would give, for docs/answers.md

Asked are the questions of the fold that stand by themselves, over an index of the articles of all our questions, which is kept
in WORK (see `benchmarks.news_articles`).
"""

import argparse
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.news_articles import LEFT_OUT, left_out, news_index, read_cut
from indexer.cli.terminal import RichProgress, out
from indexer.embed.load import load_embedder
from indexer.rerank.load import load_reader
from indexer.settings import IndexerSettings
from service.evaluate.answer_tables import answer_summary
from service.evaluate.answers import ask_answers
from service.evaluate.questions import Question
from service.evaluate.results import AnswerFigures
from service.evaluate.summarize import answer_figures, figures_by_kind
from service.results import Mode
from service.search.passage_reader import Budget
from service.search.searcher import Searcher
from training.examples.news import NewsQuestion

_SHOWN = (0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)


def main() -> None:
    """Asks and prints."""
    arguments = _arguments()
    settings = IndexerSettings()
    embedder = load_embedder(settings)
    news, corpus = read_cut(arguments.shared, arguments.work)
    index = news_index(corpus, arguments.work, embedder, settings)
    searcher = Searcher.open(
        index, embedder, load_reader(settings, arguments.reader), budget=Budget(milliseconds=math.inf)
    )
    by_themselves = [each for each in news.questions if each.by_itself]
    asked = [question_of(each) for each in left_out(by_themselves, arguments.fold, arguments.most)]
    with RichProgress() as progress:
        progress.stage("answer", len(asked), "questions")
        outcomes = ask_answers(searcher, asked, Mode.RERANKED, progress=progress)
    figures = answer_figures(outcomes)
    for line in answer_summary(figures, figures_by_kind(outcomes)):
        out.print(line)
    if arguments.curve:
        for row in curve(figures):
            print(row)


def question_of(news: NewsQuestion) -> Question:
    """A news question as a set has it."""
    reading = news.reading
    return Question(
        id=reading.id,
        group=reading.id,
        text=reading.text,
        language=reading.language,
        answers=reading.answers,
        positive_ids=(reading.passage,) if news.answerable else (),
        answerable=news.answerable,
        kind=news.kind if news.answerable else "",
    )


def curve(figures: Sequence[AnswerFigures]) -> Iterable[str]:
    """The lines of a table in Markdown: what would be answered and what of it is wrong, from each likelihood on."""
    shown = [each for each in figures if each.questions >= 100]
    yield f"| from | {' | '.join(f'{each.name} ({each.questions:,})' for each in shown)} |"
    yield f"|---|{'---|' * len(shown)}"
    rows = [
        (f"{point.threshold:.2f}", [each.risk[place] for each in shown]) for place, point in enumerate(shown[0].risk)
    ]
    rows = [(name, points) for name, points in rows if float(name) in _SHOWN]
    rows.append(("**as answered**", [each.given or each.risk[-1] for each in shown]))
    for name, points in rows:
        yield f"| {name} | {' | '.join(_point(each.coverage, each.wrong) for each in points)} |"


def _point(coverage: float, wrong: float | None) -> str:
    return f"{coverage:.2f}" if wrong is None else f"{coverage:.2f}, {wrong:.3f} wrong"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder with corpus/")
    parser.add_argument(
        "--work", type=Path, default=Path("build/answers"), help="folder for the articles and the index"
    )
    parser.add_argument("--reader", type=Path, default=None, help="a reader's file instead of the one in the package")
    parser.add_argument("--fold", type=int, default=LEFT_OUT, help="the fold of articles asked about")
    parser.add_argument("--most", type=int, default=None, help="so many questions at most")
    parser.add_argument("--curve", action="store_true", help="print risk over coverage as well, in Markdown")
    return parser.parse_args()


if __name__ == "__main__":
    main()
