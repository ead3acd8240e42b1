"""The commands `serve` and `mcp`: the archive over HTTP until stopped, and as tools of an assistant."""

from typing import Annotated

import typer

from indexer.cli.terminal import (
    DEFAULT_INDEX,
    IndexOption,
    ModelOption,
    PassagePrefixOption,
    QueryPrefixOption,
    StrictOption,
    indexer_settings,
)
from indexer.core.process import uncollected
from service.cli.config import ConfigOption, service_settings

commands = typer.Typer()


@commands.command("serve")
def serve_command(
    index: IndexOption = DEFAULT_INDEX,
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on. Default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port to listen on. Default 8000.")] = None,
    model: ModelOption = None,
    query_prefix: QueryPrefixOption = None,
    passage_prefix: PassagePrefixOption = None,
    strict: StrictOption = False,
    config: ConfigOption = None,
) -> None:
    """Answer over HTTP until stopped. GET / is the page to ask on; /readyz answers 200 once questions can be asked.

    A folder without an index is waited for: what is published there is served. One that does not exist is an error,
    unless XUNWEN_ADMIN_KEY or XUNWEN_SCHEDULE lets index jobs make it.

    Example: xunwen serve --index news --port 8080
    """
    from indexer.core.processors import one_thread_a_call

    one_thread_a_call()  # before anything that computes is imported
    del config  # taken as it was read
    settings = service_settings(host=host, port=port, strict=strict or None)
    chosen = indexer_settings(
        model=model, query_prefix=query_prefix, passage_prefix=passage_prefix, strict=strict or None
    )
    with uncollected():
        from indexer.index.manifest import POINTER
        from service.http.model_ahead import ModelAhead

        # Only where it will surely be wanted: each worker loads its own, and a folder without an index says so at once.
        ahead = ModelAhead(chosen, settings) if settings.workers == 1 and (index / POINTER).is_file() else None
        from service.http.serve import serve

    serve(index, settings, chosen, ahead=ahead)


@commands.command("mcp")
def mcp_command(
    index: IndexOption = DEFAULT_INDEX,
    model: ModelOption = None,
    query_prefix: QueryPrefixOption = None,
    passage_prefix: PassagePrefixOption = None,
    strict: StrictOption = False,
) -> None:
    """Give an assistant the archive as tools (Model Context Protocol), on standard input and output.

    The assistant's program starts this command and ends it. A running service has the same tools at POST /mcp. Needs the extra
    mcp: pip install 'xunwen[mcp]'.

    Example: xunwen mcp --index news
    """
    from service.cli.mcp import serve_stdio

    chosen = indexer_settings(
        model=model, query_prefix=query_prefix, passage_prefix=passage_prefix, strict=strict or None
    )
    serve_stdio(index, service_settings(strict=strict or None), chosen)
