"""What a text denies, and what it only passes on."""

import pytest

from indexer.core.article import Span
from service.answer.source_checks import asks_of_rumours, is_denied


def denied(text: str, words: str) -> bool:
    start = text.index(words)
    return is_denied(text, Span(start, start + len(words)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("柏川纺织否认裁员300人。", "300人"),
        ("柏川紡織否認裁員300人。", "300人"),
        ("网传柏川纺织将裁员，涉及300人。", "300人"),
        ("针对网上流传的“柏川纺织将裁员300人”的说法，董事长3日回应说，消息不实，公司没有裁员计划。", "300人"),
        ("柏川纺织裁员300人系谣言。", "300人"),
        ("警方辟谣：“沉船致40人死亡”为不实信息。", "40人"),
        ("警方尚未证实死亡40人的消息。", "40人"),
        ("The mill denied that 300 workers would go.", "300 workers"),
        ("The mill denied cutting 1,300 jobs.", "1,300 jobs"),
        ("Rumours spread that 40 people had drowned.", "40 people"),
        ("The report of 40 dead is a hoax.", "40 dead"),
        ("La empresa negó que despida a 300 personas.", "300 personas"),
        ("L'usine a démenti la suppression de 300 postes.", "300 postes"),
        ("Das Werk dementierte den Abbau von 300 Stellen.", "300 Stellen"),
        ("Компания не подтвердила увольнение 300 человек.", "300 человек"),
        ("Власти опровергли гибель 40 человек.", "40 человек"),
        ("نفت الشركة تسريح 300 عامل.", "300 عامل"),
        ("Công ty phủ nhận sa thải 300 người.", "300 người"),
        ("300人が解雇されるというのは事実ではない。", "300人"),
        ("회사는 300명 감원설을 부인했다.", "300명"),
    ],
)
def test_what_is_denied_or_hearsay(text: str, words: str) -> None:
    assert denied(text, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("柏川纺织裁员300人。", "300人"),
        ("柏川纺织否认裁员300人，称仅调整50人。", "50人"),
        ("柏川纺织没有否认裁员300人。", "300人"),
        ("网传裁员300人，但实际只有20人离职。", "20人"),
        ("消息不实，公司没有裁员计划，今年还将新招工人80名。", "80名"),
        ("这门手艺流传了300年。", "300年"),
        ("The mill did not deny that 300 workers would go.", "300 workers"),
        ("The mill denied that it would close, but 50 workers will go.", "50 workers"),
        ("The port denied 300 people entry.", "300 people"),
        ("Компания не отрицает увольнение 300 человек.", "300 человек"),
    ],
)
def test_what_is_said_to_be_so(text: str, words: str) -> None:
    assert not denied(text, words)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("网传柏川纺织裁员多少人？", True),
        ("柏川纺织否认裁员多少人？", True),
        ("How many jobs did the rumour say would go?", True),
        ("柏川纺织裁员多少人？", False),
        ("How many jobs will go?", False),
    ],
)
def test_a_question_may_ask_for_the_rumour(question: str, asks: bool) -> None:
    assert asks_of_rumours(question) is asks
