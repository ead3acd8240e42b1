"""The JSON of chat completions, embeddings and models, as OpenAI's API has it; what is our own stands under `xunwen`."""

from typing import Literal, Self

from pydantic import BaseModel, Field

from service.http.ask_schemas import AlternativeBody, AnswerBody, AskedResponse
from service.http.search_schemas import DEGRADED, UnderstoodBody
from service.results import Mode


class UrlCitation(BaseModel):
    """A source, and where the message cites it."""

    start_index: int = Field(description="Where the source begins in the message, in characters (Unicode code points).")
    end_index: int = Field(description="Where it ends, exclusive.")
    title: str
    url: str = Field(description="Of the article where it was published; else its page of this service.")
    article_id: str = Field(description="As in /v1/articles/{id}.")
    source: str
    published_at: str
    quote: str = Field(description="Verbatim: body[start:end] of the article.")
    start: int
    end: int


class Annotation(BaseModel):
    """What a part of the message stands on."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class Findings(BaseModel):
    """What this service says of an answer beside its text: the fields of POST /v1/ask, without passages and citations."""

    snapshot: str
    mode: Mode
    degraded: list[str] = Field(description=DEGRADED)
    status: Literal["answered", "abstained"]
    reason: str = Field(description="Why there is no answer; empty when there is one.")
    answer: AnswerBody | None
    alternatives: list[AlternativeBody]
    did_you_mean: str | None
    understood: UnderstoodBody | None
    generated: str | None = Field(description="With generate, how that ended: written, partial, nothing or failed.")

    @classmethod
    def of(cls, asked: AskedResponse) -> Self:
        """The same of a whole response."""
        told = {name: getattr(asked, name) for name in cls.model_fields if name != "generated"}
        return cls(**told, generated=None if asked.generated is None else asked.generated.status)


class Usage(BaseModel):
    """Tokens, as the embedding model counts them: nothing is billed by them."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class AssistantMessage(BaseModel):
    """The answer."""

    role: Literal["assistant"] = "assistant"
    content: str = Field(description="Plain text: it quotes articles, so escape it where it is shown as markup.")
    refusal: None = None
    annotations: list[Annotation]


class Choice(BaseModel):
    """The one answer."""

    index: Literal[0] = 0
    message: AssistantMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class ChatCompletion(BaseModel):
    """An answer as a message of an assistant; where nothing answers, it says why and cites what comes closest."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    system_fingerprint: str = Field(description="The snapshot that answered.")
    choices: list[Choice]
    usage: Usage
    xunwen: Findings


def _missing(value: object) -> bool:
    return value is None


class Delta(BaseModel):
    """What a chunk adds to the message."""

    role: Literal["assistant"] | None = Field(default=None, exclude_if=_missing)
    content: str | None = Field(default=None, exclude_if=_missing)
    annotations: list[Annotation] | None = Field(default=None, exclude_if=_missing)


class ChunkChoice(BaseModel):
    """The one answer, a piece of it."""

    index: Literal[0] = 0
    delta: Delta
    finish_reason: Literal["stop"] | None = None


class ChatChunk(BaseModel):
    """A piece of a streamed answer: its text, then all annotations, then the end with `xunwen`, then the usage if wanted."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    system_fingerprint: str
    choices: tuple[ChunkChoice, ...]
    usage: Usage | None = Field(default=None, exclude_if=_missing)
    xunwen: Findings | None = Field(default=None, exclude_if=_missing)


class EmbeddingBody(BaseModel):
    """The vector of one text."""

    object: Literal["embedding"] = "embedding"
    index: int
    embedding: list[float] | str = Field(description="Of unit length; as asked for, numbers or Base64.")


class EmbeddingUsage(BaseModel):
    """Tokens of the texts."""

    prompt_tokens: int
    total_tokens: int


class EmbeddingsResponse(BaseModel):
    """Vectors, in the order of the texts."""

    object: Literal["list"] = "list"
    data: list[EmbeddingBody]
    model: str
    usage: EmbeddingUsage


class ModelBody(BaseModel):
    """The model of this service, and what embeds in it."""

    id: str
    object: Literal["model"] = "model"
    created: int = Field(description="When its snapshot was made, in seconds since 1970.")
    owned_by: str
    embedding_model: str
    embedding_fingerprint: str = Field(description="Vectors of equal fingerprints can be compared.")
    dimensions: int
    max_tokens: int = Field(description="Of a text to embed; what is longer is cut.")


class ModelsResponse(BaseModel):
    """The models: there is one."""

    object: Literal["list"] = "list"
    data: list[ModelBody]
