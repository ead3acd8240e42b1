"""The lines around an article's text, and what they say of its date, source, authors and editor."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.extract.account_names import badged, is_account, is_name, is_of_interface, may_sign
from indexer.extract.beside_date import is_dated, name_beside_date
from indexer.extract.bylines import find_editor, header_authors, name_beside, names_alone, parts_between_dates, staff_of
from indexer.extract.credits import credited_authors, read_credits
from indexer.extract.dates import read_date, read_date_in_words, without_date
from indexer.extract.dom import Block, Piece
from indexer.extract.element_names import AUTHOR_ELEMENT, SOURCE_ELEMENT, account_of, named_by_element
from indexer.extract.fields import FieldCandidate
from indexer.extract.houses import reporters_house
from indexer.extract.media_names import (
    header_source,
    is_media,
    media_after_author,
)
from indexer.extract.patterns import (
    UNKNOWN_MEDIA,
    UPDATED,
    PatternKind,
    cut,
    fields_of,
    whole_words,
)
from indexer.extract.person_names import (
    is_nobody,
    is_person,
    is_row_of_names,
    may_be_person,
    said_of_author,
    split_names,
)
from indexer.text.normalize import normalize

_NEAR = 6
_LONGEST_NAME_ALONE = 3
_BRACKETS = "【】[]（）()〔〕"
_MOST_OVER = 3
"""Lines over the title that may be a card of who published."""
LONGEST_ALONE = 40
"""Characters of a line that has nothing beside a date or a by-line, at most."""

_MOST_BESIDE = 2
"""Words beside a date in a line that is a date's: "Updated on", "Uhr"."""

_LONGEST_DATED = 100
_EDITION = re.compile(r"第\s*\w{1,4}\s*版")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_OWNER = re.compile(r"([\w·]{2,12})的(?:博客|专栏|主页|空间|网志)")
_META_HINT = re.compile(r"meta|info|author|byline")
_UPDATED = re.compile(whole_words(UPDATED), re.IGNORECASE)
SEEN = ("label above the text", "name of its element")
"""Reasons that a reader sees as well: whatever stands there is meant as an author, an account's name too."""

BESIDE_DATE = "beside the date"
"""Reason of a statement that no label makes."""

OWNER = "owner of the blog"
"""Reason of a statement that the site's name holds as well."""


@dataclass(frozen=True, slots=True)
class Header:
    """Lines around the text, nearest first where order tells."""

    above: tuple[Block, ...]
    below: tuple[Block, ...]
    day_first: bool = True
    """Whether the page's language writes 3/4 for the third of April."""
    around: tuple[Block, ...] = ()
    """Lines further up than `above`, the nearest first."""
    under_lead: tuple[Block, ...] = ()
    """Short lines between the text's first paragraph and its second."""
    dated_over_title: bool = False
    """Whether the date stands above the title and none below it: it may be the day that the page was saved on."""

    @property
    def date(self) -> str:
        """The date printed nearest above the text, else one labelled as the publishing date below it."""
        updates = [block for block in self.above if _UPDATED.search(block.text)]
        published = [block for block in reversed(self.above) if block not in updates]
        for block in [*published, *self.under_lead, *reversed(updates)]:
            if date := printed_date(joined(block), day_first=self.day_first):
                return date
        for block in self.below:
            text = joined(block)
            if re.search(r"发布|时间|日期", text) and (date := read_date(text)):
                return date
        return ""

    @property
    def last_date(self) -> str:
        """A date that a line near the text holds and hardly anything else."""
        for block in [*self.below, *self.around]:
            text = joined(block)
            if len(text) <= LONGEST_ALONE and (date := printed_date(text, day_first=self.day_first)):
                rest = re.sub(r"[\W\d_]+", " ", _EDITION.sub(" ", without_date(text)))
                if len(rest.split()) <= _MOST_BESIDE:
                    return date
        return ""

    def sources(self, *, authors: Sequence[str], site: str) -> Iterator[FieldCandidate]:
        """What may be the source, above the text and below it; never one of `authors`.

        A label that names the `site` itself gives way to a medium that stands behind an author's name.
        """
        above = [piece for block in self.above for piece in block.pieces]
        texts = [piece.text for piece in above]
        unnamed = [piece for piece in above if piece.text not in authors]
        beside = self.words_beside_date(authors=authors).said
        labelled, written_for = self.labelled_source, FieldCandidate(media_after_author(texts), "after the author")
        if labelled and labelled in site:
            yield written_for
        yield FieldCandidate(labelled, "label above the text")
        yield reporters_house(texts, site=site)
        yield written_for
        signed = (piece.text.strip("/ ") for piece in above if AUTHOR_ELEMENT.search(piece.hints))
        signed = (name for name in signed if is_media(name))
        yield FieldCandidate(next(signed, ""), "medium in the author's element")
        yield FieldCandidate(named_by_element(unnamed, SOURCE_ELEMENT), "name of its element")
        # An account's name comes behind what the text names as its source.
        of_account = beside == account_of(above)
        yield FieldCandidate(beside if is_media(beside) and not of_account else "", BESIDE_DATE)
        yield FieldCandidate(header_source(self._pieces_below), "label below the text")

    @property
    def labelled_source(self) -> str:
        """The source that a label above the text names."""
        # In other languages that is as often the source of a picture.
        dated = [block for block in self.under_lead if _HAN.search(block.text) and read_date(block.text)]
        return header_source([piece.text for block in (*self.above, *dated) for piece in block.pieces])

    @property
    def is_source_unknown(self) -> bool:
        """Whether a label above the text says that nobody knows the source, and none names one."""
        fields = fields_of([piece.text for block in self.above for piece in block.pieces])
        said = [normalize(field.value) for field in fields if field.kind is PatternKind.SOURCE]
        return any(value in UNKNOWN_MEDIA for value in said) and not self.labelled_source

    def words_beside_date(self, *, authors: Sequence[str]) -> FieldCandidate:
        """Short words beside the date that no ending marks as a medium's; never one of `authors`."""
        found = (name_beside_date(block) for block in self.above)
        return FieldCandidate(next((name for name in found if name and name not in authors), ""), BESIDE_DATE)

    @property
    def _beside_dates(self) -> list[int]:
        """Places of the lines above the text that are short and dated, and of those above and below each."""
        dated = [
            place for place, block in enumerate(self.above) if is_dated(joined(block)) and block.length <= LONGEST_ALONE
        ]
        return [at for place in dated for at in (place, place - 1, place + 1) if 0 <= at < len(self.above)]

    @property
    def medium_near_date(self) -> FieldCandidate:
        """A medium's name that stands by itself in a line above or below the date's."""
        pieces = (piece for at in self._beside_dates for piece in self.above[at].pieces if piece.owner.tag != "a")
        near = (piece.text.strip(_BRACKETS) for piece in pieces)
        media = (name for name in near if is_media(name) and is_account(name))
        return FieldCandidate(next(media, ""), "line beside the date")

    @property
    def line_beside_date(self) -> FieldCandidate:
        """What stands alone in the line above or below the date's, as the name of an account does: no person, nothing of a menu."""
        menu = {piece.text for block in self.around if block not in self.above for piece in block.pieces}
        near = [block for at in self._beside_dates if not read_date(joined(block := self.above[at]))]
        found = (
            block.text for block in near if len(block.pieces) == 1 and is_account(block.text) and block.text not in menu
        )
        named = (
            name
            for name in found
            if _HAN.search(name) and not (cut(name)[0].kind or may_be_person(name) or is_name(name))
        )
        return FieldCandidate(next(named, ""), "line beside the date")

    @property
    def signing_account(self) -> FieldCandidate:
        """What stands beside the date and signs as the author as well, where it is no person: an account of a platform."""
        found = (name_beside_date(block) for block in self.above)
        named = next((name for name in found if _HAN.search(name) and not (may_be_person(name) or is_name(name))), "")
        return FieldCandidate(named, "account that signs beside the date")

    def authors(self) -> Iterator[FieldCandidate]:
        """Who may have written the article by the lines above the text."""
        yield FieldCandidate("、".join(header_authors([piece.text for piece in self._pieces])), SEEN[0])
        several = [block for block in (*self.above, *self.under_lead) if len(block.pieces) > 1]
        lines = [part for block in several for part in parts_between_dates(joined(block))]
        yield FieldCandidate("、".join(credited_authors(lines)), SEEN[0])

    @property
    def is_unsigned(self) -> bool:
        """Whether the by-line above the text begins with a "By" and has a date in the place of a name: the medium signs."""
        for block in self.above:
            first = next(iter(cut(joined(block))), None)
            if first and first.kind is PatternKind.AUTHOR and not _HAN.search(first.label) and read_date(first.value):
                return not split_names(first.value)
        return False

    def named_authors(self) -> Iterator[FieldCandidate]:
        """As `authors`, by the names of the elements above the text."""
        for piece in self._pieces:
            if AUTHOR_ELEMENT.search(piece.hints) and not is_of_interface(piece.text) and not is_media(piece.text):
                made = read_credits(piece.text)
                names, said = made.authors if made else split_names(piece.text), said_of_author(piece.text)
                if names or (is_account(said) and not is_nobody(said) and may_sign(said)):
                    yield FieldCandidate("、".join(names) or said, SEEN[1])

    def last_authors(self, *, site: str) -> Iterator[FieldCandidate]:
        """As `authors`, by what stands below the text, and last by a name of a person above it that has no label."""
        near = [piece.text for block in self.below[:_NEAR] for piece in block.pieces]
        labelled = [
            field.value for field in fields_of(near) if field.kind is PatternKind.AUTHOR and _HAN.search(field.label)
        ]
        yield FieldCandidate(next(iter(labelled), ""), "label below the text")
        signed = (
            next(iter(cut(joined(block))), None)
            for block in self.below[:_NEAR]
            if printed_date(block.text[:_LONGEST_DATED], day_first=self.day_first)
        )
        yield FieldCandidate(
            next((by.value for by in signed if by and by.kind is PatternKind.AUTHOR), ""), "by-line below the text"
        )
        alone = [
            piece.text
            for piece in self._pieces
            if (_META_HINT.search(piece.hints) or piece.owner.tag != "a") and names_alone([piece.text])
        ]
        yield FieldCandidate(alone[0] if len(alone) == 1 else "", "names alone above the text")
        beside_dates = [piece for at in self._beside_dates for piece in self.above[at].pieces]
        rows = (piece.text for piece in beside_dates if is_row_of_names(piece.text))
        yield FieldCandidate(next(rows, ""), "names beside the date")
        beside = [name_beside(joined(block), site=site) for block in self.above]
        beside += [name_beside(joined(self.above[at]), near_date=True, site=site) for at in self._beside_dates]
        yield FieldCandidate(next((name for name in beside if name), ""), "name beside medium and date")
        yield FieldCandidate(self._account_above if is_name(self._account_above) else "", "account that is a person")
        owners = (_OWNER.fullmatch(block.text) for block in (*self.above, *self.around))
        yield FieldCandidate(next((owner[1] for owner in owners if owner), ""), OWNER)
        yield FieldCandidate(self._name_near_date, "name alone near the date")

    @property
    def _name_near_date(self) -> str:
        """A name that has a line of its own next to the date's, or beside a medium's next to it, and that no menu has too."""
        places = {at for near in self._beside_dates for at in (near, near - 1, near + 1) if 0 <= at < len(self.above)}
        menu = {block.text for block in self.around}
        alone = [self.above[at].text for at in sorted(places) if len(self.above[at].pieces) == 1]
        named = [name for name in alone if len(name) <= _LONGEST_NAME_ALONE and name not in menu and is_name(name)]
        return named[0] if len(named) == 1 else ""

    def accounts(self, *, authors: Sequence[str]) -> Iterator[FieldCandidate]:
        """The account that published on a platform of many: a WeChat account, a Baijiahao author; one below may be a reader's."""
        cards = ([piece.text for piece in block.pieces] for block in (*self.above, *self.around[:_MOST_OVER]))
        yield FieldCandidate(next(filter(None, map(badged, cards)), ""), "account with a platform's badge")
        account = self._account_above
        yield FieldCandidate("" if account in authors and is_name(account) else account, "account")
        yield self.words_beside_date(authors=authors)
        yield FieldCandidate(account_of([piece for block in self.below for piece in block.pieces]), "account")

    def signed_below(self, *, authors: Sequence[str]) -> FieldCandidate:
        """What stands right below the text in an element that is named as the author's, and is no person."""
        pieces = [piece for block in self.below[:_NEAR] for piece in block.pieces if piece.text not in authors]
        found = named_by_element(pieces, AUTHOR_ELEMENT)
        return FieldCandidate("" if is_person(found) else found, "account")

    @property
    def editor(self) -> str:
        """The responsible editor, as the lines below or above name them."""
        return find_editor([joined(block) for block in [*self.below, *self.above]])

    @property
    def staff(self) -> frozenset[str]:
        """Whom the lines around the text name as editors and the like."""
        return staff_of([piece.text for block in (*self.above, *self.below) for piece in block.pieces])

    @property
    def _account_above(self) -> str:
        return account_of([piece for block in self.above for piece in block.pieces])

    @property
    def _pieces(self) -> list[Piece]:
        return [piece for block in (*self.above, *self.under_lead) for piece in block.pieces]

    @property
    def _pieces_below(self) -> list[str]:
        return [piece.text for block in self.below for piece in block.pieces]


def joined(block: Block) -> str:
    """A line's pieces with blanks between them."""
    return " ".join(piece.text for piece in block.pieces)


def printed_date(text: str, *, day_first: bool) -> str:
    """The date that a line near the text prints, in figures or in words; empty where it is longer than such lines are."""
    if len(text) > 160:
        return ""
    # Year, month and day in boxes of their own: "2021 03 / 18 15:42:07".
    text = re.sub(r"((?:19|20)\d\d)\s+(\d\d)\s*/\s*(\d\d)", r"\1/\2/\3", text)
    return read_date(text) or (read_date_in_words(text, day_first=day_first) if len(text) <= _LONGEST_DATED else "")
