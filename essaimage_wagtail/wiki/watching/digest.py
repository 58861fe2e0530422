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
    watcher: Watcher, due: Sequence[Subscription], told: Mapping[int, Any], edition: Edition, number: int
) -> EmailMessage:
    """In the watcher's language, of what ``told`` has by page. ``number``: that of the run."""
    site, code = edition.site, watcher.language
    with translation.override(code):
        entries = edition.entries(dict(told), code)
        shown = entries[: options().most_pages]
        subject = _subject(entries)
    stop_url = f"{site.root_url}{reverse('essaimage:wiki:stop_watching', args=[watcher.secret])}"
    context = {
        "site_name": site_name(site),
        "entries": shown,
        "more": len(entries) - len(shown),
        "recent_url": f"{site.root_url}{reverse('essaimage:wiki:recent')}?language={code}",
        "subscriptions": due,
        "manage_url": f"{site.root_url}{watcher.get_absolute_url()}",
        "stop_url": stop_url,
    }
    headers = {
        **one_click(stop_url, f"watching.{site.hostname}"),
        # The same for a message that is sent again because nobody knows whether it arrived.
        "Message-ID": f"<watching.{number}.{watcher.pk}@{site.hostname}>",
    }
    return composed(watcher.email, name="digest", subject=subject, context=context, code=code, headers=headers)


def _subject(entries: Sequence[Entry]) -> str:
    """“3 pages changed: Jardin partagé…”"""
    number, title = len(entries), entries[0].title
    if number == 1 and entries[0].is_new:
        return _("New: %(title)s") % {"title": title}
    return ngettext("%(count)d page has changed: %(title)s", "%(count)d pages have changed: %(title)s…", number) % {
        "count": number,
        "title": title,
    }
