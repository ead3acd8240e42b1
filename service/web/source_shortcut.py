"""The way to one source in one touch, where the words of a query name it (央视报道了什么洪水？)."""

from dataclasses import replace

from service.query.source_names import sources_named
from service.search.facets import Facets
from service.web.display import cut, with_query
from service.web.form import AskForm
from service.web.time_shortcuts import Shortcut, without

_NAMED = 3
"""Sources that a label names."""


def source_named(form: AskForm, facets: Facets) -> Shortcut | None:
    """The source that the words of a query name, as a filter instead of words to be found; None where they name none.

    Args:
        form: What was asked; where it has sources of its own, or takes all for words, nothing is offered.
        facets: Of the archive: how many articles it has from there, whatever they tell of.
    """
    if form.sources or form.words or not form.question:
        return None
    counts = facets.counts(form.filters())
    found = sources_named(form.question, (each.value for each in counts.sources if each.value and each.articles))
    if found is None:
        return None
    narrowed = replace(form, question=without(form.question, [found.span]), sources=found.sources)
    label = " · ".join(cut(each, 40) for each in found.sources[:_NAMED])
    more = "…" if len(found.sources) > _NAMED else ""
    return Shortcut(
        f"{label}{more}", with_query("/", narrowed.parameters()), facets.counts(narrowed.filters()).articles
    )
