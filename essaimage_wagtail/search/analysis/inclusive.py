"""Words that are written for women and men at once: *porteur·euse·s*, *habitant(e)s*, *Gärtner\\*innen*, *vecin@s*.

They are taken for one word that is both, with any usual sign between: what is indexed, and what is looked for, are
the forms that it is short for. The endings are a closed list, so that a full stop, a hyphen or a stroke between other
words stays one. Sources: the endings of nouns and adjectives in the grammars of French, Spanish, Portuguese, Italian,
Catalan and German, and the shortened forms that real texts have of them.
"""

import re

_DOTS = "·•‧⋅∙"
_SIGNS = rf"[{_DOTS}.\-/]"
_STROKES = r"[/(]"

_FEMININE = (
    # What the masculine form ends with, what may be written after the sign, and what the feminine form ends with.
    ("teur", "trice rice ice", "trice"),
    ("deur", "drice rice ice", "drice"),
    ("eur", "euse se", "euse"),
    ("eur", "eresse", "eresse"),
    ("eux", "euse se", "euse"),
    ("oux", "ouse se", "ouse"),
    ("oux", "ce", "ouce"),
    ("oux", "sse", "ousse"),
    ("if", "ive ve", "ive"),
    ("euf", "euve ve", "euve"),
    ("er", "ère ere e", "ère"),
    ("el", "elle le", "elle"),
    ("eil", "le", "eille"),
    ("eau", "elle lle le", "elle"),
    ("aux", "ale", "ale"),
    ("en", "enne ne", "enne"),
    ("on", "onne ne", "onne"),
    ("an", "anne ne", "anne"),
    ("ain", "ine", "ine"),
    ("et", "ette te", "ette"),
    ("ot", "otte te", "otte"),
    ("c", "que", "que"),
    ("c", "che", "che"),
    ("ng", "ue", "ngue"),
    ("s", "se", "sse"),
    ("f", "fe", "ffe"),
    ("e", "esse sse", "esse"),
    ("ous", "te", "oute"),
    ("ou", "te", "oute"),
    ("eux", "elle", "elle"),  # ceux·elles
)
_EITHER = (
    ("o", "a", "a"),  # vecino/a, aluno(a)
    ("or", "a ora", "ora"),
    ("ores", "a", "ora"),
    ("n", "a", "na"),
    ("e", "a", "a"),
)
"""Written with a stroke or brackets alone."""


def _after(rules: tuple[tuple[str, str, str], ...], signs: str) -> str:
    """A pattern of the sign and the ending that may follow, each after what it belongs to: plural or not."""
    return "|".join(
        rf"(?:(?<={ending})|(?<={ending}s)){signs}(?:{written.replace(' ', '|')})" for ending, written, _ in rules
    )


_PLURAL = rf"(?:\)\(s\)|\)s|s\)|\)|s|{_SIGNS}s)?"
_X = rf"(?:[{_DOTS}]x)?"
_FIRST = "".join(sorted({written[0] for _, typed, _ in _FEMININE + _EITHER for written in typed.split()} | {"s", "i"}))
ENDING = (
    rf"(?=@|[{_DOTS}.\-/(*:][{_FIRST}{_FIRST.upper()}\-])(?i:"
    rf"(?:{_after(_FEMININE, f'(?:{_SIGNS}|[(])')}|{_after(_EITHER, _STROKES)}"
    rf"|(?<=[^\W\d_e])(?<=\w\w)(?:{_SIGNS}|[(])e|(?<=\w\w\w)(?:[{_DOTS}]|\()(?=s)){_PLURAL}{_X}(?!\w)"
    rf"|(?<=\w\w)(?:[*:{_DOTS}]|/-?|\()in(?:nen\w*)?\)?(?!\w)"
    r"|(?<=\w)@s?(?![\w@.]))"
)
"""What follows a word if it is written for both; for the pattern that cuts texts into words."""

MAYBE = re.compile(rf"\w(?:@|[{_DOTS}.\-/(*:][{_FIRST}{_FIRST.upper()}\-])")
"""Found in any text that has such a word."""

_WHOLE = re.compile(rf"[\w']+{ENDING}")
_SIGN = re.compile(rf"[{_DOTS}.\-/()*:]+")
_INNEN = re.compile(rf"(?:[*:{_DOTS}(]|/-?)(in(?:nen)?)(?!e[.\-/{_DOTS}s)])\)?(\w*)\)?$")
_CAPITAL = re.compile(r"(?<=[^\W\d_A-ZÄÖÜ]{2})(?:(Innen)([^\W\d_A-ZÄÖÜ]*)|(In)())$")
_BETWEEN = re.compile(r"_(?<=\w_)(?=in(?:nen\w*)?(?!\w))")


def without_underscores(text: str) -> str:
    """*Gärtner_innen* with another sign, since underscores separate words."""
    return _BETWEEN.sub("*", text) if "_in" in text else text


def spelt_out(written: str, capitals: bool = False) -> tuple[str, ...]:
    """The masculine form of a word that is written for both, then the feminine; nothing for any other word.

    All in lower case. A form that nobody writes may be among them. ``capitals``: whether the language has a capital
    stand between them: *GärtnerInnen*.
    """
    capital = _CAPITAL.search(written) if capitals and "In" in written[1:] else None
    if not (capital or written.endswith("xs") or (not written.isalnum() and _WHOLE.fullmatch(written))):
        return ()
    word = written.lower()
    if "@" in word or word.endswith("xs"):
        return _both_vowels(word)
    if found := capital or _INNEN.search(word):
        base, (ending, *rest) = word[: found.start()], [group.lower() for group in found.groups() if group]
        return (base + "".join(rest), base + ending + "".join(rest))
    base, *others = filter(None, _SIGN.split(word))
    endings = [ending.removesuffix("s") if len(ending) > 1 else ending for ending in others]
    plural = others[-1:] != endings[-1:] or "s" in endings
    endings = [ending for ending in endings if ending not in ("s", "x")]
    singular = base.removesuffix("s")
    if not endings:
        return (base + "s",) if plural else ()
    feminine = [
        stem.removesuffix(masculine) + ending
        for stem in dict.fromkeys((base, singular))
        for masculine, typed, ending in _FEMININE + _EITHER
        if endings[0] in typed.split() and stem.endswith(masculine)
    ]
    if not feminine or endings[0] == "e":
        feminine += [stem + endings[0] for stem in dict.fromkeys((base, singular))]
    end = "s" if plural else ""
    return (base if base.endswith(("s", "x")) else base + end, *(form + end for form in feminine))


def _both_vowels(word: str) -> tuple[str, ...]:
    """*amig@s* and *amigxs*."""
    plural = word.endswith("s")
    base = word.rstrip("s")[:-1]
    if "@" not in word and (not base or base[-1] in "aeiouáéíóú"):
        return ()
    end = "s" if plural else ""
    others = (base + ("es" if plural else ""),) if base.endswith("r") else ()  # trabajador@s
    return (*others, f"{base}o{end}", f"{base}a{end}")
