"""The page for what can't be shown: loading, failed, not there."""

from service.web.look import Look
from service.web.render import render

REFRESH_SECONDS = 4


def trouble_page(look: Look, key: str, *, detail: str = "", next_step: str = "", retry: str = "") -> str:
    """A page that says what happened and where to go on.

    Args:
        look: The frame.
        key: The string that names it; "loading" makes a page that looks again by itself.
        detail: A sentence about it.
        next_step: What a person can do.
        retry: The address to try again; empty where that makes no sense.
    """
    refresh = REFRESH_SECONDS if key == "loading" else 0
    return render(
        "trouble.html", look.ui, look=look, key=key, detail=detail, next=next_step, retry=retry, refresh=refresh
    )
