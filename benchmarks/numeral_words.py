"""Lists the words of CC-CEDICT that have a numeral in them and state no amount: 长三角 is no sum of money, 三位一体 no three persons.

    python -m benchmarks.numeral_words --write

Such a word is one in which the grammar of figures, without this list, reads a figure that is a part of it: 三角, 三位. What is a
figure as a whole (一百万, 三分之一) is none, nor what tells a rank (世界第一) or how long something takes (八小时工作制). With --write the list goes into
service/figures/data/numeral_words.txt, which `service.figures.exclusions` reads; without, the words are printed.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from indexer.core.figure import FigureKind
from service.figures import exclusions
from service.figures.read import figures_of_parts
from service.query.dictionary import entries

_FILE = Path(exclusions.__file__).parent / "data" / exclusions.NUMERAL_WORDS
_SHORTEST, _LONGEST = 3, 8
"""Characters: what is longer is a saying of two halves, which nobody prints whole."""
_A_LINE = 12
_MEANT = (FigureKind.ORDINAL, FigureKind.DURATION)
"""Kinds of figures that are meant also inside of a word."""
_HEAD = """# Words of CC-CEDICT (https://cc-cedict.org, CC BY-SA 4.0) that have a numeral in them and state no amount, as
# `python -m benchmarks.numeral_words --write` finds them. Blanks part them.
"""


def numeral_words(words: Iterable[str]) -> Iterator[str]:
    """Those of some words of which a part would be read as a figure.

    Args:
        words: In Simplified characters.
    """
    for word in words:
        if any(len(each.text) < len(word) and each.kind not in _MEANT for each in figures_of_parts(word)):
            yield word


def main() -> None:
    """Prints or writes the list."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the file that figures are read with")
    asked = parser.parse_args()
    found = sorted(numeral_words({word for word, _, _ in entries() if _SHORTEST <= len(word) <= _LONGEST}))
    lines = [" ".join(found[place : place + _A_LINE]) for place in range(0, len(found), _A_LINE)]
    if asked.write:
        _FILE.write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(found)} words in {_FILE}\n" if asked.write else "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
