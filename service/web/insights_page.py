"""The archive at a glance as a page of the service."""

from service.insights.overview import Overview
from service.web.charts import MAP_HEIGHT, MAP_WIDTH, length_chart, map_points, time_chart
from service.web.display import with_query
from service.web.look import Look
from service.web.render import render


def insights_page(look: Look, overview: Overview) -> str:
    """The page, with points of the map that lead to their articles."""
    export = with_query("/insights/report.html", [("lang-ui", look.ui)])
    return render("insights/page.html", look.ui, look=look, export=export, links=True, **charts(overview))


def drawing_page(look: Look, *, refresh: int) -> str:
    """What a reader sees while the overview is being made; the page looks again after `refresh` seconds."""
    return render("insights/drawing.html", look.ui, look=look, refresh=refresh)


def charts(overview: Overview) -> dict[str, object]:
    """What the templates of the charts show."""
    return {
        "overview": overview,
        "time": time_chart(overview.timeline),
        "lengths": [(each, length_chart(each)) for each in overview.lengths],
        "points": map_points(overview.places),
        "map_width": MAP_WIDTH,
        "map_height": MAP_HEIGHT,
    }
