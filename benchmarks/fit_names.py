"""Fits the weights that tell an author's name by what stands around it, and says how well they do on pages unseen.

    python -m benchmarks.fit_names [--lots FOLDER…] [--keep]

Learns from the invented pages in the layouts of newsrooms that the tests have, and from the saved Chinese pages beside the
repository, where they are; the authors of each are renamed several times, since what is to be learnt is where names stand.
Every page is judged by the weights of the folds without it and without its copies, alone and behind the rules. The rules were
written with these pages in view, so that only a lot that nobody looked at compares the two: --lots measures such, by the weights
of all other pages. --keep writes the weights.
"""

import argparse
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.extraction_lots import read_lot
from benchmarks.fitting.seen_weights import fit_weights, write_weights
from indexer.extract.authors import LEARNT, surroundings_of
from indexer.extract.facts import read_facts
from indexer.extract.fitted_weights import FittedWeights
from indexer.extract.html import read_sources
from indexer.extract.likely_names import likely_among
from indexer.extract.named_words import NamedWord, named_words
from indexer.extract.patterns import DOUBLE_SURNAMES, RARE_SURNAMES, SURNAMES
from indexer.text.encoding import decode

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "tests" / "extract"
SAVED = ROOT.parent / "shared" / "pages"
WEIGHTS = ROOT / "indexer" / "extract" / "name_weights.json"

_COPIES = 4
_OF_A_COPY = 0.4
"""How much a copy under other names counts."""

_FOLDS = 6

_FREQUENT, _RARE, _DOUBLE = 0.55, 0.82, 0.88
"""Of the new names so many have a frequent surname; and so many a frequent or a rare one; or one of two characters."""

_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂文辉玲斌宁波云飞雪梅晨曦子涵梓轩宇浩然思雨欣怡佳琪嘉豪俊凯旭阳天佑若兰慧颖"
    "晓峰建国志远海燕春花立新永康长青小满知秋一鸣书瑶诗韵墨白如意安然可心乐山川江河石竹松柏野岚澜舟帆朗月清风"
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,4}")


@dataclass(frozen=True, slots=True)
class Page:
    """A labelled page: what words it has, who wrote it, and whom the rules find."""

    name: str
    authors: tuple[str, ...]
    also: tuple[tuple[str, ...], ...]
    """What may be said as well."""
    rules: tuple[str, ...]
    words: tuple[NamedWord, ...]
    is_copy: bool = False

    def is_right(self, found: Iterable[str]) -> bool:
        """Whether these are all the authors and nobody else."""
        return set(found) in [set(said) for said in (self.authors, *self.also)]


def labelled_pages() -> Iterator[tuple[str, str, tuple[str, ...], tuple[tuple[str, ...], ...]]]:
    """Name, HTML, authors and what may be said as well of each page that is learnt from."""
    for folder in ("chinese", "newsrooms"):
        for row in _rows(PAGES / folder / "expected.jsonl"):
            also = tuple(tuple(said) for said in row.get("also", {}).get("authors", []))
            html = decode((PAGES / folder / row["file"]).read_bytes())[0]
            yield f"{folder}/{row['file']}", html, tuple(row["authors"]), also
    for row in _rows(PAGES / "credit_layouts.jsonl"):
        yield f"layouts/{row['name']}", row["html"], tuple(row["authors"]), ()
    for row in _rows(SAVED / "gold.jsonl") if SAVED.is_dir() else ():
        html = decode((SAVED / "html" / row["file"]).read_bytes())[0]
        yield f"saved/{row['file']}", html, tuple(row["author"].split()), ()


def _rows(file: Path) -> list[dict]:  # type: ignore[type-arg]
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def read_page(
    name: str, html: str, authors: tuple[str, ...], also: tuple[tuple[str, ...], ...], *, is_copy: bool = False
) -> Page:
    """A labelled page as its words.

    Raises:
        ValueError: The page is empty.
    """
    if (read := read_sources(html)) is None:
        raise ValueError(f"{name} is empty: take it out of its lot.")
    with_rules = read_facts(read.sources, title=read.title, root=read.root)
    learnt = any(each.field == "authors" and each.reason.startswith(LEARNT) for each in with_rules.choices)
    words = tuple(named_words(surroundings_of(read.sources)))
    return Page(name, authors, also, () if learnt else with_rules.authors, words, is_copy)


def renamed(html: str, authors: Sequence[str], chance: random.Random) -> tuple[str, tuple[str, ...]]:
    """A page whose authors are called otherwise; who has no Chinese name of two to four characters keeps it."""
    called = []
    for author in authors:
        name = new_name(chance) if _CHINESE.fullmatch(author) else author
        html = re.sub(r"[\s\u3000]*".join(map(re.escape, author)), name, html)
        called.append(name)
    return html, tuple(called)


def new_name(chance: random.Random) -> str:
    """A Chinese name of two to four characters."""
    surname: str
    drawn = chance.random()
    if drawn < _FREQUENT:
        surname = chance.choice(sorted(SURNAMES))
    elif drawn < _RARE:
        surname = chance.choice(sorted(RARE_SURNAMES))
    else:
        surname = chance.choice(DOUBLE_SURNAMES if drawn < _DOUBLE else _GIVEN)
    return surname + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2, 2))))


def fit(pages: Sequence[Page]) -> FittedWeights:
    """The weights that tell the authors of some pages from all other words of theirs."""
    rows, right, counts = [], [], []
    for page in pages:
        for word in page.words:
            rows.append(word.seen)
            right.append(word.text in page.authors)
            counts.append(_OF_A_COPY if page.is_copy else 1.0)
    return fit_weights(rows, right, counts, rounds=400)


def found_by(weights: FittedWeights, page: Page) -> list[str]:
    """The authors of a page by some weights alone."""
    return list(likely_among(page.words, weights))


def print_row(lot: str, pages: Sequence[Page], found: Sequence[list[str]]) -> None:
    """How many pages are right by the rules, by the weights, and by the weights where the rules find nobody."""
    both = [page.rules or names for page, names in zip(pages, found, strict=True)]
    cells = []
    for each in ([page.rules for page in pages], found, both):
        right = [page.is_right(names) for page, names in zip(pages, each, strict=True)]
        signed = [ok for page, ok in zip(pages, right, strict=True) if page.authors]
        unsigned = [ok for page, ok in zip(pages, right, strict=True) if not page.authors]
        cells.append(f"{sum(signed)}/{len(signed)}; {len(unsigned) - sum(unsigned)}/{len(unsigned)}")
    print(f"| {lot} | {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Fit, print how well the weights do, and keep them if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lots", nargs="+", type=Path, default=[], help="folders with html/ and gold.jsonl to measure")
    parser.add_argument("--keep", action="store_true", help="write the weights into the package")
    options = parser.parse_args()
    chance = random.Random(7)  # noqa: S311 - not for secrets
    pages: list[Page] = []
    copies: list[Page] = []
    for name, html, authors, also in labelled_pages():
        pages.append(read_page(name, html, authors, also))
        for _ in range(_COPIES if authors else 0):
            other, called = renamed(html, authors, chance)
            copies.append(read_page(name, other, called, (), is_copy=True))
    print("Pages with authors that are right of all; pages without that were given some, of all.\n")
    print("| lot | rules | weights alone | rules, then weights |\n|---|---|---|---|")
    folds = {name: place % _FOLDS for place, name in enumerate(sorted(page.name for page in pages))}
    unseen = [fit([page for page in pages + copies if folds[page.name] != fold]) for fold in range(_FOLDS)]
    found = [found_by(unseen[folds[page.name]], page) for page in pages]
    for lot in dict.fromkeys(page.name.split("/")[0] for page in pages):
        chosen = [place for place, page in enumerate(pages) if page.name.startswith(f"{lot}/")]
        print_row(f"{lot}, folds", [pages[place] for place in chosen], [found[place] for place in chosen])
    weights = fit(pages + copies)
    for folder in options.lots:
        lot_pages = [read_page(page.name, page.html, page.authors or (), ()) for page in read_lot(folder)]
        print_row(folder.name, lot_pages, [found_by(weights, page) for page in lot_pages])
    if options.keep:
        write_weights(weights, WEIGHTS)


if __name__ == "__main__":
    main()
