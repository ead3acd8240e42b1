"""Examples of related reading for the OpenAPI description, about two articles made up for them."""

from typing import Any

from fastapi.openapi.models import Example

_BODY = "周日，河湾社区的旧书集市吸引了近千人。图书角捐出的三千册旧书当天换出一半。"
_SNIPPET = "图书角捐出的三千册旧书当天换出一半。"

RELATED: dict[str, Any] = {
    "snapshot": "20240520T021500Z-5d1c",
    "article_id": "hewan-042",
    "page": 1,
    "pages": 1,
    "limit": 6,
    "total": 1,
    "related": [
        {
            "rank": 1,
            "score": 0.4127,
            "article": {
                "id": "hewan-051",
                "title": "旧书集市换出一千五百册",
                "url": "https://news.example/2024/05/hewan-051.html",
                "source": "河湾日报",
                "author": "林小舟",
                "published_at": "2024-05-20T08:00:00+08:00",
                "published_day": "2024-05-20",
                "language": "zh",
                "image": "https://news.example/images/hewan-007.jpg",
            },
            "snippet": {"text": _SNIPPET, "start": _BODY.index(_SNIPPET), "end": len(_BODY)},
            "shared_words": ["图书角", "河湾社区"],
        }
    ],
    "read_characters": None,
}

RELATED_REQUESTS: dict[str, Example] = {
    "address": {"summary": "A page by its address", "value": {"url": "https://news.example/2024/05/hewan-042.html"}},
    "text": {
        "summary": "A page that the archive does not have",
        "value": {"title": "社区图书角开放", "text": "志愿者整理了三千册旧书。", "limit": 3},
    },
}
