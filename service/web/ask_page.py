"""The page at `/`: a question, its filters, the answer and the passages."""

from collections.abc import Sequence

from indexer.domain import Article
from service.facets import Facets
from service.settings import ServiceSettings
from service.web.display import number, with_query
from service.web.form import AskForm
from service.web.look import Look
from service.web.render import render
from service.web.results import Outcome, Results, results
from service.web.strings import text_of


def ask_page(
    look: Look,
    form: AskForm,
    settings: ServiceSettings,
    facets: Facets,
    outcome: Outcome,
    *,
    latest: Sequence[Article] = (),
) -> str:
    """The page in one of its states.

    Args:
        look: The frame.
        form: What was filled in; shown again as it came.
        settings: Limits of questions.
        facets: Counts beside the filters.
        outcome: How asking ended.
        latest: Articles to begin with, where nothing was asked.
    """
    found, trouble = outcome.found, outcome.trouble
    usable = trouble not in {"error_date", "error_dates"}
    shown = results(found, form) if found else None
    more = form.more("/", settings) if found and len(found.search.hits) >= form.limit else ""
    return render(
        "ask.html",
        look.ui,
        look=look,
        form=form,
        most_characters=settings.max_query_characters,
        inside=False,
        found=shown,
        more=more,
        say=spoken(shown, look, trouble),
        latest=latest,
        trouble=trouble,
        trouble_detail=outcome.detail,
        retry=with_query("/", form.parameters()) if trouble == "error_failed" else "",
        counts=facets.counts((form if usable else AskForm()).filters()),
        days=facets.days,
        filtered=form.filters().active,
        clear=with_query("/", [("q", form.question), ("lang-ui", form.ui)]),
    )


def spoken(shown: Results | None, look: Look, trouble: str) -> str:
    """The outcome in one sentence, for a reader who does not see the page change."""
    if trouble:
        return text_of(look.ui, trouble)
    if shown is None:
        return ""
    first = {"answered": "answer", "abstained": "abstained", "nothing": "nothing"}[shown.state]
    counted = text_of(look.ui, "passages_n", n=number(len(shown.hits)), ms=shown.milliseconds)
    return f"{text_of(look.ui, first)}. {counted}"
