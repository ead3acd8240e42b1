"""Whether a statement in another language than its quotes says what they say: by the dictionary, names by their sound.

Between Chinese and English every word must be a rendering of one of the quote's sentence, in the same order, as both
languages name who did it, what was done, and to whom in this order. Between others nothing can be verified.
"""

from collections.abc import Iterator, Mapping, Sequence

from indexer.text.analyzer import stemmed
from service.generate.citations import Context
from service.generate.source_text import Source, longest_phrase
from service.generate.tokens import Token, TokenKind, equal, lexicon, tokens
from service.query.dictionary import glossary, single_characters
from service.query.pinyin import characters_read, spellings


def is_translated(text: str, contexts: Sequence[Context]) -> bool:
    """Whether a statement is written in another script than every sentence that it quotes from."""
    ours = _is_chinese(tokens(text, published_at=""))
    return all(_is_chinese(tokens(each.text, published_at="")) is not ours for each in contexts)


def untold(text: str, contexts: Sequence[Context]) -> str:
    """The first word of a statement that no quote's sentence has in its own language; empty where one has all of them."""
    missing = [_untold(text, context) for context in contexts]
    return "" if "" in missing else missing[0]


def _untold(text: str, context: Context) -> str:
    source = Source.of(context)
    said = tuple(tokens(text, published_at=source.published_at))
    told = list((_in_english if _is_chinese(said) else _in_chinese)(text, said, source))
    reached = -1
    for word, places in told:
        following = [place for place in places if place >= reached]
        if not following:
            return word
        reached = min(following)
    return ""


def _in_chinese(text: str, said: tuple[Token, ...], source: Source) -> Iterator[tuple[str, frozenset[int]]]:
    """English words with the characters that they render, names in pinyin with those that they spell."""
    renderings = glossary().in_chinese([token.text for token in said if token.kind is TokenKind.WORD])
    names = spellings(text)
    for token in said:
        if token.kind is TokenKind.WORD and (token.text,) not in lexicon().joining:
            (stem,) = stemmed([token.text.removesuffix("'s").removesuffix("’s")], "english")
            words = {place for found in renderings.get(stem, ()) for place in _standing(found, source)}
            alone = _alone(single_characters().get(stem, ""), source)
            named = text[token.start].isupper()
            yield token.text, frozenset(words | alone | (_spelled(token.text, names, source) if named else set()))
        elif token.kind not in {TokenKind.WORD, TokenKind.STOP}:
            yield token.text, _equals(token, source)


def _alone(characters: str, source: Source) -> set[int]:
    """Where one of these characters stands that is part of no longer word."""
    return {place for place, each in enumerate(source.tokens) if place not in source.worded and each.text in characters}


def _spelled(word: str, names: Mapping[str, list[list[str]]], source: Source) -> set[int]:
    """Where a name stands that this word of it spells: 李大山 is Li and Dashan."""
    groups = [{place for pair in pairs for place in _standing((pair,), source)} for pairs in names.get(word, ())]
    if not groups:
        characters = characters_read(word)
        return {place for place, each in enumerate(source.tokens) if each.text in characters}
    return set.union(*groups) if all(groups) else set()


def _standing(pairs: Sequence[str], source: Source) -> Iterator[int]:
    """Where a Chinese word stands, given as its neighbouring characters: the token that each of these begins at."""
    for start in range(len(source.tokens)):
        if all(
            "".join(token.text for token in source.tokens[start + place : start + place + 2]) == pair
            for place, pair in enumerate(pairs)
        ):
            yield start


def _in_english(_text: str, said: tuple[Token, ...], source: Source) -> Iterator[tuple[str, frozenset[int]]]:
    """Chinese words with the English ones that render them."""
    stems = stemmed([token.text.removesuffix("'s") for token in source.tokens], "english")
    known, insertable = glossary().english, lexicon().insertable
    place = 0
    while place < len(said):
        token = said[place]
        length = longest_phrase(said, place, insertable)
        if token.kind is TokenKind.CHARACTER and not length:
            length = next((n for n in range(8, 1, -1) if _joined(said[place : place + n]) in known), 1)
            word = _joined(said[place : place + length])
            phrases = [phrase.split() for phrase in known.get(word, "").split("\t") if phrase]
            yield (
                word,
                frozenset(
                    at for phrase in phrases for at in range(len(stems)) if stems[at : at + len(phrase)] == phrase
                ),
            )
        elif token.kind not in {TokenKind.CHARACTER, TokenKind.STOP}:
            yield token.text, _equals(token, source)
        place += length or 1


def _equals(token: Token, source: Source) -> frozenset[int]:
    """Tokens of a quote that are an equal figure, or the same digits or sign."""

    def same(theirs: Token) -> bool:
        if token.figure is None or theirs.figure is None:
            return token.text == theirs.text
        return equal(token.figure, theirs.figure)

    return frozenset(place for place in source.quoted if same(source.tokens[place]))


def _joined(found: Sequence[Token]) -> str:
    return "".join(token.text for token in found)


def _is_chinese(found: Sequence[Token]) -> bool:
    """Whether a text is written in characters; names in Latin letters may be among them."""
    return any(token.kind is TokenKind.CHARACTER for token in found)
