"""The message that tells a watcher what changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Subscription, Watcher
from ..visitors.mail import composed, one_click, site_name
from .edition import Edition, Entry
from .options import options


def message_for(
    watcher: Watcher, due: Sequence[Subscription], told: Mapping[int, list[Any]], edition: Edition
) -> EmailMessage:
    """In the watcher's language, of the versions that ``told`` has by page."""
    site, code = edition.site, watcher.language
    with translation.override(code):
        entries = edition.entries(told, code, options().most_pages)
        subject = _subject(entries[0], len(told))
    stop_url = f"{site.root_url}{reverse('essaimage:wiki:stop_watching', args=[watcher.secret])}"
    context = {
        "site_name": site_name(site),
        "entries": entries,
        "more": len(told) - len(entries),
        "recent_url": f"{site.root_url}{reverse('essaimage:wiki:recent')}?language={code}",
        "subscriptions": due,
        "manage_url": f"{site.root_url}{watcher.get_absolute_url()}",
        "stop_url": stop_url,
    }
    newest = max(version.pk for versions in told.values() for version in versions)
    headers = {
        **one_click(stop_url, f"watching.{site.hostname}"),
        # The same for what is sent again because nobody noted that it went: a mailbox shows it once.
        "Message-ID": f"<watching.{newest}.{watcher.pk}@{site.hostname}>",
    }
    return composed(watcher.email, name="digest", subject=subject, context=context, code=code, headers=headers)


def _subject(first: Entry, number: int) -> str:
    """“3 pages have changed: Jardin partagé…”"""
    if number == 1 and first.is_new:
        return _("New: %(title)s") % {"title": first.title}
    words = ngettext("%(count)d page has changed: %(title)s", "%(count)d pages have changed: %(title)s…", number)
    return words % {"count": number, "title": first.title}
