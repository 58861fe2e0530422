"""Who accepts an account, and what happens then. Of several moderators, one decides."""

from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.permissions import page_permission_policy

from ...models import SheetFields, Territory
from ...models.keys import pages_with
from ..models import AccountRequest
from ..models.accounts import RequestState
from ..visitors.text import cleaned
from . import mailing
from .making import Refused, made
from .options import BY_MODERATOR, WHEN_CONFIRMED, options

ACCEPTED, REFUSED = "essaimage_wiki.accept_account", "essaimage_wiki.refuse_account"
PERMISSION = "essaimage_wiki.change_accountrequest"
SHOWN = (RequestState.WAITING, RequestState.ACCEPTED, RequestState.REFUSED)


def may_moderate(user: Any) -> bool:
    """Whether somebody may decide anything at all, without a query of its own."""
    return user.has_perm(PERMISSION) or page_permission_policy.user_has_permission(user, "publish")


def requests_for(user: Any) -> QuerySet[AccountRequest]:
    """The requests that a user may decide: with the permission to change requests, all; without it, the requests for
    the territories of the sheets that the user may publish, and for the territories within these."""
    shown = AccountRequest.objects.filter(state__in=SHOWN)
    return shown if user.has_perm(PERMISSION) else shown.filter(Exists(_around(_published_by(user))))


def _published_by(user: Any) -> QuerySet[Territory]:
    """The territories of the sheets that a user may publish."""
    found = Territory.objects.none()
    mine = page_permission_policy.instances_user_has_permission_for(user, "publish").order_by().values("pk")
    for model in pages_with(SheetFields):
        keys = model.objects.filter(pk__in=mine).order_by().values("territory")
        found = found | Territory.objects.filter(pk__in=keys)
    return found.order_by()


def _around(territories: QuerySet[Territory]) -> QuerySet[Territory]:
    """Those of ``territories`` in which the territory of a request (of the outer query) lies."""
    asked = ExpressionWrapper(OuterRef("territory__path"), output_field=CharField())
    return territories.annotate(asked=asked).filter(asked__startswith=F("path"))


def accept(asked: AccountRequest, user: Any, answer: str = "") -> AccountRequest:
    """Make the account, and send the link to set a password. Raises :class:`Refused`. ``user``: who accepts; ``None``
    where the rule of the settings does."""
    with transaction.atomic():
        decided = _decide(asked, user, RequestState.ACCEPTED, answer)
        decided.user = made(decided)
        decided.save(update_fields=["user"])
        log(decided, ACCEPTED, user=user, data={"account": str(decided.user.pk)})
        mailing.decision_after_commit(decided)
    return decided


def refuse(asked: AccountRequest, user: Any, answer: str = "") -> AccountRequest:
    """Refuse a request, with an answer for its author. Raises :class:`Refused` if it is decided already."""
    with transaction.atomic():
        decided = _decide(asked, user, RequestState.REFUSED, answer)
        log(decided, REFUSED, user=user)
        mailing.decision_after_commit(decided)
    return decided


def _decide(asked: AccountRequest, user: Any, state: RequestState, answer: str) -> AccountRequest:
    waiting = AccountRequest.objects.filter(pk=asked.pk, state=RequestState.WAITING)
    done = waiting.update(state=state, answer=cleaned(answer), decided_by=user, decided_at=timezone.now())
    found = AccountRequest.objects.select_related("decided_by", "territory").filter(pk=asked.pk).first()
    if found is None:
        raise Refused(_("This request was withdrawn."))
    if not done:
        raise Refused(told(found))
    return found


def told(asked: AccountRequest) -> str:
    """Who decided a request, and how, in a sentence."""
    words = {"state": asked.get_state_display(), "name": asked.decided_by or ""}
    if asked.decided_by is None:
        return _("This request has been decided: %(state)s.") % words
    return _("%(name)s has decided this request: %(state)s.") % words


def confirm(asked: AccountRequest) -> None:
    """The author has confirmed the address: delete its other open requests, then let the rule of the settings decide,
    or a moderator. A second call changes nothing."""
    now = timezone.now()
    with transaction.atomic():
        unconfirmed = AccountRequest.objects.filter(pk=asked.pk, state=RequestState.UNCONFIRMED)
        if not unconfirmed.update(state=RequestState.WAITING, confirmed_at=now):
            return
        open_ones = AccountRequest.objects.filter(
            email__iexact=asked.email, state__in=[RequestState.UNCONFIRMED, RequestState.WAITING]
        )
        open_ones.exclude(pk=asked.pk).delete()
    asked.refresh_from_db()
    try:
        _by_rule(asked)
    except Refused:
        # The rule could not make the account: the request waits for a moderator, who then reads why.
        return


def _by_rule(asked: AccountRequest) -> None:
    rule = options().rule
    if rule == BY_MODERATOR:
        return
    verdict = True if rule == WHEN_CONFIRMED else import_string(rule)(asked)
    if verdict:
        accept(asked, None)
    elif verdict is not None:
        refuse(asked, None)


def withdraw(asked: AccountRequest) -> bool:
    """The author takes a request back: it is deleted. ``False`` if it was decided before."""
    deleted, _rows = AccountRequest.objects.filter(
        pk=asked.pk, state__in=[RequestState.UNCONFIRMED, RequestState.WAITING]
    ).delete()
    return bool(deleted)
