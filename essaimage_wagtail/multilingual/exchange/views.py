"""“Translate outside the site”: a translation's files to download, and the form that takes one back."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from wagtail_localize.models import Translation, get_edit_url
from wagtail_localize.views.edit_translation import user_can_edit_instance

from .files import FORMATS, MAX_BYTES, Refused, file_name, read
from .merging import Merge, merge, take

SHOWN = 50
"""Problems and texts of each kind that are listed: of a file with more, these tell what is wrong."""


def url_of(translation_pk):
    return reverse("essaimage_exchange", args=[translation_pk])


class FileForm(forms.Form):
    file = forms.FileField(label=_("The translated file (PO or XLIFF)"))
    file.widget.attrs["accept"] = ".po,.xlf,.xliff"


def exchange(request, translation_id):
    """Offer the files on GET, take one back on POST."""
    translation, target = _translation(request, translation_id)
    context = {
        "translation": translation,
        "target": target,
        "edit_url": get_edit_url(target),
        "files": [
            (label, reverse("essaimage_exchange_file", args=[translation.pk, ending]))
            for ending, (label, _type, _write) in FORMATS.items()
        ],
    }
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            # No more than one byte above what is taken: an upload may be of any size.
            contents = read(file.read(MAX_BYTES + 1))
            merged = merge(translation, contents)
        except Refused as refused:
            context["problems"] = refused.problems[:SHOWN]
            context["more_problems"] = max(0, len(refused.problems) - SHOWN)
        else:
            take(translation, merged, request.user, file.name[:255])
            context["merged"] = _shown(merged)
            form = FileForm()
    return TemplateResponse(request, "essaimage_wagtail/admin/exchange.html", context | {"form": form})


def download(request, translation_id, ending):
    """The translation as a file."""
    translation, _target = _translation(request, translation_id)
    if ending not in FORMATS:
        raise Http404
    _label, media_type, write = FORMATS[ending]
    name = content_disposition_header(as_attachment=True, filename=file_name(translation, ending))
    return HttpResponse(write(translation), content_type=media_type, headers={"Content-Disposition": name})


def _translation(request, translation_id):
    """The translation, and the page or snippet in its language, if the person may edit that."""
    translations = Translation.objects.select_related("source__locale", "target_locale")
    translation = get_object_or_404(translations, pk=translation_id, enabled=True)
    target = translation.source.object.get_instance_or_none(translation.target_locale)
    if target is None:
        raise Http404
    if not user_can_edit_instance(request.user, target):
        raise PermissionDenied
    return translation, target


def _shown(merged: Merge):
    """What the page says of a file that was taken."""
    return {
        "taken": len(merged.taken),
        "same": merged.same,
        "newer": merged.newer[:SHOWN],
        "newer_count": len(merged.newer),
        "outdated": merged.outdated[:SHOWN],
        "outdated_count": len(merged.outdated),
    }


urlpatterns = [
    path("essaimage/exchange/<int:translation_id>/", exchange, name="essaimage_exchange"),
    path("essaimage/exchange/<int:translation_id>/<slug:ending>/", download, name="essaimage_exchange_file"),
]
