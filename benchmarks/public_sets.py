"""Public sets of questions over snippets, of the web, of news and of Wikipedia, put into the form that `xunwen eval` reads.

    python -m benchmarks.public_sets webqa me_test.ann.json build/webqa && xunwen eval build/webqa
    python -m benchmarks.public_sets chronoqa chronoqa.csv build/chronoqa && xunwen eval build/chronoqa
    python -m benchmarks.public_sets wikiqa WikiQA.tsv build/wikiqa
    python -m benchmarks.public_sets trecqa train-dev-test.xml build/trecqa
    python -m benchmarks.public_sets rgb en_fact.json build/rgb
    python -m benchmarks.public_sets xquad-es ../shared/eval/xquad build/xquad-es

None is part of this repository. WebQA (Li et al. 2016, https://arxiv.org/abs/1607.06275) has what people asked a search
engine, each with snippets that answer it. ChronoQA (https://github.com/czy1999/ChronoQA, MIT) has questions with a time, over
snippets of news from 2019 to 2024; those that need two snippets at once are left out, their snippets stay to be found.
Of English, WikiQA (Yang et al. 2015) has questions to a search engine and the sentences of Wikipedia that they were judged by, TREC QA
(as Wang et al. 2007 and jacana have it) sentences of news, RGB (Chen et al. 2024) snippets that a search engine gave; xquad-en, -es and
others cut the passages of XQuAD into sentences. Several files of one set may be put one after the other. What they gave is in docs/retrieval.md.
"""

import argparse
import ast
import csv
import html
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from indexer.core.errors import InputError, XunwenError
from service.evaluate.questions import Question
from service.evaluate.set_files import CORPUS, QUERIES

_LEAST_SNIPPET = 30
"""ChronoQA's shorter ones, a date or a name alone, answer nothing by themselves."""


@dataclass(slots=True)
class PublicSet:
    """Questions, and snippets by their text, each once."""

    snippets: dict[str, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    language: str = "zh"

    def snippet(self, text: str) -> str:
        """The id of a snippet, which a first one is given."""
        return self.snippets.setdefault(text.strip(), f"s{len(self.snippets)}")

    def ask(self, identity: str, text: str, answers: Iterable[str], snippets: Iterable[str]) -> None:
        """Adds a question with its answers and the ids of the snippets that have them."""
        self.questions.append(
            Question(
                identity,
                identity,
                text=text,
                language=self.language,
                answers=tuple(answers),
                positive_ids=tuple(snippets),
            )
        )

    def write(self, folder: Path) -> None:
        """Writes corpus.jsonl and queries.jsonl."""
        folder.mkdir(parents=True, exist_ok=True)
        articles = ({"id": identity, "text": text, "lang": self.language} for text, identity in self.snippets.items())
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


def read_wikiqa(file: Path) -> PublicSet:
    """WikiQA's tables: a question, a sentence and whether it answers, a line. Questions that no sentence answers are left out."""
    judged: dict[str, list[tuple[str, bool]]] = {}
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["Label"] in ("0", "1"):  # not the heads of further files
                judged.setdefault(row["Question"].strip(), []).append((row["Sentence"], row["Label"] == "1"))
    return _judged(judged)


def read_trecqa(file: Path) -> PublicSet:
    """TREC QA's judged sentences as jacana has them: under each tag, a line of words with tabs between them."""
    judged: dict[str, list[tuple[str, bool]]] = {}
    question = tag = ""
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        if tag == "<question>":
            question = _written(line)
            judged.setdefault(question, [])
        elif tag:
            judged[question].append((_written(line), tag == "<positive>"))
        tag = line.strip() if line.strip() in ("<question>", "<positive>", "<negative>") else ""
    return _judged(judged)


def _written(words: str) -> str:
    r"""Words and signs nearly as they stand in print: quotation marks stand by themselves.

    >>> _written("It\tdid\tn't\t,\t``\tyes\t''\t.")
    'It didn\'t, " yes ".'
    """
    text = html.unescape(words).replace("``", '"').replace("''", '"').replace("-LRB-", "(").replace("-RRB-", ")")
    text = re.sub(r" ([.,;:?!%)]|n't|'(?:s|re|ve|ll|d|m))(?= |$)", r"\1", text.replace("\t", " "))
    return re.sub(r"([($]) ", r"\1", text).strip()


def _judged(judged: Mapping[str, Iterable[tuple[str, bool]]]) -> PublicSet:
    """Questions by their text, with the sentences that were judged for each; those that none answers are left out."""
    made = PublicSet(language="en")
    for question, sentences in judged.items():
        if any(answers for _, answers in sentences):
            named = [(made.snippet(text), answers) for text, answers in sentences]
            made.ask(question, question, (), dict.fromkeys(identity for identity, answers in named if answers))
    return made


def read_rgb(file: Path) -> PublicSet:
    """RGB's en_fact.json, an object a line: the snippets that answer and those that do not, without those that were falsified."""
    made = PublicSet(language="en")
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        right = [made.snippet(text) for text in row["positive"]]
        for text in row["negative"]:
            made.snippet(text)
        made.ask(f"rgb:{row['id']}", row["query"], (), dict.fromkeys(right))
    return made


_ENDS = re.compile(r'(?<=[.!?؟…])["”»)]?\s+')
_LEAST_SENTENCE = 40
"""Characters; what a full stop ends before is mostly an abbreviation."""


def read_xquad(folder: Path, language: str) -> PublicSet:
    """XQuAD's passages in one language, cut into sentences: the one in which the answer begins is right."""
    made = PublicSet(language=language)
    sentences: dict[str, list[tuple[int, str]]] = {}
    for row in map(json.loads, (folder / CORPUS).read_text(encoding="utf-8").splitlines()):
        if row["lang"] == language:
            sentences[row["id"]] = list(_sentences(row["text"]))
            for _, text in sentences[row["id"]]:
                made.snippet(text)
    for row in map(json.loads, (folder / QUERIES).read_text(encoding="utf-8").splitlines()):
        own = sentences.get(row["positive_ids"][0], []) if row["lang"] == language else []
        before = [text for begin, text in own if begin <= row["answer_start"]]
        if before:
            made.ask(row["id"], row["text"], row["answers"], [made.snippet(before[-1])])
    return made


def _sentences(text: str) -> Iterable[tuple[int, str]]:
    """Where each sentence begins, and its text."""
    begin = 0
    for end in (*(match.end() for match in _ENDS.finditer(text)), len(text)):
        if text[begin:end].strip() and (end - begin >= _LEAST_SENTENCE or end == len(text)):
            yield begin, text[begin:end]
            begin = end


READERS: Mapping[str, Callable[[Path], PublicSet]] = {
    "webqa": read_webqa,
    "chronoqa": read_chronoqa,
    "wikiqa": read_wikiqa,
    "trecqa": read_trecqa,
    "rgb": read_rgb,
    **{f"xquad-{language}": partial(read_xquad, language=language) for language in ("en", "es", "ru", "vi", "ar")},
}


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
