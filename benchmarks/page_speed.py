"""Measures pages as a reader on a phone meets them: how soon an answer is seen, and how soon a touch or a key is.

    python -m benchmarks.page_speed --index data/index

Needs Chromium (make browser). The service is `xunwen serve` in a process of its own, started for this. Each question of --questions
is asked of it once, so that nothing of it is kept: "answer" is from the Enter key to the paint that shows the answer, or the articles
where there is none; the first question after the start is told by itself, and measured over --starts starts. Interactions are measured
by the browser itself (Event Timing): from the event to the paint after it; what takes less than a frame counts as 16 ms. Other work on
the machine counts too, so the load is printed beside the figures.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from time import process_time
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import CDPSession, Page, sync_playwright

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "locale": "zh-CN"}
FRAME = 16.0
"""Milliseconds below which the browser tells of no interaction."""

WATCH_ANSWER = """() => {
  window.began = 0;
  window.took = null;
  addEventListener("keydown", (event) => { if (event.key === "Enter") { began = performance.now(); took = null; } }, true);
  new MutationObserver(() => {
    const results = document.getElementById("results");
    if (!began || took !== null || !results?.firstElementChild || results.getAttribute("aria-busy") === "true") return;
    const asked = began;
    began = 0;
    requestAnimationFrame(() => setTimeout(() => { took = performance.now() - asked; }));
  }).observe(document.body, { childList: true, subtree: true });
}"""
"""Takes the time from Enter to the paint behind the first results; a busy list is the one before."""

WATCH_EVENTS = """() => {
  window.seen = [];
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) if (each.interactionId) seen.push(each.duration);
  }).observe({ type: "event", durationThreshold: 16 });
}"""


@contextmanager
def service_over(index: Path) -> Iterator[str]:
    """The address of a service that was just started and is ready."""
    command = [sys.executable, "-m", "service", "serve", "--index", str(index), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            told = next((line for line in process.stderr or () if "http://" in line), "")
            found = re.search(r"http://\S+", told)
            if found is None:
                sys.exit("The service did not start; try: xunwen serve")
            _wait_until_ready(found.group())
            yield found.group()
        finally:
            process.terminate()


def _wait_until_ready(base: str) -> None:
    for _ in range(600):
        try:
            with urlopen(f"{base}/readyz"):  # noqa: S310  our own service
                return
        except URLError:  # not yet; HTTPError, a 503, is one of these
            time.sleep(0.1)
    sys.exit("The service was not ready within a minute.")


class Answered(NamedTuple):
    """Milliseconds that an answer took."""

    took: float
    """From Enter to the paint that shows it."""
    worked: float
    """Processor time of the page's process and of this one, which serves where a test calls."""


def first_answer(page: Page, base: str, question: str) -> Answered:
    """How soon a reader who opens the page, types and asks sees the answer."""
    page.goto(base + "/")
    page.evaluate(WATCH_ANSWER)
    page.locator("#q").fill(question)
    page.wait_for_timeout(700)  # what is shown while typing is no part of the answer
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    before = process_time() * 1000 + _processor_time(session)
    page.keyboard.press("Enter")
    for _ in range(600):
        took = page.evaluate("took")
        if took is not None:
            worked = process_time() * 1000 + _processor_time(session) - before
            session.detach()
            return Answered(float(took), worked)
        page.wait_for_timeout(20)
    sys.exit(f"No answer to {question!r} came within 12 seconds.")


def _processor_time(session: CDPSession) -> float:
    """Milliseconds that the process of a page has worked."""
    metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["ProcessTime"]) * 1000


def interactions(page: Page, base: str, question: str) -> list[float]:
    """Milliseconds of each key and touch of a reader who types, asks, unfolds, filters and asks on."""
    page.goto(base + "/")
    page.evaluate(WATCH_EVENTS)
    page.locator("#q").press_sequentially(question, delay=60)
    page.keyboard.press("Enter")
    page.wait_for_selector("html:not(.busy) #results section")
    for folded in ("#filters-open", "#filters-open", ".answer .around summary", ".answer .cite summary"):
        if page.locator(folded).count():
            page.locator(folded).first.tap()
            page.wait_for_timeout(150)
    if page.locator("#again").count():
        page.locator("#again").press_sequentially("那口罩呢？", delay=60)
        page.keyboard.press("Enter")
        page.wait_for_selector("html:not(.busy) #results section")
    page.wait_for_timeout(300)
    found: list[float] = page.evaluate("seen")
    return found or [FRAME]


def spread(name: str, times: list[float]) -> str:
    """A line of a table."""
    tenth = quantiles(times, n=10, method="inclusive")[-1] if len(times) > 1 else times[0]
    return f"{name:32} {len(times):5} {median(times):8.0f} {tenth:8.0f} {max(times):8.0f}"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page_speed", description=__doc__.partition("\n")[0])
    parser.add_argument("--index", type=Path, default=Path("data/index"), help="folder of the index")
    parser.add_argument("--questions", type=Path, default=Path("data/questions.jsonl"), help="with a text a line")
    parser.add_argument("--starts", type=int, default=3, help="how often the service is started for its first question")
    chosen = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.exit("There is no Chromium on this machine. Install it: make browser")
    questions = [json.loads(line)["text"] for line in chosen.questions.read_text(encoding="utf-8").splitlines()]
    first: list[float] = []
    later: list[float] = []
    touched: list[float] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for start in range(max(chosen.starts, 1)):
            page = browser.new_context(**PHONE).new_page()  # type: ignore[arg-type]  # by name
            with service_over(chosen.index) as base:
                first.append(first_answer(page, base, questions[start % len(questions)]).took)
                if start:
                    continue
                later += [first_answer(page, base, question).took for question in questions[1:]]
                touched += [each for question in questions[:5] for each in interactions(page, base, question)]
        browser.close()
    print(f"{'milliseconds':32} {'n':>5} {'median':>8} {'p90':>8} {'most':>8}")
    print(spread("first answer after the start", first))
    print(spread("later answers", later))
    print(spread("interaction to next paint", touched))
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
