"""Reads the published case list with other libraries too: how many wordings each gives the right value for.

Each runs in an environment of its own, named by its Python: `python -m benchmarks.figures --cn2an PATH --jionlp PATH
--recognizers PATH`; without a path a library is left out. A library is asked only for what it claims to read, and only
values are compared: spans, units and qualifiers are ours alone.
"""

import argparse
import json
import subprocess
import time
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path

from indexer.core.figure import Bound
from service.figures.read import figures
from tests.figures.cases import PUBLISHED, Case, cases

# What runs inside the other environment: reads wordings from standard input, writes a list of [low, high] for each.
_CN2AN = """
import json, sys, cn2an
def read(text):
    try: value = str(cn2an.cn2an(text, "smart"))
    except Exception: return []
    return [[value, value]]
json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
"""
_JIONLP = """
import io, json, sys, time
out, sys.stdout = sys.stdout, io.StringIO()
import jionlp
base = time.mktime((2020, 2, 21, 10, 0, 0, 0, 0, 0))
def money(text):
    found = jionlp.parse_money(text)
    value = found["num"] if isinstance(found, dict) else found
    low, high = value if isinstance(value, list) else (value, value)
    return [[low, high]]
def day(text):
    found = jionlp.parse_time(text, time_base=base)["time"]
    return [[found[0], found[1]]]
def read(text):
    for parse in (money, day):
        try: return parse(text)
        except Exception: continue
    return []
answers = [read(text) for text in json.load(sys.stdin)]
json.dump(answers, out)
"""
_RECOGNIZERS = """
import json, sys, datetime
from recognizers_text import Culture
from recognizers_number import recognize_number
from recognizers_number_with_unit import recognize_currency
from recognizers_date_time import recognize_datetime
base = datetime.datetime(2020, 2, 21, 10)
def read(text):
    culture = Culture.English if text.isascii() else Culture.Chinese
    found = []
    try:
        for result in recognize_number(text, culture) + recognize_currency(text, culture):
            value = (result.resolution or {}).get("value")
            if value: found.append([value, value])
        for result in recognize_datetime(text, culture, reference=base):
            for value in (result.resolution or {}).get("values", []):
                found.append([value.get("start") or value.get("value"), value.get("end") or value.get("value")])
    except Exception: pass
    return found
json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
"""
Read = list[list[str | None]]


def main() -> None:
    """Prints one row a library."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("cn2an", "jionlp", "recognizers"):
        parser.add_argument(f"--{name}", type=Path, help="the Python of an environment that has it")
    arguments = parser.parse_args()
    everything = cases()
    print(f"{'':14}{'amounts':>16}{'dates, times':>16}{'no figure':>14}")
    _row("xunwen", everything, _ours(everything))
    for name, program in (("cn2an", _CN2AN), ("jionlp", _JIONLP), ("recognizers", _RECOGNIZERS)):
        python: Path | None = getattr(arguments, name)
        if python is not None:
            _row(name, everything, _theirs(python, program, [_asked(case) for case in everything]))


def _asked(case: Case) -> str:
    """The figure alone, to be fair to parsers that want nothing around it; the whole wording where there is none."""
    return case.figures[0].text if case.figures else case.wording


def _ours(everything: list[Case]) -> list[Read]:
    begun = time.perf_counter()
    found = [figures(case.wording, published_at=PUBLISHED) for case in everything]
    print(f"xunwen read {len(everything)} wordings in {(time.perf_counter() - begun) * 1000:.0f} ms")
    return [[[_plain(figure.min), _plain(figure.max)] for figure in read] for read in found]


def _plain(bound: Bound) -> str | None:
    return None if bound is None else str(bound)


def _theirs(python: Path, program: str, wordings: list[str]) -> list[Read]:
    done = subprocess.run(
        [python, "-c", program], input=json.dumps(wordings), capture_output=True, text=True, check=True
    )
    answers: list[list[list[object]]] = json.loads(done.stdout)
    return [[[None if end is None else str(end) for end in read] for read in answer] for answer in answers]


def _row(name: str, everything: list[Case], answers: list[Read]) -> None:
    groups: tuple[Callable[[Case], bool], ...] = (
        lambda case: bool(case.figures) and case.figures[0].kind not in ("date", "time") and _valued(case),
        lambda case: bool(case.figures) and case.figures[0].kind in ("date", "time"),
        lambda case: not case.figures,
    )
    cells = []
    for belongs in groups:
        both = [(case, answer) for case, answer in zip(everything, answers, strict=True) if belongs(case)]
        right = sum(_right(case, answer) for case, answer in both)
        cells.append(f"{right}/{len(both)} {right / len(both):.0%}")
    print(f"{name:14}{cells[0]:>16}{cells[1]:>16}{cells[2]:>14}")


def _valued(case: Case) -> bool:
    return case.figures[0].min is not None or case.figures[0].max is not None


def _right(case: Case, answer: Read) -> bool:
    """Whether some reading has an end that the case names, and no wrong one where the case is exact."""
    if not case.figures:
        return not answer
    said = case.figures[0]
    if said.qualifier in ("exact", "range"):
        return any(_same(low, said.min) and _same(high, said.max) for low, high in answer)
    return any(
        _same(end, bound) for read in answer for end in read for bound in (said.min, said.max) if bound is not None
    )


def _same(read: str | None, wanted: Bound) -> bool:
    if read is None or wanted is None:
        return read is None and wanted is None
    if isinstance(wanted, str):
        return read.replace(" ", "T").startswith(wanted) or read in (wanted, wanted.partition("T")[2] + ":00")
    try:
        return Decimal(read.removesuffix("%")) == wanted
    except InvalidOperation:
        return False


if __name__ == "__main__":
    main()
