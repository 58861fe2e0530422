"""The task that submits pages for translation: which process runs it, and when, is the backend's of ``TASKS``."""

import logging
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django_tasks import task
from wagtail.models import Locale, Page

from . import submitting
from .machine.drafting import translator
from .submitting import Waiting, draft_page, may_submit, waiting

logger = logging.getLogger("essaimage_wagtail.multilingual")


@task()
def submit_pages(
    pages: list[int], locales: list[int], user: int, below: bool = False, drafts: bool = False
) -> dict[str, int]:
    """Give pages, by primary key, to the translators of languages, and what lies below them, with the rights that a
    user has by now. Begun again, it goes on where it was. Returns how many pages were given, and how many failed.

    With ``drafts``, the site's machine translates them first, and none is published. Pages of which it fails to are
    submitted without: their editors can ask it again."""
    person = get_user_model()._default_manager.filter(pk=user, is_active=True).first()
    if person is None or not may_submit(person):
        return {"given": 0, "failed": 0}
    chosen = Page.objects.filter(pk__in=pages)
    if below:
        paths = list(chosen.values_list("path", flat=True))
        found = Page.objects.none()
        for path in paths:
            found |= Page.objects.filter(path__startswith=path)
        chosen = found
    given = failed = 0
    languages = list(Locale.objects.filter(pk__in=locales))
    found = waiting(chosen.order_by("depth", "path"), languages, person)
    machine = translator() if drafts else None
    if machine is None:
        done = submitting.submit_pages(found, person)
    else:
        done = submitting.submit_pages(_drafted(found, machine, person), person, publish=False)
    for page, error in done:
        if error is None:
            given += 1
        else:
            # One page that an extension of the site cannot copy does not hold up the others.
            logger.error("Page %s was not submitted for translation", page.pk, exc_info=error)
            failed += 1
    return {"given": given, "failed": failed}


def _drafted(found: Iterable[Waiting], machine: Any, user: Any) -> Iterator[Waiting]:
    for page, missing in found:
        try:
            draft_page(page, missing, machine, user)
        except Exception:
            logger.exception("Page %s has no drafts by a machine", page.pk)
        yield page, missing
