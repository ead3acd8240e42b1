"""The archive at a glance as one HTML file that loads nothing, not even from this service."""

import base64
import hashlib

from indexer.markup import REPORT_MARK
from service.insights.overview import Overview
from service.web.insights_page import charts
from service.web.languages import PageLanguage
from service.web.render import render, static_text


def report_html(overview: Overview, ui: PageLanguage) -> str:
    """The report; its own style and script are inside, and its policy lets a browser use nothing else."""
    style, script = static_text("base.css") + static_text("insights.css"), static_text("insights.js")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_hash(style)}'",
            f"script-src '{_hash(script)}'",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )
    return render(
        "insights/report.html",
        ui,
        mark=REPORT_MARK,
        policy=policy,
        style=style,
        script=script,
        links=False,
        **charts(overview),
    )


def _hash(text: str) -> str:
    """A source as a policy names it. Of what stands between the tags, to the character."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
