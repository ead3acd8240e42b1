"""Which single routes are open to callers without a key, beside the scopes that are: `GET /v1/suggest`, say."""

import re
from collections.abc import Iterable
from typing import Final

from starlette.types import Scope as Asked

from indexer.core.errors import SettingError
from service.http.authorization import is_known

_NAME = re.compile(r"(?:(GET|POST|DELETE) )?(/[^\s?#]*)")
_ANY: Final = "*"
"""In a path: one or more characters, such as the id of an article."""
_PARAMETER = re.compile(r"\{[^{}/]*\}")
"""The same, as the service's description writes it."""


class AnonymousRoutes:
    """Routes by method and path; a path is open with all its methods where none is named, and a page with its questions."""

    def __init__(self, names: Iterable[str]) -> None:
        """Takes them as the settings have them: `GET /v1/articles/*/related`.

        Raises:
            SettingError: One is not written so, or leads to nothing that needs a key.
        """
        self._open = [_read(name) for name in names]

    def has(self, asked: Asked) -> bool:
        """Whether a request goes to one of them."""
        method = "GET" if asked["method"] == "HEAD" else asked["method"]
        return any(only in (None, method) and path.fullmatch(asked["path"]) for only, path in self._open)


def _read(name: str) -> tuple[str | None, re.Pattern[str]]:
    found = _NAME.fullmatch(name)
    if found is None:
        raise SettingError(
            f"Setting anonymous_routes: {name!r} is no route.",
            next_step='Write a path, with or without its method: "GET /v1/suggest", or "/v1/articles/*/related".',
        )
    method, path = found[1], _PARAMETER.sub(_ANY, found[2])
    if not is_known(path.replace(_ANY, "any")):
        raise SettingError(
            f"Setting anonymous_routes: {path} leads to nothing that needs a key.",
            next_step="All routes: /docs of the service, or docs/http.md.",
        )
    return method, re.compile(".+".join(map(re.escape, path.split(_ANY))), re.DOTALL)
