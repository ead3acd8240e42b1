"""When a text contains an accepted answer."""

import pytest

from service.evaluate.correctness import contains_answer


@pytest.mark.parametrize(
    ("text", "answers", "contained"),
    [
        ("全村共捐款三萬二千元。", ["三万二千元"], True),
        ("ＵＳ＄１．５ million", ["us$1.5 Million"], True),
        ("one\n two", ["ONE TWO"], True),
        ("共1308人", ["308"], False),
        ("共3080人", ["308"], False),
        ("共308人", ["9", "308"], True),
        ("a+b", ["a.b"], False),
        ("什么都没有", [], False),
    ],
)
def test_folded_and_with_numbers_whole(text: str, answers: list[str], contained: bool) -> None:
    assert contains_answer(text, answers) is contained
