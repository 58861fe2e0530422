"""What becomes of a machine's words: they fill the texts that nobody has translated, and wait for a person to read
them.

wagtail-localize's own way asks the database for each text, gives an address (slug) to the machine, and fails with a
server error where the machine is away, slow or answers with something else. Nothing that a person wrote is replaced.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from requests import HTTPError, JSONDecodeError, RequestException, Response, Timeout
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource
from wagtail_localize.strings import StringValue

from ..kept import SLUG, error_in
from ..models import ToReview
from .apertium import KEPT, ApertiumFailed

logger = logging.getLogger("essaimage_wagtail.multilingual")

TOGETHER = 4_000
"""Characters of the texts that the machine is given at once: a few seconds of a large model on a small server."""
LONGEST = 20_000
"""Characters of a text. A longer one is left to people."""
PATIENCE = 60
"""Seconds for which a person waits in the admin, who is then told how many texts are left."""


@dataclass(slots=True)
class Drafted:
    """``made``: texts that have a draft now; ``left``: those that have none still; ``error``: why the machine gave
    none, in words."""

    made: int = 0
    left: int = 0
    error: str = ""

    def __add__(self, other: "Drafted") -> "Drafted":
        return Drafted(self.made + other.made, self.left + other.left, self.error or other.error)

    def told(self, tool: str) -> list[str]:
        """Sentences for the person who asked for drafts."""
        made = ngettext(
            "%(tool)s has drafted %(count)s text. Until somebody has read it, the page says that a machine made it.",
            "%(tool)s has drafted %(count)s texts. Until somebody has read them, the page says that a machine made "
            "them.",
            self.made,
        )
        left = ngettext(
            "%(count)s text has no draft, and is as it was.",
            "%(count)s texts have no draft, and are as they were.",
            self.left,
        )
        found = [made % {"tool": tool, "count": self.made}] if self.made else []
        if self.error:
            found.append(_("%(tool)s gave no more drafts: %(error)s") % {"tool": tool, "error": self.error})
        return [*found, *([left % {"count": self.left}] if self.left else [])]


def translator() -> Any:
    """The site's, which ``WAGTAILLOCALIZE_MACHINE_TRANSLATOR`` names; ``None`` without any."""
    return get_machine_translator()


def drafts_for(
    source: TranslationSource, locales: Iterable[Any], machine: Any, user: Any = None, patience: float = inf
) -> Drafted:
    """:func:`draft` into several languages; one that the machine does not know has no draft, and is named. After
    ``patience`` seconds, no more texts are given to the machine."""
    drafted, until = Drafted(), monotonic() + patience
    for locale in locales:
        if machine.can_translate(source.locale, locale):
            drafted += draft(source, locale, machine, user, until)
        else:
            names = {"language": source.locale.get_display_name(), "other": locale.get_display_name()}
            why = _("it does not translate from %(language)s into %(other)s.") % names
            drafted += Drafted(left=sum(map(len, _places(source, locale).values())), error=why)
    return drafted


def draft(source: TranslationSource, locale: Any, machine: Any, user: Any = None, until: float = inf) -> Drafted:
    """Have a machine draft the texts of ``source`` that have no translation into a language; an address stays.

    What the machine has given is kept when it fails later. A draft that would break the page, by its links or tags, is
    not taken. Three queries for each :data:`TOGETHER` characters, whatever the number of texts.
    """
    places = _places(source, locale)
    drafted = Drafted(left=sum(map(len, places.values())))
    for texts in _bundles(places):
        if monotonic() > until:
            drafted.error = _("it takes long. Ask it again for the others.")
            break
        try:
            answers = machine.translate(source.locale, locale, [StringValue(text) for text in texts])
        except Exception as error:  # whatever a translator of the site's own raises
            logger.warning("%s gave no drafts for %s", machine.display_name, source, exc_info=True)
            drafted.error = _why(error)
            break
        usable = {text: data for text in texts if (data := _usable(text, answers.get(StringValue(text))))}
        rows = [
            StringTranslation(
                translation_of_id=string,
                context_id=context,
                locale=locale,
                data=data,
                translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
                tool_name=str(machine.display_name)[:255],
                last_translated_by=user,
            )
            for text, data in usable.items()
            for string, context in places[text]
        ]
        made = _written(rows)
        drafted.made, drafted.left = drafted.made + made, drafted.left - made
    return drafted


def _places(source: TranslationSource, locale: Any) -> dict[str, set[tuple[Any, Any]]]:
    """By their words, the texts that have no translation, with the keys of string and context; in the page's order.
    What a person has written with an error is theirs to mend."""
    there = StringTranslation.objects.filter(
        translation_of=OuterRef("string"), context=OuterRef("context"), locale=locale
    )
    segments = StringSegment.objects.filter(~Exists(there), source=source).exclude(context__path=SLUG)
    found: dict[str, set[tuple[Any, Any]]] = {}
    for string, context, text in segments.order_by("order").values_list("string", "context", "string__data"):
        found.setdefault(text, set()).add((string, context))
    return found


def _bundles(texts: Iterable[str]) -> Iterator[list[str]]:
    bundle: list[str] = []
    for text in texts:
        if len(text) > LONGEST:
            continue
        if bundle and sum(map(len, bundle)) + len(text) > TOGETHER:
            yield bundle
            bundle = []
        bundle.append(text)
    if bundle:
        yield bundle


def _usable(original: str, answer: Any) -> str:
    """A machine's words if they have the tags, addresses and placeholders of the original, all of them and no others;
    else nothing. LibreTranslate, for one, makes a tag of what is none (``&lt;``)."""
    data = getattr(answer, "data", None)
    if not isinstance(data, str) or not data.strip() or _tags(data) != _tags(original) or error_in(data, original):
        return ""
    if sorted(KEPT.findall(data)) != sorted(KEPT.findall(original)):
        return ""
    return str(StringValue.from_translated_html(data).data)


def _tags(html: str) -> Counter[tuple[str, str]]:
    # Within an element: BeautifulSoup warns of a text that is an address.
    soup = BeautifulSoup(f"<div>{html}</div>", "html.parser")
    found = (element for element in soup.descendants if isinstance(element, Tag))
    return Counter((element.name, repr(sorted(element.attrs.items()))) for element in found)


@transaction.atomic
def _written(rows: list[StringTranslation]) -> int:
    """Store drafts, each with its mark. What somebody has translated meanwhile stays."""
    StringTranslation.objects.bulk_create(rows, ignore_conflicts=True)
    stored = StringTranslation.objects.filter(
        locale__in={row.locale_id for row in rows},
        context__in={row.context_id for row in rows},
        translation_of__in={row.translation_of_id for row in rows},
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
        to_review=None,
    )
    reviews = [ToReview(translation=row, former_id=row.translation_of_id) for row in stored]
    ToReview.objects.bulk_create(reviews, ignore_conflicts=True)
    return len(reviews)


def _complaint(response: Response) -> str:
    """What LibreTranslate says is wrong with a request."""
    try:
        return str(response.json()["error"])[:200]
    except (ValueError, LookupError, TypeError):
        return ""


def _why(error: Exception) -> str:
    if isinstance(error, ApertiumFailed):
        return str(error)
    if isinstance(error, Timeout):
        return _("it did not answer in time.")
    if isinstance(error, HTTPError) and error.response is not None:
        status = _("its server answered with the status %(status)s.") % {"status": error.response.status_code}
        return f"{status} {_complaint(error.response)}".strip()
    if isinstance(error, RequestException) and not isinstance(error, JSONDecodeError):
        return _("its server cannot be reached.")
    return _("its answer cannot be read.")
