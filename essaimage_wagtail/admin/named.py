"""Rows that are typed by name rather than chosen, for forms within a chooser: one chooser cannot open another.

While an editor types, ``js/adding.js`` offers names; the server reads them, whatever was offered.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from ..models.organisation import Organisation
from ..models.territory import Territory, latin

MOST_OFFERED = 12
MOST_READ = 60
"""Rows that are looked at for one that is called as typed."""
UNKNOWN = _("There is no “%(typed)s” in the list. Write it as it is offered while you type.")
SEVERAL = _("“%(typed)s” can be %(some)s. Write one of these.")


def full_name(territory: Territory) -> str:
    """“Lille, Nord, Hauts-de-France, France, Europe”."""
    within = territory.within()
    return f"{territory}, {within}" if within else str(territory)


def territories_named(text: str, most: int = MOST_READ) -> list[tuple[str, Territory]]:
    """Territories with their full names, exact names first. Of a text with commas, the part before the first one is the
    name, the rest says in what the territory lies. Two queries."""
    name, _comma, within = text.partition(",")
    found = list(Territory.objects.matching(name)[:most]) if latin(name) else []
    Territory.objects.prefetch_ancestors(found)
    around = latin(within).split()
    named = [(full_name(territory), territory) for territory in found]
    return [(label, row) for label, row in named if {*around} <= {*latin(row.within()).split()}]


def organisations_named(text: str, most: int = MOST_READ) -> list[tuple[str, Organisation]]:
    words = text.split()
    found = Organisation.objects.order_by("name", "pk") if words else Organisation.objects.none()
    for word in words:
        found = found.filter(name__icontains=word)
    return [(row.name, row) for row in found[:most]]


FINDERS = {"territory": territories_named, "organisation": organisations_named}


def names(request: HttpRequest, kind: str) -> JsonResponse:
    """The full names that are offered while an editor types (``?q=``)."""
    if kind not in FINDERS:
        raise Http404
    found = FINDERS[kind](request.GET.get("q", "")[:100], MOST_OFFERED)
    return JsonResponse({"names": list(dict.fromkeys(label for label, _row in found))})


class NamedField(forms.CharField):
    """A row of one of the :data:`FINDERS`' kinds, by its name; ``None`` where nothing is typed."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        offered = {"data-essaimage-offered": reverse_lazy("essaimage_names", args=[kind]), "autocomplete": "off"}
        super().__init__(**{"required": False, "widget": forms.TextInput(attrs=offered), **kwargs})

    def clean(self, value: Any) -> Model | None:
        typed = super().clean(value)
        if not typed:
            return None
        found = FINDERS[self.kind](typed)
        same = [pair for pair in found if latin(pair[0]) == latin(typed)]
        same = same or [pair for pair in found if latin(str(pair[1])) == latin(typed.partition(",")[0])]
        return self.only(typed, same or found)

    def only(self, typed: str, found: Iterable[tuple[str, Model]]) -> Model:
        """The one row that is found. Raises ``ValidationError`` for none or several."""
        rows = list(found)
        if len(rows) == 1:
            return rows[0][1]
        if not rows:
            raise ValidationError(UNKNOWN, code="unknown", params={"typed": typed})
        some = " / ".join(label for label, _row in rows[:3])
        raise ValidationError(SEVERAL, code="several", params={"typed": typed, "some": some})
