"""Territories in Wagtail's admin: a form that places them in the tree, a list and a chooser that stay fast
with every commune of a country."""

from django import forms
from django.core.paginator import Page
from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.coreutils import get_content_languages
from wagtail.snippets.views.snippets import DeleteView

from ..forms.choosers import SnippetWidgetViewSet
from ..models.editors import territories_of
from ..models.territory import Territory, TerritoryQuerySet, normalise_language
from .adding import AddingChooseView, AddingResultsView
from .exports import IndexView, SnippetViewSet
from .new_territory import AddingTerritoryMixin
from .point import PointPanel
from .territory_form import names_field, territory_form

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
    """Before anything is looked for, the list begins with the territories of the editor's own sheets."""

    filter_form_class = TerritoryFilterForm

    def get_object_list(self) -> TerritoryQuerySet:
        mine = territories_of(self.request.user).filter(pk=OuterRef("pk"))
        return super().get_object_list().order_by(Exists(mine).desc(), "path")

    def get_results_page(self, request: HttpRequest) -> Page:
        page = super().get_results_page(request)
        page.object_list = list(page.object_list)
        Territory.objects.prefetch_ancestors(page.object_list)
        return page

    @property
    def columns(self) -> list[Column]:
        return [*super().columns, LIES_IN]


class TerritoryChooseView(TerritoryChooserMixin, AddingChooseView):
    pass


class TerritoryChooseResultsView(TerritoryChooserMixin, AddingResultsView):
    pass


class TerritoryChooserViewSet(AddingTerritoryMixin, SnippetWidgetViewSet):
    choose_view_class = TerritoryChooseView
    choose_results_view_class = TerritoryChooseResultsView
    page_title = AddingChooseView.page_title


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
            PointPanel(heading=_("Point on the map")),
            FieldPanel("postcodes", widget=forms.TextInput),
            FieldRowPanel([FieldPanel("code"), FieldPanel("nuts_code"), FieldPanel("insee_code")], heading=_("Codes")),
        ]
        return ObjectList(panels, base_form_class=territory_form(languages)).bind_to_model(self.model)
