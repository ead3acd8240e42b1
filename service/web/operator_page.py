"""The page of those who run the service: an empty frame without any article's text, which its script fills with what a key may see."""

from service.web.render import PageContext, render
from service.web.strings import strings

_PREFIX = "op_"

UNANSWERED = "/v1/queries"
"""Where a service that logs questions says what was not answered; one that does not answers 403 or 404."""


def operator_page(look: PageContext) -> str:
    """The page before anybody has given a key."""
    # The names of their values stay in braces, for the script to fill in.
    words = {key.removeprefix(_PREFIX): told[look.ui] for key, told in strings().items() if key.startswith(_PREFIX)}
    return render("operator/page.html", look.ui, look=look, words=words, unanswered=UNANSWERED)
