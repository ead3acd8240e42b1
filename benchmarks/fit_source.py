"""Fits the weights that tell which medium a page is from by where it is named, and says how well they do on pages unseen.

    python -m benchmarks.fit_source --sets FOLDER [--lots FOLDER…] [--keep] [--verbose]

Learns from fundus' test pages (`--sets` holds its checkout), whose papers are named in `fundus_names.toml` as they call
themselves, and from the invented Chinese pages of the tests and the saved ones beside the repository. Copies of each page lose
their address and some of the places that name a medium, since many pages have few. Each page is judged by the weights of the
folds without any page of its site. --lots measures pages that nothing was fitted on; Readability's pages are measured too. --keep
writes the weights.
"""

import argparse
import json
import random
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.extraction_lots import read_lot
from benchmarks.extraction_scores import same_text
from benchmarks.extraction_sets import LabelledPage, read_sets
from benchmarks.fitting.seen_weights import fit_weights, write_weights
from indexer.extract.facts import read_facts
from indexer.extract.fields import FieldCandidate, choose
from indexer.extract.fitted_weights import FittedWeights
from indexer.extract.html import read_sources
from indexer.extract.likely_source import LIKELY, likely_media
from indexer.extract.named_media import NamedMedium, medium_form, named_media
from indexer.extract.source import is_certain, media_statements, media_surroundings, read_medium, source_statements
from indexer.text.encoding import decode

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "tests" / "extract"
SAVED = ROOT.parent / "shared" / "pages"
WEIGHTS = ROOT / "indexer" / "extract" / "source_weights.json"
NAMES = ROOT / "benchmarks" / "fundus_names.toml"

_COPIES = 4
_OF_A_COPY = 0.4
"""How much a copy counts."""

_KEPT = 0.6
"""Of the places of a copy so many are kept, and of the addresses half."""

_FOLDS = 6


@dataclass(frozen=True, slots=True)
class Page:
    """A labelled page: the media that it names, which are right, and what is read without the weights."""

    lot: str
    name: str
    site: str
    right: tuple[str, ...]
    """What may be said; one that is "" means that nothing names a source."""
    rules: str
    """What is read without weights, all statements in one order."""
    first: str
    """What is believed before the weights: in Chinese what the rules read, in other languages what a label says."""
    media: tuple[NamedMedium, ...]
    copies: tuple[tuple[NamedMedium, ...], ...]

    def is_right(self, found: str, *, as_written: bool = False) -> bool:
        """Whether a name is the medium's, in other capitals, with another article or its domain's ending too unless `as_written`."""
        forms = [medium_form(each) for each in self.right] if found and not as_written else []
        return any(same_text(found, each) for each in self.right) or medium_form(found) in forms


def fitted_pages(sets: dict[str, list[LabelledPage]]) -> Iterator[tuple[str, str, str, str, tuple[str, ...]]]:
    """Lot, name, site, HTML and sources of each page that is learnt from."""
    for folder in ("chinese", "newsrooms"):
        for row in _rows(PAGES / folder / "expected.jsonl"):
            html = decode((PAGES / folder / row["file"]).read_bytes())[0]
            yield folder, row["file"], row["file"], html, (row["source"], *row.get("also", {}).get("source", ()))
    for row in _rows(PAGES / "credit_layouts.jsonl"):
        yield "layouts", row["name"], row["name"], row["html"], (row["source"],)
    for row in _rows(SAVED / "gold.jsonl") if SAVED.is_dir() else ():
        html = decode((SAVED / "html" / row["file"]).read_bytes())[0]
        yield "saved", row["file"], row["file"], html, (row["source"],)
    called = tomllib.loads(NAMES.read_text("utf-8"))
    for page in sets.get("fundus", ()):
        if page.source:
            yield "fundus", page.name, page.source, page.html, (page.source, *called.get(page.source, ()))


def measured_pages(
    sets: dict[str, list[LabelledPage]], lots: Sequence[Path]
) -> Iterator[tuple[str, str, str, str, tuple[str, ...]]]:
    """As `fitted_pages`, of pages that nothing is learnt from."""
    found = {folder.name: read_lot(folder) for folder in lots}
    for lot, pages in {"readability": sets.get("readability", []), **found}.items():
        for page in pages:
            if page.source is not None:
                yield lot, page.name, page.name, page.html, (page.source,)


def _rows(file: Path) -> list[dict]:  # type: ignore[type-arg]
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def read_page(lot: str, name: str, site: str, html: str, right: tuple[str, ...], chance: random.Random) -> Page:
    """A labelled page as the media that it names, with its copies.

    Raises:
        ValueError: The page is empty.
    """
    if (read := read_sources(html)) is None:
        raise ValueError(f"{name} is empty: take it out of its lot.")
    fields = read_facts(read.sources, title=read.title, root=read.root)
    said = media_statements(read.sources, fields.authors, read.root)
    around = media_surroundings(read.sources, fields.authors)
    copies = []
    for _ in range(_COPIES):
        kept = {each.reason for each in said if chance.random() < _KEPT}
        addressed = around if chance.random() < 0.5 else replace(around, host="", handle="")
        copies.append(tuple(named_media([each for each in said if each.reason in kept], addressed)))
    stated = [each for each in source_statements(read.sources, fields.authors) if each.said]
    rules = _first(stated, fields.authors)
    labelled = _first(filter(is_certain, stated), fields.authors)
    return Page(
        lot,
        name,
        site,
        right,
        rules=rules,
        first=rules if read.sources.is_chinese else labelled,
        media=tuple(named_media(said, around)),
        copies=tuple(copies),
    )


def _first(stated: Iterable[FieldCandidate], authors: tuple[str, ...]) -> str:
    return "".join(choose("source", stated, lambda each: read_medium(each, authors))[0])


def fit(pages: Sequence[Page]) -> FittedWeights:
    """The weights that tell the source of some pages from all other names on them; pages that name it nowhere say nothing."""
    rows, right, counts = [], [], []
    for page in pages:
        for media, count in ((page.media, 1.0), *((copy, _OF_A_COPY) for copy in page.copies)):
            if any(page.is_right(each.name) for each in media):
                for medium in media:
                    rows.append(medium.seen)
                    right.append(page.is_right(medium.name))
                    counts.append(count)
    return fit_weights(rows, right, counts, rounds=600)


def found_by(weights: FittedWeights, page: Page, *, least: float = LIKELY) -> str:
    """The source of a page by some weights alone, "" where none is likely enough."""
    likely = likely_media(page.media, weights)
    return likely[0].name if likely and likely[0].sure >= least else ""


def print_row(lot: str, pages: Sequence[Page], found: Sequence[str]) -> None:
    """How many pages are right by the rules, by the weights, and by labels or rules before the weights; in brackets as written."""
    both = [page.first or name for page, name in zip(pages, found, strict=True)]
    cells = []
    for each in ([page.rules for page in pages], found, both):
        right = sum(page.is_right(name) for page, name in zip(pages, each, strict=True))
        written = sum(page.is_right(name, as_written=True) for page, name in zip(pages, each, strict=True))
        cells.append(f"{right} ({written}) of {len(pages)}")
    print(f"| {lot} | {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Fit, print how well the weights do, and keep them if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=Path, required=True, help="checkouts of public sets, fundus among them")
    parser.add_argument("--lots", nargs="+", type=Path, default=[], help="folders with html/ and gold.jsonl to measure")
    parser.add_argument("--keep", action="store_true", help="write the weights into the package")
    parser.add_argument("--verbose", action="store_true", help="print the pages that are read wrong")
    options = parser.parse_args()
    chance = random.Random(7)  # noqa: S311 - not for secrets
    sets = read_sets(options.sets)
    pages = [read_page(*each, chance) for each in fitted_pages(sets)]
    others = [read_page(*each, chance) for each in measured_pages(sets, options.lots)]
    print("Pages whose source is right; in brackets with the very letters of a name that its set gives.\n")
    print("| lot | rules | weights alone | labels and Chinese rules, then weights |\n|---|---|---|---|")
    sites = sorted({page.site for page in pages})
    chance.shuffle(sites)
    folds = {site: place % _FOLDS for place, site in enumerate(sites)}
    unseen = [fit([page for page in pages if folds[page.site] != fold]) for fold in range(_FOLDS)]
    weights = fit(pages)
    found = [found_by(unseen[folds[page.site]], page) for page in pages] + [found_by(weights, page) for page in others]
    wrong: list[str] = []
    for lot in dict.fromkeys(page.lot for page in (*pages, *others)):
        chosen = [(page, name) for page, name in zip((*pages, *others), found, strict=True) if page.lot == lot]
        print_row(lot, [page for page, _ in chosen], [name for _, name in chosen])
        for page, name in chosen:
            if not page.is_right(page.first or name):
                wrong.append(
                    f"{lot} {page.name}: {page.first or name!r}, not {page.right}; by the rules {page.rules!r}"
                )
    if options.verbose:
        print("\n" + "\n".join(wrong))
    if options.keep:
        write_weights(weights, WEIGHTS)


if __name__ == "__main__":
    main()
