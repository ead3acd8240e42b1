"""Takes a picture of every page in four forms: a desktop and a phone, light and dark.

    python -m benchmarks.screenshots --index data/index --out build/screenshots

Needs Chromium and a font that has Chinese (make browser). The pages are those of a service over the index, which is started
for this and answers with the real model; reports are those that lie in the index, and any that --report names. In the end
it prints what is wider than its window, which is all that can be told without looking.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from indexer.index.snapshot import open_snapshot
from indexer.settings import IndexerSettings
from service.http.app import app_over
from service.http.serve import serving
from service.query.name_evidence import may_be_name
from service.settings import ServiceSettings

FOLLOW_UP = "那口罩呢？"
UNSURE = "谁修好了青溪镇的钟？"
"""What the sample archive does not tell."""
KEYWORD = "捐款"
TYPED = "捐"
_EVENTS_READ = 60
KEY = "a key for screenshots only"
FORMS: Mapping[str, dict[str, object]] = {
    "desktop-light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "desktop-dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone-light": {
        "viewport": {"width": 390, "height": 844},
        "color_scheme": "light",
        "has_touch": True,
        "is_mobile": True,
    },
    "phone-dark": {
        "viewport": {"width": 390, "height": 844},
        "color_scheme": "dark",
        "has_touch": True,
        "is_mobile": True,
    },
}
"""A phone is drawn at twice its pixels, as phones do."""


def pages_of(index: Path, question: str) -> dict[str, str]:
    """Every page by name: of the index's own articles, its most repeated story and its commonest name."""
    snapshot = open_snapshot(index)
    try:
        stories = snapshot.stories.story.tolist()
        article = quote(snapshot.facts.ids[stories.index(max(stories, key=stories.count))], safe="")
        names = (each.text for each in snapshot.words() if each.sort == "name" and may_be_name(each.text))
        heard = snapshot.facts.sources
        name = next((each for each in names if not any(each in source for source in heard)), heard[0])
    finally:
        snapshot.close()
    asked = quote(question)
    return {
        "start": "/",
        "answer": f"/?q={asked}",
        "typing": "/",
        "follow-up": f"/?q={quote(FOLLOW_UP)}&after={asked}",
        "unsure": f"/?q={quote(UNSURE)}",
        "articles": f"/?q={quote(KEYWORD)}",
        "nothing": f"/?q={asked}&lang=tlh",
        "refused": f"/?q={asked}&from=2022-13-45",
        "article": f"/articles/{article}",
        "article-asked": f"/articles/{article}?q={asked}",
        "unknown": "/articles/nowhere",
        "insights": "/insights",
        "name": f"/names/{quote(name, safe='')}",
        "timeline": f"/timeline?q={quote(name)}",
        "event": f"/topics/{article}",
        "operator": "/operator",
        "docs": "/docs",
        "demo": "/demo/",
        "demo-article": f"/demo/{article}",
        "embed": f"/embed/related/{article}",
    }


def changing(base: str, index: Path) -> str:
    """Of the articles of an index the id of the one whose event changed most figures; of the first of them that are looked at."""
    snapshot = open_snapshot(index)
    try:
        ids = list(snapshot.facts.ids[:_EVENTS_READ])
    finally:
        snapshot.close()

    def changes(article: str) -> int:
        with urlopen(f"{base}/topics/{quote(article, safe='')}") as page:  # noqa: S310  our own service
            return int(page.read().count(b'class="changed"'))

    return max(ids, key=changes)


def settle(page: Page, name: str) -> None:
    """Waits until what comes later is there, and lets in whom the operator's page asks for a key."""
    if name == "insights":
        page.wait_for_selector(".stage", timeout=120_000)
    if name == "typing":
        page.locator("#q").press_sequentially(TYPED)
        page.wait_for_selector("#suggestions .found")
    if name == "operator":
        page.locator("#key").fill(KEY)
        page.keyboard.press("Enter")
        page.wait_for_selector("#golden [data-fill] > *")
        page.wait_for_selector("#snapshots .rows > li")
    if page.locator("related-reading").count():
        page.evaluate("document.querySelector('related-reading').scrollIntoView({behavior: 'instant'})")
        page.wait_for_selector(
            "related-reading[data-state=shown], related-reading[data-state=failed]", state="attached"
        )
        page.evaluate("document.querySelectorAll('.beside').forEach((each) => (each.scrollTop = 0))")
        page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    page.wait_for_timeout(300)


def take(browser: Browser, addresses: Mapping[str, str], out: Path, *, locale: str) -> list[str]:
    """Keeps a picture of each address in each form, and returns which are wider than their window."""
    wide: list[str] = []
    for form, context in FORMS.items():
        scale = 2 if form.startswith("phone") else 1
        opened = browser.new_context(**context, locale=locale, device_scale_factor=scale)  # type: ignore[arg-type]  # by name
        page = opened.new_page()
        for name, address in addresses.items():
            page.goto(address)
            settle(page, name)
            page.screenshot(path=out / f"{name}-{form}.png", full_page=True)
            if beyond := int(page.evaluate("document.documentElement.scrollWidth - innerWidth")):
                wide.append(f"{name}-{form}: {beyond} pixels wider than its window")
        opened.close()
    return wide


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screenshots", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--index", type=Path, default=Path("data/index"), help="folder of the index; default: data/index"
    )
    parser.add_argument("--out", type=Path, default=Path("build/screenshots"), help="folder of the pictures")
    parser.add_argument("--question", default="柳禾村三天一共收到多少捐款？", help="what is asked")
    parser.add_argument("--locale", default="zh-CN", help="the reader's: zh-CN or en-GB")
    parser.add_argument("--only", nargs="*", default=(), metavar="NAME", help="only these pages, such as insights")
    parser.add_argument("--report", action="append", type=Path, default=[], metavar="FILE", help="a report beside them")
    chosen = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.exit("There is no Chromium on this machine. Install it with the fonts: make browser")
    fonts = shutil.which("fc-list")
    if fonts and not subprocess.run([fonts, ":lang=zh"], capture_output=True, check=False).stdout:
        sys.exit("No font here has Chinese, so pictures would show boxes. Install one: apt-get install fonts-noto-cjk")
    chosen.out.mkdir(parents=True, exist_ok=True)
    reports = [*sorted((chosen.index / "reports").glob("*.html"))[-1:], *chosen.report]
    settings = ServiceSettings(demo_site=True, admin_key=KEY)  # type: ignore[arg-type]  # pydantic makes it a secret
    app = app_over(chosen.index, settings, IndexerSettings())
    with serving(app) as base, sync_playwright() as playwright:
        addresses = {name: base + path for name, path in pages_of(chosen.index, chosen.question).items()}
        addresses |= {f"report-{number}": file.absolute().as_uri() for number, file in enumerate(reports, start=1)}
        if not chosen.only or "event" in chosen.only:
            addresses["event"] = f"{base}/topics/{quote(changing(base, chosen.index), safe='')}"
        if chosen.only:
            addresses = {name: address for name, address in addresses.items() if name in chosen.only}
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        wide = take(browser, addresses, chosen.out, locale=chosen.locale)
        browser.close()
    print("\n".join([*wide, f"{len(addresses) * len(FORMS)} pictures in {chosen.out}"]))


if __name__ == "__main__":
    main()
