"""What a question compares, and what it asks of each."""

import pytest

from service.answer.comparison import compared


@pytest.mark.parametrize(
    ("question", "names", "first", "larger"),
    [
        ("枫坡村和竹岭村哪个村茶叶收入高？", ("枫坡村", "竹岭村"), "枫坡村茶叶收入多少", True),
        ("枫坡村与竹岭村相比，谁捐得更少？", ("枫坡村", "竹岭村"), "枫坡村捐得多少", False),
        ("谁捐得更多，枫坡村还是竹岭村？", ("枫坡村", "竹岭村"), "枫坡村捐得多少", True),
        ("青石桥和白沙桥哪个更早通车？", ("青石桥", "白沙桥"), "青石桥什么时候通车", False),
        ("青石桥、白沙桥这两座桥哪座更长？", ("青石桥", "白沙桥"), "青石桥多长", True),
        ("Which raised more, Ashby or Corran?", ("Ashby", "Corran"), "how much Ashby raised?", True),
        (
            "Which of the two villages raised less, Ashby or Corran?",
            ("Ashby", "Corran"),
            "how much Ashby raised?",
            False,
        ),
        (
            "Which village, Ashby or Corran, raised more money?",
            ("Ashby", "Corran"),
            "how much Ashby raised money?",
            True,
        ),
        (
            "Between Ashby and Corran, which had the higher revenue?",
            ("Ashby", "Corran"),
            "how much Ashby had the revenue?",
            True,
        ),
        (
            "Which bridge opened earlier, Ashby Bridge or Corran viaduct?",
            ("Ashby Bridge", "Corran viaduct"),
            "when Ashby Bridge opened?",
            False,
        ),
        ("¿Quién recaudó más, Ashby o Corran?", ("Ashby", "Corran"), "cuánto Ashby recaudó?", True),
        ("Qui a récolté le plus, Ashby ou Corran ?", ("Ashby", "Corran"), "combien Ashby a récolté?", True),
        ("Wer sammelte mehr, Ashby oder Corran?", ("Ashby", "Corran"), "wie viel Ashby sammelte?", True),
        ("Кто собрал больше, Эшби или Корран?", ("Эшби", "Корран"), "сколько Эшби собрал?", True),
    ],
)
def test_two_names_and_what_is_asked_of_each(question: str, names: tuple[str, str], first: str, larger: bool) -> None:
    found = compared(question)
    assert found is not None
    assert (found.names, found.questions[0], found.larger) == (names, first, larger)
    assert found.questions[1] == first.replace(names[0], names[1])


@pytest.mark.parametrize(
    "question",
    [
        "上坪镇谁捐款最多？",
        "枫坡村捐了多少？",
        "哪个镇多处被淹？",
        "共同民主党哪位最高委员出席？",
        "赵明和孙丽哪位议长会谈？",
        "Who donated more than a million?",
        "In which two provinces did police arrest the gang and seize more goods?",
        "How much did Ashby and Corran raise?",
    ],
)
def test_other_questions_compare_nothing(question: str) -> None:
    assert compared(question) is None
