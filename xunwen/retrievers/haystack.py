"""A retriever for Haystack: `pip install 'xunwen[haystack]'`."""

from typing import Any, Self

from haystack import Document, component, default_from_dict, default_to_dict
from haystack.utils import Secret

from service.results import Hit
from xunwen.client import AsyncClient, Client
from xunwen.client.exchange import DEFAULT_ADDRESS, DEFAULT_SECONDS
from xunwen.retrievers.passages import metadata


@component
class XunwenRetriever:
    """Retrieves passages of a Xunwen service as documents; a component of pipelines.

    XunwenRetriever("https://news.example", top_k=5).run("How much was donated?")["documents"]
    """

    def __init__(
        self,
        address: str = DEFAULT_ADDRESS,
        *,
        key: Secret | None = None,
        top_k: int = 10,
        timeout: float = DEFAULT_SECONDS,
        search_kwargs: dict[str, Any] | None = None,
    ) -> None:
        """Takes the address of a service; nothing is asked yet.

        Args:
            address: With the path that it is served under, if it has one.
            key: Of `xunwen keys create`, as `Secret.from_env_var("XUNWEN_KEY")`; None where none is needed.
            top_k: How many passages.
            timeout: Seconds until a request that nothing comes back for is given up.
            search_kwargs: What else `Client.search` takes, as JSON has it where the pipeline is to be saved: mode, group_by, …
        """
        self.address = address
        self.key = key
        self.top_k = top_k
        self.timeout = timeout
        self.search_kwargs = search_kwargs or {}

    @component.output_types(documents=list[Document])
    def run(self, query: str, top_k: int | None = None) -> dict[str, list[Document]]:
        """The passages, best first."""
        with Client(self.address, key=self._secret(), timeout=self.timeout) as client:
            return {"documents": list(map(_document, client.search(query, **self._options(top_k)).hits))}

    @component.output_types(documents=list[Document])
    async def run_async(self, query: str, top_k: int | None = None) -> dict[str, list[Document]]:
        """The same, awaited."""
        async with AsyncClient(self.address, key=self._secret(), timeout=self.timeout) as client:
            return {"documents": list(map(_document, (await client.search(query, **self._options(top_k))).hits))}

    def to_dict(self) -> dict[str, Any]:
        """As a saved pipeline has it; of a key the variable's name alone."""
        saved: dict[str, Any] = default_to_dict(
            self,
            address=self.address,
            key=None if self.key is None else self.key.to_dict(),
            top_k=self.top_k,
            timeout=self.timeout,
            search_kwargs=self.search_kwargs,
        )
        return saved

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Out of a saved pipeline."""
        fields = dict(data["init_parameters"])
        if fields.get("key"):
            fields["key"] = Secret.from_dict(fields["key"])
        made: Self = default_from_dict(cls, {**data, "init_parameters": fields})
        return made

    def _options(self, top_k: int | None) -> dict[str, Any]:
        return {"limit": top_k or self.top_k, **self.search_kwargs}

    def _secret(self) -> str:
        return "" if self.key is None else self.key.resolve_value() or ""


def _document(hit: Hit) -> Document:
    return Document(id=hit.chunk.id, content=hit.chunk.text, meta=metadata(hit), score=hit.score)
