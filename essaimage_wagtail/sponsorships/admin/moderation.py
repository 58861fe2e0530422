"""The page of the admin on which a moderator reads a sponsorship and changes it by hand. What changes is in the log."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from ...models.keys import titles_of
from ..addresses import detail_url
from ..choices import GOING, OVER, Side, State
from ..mailing.sending import send_after_commit
from ..models import Sponsorship
from ..moving import note
from ..showing.cached import forget_sheets
from .forms import ModerationForm
from .listing import SponsorshipsReport
from .rights import sponsorships_for

HIDDEN = "essaimage_sponsorships.hide"
BY = "moderator"


def moderate(request: HttpRequest, pk: int) -> HttpResponse:
    """Show on GET, save or hide on POST."""
    rows = Sponsorship.objects.select_related("territory", "replication", "site")
    sponsorship = get_object_or_404(rows, pk=pk)
    if not sponsorships_for(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    if request.method == "POST" and "hide" in request.POST:
        hide(sponsorship, request.user)
        messages.success(request, _("Readers see nothing of it any more. Both teams may agree again."))
        return redirect(detail_url(sponsorship))
    form = ModerationForm(request.POST or None, instance=sponsorship)
    if request.method == "POST" and form.is_valid():
        save(form, request.user)
        messages.success(request, _("The sponsorship is saved."))
        return redirect(SponsorshipsReport.index_url_name)
    return TemplateResponse(request, "essaimage_wagtail/sponsorships/admin/moderate.html", _context(sponsorship, form))


def _context(sponsorship: Sponsorship, form: ModerationForm) -> dict:
    # A form that is not valid has written its values into its row.
    stored = Sponsorship.objects.select_related("territory", "replication").get(pk=sponsorship.pk)
    keys = {stored.sponsor_key, stored.sponsored_key, stored.encounter_key}
    claimed = stored.replication.adapted_key if stored.replication else None
    titles = titles_of((keys | {claimed}) - {None}, translation.get_language())
    return {
        "sponsorship": stored,
        "form": form,
        "media": form.media,
        "sponsor": titles.get(stored.sponsor_key),
        "sponsored": titles.get(stored.sponsored_key),
        "encounter": titles.get(stored.encounter_key),
        "claimed": titles.get(claimed) if claimed != stored.sponsored_key else None,
        "is_public": stored.sponsor_agrees and stored.sponsored_agrees,
        "meetings": stored.meetings.all(),
        "entries": ModelLogEntry.objects.for_instance(stored).select_related("user").order_by("timestamp", "pk"),
        "url": detail_url(stored),
    }


@transaction.atomic
def save(form: ModerationForm, user: object) -> None:
    """Save the form, and tell the sides that a new state concerns. A team with a new address is asked or, if moderators
    have said yes in its name, gets the link to the sponsorship."""
    before = Sponsorship.objects.get(pk=form.instance.pk).state
    row = form.save(commit=False)
    if row.state != before:
        today = timezone.localdate()
        if row.state in OVER:
            row.ended_on, row.next_on = row.ended_on or today, None
        elif row.state == State.UNDER_WAY:
            row.began_on = row.began_on or today
    row.save()
    log(row, "wagtail.edit", user=user, title=f"#{row.pk}", data={"fields": sorted(form.changed_data)})
    if "sponsor_email" in form.changed_data:
        if row.state == State.ASKED:
            send_after_commit(State.ASKED, row, Side.SPONSOR)
        elif row.state in GOING:
            send_after_commit("given", row, Side.SPONSOR)
    if row.state == before:
        return
    note(row, BY, user)
    if row.state in (State.ACCEPTED, State.REFUSED):
        send_after_commit(row.state, row, Side.SPONSORED)
    elif row.state in (State.ENDED, State.STOPPED):
        for side in Side:
            send_after_commit(row.state, row, side)


@transaction.atomic
def hide(sponsorship: Sponsorship, user: object) -> None:
    """Hide a sponsorship from readers, even if both sides agreed to show it."""
    Sponsorship.objects.filter(pk=sponsorship.pk).update(
        sponsor_agrees=False, sponsored_agrees=False, changed_at=timezone.now()
    )
    forget_sheets([sponsorship])
    log(sponsorship, HIDDEN, user=user, title=f"#{sponsorship.pk}")
