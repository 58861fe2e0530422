"""Territories in Wagtail's admin: a form that places them in the tree, a list and a chooser that stay fast
with every commune of a country."""

from typing import Any

from django import forms
from django.core.paginator import Page
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.coreutils import get_content_languages
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
)
from wagtail.snippets.views.snippets import DeleteView

from ..forms.choosers import SnippetChooser, SnippetWidgetViewSet
from ..models.territory import MAX_DEPTH, Level, Territory, TerritoryQuerySet, normalise_language
from .exports import IndexView, SnippetViewSet
from .point import POINT_PANELS


class BaseTerritoryForm(WagtailAdminModelForm):
    """The form of a territory without its names in other languages (see :func:`territory_form`)."""

    languages: dict[str, str] = {}

    parent = forms.ModelChoiceField(
        label=_("Lies in"),
        queryset=Territory.objects.all(),
        required=False,
        # A list to select from would hold every commune of a country; the chooser searches.
        widget=SnippetChooser(model=Territory, icon="globe"),
        help_text=_("The territory just above it. Leave it empty for a world region."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.initial["parent"] = self.instance.get_parent()
        for language in self.languages:
            name = names_field(language)
            if name in self.fields:
                self.initial[name] = self.instance.names.get(language, "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.clean_place(cleaned)
        given = [field for field in ("latitude", "longitude") if cleaned.get(field) is not None]
        if len(given) == 1 and not {"latitude", "longitude"} & self.errors.keys():
            missing = ({"latitude", "longitude"} - set(given)).pop()
            self.add_error(missing, _("A point needs both its latitude and its longitude."))
        return cleaned

    def clean_place(self, cleaned: dict[str, Any]) -> None:
        """Refuse a parent that is the territory itself, lies in it or is smaller, and a tree too deep."""
        parent, level = cleaned.get("parent"), cleaned.get("level")
        if parent is None:
            return
        if not self.instance._state.adding and parent.path.startswith(self.instance.path):
            self.add_error("parent", _("A territory cannot lie in itself or in a territory within it."))
        elif level and Level(parent.level).rank > Level(level).rank:
            self.add_error(
                "parent",
                _("%(parent)s is smaller (%(level)s): choose a wider territory.")
                % {"parent": parent, "level": parent.get_level_display()},
            )
        elif parent.depth + self.instance.height() > MAX_DEPTH:
            self.add_error("parent", _("Territories cannot lie more than %d deep in each other.") % MAX_DEPTH)

    def save(self, commit: bool = True) -> Territory:
        territory = self.instance
        for language in self.languages:
            name = names_field(language)
            if name in self.cleaned_data:
                territory.names[language] = self.cleaned_data[name]
        if not commit:
            return super().save(commit=False)
        parent = self.cleaned_data.get("parent")
        with transaction.atomic():
            if territory._state.adding:
                parent.add_child(instance=territory) if parent else Territory.add_root(instance=territory)
            else:
                super().save()
                if "parent" in self.changed_data:
                    territory.place(parent)
        return territory


def names_field(language: str) -> str:
    """The form field for the name in a language."""
    return f"name_{language.replace('-', '_')}"


def territory_form(languages: dict[str, str]) -> type[BaseTerritoryForm]:
    """The form with one text field for each of the languages (label by code)."""
    fields = {
        names_field(language): forms.CharField(
            label=label,
            required=False,
            max_length=255,
            widget=forms.TextInput(attrs={"lang": language, "dir": "auto"}),
        )
        for language, label in languages.items()
    }
    return type("TerritoryForm", (BaseTerritoryForm,), {"languages": languages, **fields})


LIES_IN = Column("within", label=_("Lies in"), accessor=lambda territory: territory.within())


class TerritoryIndexView(IndexView):
    """The list, searched as visitors type: any word of any name, without accents."""

    @cached_property
    def is_searchable(self) -> bool:
        return True

    def search_queryset(self, queryset: TerritoryQuerySet) -> TerritoryQuerySet:
        if not self.is_searching:
            return queryset
        found = queryset.matching(self.search_query)
        # The best matches first, unless the editor sorted by a column.
        return self.order_queryset(found) if "ordering" in self.request.GET else found

    def paginate_queryset(self, queryset: TerritoryQuerySet, page_size: int) -> tuple:
        paginator, page, territories, is_paginated = super().paginate_queryset(queryset, page_size)
        page.object_list = list(territories)
        Territory.objects.prefetch_ancestors(page.object_list)
        return paginator, page, page.object_list, is_paginated


class TerritoryDeleteView(DeleteView):
    """Says how many territories go with the one that is deleted."""

    @property
    def confirmation_message(self) -> str:
        count = self.object.subtree().count() - 1
        if not count:
            return super().confirmation_message
        return ngettext(
            "%(count)d territory lies in %(territory)s and will be deleted with it. Delete both?",
            "%(count)d territories lie in %(territory)s and will be deleted with it. Delete all of them?",
            count,
        ) % {"count": count, "territory": self.object}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except ProtectedError:
            # Wagtail counts the usages of the territory itself, not those of the territories within it.
            messages.error(self.request, _("It cannot be deleted: a territory within it is in use."))
            return redirect(self.edit_url_name, self.object.pk)


class TerritoryFilterForm(BaseFilterForm):
    """The chooser's search box."""

    q = forms.CharField(label=_("Search term"), required=False)

    def filter(self, objects: TerritoryQuerySet) -> TerritoryQuerySet:
        objects = super().filter(objects)
        self.search_query = self.cleaned_data.get("q")
        self.is_searching = bool(self.search_query)
        return objects.matching(self.search_query) if self.is_searching else objects


class TerritoryChooserMixin:
    filter_form_class = TerritoryFilterForm

    def get_results_page(self, request: HttpRequest) -> Page:
        page = super().get_results_page(request)
        page.object_list = list(page.object_list)
        Territory.objects.prefetch_ancestors(page.object_list)
        return page

    @property
    def columns(self) -> list[Column]:
        return [*super().columns, LIES_IN]


class TerritoryChooseView(TerritoryChooserMixin, ChooseView):
    pass


class TerritoryChooseResultsView(TerritoryChooserMixin, ChooseResultsView):
    pass


class TerritoryChooserViewSet(SnippetWidgetViewSet):
    choose_view_class = TerritoryChooseView
    choose_results_view_class = TerritoryChooseResultsView
    page_title = ChooseView.page_title


class TerritoryViewSet(SnippetViewSet):
    model = Territory
    icon = "globe"
    list_display = ["__str__", LIES_IN, "level", "code"]
    list_filter = ["level"]
    list_per_page = 50
    ordering = "path"
    copy_view_enabled = False
    index_view_class = TerritoryIndexView
    delete_view_class = TerritoryDeleteView
    chooser_viewset_class = TerritoryChooserViewSet
    chooser_per_page = 20

    def get_edit_handler(self) -> ObjectList:
        """The form's panels, with one field for each content language that the site has now."""
        languages = {normalise_language(code): label for code, label in get_content_languages().items()}
        panels = [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("level"), FieldPanel("parent")]),
            MultiFieldPanel(
                [FieldPanel(names_field(language)) for language in languages],
                heading=_("Name in other languages"),
                help_text=_("Leave empty where it is called by the name above."),
            ),
            FieldRowPanel(POINT_PANELS, heading=_("Point on the map")),
            FieldPanel("postcodes", widget=forms.TextInput),
            FieldRowPanel([FieldPanel("code"), FieldPanel("nuts_code"), FieldPanel("insee_code")], heading=_("Codes")),
        ]
        return ObjectList(panels, base_form_class=territory_form(languages)).bind_to_model(self.model)
