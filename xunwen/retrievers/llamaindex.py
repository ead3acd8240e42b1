"""A retriever for LlamaIndex: `pip install 'xunwen[llamaindex]'`."""

from typing import Unpack

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from service.results import Hit
from xunwen.client import AsyncClient, Client
from xunwen.client.exchange import DEFAULT_ADDRESS, DEFAULT_SECONDS
from xunwen.client.options import SearchOptions
from xunwen.retrievers.passages import metadata


class XunwenRetriever(BaseRetriever):
    """Retrieves passages of a Xunwen service as nodes.

    XunwenRetriever("https://news.example", limit=5).retrieve("How much was donated?")
    """

    def __init__(
        self,
        address: str = DEFAULT_ADDRESS,
        *,
        key: str = "",
        timeout: float = DEFAULT_SECONDS,
        **options: Unpack[SearchOptions],
    ) -> None:
        """Takes the address of a service; nothing is asked yet.

        Args:
            address: With the path that it is served under, if it has one.
            key: Of `xunwen keys create`; empty where none is needed.
            timeout: Seconds until a request that nothing comes back for is given up.
            options: What `Client.search` takes: limit, mode, filters, group_by, …
        """
        super().__init__()
        self._address, self._key, self._timeout, self._options = address, key, timeout, options

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        with Client(self._address, key=self._key, timeout=self._timeout) as client:
            return list(map(_node, client.search(query_bundle.query_str, **self._options).hits))

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        async with AsyncClient(self._address, key=self._key, timeout=self._timeout) as client:
            return list(map(_node, (await client.search(query_bundle.query_str, **self._options)).hits))


def _node(hit: Hit) -> NodeWithScore:
    node = TextNode(id_=hit.chunk.id, text=hit.chunk.text, metadata=metadata(hit))
    # What only cites is no part of what is embedded, or shown to a model beside the text.
    node.excluded_embed_metadata_keys = node.excluded_llm_metadata_keys = ["start", "end", "rank", "score"]
    return NodeWithScore(node=node, score=hit.score)
