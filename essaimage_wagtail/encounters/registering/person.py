"""One person of an encounter, for its organisers: added by hand, corrected, withdrawn, confirmed, erased."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.models import Site

from ...contexts.page import language
from ...readers.versions import homes_of
from ..models import EncounterPage, Registration
from ..permissions import may_organise
from . import asking, granting
from .forms import PersonForm, initial_of
from .news import tell_person_after_commit
from .organising import STATES, UNCONFIRMED, WITHDRAWN, list_urlpatterns, people_url, person_url, state_of_person
from .pitches import choices_of


class OrganisersForm(PersonForm):
    """The form of organisers for one person. ``row``: the registration that they correct; ``None`` to add a person."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Without one, this person gets no message: tell them yourself."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the messages"))
    consent = forms.BooleanField(
        label=gettext_lazy("This person has agreed to be registered, and that the organisers keep what stands here.")
    )

    def __init__(self, *args: Any, page: Any, site: Site, row: Registration | None = None, **kwargs: Any) -> None:
        self.row, self.page, self.site = row, page, site
        wished = [wish.pitch_key for wish in row.wishes.all()] if row else []
        super().__init__(*args, pitches=choices_of(page, site), wished=wished, **kwargs)
        field: Any = self.fields["language"]
        field.choices = [(each.code, each.name) for each in map(language, homes_of(site))]
        self.fields["name"].label = gettext_lazy("Name")
        self.fields["place"].label = gettext_lazy("Comes from")
        self.fields["languages"].label = gettext_lazy("Languages spoken")
        self.fields["needs_step_free"].label = gettext_lazy("Needs a step-free way, and a step-free table")
        self.fields["needs"].label = gettext_lazy("Other needs")
        self.fields["agrees_to_be_named"].label = gettext_lazy("May be named to the others")
        if row:
            del self.fields["consent"]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        others = Registration.objects.filter(encounter_key=self.page.translation_key, site=self.site)
        if self.row:
            others = others.exclude(pk=self.row.pk)
        if email and others.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Somebody is registered with this address. Look for it in the list."))
        return email

    @property
    def person(self) -> dict[str, Any]:
        return {**super().person, "language": self.cleaned_data["language"]}


def edit(request: HttpRequest, page_id: int, pk: int | None = None) -> HttpResponse:
    page = _organised(request, page_id)
    rows = Registration.objects.filter(encounter_key=page.translation_key).select_related("territory", "site")
    row = get_object_or_404(rows, pk=pk) if pk else None
    if request.method == "POST" and row and (act := _act(request)):
        return act(request, page, row)
    site = row.site if row else page.get_site() or Site.objects.get(is_default_site=True)
    initial = initial_of(row) if row else {"language": page.locale.language_code}
    form = OrganisersForm(request.POST or None, page=page, site=site, row=row, initial=initial)
    if request.method == "POST" and form.is_valid():
        row = _save(form, row)
        messages.success(request, _("Saved: %(name)s.") % {"name": row.name})
        return redirect(people_url(page))
    state = state_of_person(row) if row else ""
    context = {
        "encounter": page,
        "form": form,
        "row": row,
        "url": person_url(page, row),
        "list_url": people_url(page),
        "state": STATES.get(state, ""),
        "may_confirm": state in (UNCONFIRMED, WITHDRAWN),
        "may_withdraw": bool(row) and state != WITHDRAWN,
    }
    return TemplateResponse(request, "essaimage_wagtail/encounters/admin/person.html", context)


@transaction.atomic
def _save(form: OrganisersForm, row: Registration | None) -> Registration:
    """Save the person. Somebody new takes a place or waits, as anybody else would, and is told by e-mail."""
    fields = {**form.person, "email": form.cleaned_data["email"]}
    if row:
        return _corrected(row, fields, form.wishes)
    granting.lock(form.page.translation_key)
    new = Registration(encounter_key=form.page.translation_key, site=form.site, consented_at=timezone.now(), **fields)
    granting.place(new, form.page)
    asking.keep_wishes(new, form.wishes)
    tell_person_after_commit(new)
    return new


def _corrected(row: Registration, fields: dict[str, Any], wishes: list[UUID]) -> Registration:
    """Correct a registration. A new e-mail address gets a new secret, since the owner of the former one knows the old
    secret; the new address is told."""
    is_moved = fields["email"].casefold() != row.email.casefold()
    for name, value in fields.items():
        setattr(row, name, value)
    if is_moved:
        row.secret, row.told = uuid4(), {}
    row.save()
    asking.keep_wishes(row, wishes)
    if is_moved and not row.withdrawn_at:
        tell_person_after_commit(row)
    return row


def _act(request: HttpRequest) -> Any:
    acts = {"withdraw": _withdraw, "confirm": _confirm, "erase": _erase}
    return next((act for name, act in acts.items() if name in request.POST), None)


def _withdraw(request: HttpRequest, page: Any, row: Registration) -> HttpResponse:
    said = _("%(name)s does not come.")
    if granting.withdraw(row):
        said = _("%(name)s does not come. Who waited first has the place.")
    messages.success(request, said % {"name": row.name})
    return redirect(people_url(page))


def _confirm(request: HttpRequest, page: Any, row: Registration) -> HttpResponse:
    if granting.confirm(row):
        messages.success(request, _("%(name)s is registered.") % {"name": row.name})
    else:
        messages.error(request, _("The encounter is cancelled, has begun or is not published: nobody gets a place."))
    return redirect(people_url(page))


def _erase(request: HttpRequest, page: Any, row: Registration) -> HttpResponse:
    granting.erase([row])
    messages.success(request, _("Erased, with all that was kept of this person here."))
    return redirect(people_url(page))


def _organised(request: HttpRequest, page_id: int) -> Any:
    page: Any = get_object_or_404(EncounterPage.objects.select_related("locale"), pk=page_id)
    if not may_organise(page, request.user):
        raise PermissionDenied
    return page


urlpatterns = [
    *list_urlpatterns,
    path("essaimage/encounters/<int:page_id>/people/new/", edit, name="essaimage_encounter_person_new"),
    path("essaimage/encounters/<int:page_id>/people/<int:pk>/", edit, name="essaimage_encounter_person"),
]
