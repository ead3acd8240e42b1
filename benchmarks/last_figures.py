"""Compares figures just measured with those committed last, ratio by ratio, so that a loss shows; and commits new ones.

    python -m benchmarks.last_figures build/bench/embedding.json build/bench/service.json [--keep]

Of FILE.json the last ones are benchmarks/kept/FILE.json, with machine, commit and date. A ratio over 1 is better than last time,
whichever way the figure goes. On another machine read those that are ratios themselves, and see the baselines, which are no code of ours.
"""

import argparse
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import measured_now

KEPT = Path(__file__).with_name("kept")
LOSS = 0.9
"""Ratios below are called a loss; a shared machine moves others by as much on its own."""
HIGHER, LOWER = (
    re.compile(r"(per_second(_\w+)?|^ratio|ratio$|hit@1|nDCG@10|cosine)"),
    re.compile(r"(_ms(_\w+)?|seconds(_\w+)?|_mb(_\w+)?|errors)$"),
)
SIZES = frozenset({"articles", "chunks", "clients", "texts"})
"""Where one of these differs other things were measured; of questions a service is asked as many as it manages."""
_BASELINE = re.compile(r"\bplain\b|_plain\b|against ")


@dataclass(frozen=True, slots=True)
class Change:
    """A figure last time and now."""

    name: str
    last: float
    now: float
    higher_is_better: bool
    baseline: bool
    """Whether it is of what ours is measured beside."""

    @property
    def ratio(self) -> float:
        """How many times as good as last time; 1 where both are nothing.

        >>> Change("ms", last=30, now=20, higher_is_better=False, baseline=False).ratio
        1.5
        """
        better, worse = (self.now, self.last) if self.higher_is_better else (self.last, self.now)
        if worse == 0:
            return 1.0 if better == 0 else float("inf")
        return better / worse

    @property
    def lost(self) -> bool:
        """Whether ours is worse by more than noise."""
        return not self.baseline and self.ratio < LOSS


def leaves(figures: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, float]]:
    """Every number of nested objects, with the names on its way.

    >>> list(leaves({"query": {"ours": {"median_ms": 5.0}}, "same": True}))
    [('query ours median_ms', 5.0)]
    """
    if isinstance(figures, Mapping):
        for name, value in figures.items():
            yield from leaves(value, (*path, str(name)))
    elif isinstance(figures, int | float) and not isinstance(figures, bool):
        yield " ".join(path), float(figures)


def changes(now: object, last: object) -> list[Change]:
    """Figures that both have and that can be better or worse, in the order of those now.

    Raises:
        ValueError: They were measured on other articles or passages.
    """
    new, old = dict(leaves(now)), dict(leaves(last))
    for name in new.keys() & old.keys():
        if name.rpartition(" ")[2] in SIZES and new[name] != old[name]:
            raise ValueError(f"{name} is {new[name]:,.0f} and was {old[name]:,.0f}")
    return [
        Change(name, old[name], value, higher, bool(_BASELINE.search(name)))
        for name, value in new.items()
        if name in old and (higher := _direction(name)) is not None
    ]


def _direction(name: str) -> bool | None:
    """Whether more is better; None where a figure is neither good nor bad."""
    if HIGHER.search(name):
        return True
    return False if LOWER.search(name) else None


def told(name: str, found: Sequence[Change], last: Mapping[str, object]) -> Iterator[str]:
    """Lines for a person: where the last figures are from, each ratio, and how many are losses."""
    yield f"{name}, beside {last.get('commit')} of {last.get('date')}:"
    if last.get("machine") != measured_now()["machine"]:
        yield f"  measured on another machine: {json.dumps(last.get('machine'))}"
    for each in found:
        mark = "  (baseline)" if each.baseline else "  LOSS" if each.lost else ""
        yield f"  {each.name:<44}{each.last:>12,.4g}{each.now:>12,.4g}{each.ratio:>8.2f}{mark}"
    lost = sum(each.lost for each in found)
    yield f"  {lost} of {len(found)} figures lost more than {1 - LOSS:.0%}" if lost else "  no loss"


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the comparison of each file, and keeps the new figures where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+", help="figures that a benchmark wrote with --json")
    parser.add_argument("--keep", action="store_true", help=f"write them to benchmarks/{KEPT.name}/ to be committed")
    options = parser.parse_args(arguments)
    for file in options.files:
        kept = KEPT / file.name
        if not file.is_file():
            print(f"{file.stem}: not measured")
            continue
        now = json.loads(file.read_text(encoding="utf-8"))
        print("\n".join(compared(file.stem, now, kept)))
        if options.keep:
            kept.parent.mkdir(exist_ok=True)
            whole = {**measured_now(), "figures": now}
            kept.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def compared(name: str, now: object, kept: Path) -> list[str]:
    """What is told of some figures beside those in a file, if it is there."""
    if not kept.is_file():
        return [f"{name}: there are no last figures; --keep writes these"]
    last = json.loads(kept.read_text(encoding="utf-8"))
    try:
        return list(told(name, changes(now, last["figures"]), last))
    except ValueError as error:
        return [f"{name}: not compared, other things were measured: {error}"]


if __name__ == "__main__":
    main()
