"""The rows of people: one for an address on a site, found or made when somebody writes or follows."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Site

from ...wiki.models import PublicName
from ..models import Author
from ..permissions import may_moderate_site


def author_at(site: Site, email: str, *, name: str = "", code: str) -> Author:
    """The row of an address, in any case of letters, a new one if need be. A row that is confirmed keeps its name and
    language: the visitor who typed the address may not own it."""
    rows = Author.objects.filter(site=site, email__iexact=email)
    found = rows.first()
    if found is None:
        given = {"site": site, "email": email, "name": name, "language": code, "consented_at": timezone.now()}
        try:
            with transaction.atomic():
                return Author.objects.create(**given)
        except IntegrityError:
            found = rows.get()
    if found.confirmed_at is None:
        found.name, found.language, found.consented_at = name or found.name, code, timezone.now()
        found.save(update_fields=["name", "language", "consented_at"])
    return found


def member(user: Any, site: Site) -> Author | None:
    """The author with this account; a new one is not saved yet. ``None`` without an account or an address, and where
    another row has the address already: the person then confirms it once by e-mail, since an account may name any
    address."""
    if not user.is_authenticated:
        return None
    found = Author.objects.filter(site=site, user=user).order_by("pk").first()
    if found is not None:
        return found
    if not user.email or Author.objects.filter(site=site, email__iexact=user.email).exists():
        return None
    public = PublicName.objects.filter(user=user).first()
    return Author(site=site, user=user, email=user.email, name=public.name if public else "")


def stored(author: Author, *, name: str, code: str) -> Author:
    """Save a member's row, confirmed. A moderator is also trusted: nobody has to let their own messages pass."""
    now = timezone.now()
    author.name = name or author.name
    author.confirmed_at = author.confirmed_at or now
    author.is_trusted = author.is_trusted or may_moderate_site(author.user)
    if author.pk is None:
        author.language, author.consented_at = code, now
    author.save()
    return author


def claim(author: Author, user: Any) -> None:
    """Join a row to an account, if the account names the same address: its owner signed in, and reads the mailbox."""
    is_same = user.is_authenticated and user.email.casefold() == author.email.casefold()
    if is_same and author.user_id is None:
        Author.objects.filter(pk=author.pk, user=None).update(user=user)
