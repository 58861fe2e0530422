"""Choosing rows one by one from a list that is searched and split into pages.

An editor chooses among the rows that they may see. Rows that were chosen already and that they may not see stay chosen,
and are not named. The form field sees to this, so that it holds in every form that Wagtail makes of a model.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.staticfiles import versioned_static
from wagtail.snippets.views.chooser import ChooseView

from .choosers import SnippetChooser, SnippetWidgetViewSet, packed_chooser


def visible_to(user: Any, rows: QuerySet) -> QuerySet:
    """The rows that a user may see: those that their query set's ``visible_to`` gives, all where it has none."""
    return rows.visible_to(user) if hasattr(rows, "visible_to") else rows


class _VisibleChoices:
    """A form field for one or several rows of a model, which knows who fills in the form."""

    def get_bound_field(self, form, field_name):
        """Django calls this before it shows a field and before it validates the data."""
        rows = self.queryset.model._default_manager.all()
        visible = visible_to(getattr(form, "for_user", None), rows)
        chosen = _keys(form.get_initial_for_field(self, field_name))
        self.queryset = rows.filter(Q(pk__in=visible.values("pk")) | Q(pk__in=chosen))
        self.widget.visible = visible
        self.widget.hidden = list(
            rows.filter(pk__in=chosen).exclude(pk__in=visible.values("pk")).values_list("pk", flat=True)
        )
        return super().get_bound_field(form, field_name)


class ChosenField(_VisibleChoices, forms.ModelChoiceField):
    pass


class ChosenManyField(_VisibleChoices, forms.ModelMultipleChoiceField):
    pass


def _keys(value: Any) -> list[Any]:
    """Primary keys of what a form's field holds: rows or keys, one or several or none. Those of a draft come as a query
    set that is none (``modelcluster``)."""
    values = value if isinstance(value, Iterable) and not isinstance(value, str) else [value]
    keys = [row.pk if isinstance(row, Model) else row for row in values]
    return [int(key) for key in keys if str(key or "").isdecimal()]


class DiscreetChooser(SnippetChooser):
    """A chooser of one row, which does not name a row that the editor may not see."""

    hidden: list[Any] = []

    def get_value_data_from_instance(self, instance):
        if instance.pk in self.hidden:
            return {"id": instance.pk, "edit_url": None, self.display_title_key: instance.hidden_name}
        return super().get_value_data_from_instance(instance)


class ManyChooser(forms.Widget):
    """The rows that are chosen, each with a button that removes it, and one that opens Wagtail's chooser for others.

    ``model``: a snippet.
    """

    template_name = "essaimage_wagtail/admin/many_chooser.html"
    choices: Any = ()
    visible: QuerySet | None = None
    hidden: list[Any] = []

    def __init__(self, model: type[Model], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.model = model

    @cached_property
    def _chooser(self) -> tuple[str, forms.Media]:
        return packed_chooser(self.model)

    def get_context(self, name, value, attrs):
        keys = _keys(value)
        rows = self.model._default_manager.all() if self.visible is None else self.visible
        found = rows.in_bulk(keys)
        labels = self.model._meta
        return {
            **super().get_context(name, value, attrs),
            "rows": [found[key] for key in dict.fromkeys(keys) if key in found],
            "hidden": len(self.hidden),
            "chooser": self._chooser[0],
            "described_by": (attrs or {}).get("aria-describedby", ""),
            "icon": self.model.snippet_viewset.icon,
            "choose": gettext("Choose: %(objects)s") % {"objects": labels.verbose_name_plural},
        }

    def value_from_datadict(self, data, files, name):
        """The rows that were sent, and the chosen rows that the editor may not see."""
        sent = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return list(dict.fromkeys([*filter(None, sent), *map(str, self.hidden)]))

    def value_omitted_from_data(self, data, files, name):
        return False

    @property
    def media(self):
        script = versioned_static("essaimage_wagtail/js/many-chooser.js")
        return self._chooser[1] + forms.Media(js=[versioned_static("wagtailadmin/js/chooser-modal.js"), script])


class NameFilterForm(BaseFilterForm):
    """A chooser's search box: each word is in one of the ``names`` (field lookups) of the model's chooser."""

    q = forms.CharField(label=gettext_lazy("Search term"), required=False)
    names: tuple[str, ...] = ("name",)

    def filter(self, objects: QuerySet) -> QuerySet:
        self.search_query = self.cleaned_data.get("q")
        self.is_searching = bool(self.search_query)
        for word in (self.search_query or "").split():
            found = Q()
            for name in self.names:
                found |= Q(**{f"{name}__icontains": word})
            objects = objects.filter(found)
        return super().filter(objects)


class NameChooserViewSet(SnippetWidgetViewSet):
    """The chooser of a snippet that has a name and too many rows to look through."""

    filter_form_class = NameFilterForm
    # Wagtail's view has it in the reader's language, its viewset in the language of the process.
    page_title = ChooseView.page_title

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(filter_form_class=self.filter_form_class, **kwargs)
