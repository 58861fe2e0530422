"""The task that submits pages for translation: which process runs it, and when, is the backend's of ``TASKS``."""

import logging

from django.contrib.auth import get_user_model
from django_tasks import task
from wagtail.models import Locale, Page

from .machine.drafting import translator
from .submitting import draft_page, may_submit, submit_page, waiting

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
    machine = translator() if drafts else None
    given = failed = 0
    for page, missing in waiting(chosen.order_by("path"), list(Locale.objects.filter(pk__in=locales)), person):
        try:
            if machine is not None:
                draft_page(page, missing, machine, person)
            submit_page(page, missing, person, publish=False if machine else None)
            given += 1
        except Exception:
            # One page that an extension of the site cannot copy does not hold up the others.
            logger.exception("Page %s was not submitted for translation", page.pk)
            failed += 1
    return {"given": given, "failed": failed}
