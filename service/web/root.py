"""Where links of this service begin: behind a proxy that serves other things too, at a prefix."""

from contextvars import ContextVar

root_of_links: ContextVar[str] = ContextVar("root_of_links", default="")
"""The prefix of the request that is answered, such as "/xunwen"; empty where there is none."""


def rooted(path: str) -> str:
    """A path of this service as a link to it may hold it: "/static/a.css" is "/xunwen/static/a.css" behind a prefix."""
    return root_of_links.get() + path
