"""Languages as readers see them: each named in itself, with its direction."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language_info


@dataclass(frozen=True, slots=True)
class Language:
    """A language as a reader sees it: named in itself. ``url`` is that of the page in this language; where the page
    does not exist in it (``exists``), that of a page in this language that says so. ``in_sentence``: the name
    within a sentence."""

    code: str
    name: str
    dir: str
    url: str = ""
    current: bool = False
    exists: bool = True
    in_sentence: str = ""


def language(code: str, **kwargs: Any) -> Language:
    """The :class:`Language` of a code; its own name comes from the site's settings, else from Django."""
    try:
        info = get_language_info(code)
    except KeyError:
        info = {"name_local": code, "bidi": False}
    name = info["name_local"]
    direction = "rtl" if info["bidi"] else "ltr"
    return Language(code, name[:1].upper() + name[1:], direction, in_sentence=name, **kwargs)
