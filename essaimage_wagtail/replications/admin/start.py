"""“Start a replication”: from a published sheet to the draft of an adapted one, through one form."""

import uuid

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from ...choices import Mode, SwarmingKind
from ...contexts.thread import asked_mode
from ...forms.choosers import SnippetChooser
from ...models import Replication, SheetFields, Territory
from ..permissions import replication_policy
from ..start import checklist_url, draft_key, places_for, start_replication


def may_be_replicated(page):
    """Sheets that are published; what is not may still change, or must not be known."""
    return isinstance(page, SheetFields) and page.live


class StartForm(forms.Form):
    territory = forms.ModelChoiceField(
        label=gettext_lazy("Territory"),
        queryset=Territory.objects.all(),
        help_text=gettext_lazy("Where you want to take it up: a town rather than its region."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), help_text=gettext_lazy("In which the new sheet is written.")
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("Mode"),
        choices=Mode.choices,
        initial=Mode.REDO,
        help_text=gettext_lazy("How much you take over: a few elements, the whole, or the whole with its commons."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of swarming"),
        choices=[("", "---------"), *SwarmingKind.choices],
        required=False,
        help_text=gettext_lazy("If it is agreed with the bearers of the initiative. It can be said later."),
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        # Its words are in the language in which it is made.
        self.fields["territory"].widget = SnippetChooser(model=Territory, icon="globe")
        self.places = {place.locale.language_code: place for place in places if place.parent}
        self.fields["language"].choices = [
            (code, _("%(language)s, below “%(page)s”") % {"language": named(code), "page": place.parent.title})
            for code, place in self.places.items()
        ]
        # The editor's language, where it can be written in.
        self.fields["language"].initial = next((code for code in self.places if code == get_language()), None)

    @property
    def place(self):
        return self.places[self.cleaned_data["language"]]


def named(code):
    """The name of a language, in the editor's language."""
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:
        return code


def replicate(request, page_id):
    """Ask on GET, make the draft on POST. The same form sent twice leads to the same draft."""
    origin = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(origin, SheetFields):
        raise Http404
    origin = origin.alias_of.specific if origin.alias_of_id else origin
    editable = origin.permissions_for_user(request.user).can_edit()
    hidden = any(not restriction.accept_request(request) for restriction in origin.get_view_restrictions())
    if hidden and not editable:
        raise PermissionDenied
    context = {"page": origin, "back_url": _back_url(origin, editable)}
    if not origin.live:
        return TemplateResponse(request, "essaimage_wagtail/admin/replicate_refused.html", context, status=409)
    places = places_for(origin, request.user)
    context["closed"] = [named(place.locale.language_code) for place in places if place.closed]
    context["missing"] = [
        named(place.locale.language_code) for place in places if place.parent is None and not place.closed
    ]
    if not any(place.parent for place in places):
        status = 403 if request.method == "POST" else 200
        return TemplateResponse(request, "essaimage_wagtail/admin/replicate_refused.html", context, status=status)
    told = _told(request, origin)
    if sheet := told and _written_for(told):
        return redirect("wagtailadmin_pages:edit", sheet.pk)
    initial = {"token": uuid.uuid4()}
    if mode := asked_mode(request):
        initial["mode"] = mode
    if told is not None:
        initial |= {"territory": told.territory_id, "mode": told.mode, "kind": told.kind}
    form = StartForm(request.POST or None, places=places, initial=initial)
    if form.is_valid():
        sheet = _start(origin, form, request.user, told)
        _say_what_is_next(request, origin, sheet, form.cleaned_data["mode"])
        return redirect("wagtailadmin_pages:edit", sheet.pk)
    return TemplateResponse(
        request,
        "essaimage_wagtail/admin/replicate.html",
        {**context, "form": form, "form_url": request.get_full_path(), "media": form.media},
    )


def _back_url(origin, editable):
    if editable:
        return reverse("wagtailadmin_pages:edit", args=[origin.pk])
    return origin.url or reverse("wagtailadmin_home")


def _told(request, origin):
    """The replication without a sheet for which one is written (``?replication=``), if the user may change it."""
    number = request.GET.get("replication", "")
    if not number.isdecimal():
        return None
    told = get_object_or_404(Replication, pk=number, origin_key=origin.translation_key, adapted_key=None)
    if not replication_policy.user_has_permission_for_instance(request.user, "change", told):
        raise PermissionDenied
    return told


def _written_for(told):
    """The sheet that the draft of a replication names already, so that nobody writes a second one."""
    key = told.get_latest_revision_as_object().adapted_key
    return key and Page.objects.filter(translation_key=key).first()


def _start(origin, form, user, told=None):
    data = form.cleaned_data
    key = draft_key(origin, user, data["token"])
    made = Page.objects.filter(translation_key=key)
    if sheet := made.specific().first():
        return sheet
    try:
        return start_replication(
            origin,
            parent=form.place.parent,
            user=user,
            key=key,
            territory=data["territory"],
            mode=data["mode"],
            kind=data["kind"],
            told=told,
        )
    except IntegrityError:
        # The same form was sent a second time while the first request was writing.
        if sheet := made.specific().first():
            return sheet
        raise


def _say_what_is_next(request, origin, sheet, mode):
    text = _("“%(title)s” is a draft, linked to “%(origin)s”.") % {"title": sheet.title, "origin": origin.title}
    if sheet.body:
        text += " " + _("Its sections are those of the project frame: what it asks stands beside each field.")
    url = checklist_url(sheet, origin.translation_key, mode, request)
    buttons = [messages.button(url, _("Open the checklist"), new_window=True)] if url else []
    messages.success(request, text, buttons=buttons)
