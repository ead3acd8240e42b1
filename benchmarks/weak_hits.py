"""How many first hits of nonsense are told to be weak, and how many right ones are.

    python -m benchmarks.weak_hits --index data/index
    python -m benchmarks.weak_hits --index INDEX --set ../shared/eval/zhnews-mrc --half report

Asked are the lines of nonsense.jsonl: signs, words put together at random, and questions that no newspaper answers, in ten languages, half of
them for looking and half for reporting; and the questions of a set over the same index, of whose right articles those among the first three
count. Hits in a language that no dictionary connects with the question's are told apart: there words can't speak against them.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from indexer.embed.load import load_embedder
from indexer.settings import IndexerSettings
from service.evaluate.questions import read_set
from service.evaluate.split import half_of
from service.query.spoken_language import spoken_languages
from service.results import Hit, Mode
from service.search.cross_lingual import untranslated
from service.search.searcher import Searcher

_FIRST = 3


def main() -> None:
    """Asks and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, default=Path("data/index"))
    parser.add_argument("--set", type=Path, help="questions that the index answers")
    parser.add_argument("--half", choices=("tune", "report"), default="report")
    parser.add_argument("--most", type=int, default=400, help="questions of the set")
    arguments = parser.parse_args()
    searcher = Searcher.open(arguments.index, load_embedder(IndexerSettings()))
    seen: Counter[str] = Counter()
    weak: Counter[str] = Counter()

    def note(name: str, question: str, hit: Hit) -> None:
        spoken, language = spoken_languages(question), hit.article.language
        apart = (
            language.partition("-")[0] not in spoken if spoken else untranslated(searcher.read(question), [language])[0]
        )
        group = f"{name}, no dictionary" if apart else name
        seen[group] += 1
        weak[group] += hit.weak

    for kind, language, text in _nonsense(arguments.half):
        for hit in searcher.search(text, limit=1, mode=Mode.HYBRID, group_by="article", highlight=False).hits:
            note(f"nonsense: {kind}", text, hit)
            note(f"nonsense in {language}", text, hit)
    asked = [] if arguments.set is None else read_set(arguments.set).questions
    asked = [each for each in asked if half_of(each.group).value == arguments.half and each.positive_ids]
    for question in asked[: arguments.most]:
        found = searcher.search(question.text, limit=_FIRST, mode=Mode.HYBRID, group_by="article", highlight=False)
        for hit in found.hits:
            if hit.article.id in question.positive_ids:
                note("right among the first three", question.text, hit)
    print(f"{'first hits':44} {'weak':>6} {'of':>6}")
    for name in sorted(seen):
        print(f"{name:44} {weak[name]:6d} {seen[name]:6d}")


def _nonsense(half: str) -> Iterator[tuple[str, str, str]]:
    for line in files("benchmarks").joinpath("nonsense.jsonl").read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        if told["half"] == half:
            yield told["kind"], told["lang"], told["text"]


if __name__ == "__main__":
    main()
