"""What a comparison found, as JSON, as a table and as words on what was set."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.peers.collection import Collection, Written
from benchmarks.peers.compare import Measured, Plan
from benchmarks.peers.environments import OWN, XUNWEN
from benchmarks.peers.figures import RowOfTable, ratios, table


def report(
    measured: Sequence[Measured], collection: Collection, written: Written, plan: Plan, begun: Mapping[str, object]
) -> dict[str, object]:
    """Everything that a reader needs to judge the figures, or to make them again.

    Args:
        measured: Of each of those compared.
        collection: What was indexed and asked.
        written: How many chunks it has.
        plan: How it was measured.
        begun: Machine, commit, date and load when it began.
    """
    return {
        **begun,
        "load_after": round(os.getloadavg()[0], 2),
        "of": {
            "articles_of": collection.name,
            "articles": len(collection.articles),
            "chunks": written.chunks,
            "questions": len(collection.questions),
            "rounds": plan.rounds,
            "seconds": plan.seconds,
            "clients": plan.clients,
            "indexed_by_this_run": not any(each.reused for each in measured),
        },
        "versions": {each.peer: each.versions for each in measured},
        "notes": {each.peer: each.notes for each in measured if each.notes},
        "failed": {each.peer: each.failed for each in measured if each.failed},
        "figures": {
            row.label: {name: _rounded(value) for name, value in row.values.items()} for row in rows_of(measured)
        },
    }


def rows_of(measured: Sequence[Measured]) -> list[RowOfTable]:
    """A row for every way of everybody who did not fail."""
    return [row for each in measured if not each.failed for row in each.rows()]


def markdown(measured: Sequence[Measured], told: Mapping[str, object]) -> str:
    """The tables, what they were made on and what was set, for people."""
    of, machine = told["of"], told["machine"]
    if not (isinstance(of, dict) and isinstance(machine, dict)):
        raise TypeError("a report has machine and of")
    rows = rows_of(measured)
    lines = [
        f"*Commit {told['commit']}, {told['date']}, {machine['cores']} cores of an {machine['cpu']}"
        f" ({', '.join(machine['instructions'])}), {machine['memory_gb']} GB, load {told['load_before']} before.*",
        "",
        f"{of['articles']:,} articles of {of['articles_of']}, {of['chunks']:,} chunks, {of['questions']} questions; {of['rounds']} rounds,"
        f" a crowd is {of['clients']} clients, {of['seconds']:g} s each measurement."
        + (
            ""
            if of["indexed_by_this_run"]
            else " Indexes are those of an earlier run, and so are the figures of indexing."
        ),
        "",
        table(rows),
        "",
        *_ratios(rows),
        *(f"- **{each.peer}** {_versions(each)}: {each.notes}." for each in measured if each.notes),
        *(f"- **{each.peer}** failed: {each.failed}" for each in measured if each.failed),
    ]
    return "\n".join(lines) + "\n"


def write_report(told: Mapping[str, object], words: str, folder: Path) -> None:
    """peers.json and peers.md in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "peers.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (folder / "peers.md").write_text(words, encoding="utf-8")


def _ratios(rows: Sequence[RowOfTable]) -> list[str]:
    """Lines on the ratios, where Xunwen is among those compared and not alone."""
    beside = [row for row in rows if row.peer == XUNWEN or row.peer not in OWN]
    if {row.peer for row in beside} <= {XUNWEN} or all(row.peer != XUNWEN for row in beside):
        return []
    return [
        f"How many times as good {XUNWEN} is, beside its own row of the same way to search:",
        "",
        ratios(beside, XUNWEN),
        "",
    ]


def _versions(measured: Measured) -> str:
    return ", ".join(f"{name} {version}" for name, version in measured.versions.items())


def _rounded(value: float) -> float:
    """Four significant digits: more would be noise."""
    return float(f"{value:.4g}")
