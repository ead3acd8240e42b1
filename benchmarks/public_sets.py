"""Public sets of questions over Chinese web and news snippets, put into the form that `xunwen eval` reads.

    python -m benchmarks.public_sets webqa me_test.ann.json build/webqa && xunwen eval build/webqa
    python -m benchmarks.public_sets chronoqa chronoqa.csv build/chronoqa && xunwen eval build/chronoqa

Neither is part of this repository. WebQA (Li et al. 2016, https://arxiv.org/abs/1607.06275) has what people asked a search
engine, each with snippets that answer it. ChronoQA (https://github.com/czy1999/ChronoQA, MIT) has questions with a time, over
snippets of news from 2019 to 2024; those that need two snippets at once are left out, their snippets stay to be found.
Nothing in Xunwen was chosen by either: what they gave is in docs/retrieval.md.
"""

import argparse
import ast
import csv
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from indexer.core.errors import InputError, XunwenError
from service.evaluate.questions import Question
from service.evaluate.set_files import CORPUS, QUERIES

_LANGUAGE = "zh"
_LEAST_SNIPPET = 30
"""ChronoQA's shorter ones, a date or a name alone, answer nothing by themselves."""


@dataclass(slots=True)
class PublicSet:
    """Questions, and snippets by their text, each once."""

    snippets: dict[str, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)

    def snippet(self, text: str) -> str:
        """The id of a snippet, which a first one is given."""
        return self.snippets.setdefault(text.strip(), f"s{len(self.snippets)}")

    def ask(self, identity: str, text: str, answers: Iterable[str], snippets: Iterable[str]) -> None:
        """Adds a question with its answers and the ids of the snippets that have them."""
        self.questions.append(
            Question(
                identity, identity, text=text, language=_LANGUAGE, answers=tuple(answers), positive_ids=tuple(snippets)
            )
        )

    def write(self, folder: Path) -> None:
        """Writes corpus.jsonl and queries.jsonl."""
        folder.mkdir(parents=True, exist_ok=True)
        articles = ({"id": identity, "text": text, "lang": _LANGUAGE} for text, identity in self.snippets.items())
        _write_rows(folder / CORPUS, articles)
        _write_rows(folder / QUERIES, map(_row, self.questions))


def _row(question: Question) -> Mapping[str, object]:
    return {
        "id": question.id,
        "text": question.text,
        "answers": question.answers,
        "positive_ids": question.positive_ids,
        "lang": question.language,
    }


def _write_rows(file: Path, rows: Iterable[Mapping[str, object]]) -> None:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def read_webqa(file: Path) -> PublicSet:
    """WebQA's annotated evidences, as its me_test.ann.json has them: an object of questions by id."""
    made = PublicSet()
    for identity, asked in json.loads(file.read_text(encoding="utf-8")).items():
        answers: dict[str, None] = {}
        answering: dict[str, None] = {}
        for evidence in asked["evidences"].values():
            snippet = made.snippet(evidence["evidence"])
            if evidence["answer"][0] != "no_answer":
                answers |= dict.fromkeys(evidence["answer"])
                answering[snippet] = None
        if answering:
            made.ask(identity, asked["question"], answers, answering)
    return made


def read_chronoqa(file: Path) -> PublicSet:
    """ChronoQA's chronoqa.csv: a question a line, with its snippets as a list in Python's notation."""
    made = PublicSet()
    csv.field_size_limit(sys.maxsize)
    with file.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream)):
            golden: list[str] = ast.literal_eval(row["golden_chunks"])
            snippets = [made.snippet(text) for text in golden if len(text.strip()) >= _LEAST_SNIPPET]
            if row["reference_document_count"] == "single" and len(snippets) == 1:
                made.ask(f"q{number}", row["question"], [row["answer"]], snippets)
    return made


READERS: Mapping[str, Callable[[Path], PublicSet]] = {"webqa": read_webqa, "chronoqa": read_chronoqa}


def convert(name: str, file: Path, folder: Path) -> PublicSet:
    """Reads a public file and writes it as a set.

    Raises:
        InputError: The file is not there, or is not that set's.
    """
    try:
        made = READERS[name](file)
    except OSError as error:
        raise InputError(f"{file} can't be read: {error.strerror}.", next_step="Download it first.") from error
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, SyntaxError, csv.Error) as error:
        raise InputError(f"{file} is not a file of {name}: {error!r}.", next_step="See --help for which.") from error
    if not made.questions:
        raise InputError(f"{file} has no question of {name}.", next_step="See --help for which file it has to be.")
    made.write(folder)
    return made


def main() -> None:
    """Convert, and say what there is now."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=READERS)
    parser.add_argument("file", type=Path, help="as its authors publish it")
    parser.add_argument("folder", type=Path, help="where queries.jsonl and corpus.jsonl go")
    options = parser.parse_args()
    try:
        made = convert(options.name, options.file, options.folder)
    except XunwenError as error:
        sys.exit(str(error))
    print(f"{len(made.questions):,} questions over {len(made.snippets):,} snippets in {options.folder}")


if __name__ == "__main__":
    main()
