"""Examples of requests and responses of OpenAI's API, for the description of this service."""

from typing import Any

from fastapi.openapi.models import Example

from service.http.openai.requests import MODEL
from service.http.openapi import EXAMPLES

_ASK = EXAMPLES["ask"]
_CITATION = _ASK["citations"][0]
_HEAD = _CITATION["article"]
_SAID = f"{_ASK['answer']['text']} [1]"
_SOURCE = f"[1] {_HEAD['title']} ({_HEAD['source']}, {_HEAD['published_day']}) {_HEAD['url']}\n“{_CITATION['quote']}”"
_CONTENT = f"{_SAID}\n\n{_SOURCE}"

CHAT: dict[str, Any] = {
    "id": "chatcmpl-7d9b1c52e6a04d5f9a1d3b8e4c2f6071",
    "object": "chat.completion",
    "created": 1716171300,
    "model": MODEL,
    "system_fingerprint": _ASK["snapshot"],
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": _CONTENT,
                "refusal": None,
                "annotations": [
                    {
                        "type": "url_citation",
                        "url_citation": {
                            "start_index": _CONTENT.index(_SOURCE),
                            "end_index": len(_CONTENT),
                            "title": _HEAD["title"],
                            "url": _HEAD["url"],
                            "article_id": _HEAD["id"],
                            "source": _HEAD["source"],
                            "published_at": _HEAD["published_at"],
                            "quote": _CITATION["quote"],
                            "start": _CITATION["start"],
                            "end": _CITATION["end"],
                        },
                    }
                ],
            },
            "logprobs": None,
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 11, "completion_tokens": 74, "total_tokens": 85},
    "xunwen": {
        **{name: _ASK[name] for name in ("snapshot", "mode", "degraded", "status", "reason", "answer", "alternatives")},
        "did_you_mean": None,
        "understood": _ASK["understood"],
        "generated": None,
    },
}
CHAT_REQUESTS: dict[str, Example] = {
    "question": {
        "summary": "Just a question",
        "value": {"model": MODEL, "messages": [{"role": "user", "content": "有多少志愿者参加了整理？"}]},
    },
    "filtered": {
        "summary": "From one paper only, as a stream",
        "value": {
            "model": MODEL,
            "messages": [{"role": "user", "content": "有多少志愿者参加了整理？"}],
            "stream": True,
            "xunwen": {"filters": {"sources": ["河湾日报"]}},
        },
    },
}

EMBEDDINGS: dict[str, Any] = {
    "object": "list",
    "data": [{"object": "embedding", "index": 0, "embedding": [0.6, 0.8]}],
    "model": MODEL,
    "usage": {"prompt_tokens": 4, "total_tokens": 4},
}
EMBEDDING_REQUESTS: dict[str, Example] = {
    "question": {"summary": "A question", "value": {"model": MODEL, "input": "图书角"}},
    "passages": {
        "summary": "Passages, in Base64",
        "value": {"model": MODEL, "input": ["图书角", "旧书"], "input_type": "passage", "encoding_format": "base64"},
    },
}

MODELS: dict[str, Any] = {
    "object": "list",
    "data": [
        {
            "id": MODEL,
            "object": "model",
            "created": 1716171300,
            "owned_by": MODEL,
            "embedding_model": EXAMPLES["version"]["snapshot"]["model"],
            "embedding_fingerprint": EXAMPLES["version"]["snapshot"]["model_fingerprint"],
            "dimensions": 384,
            "max_tokens": 512,
        }
    ],
}
