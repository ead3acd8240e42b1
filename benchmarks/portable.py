"""Proves that the machine does not matter: the model, its reader and an index are the same under other CPU settings.

For each setting the model is prepared in a cache of its own, the sample pages are indexed, and two questions are asked of that
index and of the one that the setting before made. Two settings run at a time, as most of each is the work of one core. Everything must be the same everywhere: the model's fingerprint, the
mode, the words that answer; the confidence within 0.02. Exits with 1 where something is not.

    python -m benchmarks.portable                      # all settings that this CPU can run: a few minutes
    python -m benchmarks.portable --only haswell-1 --only avx2
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

QUESTIONS = ("柳禾村三天一共收到多少捐款？", "How much did the Korda family give for the island clinic?")
TOLERANCE = 0.02
"""Of a confidence: precisions of the matrices differ from CPU to CPU, and move a likelihood by less."""
_PAGES = Path("data/pages")
_LOWERED = {
    "OPENBLAS_CORETYPE": "Haswell",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "DNNL_MAX_CPU_ISA": "AVX2",
    "ATEN_CPU_CAPABILITY": "avx2",
    "FAISS_OPT_LEVEL": "AVX2",
    "NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR",
}
"""What makes the native libraries do without AVX-512."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A kind of machine, as far as the environment can make this one behave like it."""

    name: str
    environment: Mapping[str, str]
    flag: str = ""
    """What the CPU must be able to, by its name in /proc/cpuinfo."""


def _core(name: str, threads: int, flag: str = "") -> Setting:
    counts = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "XUNWEN_THREADS"), str(threads))
    return Setting(f"{name.lower()}-{threads}", {"OPENBLAS_CORETYPE": name, **counts}, flag)


SETTINGS = (
    *(_core(name, threads) for name in ("Haswell", "Zen") for threads in (1, 2)),
    *(_core("SkylakeX", threads, "avx512f") for threads in (1, 2)),
    Setting("avx2", _LOWERED),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one setting gave."""

    name: str
    fingerprint: str
    backend: str
    own: list[dict[str, Any]]
    """Answers over the index made under this setting."""
    foreign: list[dict[str, Any]]
    """Answers over the index made under the setting before."""
    seconds: float


def main(
    only: Annotated[list[str] | None, typer.Option(help="A setting's name; may be given again. Default: all.")] = None,
    work: Annotated[Path, typer.Option(help="Folder for caches and indexes; emptied first.")] = Path("build/portable"),
    lanes: Annotated[int, typer.Option(min=1, help="How many settings run at a time.")] = 2,
) -> None:
    """Run each setting and compare."""
    console = Console()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    asked = work / "questions.jsonl"
    rows = [json.dumps({"id": str(place), "text": text}) for place, text in enumerate(QUESTIONS)]
    asked.write_text("\n".join(rows) + "\n", encoding="utf-8")
    chosen = _chosen(only, console)
    made = {setting.name: Event() for setting in chosen}
    size = -(-len(chosen) // lanes)
    parts = [chosen[first : first + size] for first in range(0, len(chosen), size or 1)]
    with console.status(f"{len(chosen)} settings: prepare, index, ask"), ThreadPoolExecutor(lanes) as pool:
        done = pool.map(lambda part: _run_lane(part, work, asked, made), parts)
        outcomes = [outcome for lane in done for outcome in lane]
    console.print(_table(outcomes))
    faults = differences(outcomes)
    for fault in faults:
        console.print(fault, style="red", soft_wrap=True)
    if faults or not outcomes:
        raise typer.Exit(1)
    console.print(
        f"The same under {len(outcomes)} settings: fingerprint, mode, answers; confidence within {TOLERANCE}."
    )


def _chosen(only: Sequence[str] | None, console: Console) -> list[Setting]:
    """The settings that are wanted and that this CPU can run."""
    flags = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").split())
    wanted = [setting for setting in SETTINGS if not only or setting.name in only]
    for setting in wanted:
        if setting.flag and setting.flag not in flags:
            console.print(f"{setting.name}: this CPU has no {setting.flag}")
    return [setting for setting in wanted if not setting.flag or setting.flag in flags]


def _run_lane(settings: Sequence[Setting], work: Path, asked: Path, made: Mapping[str, Event]) -> list[Outcome]:
    """Runs settings one after the other; the first asks the index of the first lane's first setting.

    Args:
        settings: Of this lane.
        work: Folder of all settings.
        asked: File of the questions.
        made: Of every setting of every lane, in order: set when its index is made, or never will be.
    """
    outcomes: list[Outcome] = []
    for setting in settings:
        before = outcomes[-1].name if outcomes else next(iter(made))
        outcomes.append(_run(setting, work, asked, before, made))
        shutil.rmtree(work / setting.name / "cache")
    return outcomes


def _run(setting: Setting, work: Path, asked: Path, before: str, made: Mapping[str, Event]) -> Outcome:
    began = time.monotonic()
    home = work / setting.name
    cleared = {key: value for key, value in os.environ.items() if not key.startswith("OPENBLAS_")}
    environment = {**cleared, **setting.environment, "XUNWEN_CACHE_DIR": str(home / "cache")}
    index = home / "index"
    try:
        (built,) = _xunwen(environment, "index", str(_PAGES), "--index", str(index), "--json")
    finally:
        made[setting.name].set()
    (status,) = _xunwen(environment, "status", "--index", str(index), "--json")
    own = _xunwen(environment, "ask", "--batch", str(asked), "--index", str(index), "--json")
    made[before].wait()
    foreign = _xunwen(environment, "ask", "--batch", str(asked), "--index", str(work / before / "index"), "--json")
    seconds = time.monotonic() - began
    return Outcome(
        setting.name,
        str(status["model_fingerprint"]),
        backend=str(built["backend"]),
        own=own,
        foreign=foreign,
        seconds=seconds,
    )


def _xunwen(environment: Mapping[str, str], *arguments: str) -> list[dict[str, Any]]:
    """What a command prints, one JSON object a line or one over several."""
    command = [sys.executable, "-m", "service", *arguments]
    done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)
    if done.returncode:
        raise typer.BadParameter(f"{' '.join(arguments)} failed: {done.stderr.strip()}")
    decoder, text, found = json.JSONDecoder(), done.stdout.strip(), []
    while text:
        value, end = decoder.raw_decode(text)
        found.append(value)
        text = text[end:].lstrip()
    return found


def differences(outcomes: Sequence[Outcome]) -> list[str]:
    """What is not the same under all settings, in words."""
    faults = []
    for outcome in outcomes:
        first = outcomes[0]
        if outcome.fingerprint != first.fingerprint:
            faults.append(f"{outcome.name}: the model is {outcome.fingerprint[:12]}, not {first.fingerprint[:12]}")
        for where, answers in (("its own index", outcome.own), ("the index made before", outcome.foreign)):
            for question, got, wanted in zip(QUESTIONS, answers, first.own, strict=True):
                faults += [f"{outcome.name}, {where}, {question} {fault}" for fault in _answer_faults(got, wanted)]
    return faults


def _answer_faults(got: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    faults = []
    if got["mode"] != "reranked" or got["degraded"]:
        faults.append(f"is answered in mode {got['mode']}, degraded {got['degraded']}")
    one, other = got["answer"] or {}, wanted["answer"] or {}
    if one.get("text") != other.get("text") or not one:
        faults.append(f"gives {one.get('text')!r}, not {other.get('text')!r}")
    elif abs(one["confidence"] - other["confidence"]) > TOLERANCE:
        faults.append(f"is {one['confidence']:.3f} sure, not {other['confidence']:.3f}")
    return faults


def _table(outcomes: Sequence[Outcome]) -> Table:
    table = Table("setting", "model", "computed by", *("answer" for _ in QUESTIONS), "seconds")
    for outcome in outcomes:
        answers = [
            f"{one['answer']['text']} {one['answer']['confidence']:.3f}" if one["answer"] else "–"
            for one in outcome.own
        ]
        table.add_row(outcome.name, outcome.fingerprint[:12], outcome.backend, *answers, f"{outcome.seconds:.0f}")
    return table


if __name__ == "__main__":
    typer.run(main)
