"""A few news articles that speak of the same, made up: of other years, of one event days apart, of two villages, denials."""

from collections.abc import Mapping


def _news(identity: str, published_at: str, title: str, body: str, language: str = "zh") -> Mapping[str, object]:
    return {
        "id": identity, "title": title, "source": "东岭晚报", "published_at": published_at, "body": body, "lang": language
    }  # fmt: skip


GIFTS_2020 = _news(
    "gifts-2020",
    "2020-03-05",
    "荷塘村村民捐款",
    "2020年3月5日，荷塘村发出倡议。\n荷塘村全村共捐款三万二千元，用于修路。",
)
GIFTS_2022 = _news(
    "gifts-2022", "2023-02-10", "荷塘村公布捐款账目", "荷塘村公布账目。\n去年荷塘村全村共捐款五万一千元。"
)
MINE_EARLY = _news(
    "mine-early", "2024-04-09T21:00:00+08:00", "白石矿透水事故致3人遇难",
    "白石矿9日凌晨发生透水事故。\n截至9日20时，白石矿透水事故已确认3人遇难，另有6人失联。",
)  # fmt: skip
MINE_LATE = _news(
    "mine-late", "2024-04-12T12:00:00+08:00", "白石矿透水事故救援结束 遇难人数升至8人",
    "救援工作12日上午结束。\n指挥部通报，白石矿透水事故共造成8人遇难，1人受伤，县里已成立调查组。",
)  # fmt: skip
PIT_EARLY = _news(
    "pit-early", "2024-06-03", "Three die in Kalder pit collapse",
    "The Kalder pit collapsed on Monday. Three people died in the Kalder pit collapse, the county said.", "en",
)  # fmt: skip
PIT_LATE = _news(
    "pit-late", "2024-06-07", "Kalder pit collapse toll rises",
    "Rescue work in the Kalder pit collapse ended on Friday. Eight people died in the Kalder pit collapse, the county said.",
    "en",
)  # fmt: skip
TEA_ONE = _news("tea-one", "2025-05-12", "枫坡村春茶", "枫坡村春茶上市。\n枫坡村春茶卖了126万元。")
TEA_OTHER = _news("tea-other", "2025-05-13", "竹岭村春茶", "竹岭村采茶结束。\n竹岭村春茶卖了109万元。")
LAYOFFS = _news(
    "layoffs", "2025-03-03", "柏川纺织否认裁员三百人",
    "柏川纺织董事长3日回应传闻。\n柏川纺织否认裁员300人，也没有停产。",
)  # fmt: skip

ARTICLES = (
    GIFTS_2020, GIFTS_2022, MINE_EARLY, MINE_LATE, PIT_EARLY, PIT_LATE, TEA_ONE, TEA_OTHER, LAYOFFS
)  # fmt: skip
