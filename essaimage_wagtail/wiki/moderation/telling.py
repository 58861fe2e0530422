"""People who look after pages are told by e-mail of what waits for them, each in the language of their admin.

The menu counts what waits, and so the messages are few: those who have switched off Wagtail's notices of what is
submitted get none, and nobody gets more than :data:`MOST` of a kind in an hour.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_admin_base_url
from wagtail.models import Page, Site
from wagtail.permissions import page_permission_policy
from wagtail.users.models import UserProfile

from ..accounts.mailing import Message
from ..visitors.attempts import count_attempt
from ..visitors.mail import send, site_name

MOST = 5


def admin_address(path: str, site: Site) -> str:
    """A page of the admin, as it is opened from an e-mail."""
    return f"{get_admin_base_url() or site.root_url}{path}"


def publishers_of(translation_key: UUID | str) -> set[Any]:
    """The accounts that may publish a page in one of its languages. One query, and Wagtail's queries for each language
    version."""
    pages = Page.objects.filter(translation_key=translation_key)
    users = (page_permission_policy.users_with_permission_for_instance("publish", page) for page in pages)
    return {user for found in users for user in found}


def finding(users: Iterable[Any], rows_for: Callable[[Any], QuerySet[Any]], row: Model) -> list[Any]:
    """The accounts of ``users`` in whose lists a row stands, in the order of their keys. A query for each.

    ``rows_for``: the rows that a list of the admin shows to an account.
    """
    return [user for user in sorted(users, key=lambda user: user.pk) if rows_for(user).filter(pk=row.pk).exists()]


def tell(kind: str, users: Iterable[Any], message: Callable[[], Message], site: Site) -> int:
    """Write to those of ``users`` who see the admin and take notices; returns how many messages were sent.

    ``message`` is called once for each of them, in their language; the e-mail adds how to get no more. ``kind``:
    messages of one kind are counted together, for the limit in an hour."""
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
            to_stop = _("To get no such messages, take the tick away from submitted notifications under your account.")
        context = {**asdict(words), "after": [*words.after, to_stop], "site_name": site_name(site)}
        sent += send(email, name="account", subject=words.subject, context=context, code=code)
    return sent
