"""A retriever for LangChain: `pip install 'xunwen[langchain]'`."""

from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field, SecretStr

from service.results import Hit
from xunwen.client import AsyncClient, Client
from xunwen.client.exchange import DEFAULT_ADDRESS, DEFAULT_SECONDS
from xunwen.retrievers.passages import metadata


class XunwenRetriever(BaseRetriever):
    """Retrieves passages of a Xunwen service as documents.

    XunwenRetriever(address="https://news.example", k=5).invoke("How much was donated?")
    """

    address: str = DEFAULT_ADDRESS
    key: SecretStr = SecretStr("")
    k: int = 10
    """How many passages."""
    timeout: float = DEFAULT_SECONDS
    search_kwargs: dict[str, Any] = Field(default_factory=dict)
    """What else `Client.search` takes: mode, filters, group_by, …"""

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        with Client(self.address, key=self.key.get_secret_value(), timeout=self.timeout) as client:
            return list(map(_document, client.search(query, **{"limit": self.k, **self.search_kwargs}).hits))

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        async with AsyncClient(self.address, key=self.key.get_secret_value(), timeout=self.timeout) as client:
            found = await client.search(query, **{"limit": self.k, **self.search_kwargs})
            return list(map(_document, found.hits))


def _document(hit: Hit) -> Document:
    return Document(id=hit.chunk.id, page_content=hit.chunk.text, metadata=metadata(hit))
