"""A JSON or CSV record read as an article: its fields are named already, under one of several usual names."""

import re
from collections.abc import Mapping

from indexer.extract.dates import read_loose_date
from indexer.extract.fields import PageFields
from indexer.extract.html import read_html
from indexer.extract.images import picture_address
from indexer.extract.metadata import split_keywords
from indexer.extract.person_names import split_names
from indexer.text.characters import clean_characters, one_line

# Our name for a field, then what others call it; the first that holds something wins.
_NAMES = {
    "id": ("id", "_id", "article_id", "doc_id", "docid", "news_id"),
    "url": ("url", "link", "source_url", "canonical_url"),
    "title": ("title", "headline", "name"),
    "body": ("body", "text", "content", "article", "maintext", "article_body"),
    "source": ("source", "media", "publisher", "site", "source_name"),
    "author": ("author", "authors", "byline"),
    "editor": ("editor", "editors"),
    "date": (
        "published_at",
        "date",
        "pub_date",
        "publish_time",
        "published",
        "publish_date",
        "pubdate",
        "time",
        "datetime",
    ),
    "language": ("lang", "language"),
    "keywords": ("keywords", "tags"),
    "image": ("image", "image_url", "top_image", "cover", "thumbnail"),
    "html": ("html", "raw_html"),
}


def read_record(record: Mapping[str, object]) -> PageFields:
    """The record's own fields; its body is kept as it is, but for line breaks and the white space around it.

    A record with `html` and no text is read as an HTML page, and its own fields win over what the HTML says.
    """
    own = PageFields(
        id=_text(record, "id"),
        url=_text(record, "url"),
        title=one_line(_text(record, "title")),
        body=clean_characters(_text(record, "body")).strip(),
        source=one_line(_text(record, "source")),
        authors=_names(_value(record, "author")),
        editor=one_line(_text(record, "editor")),
        published_at=read_loose_date(_text(record, "date")),
        language=_language_tag(_text(record, "language")),
        keywords=_words(_value(record, "keywords")),
        image=picture_address(_text(record, "image"), _text(record, "url")),
    )
    source = "" if own.body else _text(record, "html")
    return _over(own, read_html(source)) if source else own


def _over(own: PageFields, page: PageFields) -> PageFields:
    return PageFields(
        id=own.id,
        url=own.url or page.url,
        title=own.title or page.title,
        body=page.body,
        source=own.source or page.source,
        authors=own.authors or page.authors,
        editor=own.editor or page.editor,
        published_at=own.published_at or page.published_at,
        language=own.language,
        keywords=own.keywords or page.keywords,
        image=own.image or page.image,
    )


def _value(record: Mapping[str, object], field: str) -> object:
    for name in _NAMES[field]:
        value = record.get(name)
        if value not in (None, "", [], ()):
            return value
    return None


def _text(record: Mapping[str, object], field: str) -> str:
    """A field as text: numbers as written, a list of strings as paragraphs; nothing else is text."""
    value = _value(record, field)
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple):
        return "\n".join(part.strip() for part in value if isinstance(part, str))
    return ""


def _names(value: object) -> tuple[str, ...]:
    """Authors as the record has them; a string is split where it lists several."""
    if isinstance(value, str):
        name = one_line(value)
        listed = re.split(r"[,，、;；]\s*", name)
        return (
            tuple(dict.fromkeys(part.strip() for part in listed if part.strip()))
            if len(listed) > 1
            else (split_names(name) or ((name,) if name else ()))
        )
    if isinstance(value, list | tuple):
        return tuple(dict.fromkeys(name for part in value if isinstance(part, str) and (name := one_line(part))))
    return ()


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return split_keywords(value)
    if isinstance(value, list | tuple):
        return tuple(dict.fromkeys(word for part in value if isinstance(part, str) and (word := one_line(part))))
    return ()


def _language_tag(value: str) -> str:
    """A tag as this project writes it: "zh_CN" and "cmn" are "zh", "zh-TW" is "zh-Hant", "EN-us" is "en"."""
    tag = value.strip().lower().replace("_", "-")
    if not re.fullmatch(r"[a-z]{2,3}(?:-[a-z0-9]{1,8}){0,6}", tag):
        return ""
    if re.fullmatch(r"(?:zh|cmn)(?:-.*)?", tag):
        return "zh-Hant" if re.search(r"hant|-tw|-hk|-mo", tag) else "zh"
    return tag.split("-", maxsplit=1)[0]
