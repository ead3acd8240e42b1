"""GET /v1/models and POST /v1/embeddings: the one model of this service, and its vectors."""

import base64
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Path
from starlette.requests import Request

from service.http.engine import Engine
from service.http.lanes import threaded
from service.http.openai.examples import EMBEDDING_REQUESTS, EMBEDDINGS, MODELS
from service.http.openai.requests import MODEL, EmbeddingsRequest
from service.http.openai.responses import EmbeddingBody, EmbeddingsResponse, EmbeddingUsage, ModelBody, ModelsResponse
from service.http.openapi import responses
from service.http.problems import InvalidRequestError, ProblemField, UnknownModelError
from service.http.readiness import Readiness
from service.http.request_bodies import require_json
from service.settings import ServiceSettings

models = APIRouter(prefix="/v1", tags=["OpenAI"])


def check_model(name: str) -> None:
    """Hold a model's name against the one that there is.

    Raises:
        UnknownModelError: It is another.
    """
    if name != MODEL:
        raise UnknownModelError(f"There is no model {name!r} here.", next_step=f'Ask for "{MODEL}".')


@models.get("/models", responses=responses(MODELS, 503))
@threaded
def list_models(request: Request) -> ModelsResponse:
    """The models that can be asked: there is one."""
    return ModelsResponse(data=[_model(_engine(request))])


@models.get("/models/{model:path}", responses=responses(MODELS["data"][0], 404, 422, 503))
@threaded
def get_model(model: Annotated[str, Path(description="Its id.")], request: Request) -> ModelBody:
    """One of them."""
    check_model(model)
    return _model(_engine(request))


@models.post(
    "/embeddings",
    dependencies=[Depends(require_json)],
    responses=responses(EMBEDDINGS, 400, 404, 413, 415, 422, 503),
)
def create_embeddings(
    body: Annotated[EmbeddingsRequest, Body(openapi_examples=EMBEDDING_REQUESTS)], request: Request
) -> EmbeddingsResponse:
    """Embed texts as this archive's questions, or its passages, are embedded."""
    check_model(body.model)
    settings: ServiceSettings = request.app.state.settings
    engine, texts = _engine(request), body.texts
    own = engine.manifest.model.dimension
    faults = [
        ProblemField(detail=detail, pointer="#/input" if isinstance(body.input, str) else f"#/input/{place}")
        for place, text in enumerate(texts)
        if (detail := settings.too_long(text))
    ]
    if body.dimensions not in (None, own):
        faults.append(
            ProblemField(detail=f"The model has {own} dimensions, no more and no fewer.", pointer="#/dimensions")
        )
    if faults:
        raise InvalidRequestError(faults)
    vectors = engine.embed(texts, passages=body.input_type == "passage").astype("<f4")
    as_text = body.encoding_format == "base64"
    data = [
        EmbeddingBody(index=place, embedding=base64.b64encode(row.tobytes()).decode() if as_text else row.tolist())
        for place, row in enumerate(vectors)
    ]
    tokens = sum(engine.count_tokens(texts))
    return EmbeddingsResponse(data=data, model=MODEL, usage=EmbeddingUsage(prompt_tokens=tokens, total_tokens=tokens))


def _model(engine: Engine) -> ModelBody:
    manifest = engine.manifest
    return ModelBody(
        id=MODEL,
        created=int(datetime.fromisoformat(manifest.created_at).timestamp()),
        owned_by=MODEL,
        embedding_model=manifest.model.name,
        embedding_fingerprint=manifest.model.fingerprint,
        dimensions=manifest.model.dimension,
        max_tokens=manifest.model.max_tokens,
    )


def _engine(request: Request) -> Engine:
    readiness: Readiness = request.app.state.readiness
    return readiness.engine()
