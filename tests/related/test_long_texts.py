"""A text that anybody may send costs as little as a question, however long it is."""

from service.related.page import READ_CHARACTERS, ReadText
from tests.cpu import cpu_at_most
from tests.related.archive import open_reading
from tests.related.stories import VILLAGE


def test_a_long_text_is_read_from_its_beginning(tmp_path) -> None:
    reading = open_reading(tmp_path)
    embedder = reading._embedder
    embedder.passages.clear()
    text = "\n".join(each.body for each in VILLAGE) * 200
    assert len(text.encode()) > 60_000
    with cpu_at_most(0.3):
        page = reading.page_of_text(ReadText(title="标题", text=text), limit=6, page=1)
    assert (page.read_characters, len(embedder.passages)) == (READ_CHARACTERS, 2)
    assert (
        page.items == reading.page_of_text(ReadText(title="标题", text=text[:READ_CHARACTERS]), limit=6, page=1).items
    )


def test_a_short_text_is_read_whole_and_a_list_is_looked_up(open_service) -> None:
    client = open_service()
    sent = client.post("/v1/related", json={"text": VILLAGE[0].body}).json()
    assert sent["read_characters"] == len(VILLAGE[0].body)
    assert client.get(f"/v1/articles/{VILLAGE[0].id}/related").json()["read_characters"] is None
