"""What `xunwen ask` says of a reading that may be the answer and is not sure enough to be given as one."""

from pathlib import Path

import pytest

from service.cli.terminal import print_answer
from service.http.ask_schemas import AskResponse
from service.web.confidence import reason_told
from tests.cli.command import xunwen

QUESTION = "全村共捐款多少元？"


@pytest.mark.parametrize(
    ("reason", "likeliest", "told"),
    [
        ("no_evidence", 0.67, "unsure"),
        ("no_evidence", 0.33, "unsure"),
        ("no_evidence", 0.32, "no_evidence"),
        ("no_evidence", None, "no_evidence"),
        ("low_margin", 0.66, "unsure"),
        ("low_margin", 0.65, "low_margin"),
        ("conflict", 0.9, "conflict"),
    ],
)
def test_a_reason_is_not_told_that_what_may_be_the_answer_belies(
    reason: str, likeliest: float | None, told: str
) -> None:
    assert reason_told(reason, likeliest) == told


@pytest.mark.parametrize(("confidence", "shown"), [(0.67, True), (0.1, False)])
def test_what_may_be_the_answer_is_shown_with_its_quote(
    confidence: float, *, shown: bool, shared_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (said,) = xunwen("ask", QUESTION, "--index", shared_index, "--limit", 1, "--json").results
    (quoted, *_), first = said["citations"], said["answer"]
    reading = {
        "answer": {**first, "confidence": confidence},
        "citation": quoted,
        "conflict": False,
        "superseded": False,
    }
    unsure = {**said, "status": "abstained", "reason": "no_evidence", "answer": None, "citations": []}
    print_answer(QUESTION, AskResponse.model_validate({**unsure, "alternatives": [reading]}))
    out = capsys.readouterr().out
    assert ("This may be the answer, but it is not sure enough" in out, "▸" in out) == (shown, shown)
    assert ("Nothing in the archive answers this." in out) is not shown
    assert out.count(first["text"] + "  perhaps, confidence 67%") == shown
