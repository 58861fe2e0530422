"""People who look after pages are told by e-mail of what waits for them, each in the language of their admin.

The menu counts what waits, and so the messages are few: those who have switched off Wagtail's notices of what is
submitted get none, and nobody gets more than :data:`MOST` of a kind in an hour.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.utils import translation
from wagtail.admin.utils import get_admin_base_url
from wagtail.models import Site
from wagtail.users.models import UserProfile

from ..accounts.mailing import Message
from ..visitors.attempts import count_attempt
from ..visitors.mail import send, site_name

MOST = 5


def admin_address(path: str, site: Site) -> str:
    """A page of the admin, as it is opened from an e-mail."""
    return f"{get_admin_base_url() or site.root_url}{path}"


def tell(kind: str, users: Iterable[Any], message: Callable[[], Message], site: Site) -> int:
    """Write to those of ``users`` who see the admin and take notices; returns how many messages were sent.

    ``message`` is asked once for each, in their language. ``kind``: what is counted.
    """
    sent = 0
    for user in users:
        profile, email = UserProfile.get_for_user(user), str(getattr(user, user.get_email_field_name()) or "")
        if not (email and profile.submitted_notifications and user.has_perm("wagtailadmin.access_admin")):
            continue
        if count_attempt(f"told-{kind}", email.casefold()) > MOST:
            continue
        code = profile.preferred_language or settings.LANGUAGE_CODE
        with translation.override(code):
            words = message()
        context = {**asdict(words), "site_name": site_name(site)}
        sent += send(email, name="account", subject=words.subject, context=context, code=code)
    return sent
