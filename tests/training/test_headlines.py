"""Headlines are made of a window's own sentences, state the answer in half of the groups that have one, and tell nothing else."""

from training.examples.chance import chance
from training.examples.example import Example, Group
from training.examples.headlines import headline, headlined

_RIGHT = "柳禾村的村民排起了队。截至昨天下午,全村共募集了三万多元善款,由村委会转交。他们说完就走了。"
_OTHER = "石桥村有一百零八户人家。村里的小学已经腾出二十四间教室,铺上了折叠床。"


def _group(name: str, *, answered: bool = True) -> Group:
    start = _RIGHT.index("三万多元") if answered else None
    end = start + len("三万多元") if start is not None else None
    right = Example(name, "柳禾村捐了多少钱？", _RIGHT, start, end, "zh", "zh", "news", "a", "标题")
    return right, Example(name, "柳禾村捐了多少钱？", _OTHER, None, None, "zh", "zh", "news", "a", "")


def test_one_group_of_so_many_has_made_headlines() -> None:
    groups = [_group(f"q{number}") for number in range(600)]
    made = [headlined(group, one_of=3, seed=7) for group in groups]
    changed = sum(new != old for new, old in zip(made, groups, strict=True))
    assert 160 < changed < 240  # 200 expected, 11.5 the standard deviation
    assert made == [headlined(group, one_of=3, seed=7) for group in groups]
    assert [headlined(group, one_of=0, seed=7) for group in groups] == groups


def test_half_of_the_made_headlines_state_the_answer_and_nothing_but_headings_changes() -> None:
    groups = [_group(f"q{number}") for number in range(400)]
    made = [headlined(group, one_of=1, seed=7) for group in groups]
    stating = sum("三万多元" in group[0].heading for group in made)
    # Half of them by intent, and a third of the others by the sentence that is drawn.
    assert 220 < stating < 310
    for new, old in zip(made, groups, strict=True):
        for one, other in zip(new, old, strict=True):
            assert (one.passage, one.start, one.end, one.question) == (
                other.passage,
                other.start,
                other.end,
                other.question,
            )
        assert "三万多元" not in new[1].heading


def test_a_headline_is_short_of_the_window_and_keeps_the_answer_whole() -> None:
    right = _group("q")[0]
    for number in range(50):
        random = chance(number, "headline")
        made = headline(right, random, stating=True)
        assert "三万多元" in made
        assert 6 <= len(made) <= 32
        assert not made.startswith("截至")
        plain = headline(right, random)
        assert len(plain) <= 32


def test_a_window_without_an_answer_gets_a_sentence_of_its_own() -> None:
    for number in range(100):
        group = headlined(_group(f"n{number}", answered=False), one_of=1, seed=7)
        for each in group:
            assert set(each.heading) <= set(each.passage) | {" "}


def test_a_headline_in_spaced_script_ends_within_its_limit() -> None:
    text = "The villagers queued all day. By Tuesday evening they had raised more than 30,000 yuan, which was handed over. They left."
    start = text.index("more than 30,000 yuan")
    example = Example("q", "How much?", text, start, start + len("more than 30,000 yuan"), "en", "en", "xquad", "a")
    made = {headline(example, chance(number, "headline"), stating=True) for number in range(20)}
    assert all("more than 30,000 yuan" in each and len(each) <= 90 for each in made)
