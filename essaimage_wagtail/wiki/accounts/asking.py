"""What is taken from somebody who asks for an account: the limits, and the row."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import AccountRequest
from ..models.accounts import RequestState
from ..visitors.limits import DAY, HOUR, TooMany
from ..visitors.tokens import check_time, checked_form, form_token
from .mailing import first_message_after_commit
from .making import accounts_of
from .options import options

SIGNED_FOR = "essaimage_wiki.ask"


def token_in(code: str) -> str:
    return form_token({"language": code}, SIGNED_FOR)


def number_of(token: str, code: str) -> UUID:
    """The number of a form that was filled in by hand. Raises :class:`..visitors.tokens.Unsigned`."""
    form: UUID = checked_form(token, {"language": code}, SIGNED_FOR)["form"]
    check_time(token, SIGNED_FOR)
    return form


def take(data: dict[str, Any], *, form: UUID, code: str, site: Any, who: str) -> None:
    """Keep a request, once for each form, and write to its address. The visitor sees the same whether the address has
    an account or not; only the message differs. Raises :class:`TooMany`."""
    if AccountRequest.objects.filter(form=form).exists():
        return
    territory, email = data.get("territory"), data["email"]
    try:
        with transaction.atomic():
            if not _may_write(who, email):
                return
            asked = AccountRequest(form=form, site=site, language=code, email=email, visitor=who)
            if accounts_of(email).exists():
                # The row only counts towards the limits: no moderator sees it.
                asked.state = RequestState.KNOWN
            else:
                asked.name, asked.contribution, asked.consented_at = data["name"], data["contribution"], timezone.now()
                asked.territory = territory or None
                asked.place = territory.display_name()[:255] if territory else ""
            asked.save()
            first_message_after_commit(asked)
    except IntegrityError:
        # The same form came twice at the same moment: the other request was kept.
        return


def _may_write(who: str, email: str) -> bool:
    """Whether a message may go to this address. An address that got enough messages today gets no more, and the
    visitor does not learn it. Raises :class:`TooMany` where a visitor, or the whole site, has sent enough."""
    chosen, now = options(), timezone.now()
    recent = AccountRequest.objects.filter(created_at__gt=now - HOUR)
    if recent.filter(visitor=who).count() >= chosen.per_visitor:
        raise TooMany(_("You have sent several requests in a short time. Please come back in an hour."))
    if recent.count() >= chosen.per_site:
        raise TooMany(_("This site receives very many requests at the moment. Please come back in an hour."))
    today = AccountRequest.objects.filter(email=email, created_at__gt=now - DAY)
    return today.count() < chosen.per_email
