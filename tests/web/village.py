"""A village that gives eight times: its articles, and the pictures that they name."""

from playwright.sync_api import Route

from tests.web.browser import Visitor

DONATED = "柳河村捐款多少？"
"""What the village is asked for most."""
PIXEL = bytes.fromhex("47494638396101000100800000ff0000ffffff21f90401000000002c00000000010001000002024401003b")
"""A picture of one point."""


def _record(number: int) -> dict[str, object]:
    return {
        "id": f"a{number}",
        "title": f"柳河村第{number}次捐款",
        "source": f"第{number}报",
        "author": "周晓岚",
        "published_at": f"2021-0{number}-05",
        "url": f"https://news.example/{number}",
        "image": f"https://pictures.example/{number}.gif" if number < 3 else "",
        "keywords": ["捐款", f"第{number}次"],
        "body": f"柳河村开会，商量学校屋顶怎么修，会上来了许多人，也请了邻村的木匠和瓦匠。\n村民第{number}次捐款，共{number}十元。\n村支书谭守义说：“捐款都送到了学校。”",
        "lang": "zh",
    }


RECORDS = (
    *map(_record, range(1, 9)),
    {
        "id": "donation",
        "title": "柳河村党员带头",
        "source": "青禾日报",
        "published_at": "2021-03-05",
        "body": "三月五日，柳河村开会。\n据统计，全村共捐款三万二千元，口罩一千余个。",
        "lang": "zh",
    },
)


def pictures_of(reader: Visitor) -> list[dict[str, str]]:
    """Answers for the pictures of the articles, all but the second; what was asked for them is kept."""
    asked: list[dict[str, str]] = []

    def answer(route: Route) -> None:
        asked.append(route.request.headers)
        if route.request.url.endswith("/2.gif"):
            route.fulfill(status=404)
        else:
            route.fulfill(body=PIXEL, content_type="image/gif")

    reader.page.route("https://pictures.example/**", answer)
    return asked
