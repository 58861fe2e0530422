"""The rows of people: one for an address on a site, found or made when somebody writes or follows."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Site

from ...wiki.models import PublicName
from ..models import Author
from ..permissions import may_moderate_site


def author_at(site: Site, email: str, *, name: str = "", code: str) -> Author:
    """The row of an address, whatever its case. What a visitor says of an address that is confirmed changes nothing:
    it may not be theirs."""
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
    """Somebody who signed in; not yet stored if they are new. ``None`` without an account, or without an address; and
    where the address of the account is that of somebody who is known by e-mail: they confirm it once, since an account
    may name any address."""
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
    """A member's row, confirmed; of a moderator, trusted: nobody waits for themselves."""
    now = timezone.now()
    author.name = name or author.name
    author.confirmed_at = author.confirmed_at or now
    author.is_trusted = author.is_trusted or may_moderate_site(author.user)
    if author.pk is None:
        author.language, author.consented_at = code, now
    author.save()
    return author


def claim(author: Author, user: Any) -> None:
    """Somebody who signed in, and reads the mailbox of an address: it is theirs, if their account names it."""
    is_same = user.is_authenticated and user.email.casefold() == author.email.casefold()
    if is_same and author.user_id is None:
        Author.objects.filter(pk=author.pk, user=None).update(user=user)
