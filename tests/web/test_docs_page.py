"""The page about the API speaks the language of its reader."""

import re

from starlette.testclient import TestClient

from service.http.app import create_app
from service.settings import ServiceSettings
from service.web.docs_page import GROUPS, chinese_words
from service.web.strings import has_text
from tests.http.village import VillageEngine


def page(language: str) -> tuple[str, dict[str, dict[str, dict[str, list[str]]]]]:
    app = create_app(VillageEngine, ServiceSettings(poll_seconds=0))
    with TestClient(app, headers={"accept-language": language}) as client:
        return client.get("/docs").text, client.get("/openapi.json").json()


def test_every_operation_is_told_in_chinese_and_nothing_else_is() -> None:
    text, document = page("zh")
    named = {f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item}
    assert set(chinese_words()) == named
    assert 'lang="en"' not in text.partition("<main")[2].partition("</main>")[0]
    assert len(re.findall(r"<h3>", text)) == len(named)


def test_operations_stand_in_groups_that_have_headings_and_code_is_code() -> None:
    text, document = page("en")
    tags = {each["tags"][0] for item in document["paths"].values() for each in item.values()}
    assert tags == set(GROUPS)
    assert all(has_text(f"api_{name.replace(' ', '_')}") for name in GROUPS)
    assert "<code>history</code>" in text
    assert "`" not in text.partition("<main")[2]
    assert text.index("/v1/ask") < text.index("/healthz")
