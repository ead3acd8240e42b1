"""The page for people who write programs: every operation of the service, out of its OpenAPI description."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.web.render import PageContext, render


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that a program may ask for."""

    method: str
    path: str
    about: str
    scopes: tuple[str, ...]
    statuses: tuple[str, ...]


def docs_page(look: PageContext, document: Mapping[str, Any]) -> str:
    """The page of an OpenAPI description."""
    operations = [
        Operation(
            method.upper(),
            path,
            each.get("description", ""),
            tuple(each.get("x-scopes", ())),
            tuple(status for status in each["responses"] if status.isdecimal()),
        )
        for path, item in document["paths"].items()
        for method, each in item.items()
    ]
    return render("docs.html", look.ui, look=look, info=document["info"], operations=operations)
