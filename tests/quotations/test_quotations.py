"""Who said what, against texts read by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.quotations.read import quotations


def told(text: str) -> list[tuple[str, str]]:
    return [(text[q.speaker.start : q.speaker.end], text[q.words.start : q.words.end]) for q in quotations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("村支书谭守义说：“家家都送来了菜。”", [("村支书谭守义", "家家都送来了菜。")]),
        ("雨停了。对此，镇长王小梅表示：“路已经修好。”", [("镇长王小梅", "路已经修好。")]),
        ("“家家都送来了菜，”谭守义在接受采访时表示。", [("谭守义", "家家都送来了菜，")]),
        ("近日，周某告诉记者，“这个价格太高了。”", [("周某", "这个价格太高了。")]),
        ("“We lost everything,” said Dilys Arkwright, the coxswain.", [("Dilys Arkwright", "We lost everything,")]),
        ("“We lost everything,” Dilys Arkwright said.", [("Dilys Arkwright", "We lost everything,")]),
        ("Ms Arkwright told reporters: “We lost it all.”", [("Ms Arkwright", "We lost it all.")]),
        ("«Мост ждали девять лет», – сказала Ольга Левашова.", [("Ольга Левашова", "Мост ждали девять лет")]),
    ],
)
def test_a_speaker_stands_before_or_behind_the_words(text: str, expected: list[tuple[str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "他读了“三国演义的故事”。",
        "所谓“最美乡村建设者”的称号。",
        "他说：“家家都送来了菜。”",
        "“We lost everything,” she said.",
        "说：“家家都送来了菜。”",
        "“没有人说过的一句话",
        "",
    ],
)
def test_where_nobody_is_named_nobody_is_made_to_speak(text: str) -> None:
    assert told(text) == []


@given(st.text(alphabet='他王说：，。“”"said X\n 。', max_size=120))
def test_spans_lie_in_the_text_and_never_in_each_other(text: str) -> None:
    for each in quotations(text):
        assert 0 <= each.speaker.start < each.speaker.end <= len(text)
        assert 0 <= each.words.start < each.words.end <= len(text)
        assert each.speaker.end <= each.words.start or each.words.end <= each.speaker.start
