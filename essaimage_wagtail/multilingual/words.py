"""Words of rows that all languages share, for translators: each says in the languages whose pages they write what an
organisation is called and what a contact does, without the right to change anything else of it."""

from functools import partial
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.coreutils import get_content_languages
from wagtail.log_actions import log

from ..admin.in_languages import fields_in, take_words, words_of
from ..admin.reports import ReportMixin, report_urls
from ..models import Contact, Organisation
from ..models.in_languages import SaidInLanguages
from .rights import languages_kept_by


def languages_of(user: Any) -> dict[str, str]:
    """The names of the content languages that someone keeps, by their codes: the words are shown at once."""
    written = set(languages_kept_by(user).values_list("language_code", flat=True))
    return {code: name for code, name in get_content_languages().items() if code in written}


def rows_for(model: type[SaidInLanguages], user: Any) -> Any:
    """The rows of a kind that someone may read, without those that have no words to translate."""
    rows = model._default_manager.all()
    rows = rows.visible_to(user) if hasattr(rows, "visible_to") else rows
    return rows.exclude(**{model.SAID[0]: ""})


def _said_in(word: str, code: str, row: SaidInLanguages) -> str:
    """A cell of the list: the words in one language, isolated so that their direction does not disturb the others."""
    said = row.said(word, code)
    return format_html('<bdi lang="{}">{}</bdi>', code, said.text) if said.language == code else ""


class WordsFilterSet(WagtailFilterSet):
    missing = django_filters.ChoiceFilter(
        label=_("Not yet in"), choices=lambda: list(get_content_languages().items()), method="filter_missing"
    )

    def filter_missing(self, queryset: Any, name: str, value: str) -> Any:
        column = queryset.model.SAID[0]
        lacks = Q(**{f"translations__{value}__{column}__isnull": True})
        return queryset.filter(lacks).exclude(language=value)


class WordsReport(ReportMixin, ReportView):
    """Lists the rows of one kind, with what is said of each in the languages of the person."""

    header_icon = "wagtail-localize-language"
    filterset_class = WordsFilterSet
    is_searchable = True

    @classmethod
    def is_for(cls, user: Any) -> bool:
        return bool(languages_of(user))

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.languages = languages_of(request.user)
        if not self.languages:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        self.queryset = rows_for(self.model, self.request.user)
        return super().get_queryset()

    @property
    def columns(self) -> list[Column]:
        word = self.model.SAID[0]
        label = capfirst(self.model._meta.get_field(word).verbose_name)
        named = [] if word == "name" else [Column("name", label=_("Name"), sort_key="name")]
        return [
            *named,
            TitleColumn(word, label=label, sort_key=word, get_url=self._url_of),
            *(
                Column(f"in_{code}", label=name, accessor=partial(_said_in, word, code))
                for code, name in self.languages.items()
            ),
        ]

    def _url_of(self, row: SaidInLanguages) -> str:
        return reverse(f"essaimage_words_{self.model._meta.model_name}", args=[row.pk])


class OrganisationWords(WordsReport):
    model = Organisation
    page_title = _("Names of organisations")
    index_url_name = "essaimage_organisation_words"
    index_results_url_name = "essaimage_organisation_words_results"
    default_ordering = "name"
    search_fields = ["name", "other_names"]
    list_export = ["name", "legal_form", "language"]


class ContactWords(WordsReport):
    model = Contact
    page_title = _("Roles of contacts")
    index_url_name = "essaimage_contact_words"
    index_results_url_name = "essaimage_contact_words_results"
    default_ordering = "role"
    search_fields = ["name", "role"]
    list_export = ["name", "role", "language"]


REPORTS: dict[str, type[WordsReport]] = {
    view.model._meta.model_name: view for view in (OrganisationWords, ContactWords)
}


def edit_words(request: Any, kind: str, pk: int) -> Any:
    """The form for one row, in the languages of the person alone."""
    model = REPORTS[kind].model
    languages = languages_of(request.user)
    row = get_object_or_404(rows_for(model, request.user), pk=pk)
    if not languages:
        raise PermissionDenied
    list_url = reverse(REPORTS[kind].index_url_name)
    # Leave out a word that the row has in no language at all.
    columns = [column for column in model.SAID if row.all_said(column)]
    form_class = type("WordsForm", (forms.Form,), fields_in(model, languages, columns))
    form = form_class(request.POST or None, initial=words_of(row, languages))
    if request.method == "POST" and form.is_valid():
        _save(model, pk, languages, form, request.user)
        messages.success(request, _("The words of “%(name)s” are saved.") % {"name": row})
        return redirect(list_url)
    context = {
        "row": row,
        "own": [(model._meta.get_field(column).verbose_name, getattr(row, column)) for column in model.SAID],
        "form": form,
        "list_url": list_url,
    }
    return TemplateResponse(request, "essaimage_wagtail/admin/words.html", context)


@transaction.atomic
def _save(model: Any, pk: int, languages: Any, form: forms.Form, user: Any) -> None:
    """Save the words into the row as it is now, since others may have written theirs meanwhile."""
    row = model._default_manager.select_for_update().get(pk=pk)
    asked = {name: text for name, text in form.cleaned_data.items() if name in form.changed_data}
    take_words(row, languages, asked)
    row.save(update_fields=["translations"])
    log(instance=row, action="wagtail.edit", user=user)


urlpatterns = [
    *report_urls("reports/essaimage-organisations/", OrganisationWords),
    *report_urls("reports/essaimage-contacts/", ContactWords),
    *(
        path(f"essaimage/words/{kind}/<int:pk>/", edit_words, {"kind": kind}, name=f"essaimage_words_{kind}")
        for kind in REPORTS
    ),
]
