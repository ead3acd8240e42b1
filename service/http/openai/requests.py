"""The JSON that clients of OpenAI's API send, and what this service takes of it."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, create_model, model_validator

from service.http.problems import InvalidRequestError, ProblemField
from service.http.requests import AskRequest, Question, Text, check_ask
from service.settings import ServiceSettings

MODEL = "xunwen"
"""The one model of this service: it answers, and it embeds."""

OWN_FIELD = "xunwen"
"""In a request what else it may say to this service, and in a response what else this service says."""

MOST_EMBEDDED = 256
"""Texts of one request."""

_MESSAGES_SAY = frozenset({"question", "history", "stream"})

OwnOptions: type[BaseModel] = create_model(
    "OwnOptions",
    __config__=ConfigDict(extra="forbid", frozen=True),
    __doc__="What POST /v1/ask takes beside a question.",
    **{name: (field.annotation, field) for name, field in AskRequest.model_fields.items() if name not in _MESSAGES_SAY},
)  # type: ignore[call-overload]


class ContentPart(BaseModel):
    """A part of a message."""

    type: Text
    text: Text | None = None


class ChatMessage(BaseModel):
    """One message of a conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | tuple[ContentPart, ...] | None = None

    @property
    def text(self) -> str:
        """Its text, without parts of any other kind."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part.text or "" for part in self.content or () if part.type == "text")

    @property
    def other_kinds(self) -> list[str]:
        """The kinds of its parts that are no text."""
        return (
            [] if isinstance(self.content, str) else [each.type for each in self.content or () if each.type != "text"]
        )


class StreamOptions(BaseModel):
    """How a stream ends."""

    include_usage: StrictBool | None = Field(default=None, description="Whether the last chunk has the usage.")


class ResponseFormat(BaseModel):
    """How an answer is written."""

    type: Literal["text"] = Field(description="An answer is text: JSON can't be asked for.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a conversation asks."""

    question: str
    """The last message of the user."""
    earlier: tuple[str, ...]
    """The user's messages before it, the oldest first."""
    place: int
    """Which of the messages asks, from 0."""

    @property
    def pointer(self) -> str:
        """The question as a JSON Pointer."""
        return f"#/messages/{self.place}/content"


class ChatRequest(BaseModel):
    """A conversation, of which the user's last message is answered.

    What only language models have use for (temperature, max_tokens, tools, …) may be there and changes nothing; what asks
    for something that this service can't give is refused.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    model: Text = Field(description=f"{MODEL}.", examples=[MODEL])
    messages: tuple[ChatMessage, ...] = Field(min_length=1, description="The user's last one is the question.")
    stream: StrictBool | None = Field(default=None, description="Whether the answer comes as server-sent events.")
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = Field(default=None, description="There is one answer.")
    response_format: ResponseFormat | None = None
    tool_choice: Literal["none", "auto"] | None = Field(default=None, description="No tool is ever called.")
    logprobs: Literal[False] | None = Field(default=None, description="A quote has no probabilities of tokens.")
    modalities: tuple[Literal["text"], ...] | None = None
    xunwen: OwnOptions = Field(  # type: ignore[valid-type]
        default_factory=OwnOptions, description="What POST /v1/ask takes beside a question: filters, mode, generate, …"
    )

    @model_validator(mode="before")
    @classmethod
    def _own_options_in_their_place(cls, given: object) -> object:
        # A filter that is overlooked would widen a search in silence.
        if isinstance(given, dict) and (misplaced := sorted(OwnOptions.model_fields.keys() & given.keys())):
            raise ValueError(f'{", ".join(misplaced)}: put what is this service\'s own into "{OWN_FIELD}".')
        return given

    def asked(self) -> Asked:
        """What is asked.

        Raises:
            InvalidRequestError: There is no message of the user, or the last one is no text.
        """
        by_user = [(place, message) for place, message in enumerate(self.messages) if message.role == "user"]
        if not by_user:
            raise InvalidRequestError([ProblemField(detail="There is no message of the user.", pointer="#/messages")])
        place, last = by_user[-1]
        asked = Asked(last.text, tuple(message.text for _, message in by_user[:-1]), place)
        if kinds := last.other_kinds:
            detail = f"Text alone can be asked; this message has a part of type {kinds[0]!r}."
            raise InvalidRequestError([ProblemField(detail=detail, pointer=asked.pointer)])
        if not last.text.strip():
            detail = "The question is blank; write some words."
            raise InvalidRequestError([ProblemField(detail=detail, pointer=asked.pointer)])
        return asked

    def to_ask(self, asked: Asked, settings: ServiceSettings) -> AskRequest:
        """The same as POST /v1/ask takes it, within what this service is set to take.

        Raises:
            InvalidRequestError: It goes beyond a limit.
        """
        ask = AskRequest(question=asked.question, stream=bool(self.stream), **dict(self.xunwen))
        try:
            check_ask(ask, settings)
        except InvalidRequestError as error:
            raise InvalidRequestError(
                [ProblemField(detail=each.detail, pointer=_place(each.pointer, asked)) for each in error.errors]
            ) from error
        return ask

    @property
    def with_usage(self) -> bool:
        """Whether a stream tells its tokens."""
        return self.stream_options is not None and bool(self.stream_options.include_usage)


def _place(pointer: str, asked: Asked) -> str:
    """Where in a conversation a field of POST /v1/ask stands."""
    return asked.pointer if pointer == "#/question" else pointer.replace("#", f"#/{OWN_FIELD}", 1)


class EmbeddingsRequest(BaseModel):
    """Texts to embed."""

    model_config = ConfigDict(extra="allow", frozen=True)

    model: Text = Field(description=f"{MODEL}.", examples=[MODEL])
    input: Question | Annotated[tuple[Question, ...], Field(min_length=1, max_length=MOST_EMBEDDED)] = Field(
        description=f"A text, or at most {MOST_EMBEDDED}. Numbers of tokens are of another model's, and are refused."
    )
    encoding_format: Literal["float", "base64"] | None = Field(
        default=None, description="Numbers, or the bytes of little-endian 32-bit floats in Base64."
    )
    dimensions: StrictInt | None = Field(
        default=None, ge=1, description="As many as the model has; a vector is not cut."
    )
    input_type: Literal["query", "passage"] = Field(
        default="query", description="Whether the texts ask, or are what is searched: the model reads them differently."
    )

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts, also where there is one."""
        return (self.input,) if isinstance(self.input, str) else self.input
