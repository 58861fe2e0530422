"""Widgets of the admin's forms."""

import json
import uuid

from django import forms
from django.template.loader import render_to_string
from django.utils.functional import cached_property, lazy
from django.utils.text import capfirst, format_lazy
from django.utils.translation import get_language
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import JSContext
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.widgets import AdminSnippetChooser

from ..versions import best_pages

ADDING = "essaimage_wagtail/js/adding.js"


class TermCheckboxes(forms.CheckboxSelectMultiple):
    """The terms of a vocabulary as check boxes: each term once, in the editor's language.

    A term has one row for each language; a page may hold any of them. The box of a term is ticked if the page holds one
    of its rows, and keeps that row. Below them a button opens Wagtail's chooser, where a term that is missing is added,
    or where it says whom to ask.
    """

    def render(self, name, value, attrs=None, renderer=None):
        html = super().render(name, value, attrs, renderer)
        model = self.choices.queryset.model
        context = {
            "boxes": html,
            "name": name,
            "chooser": packed_chooser(model)[0],
            "icon": model.snippet_viewset.icon,
            "has_terms": self.has_terms,
            "terms": model._meta.verbose_name_plural,
        }
        return render_to_string("essaimage_wagtail/admin/term_checkboxes.html", context)

    @property
    def media(self):
        model = self.choices.queryset.model
        return packed_chooser(model)[1] + forms.Media(js=[versioned_static("wagtailadmin/js/chooser-modal.js")])

    def optgroups(self, name, value, attrs=None):
        queryset = self.choices.queryset.all()
        labels = queryset.labels()
        self.has_terms = bool(labels)
        chosen = {labels[int(pk)].key: int(pk) for pk in value if pk and int(pk) in labels}
        shown = {}
        for pk, term in labels.items():
            row = chosen.get(term.key, pk)
            shown.setdefault(term.key, (row, term.label))
        subgroup = [
            (None, [self.create_option(name, row, label, row in chosen.values(), index, attrs=attrs)], index)
            for index, (row, label) in enumerate(sorted(shown.values(), key=lambda item: item[1].casefold()))
        ]
        return subgroup


class SnippetChooser(AdminSnippetChooser):
    """Wagtail's chooser of a snippet, with words in the language of the editor who sees them.

    Wagtail translates them when the widget is made, which is once for all editors that a process serves.
    """

    def __init__(self, model=None, **kwargs):
        super().__init__(model=model or self.model, **kwargs)
        for name in ("choose_one_text", "choose_another_text", "link_to_chosen_text"):
            setattr(self, name, lazy(_words_of, str)(self.model, name))

    @cached_property
    def media(self):
        return super().media + forms.Media(js=[ADDING])


def packed_chooser(model):
    """Wagtail's chooser of one row of a snippet, as its scripts read it (JSON), and these scripts."""
    context = JSContext()
    chooser = SnippetChooser(model=model)
    return json.dumps(context.pack(chooser)), context.media + forms.Media(js=[ADDING])


def _words_of(model, name):
    return getattr(AdminSnippetChooser(model=model), name)


class SnippetWidgetViewSet(SnippetChooserViewSet):
    """The chooser of a snippet that other models name."""

    base_widget_class = SnippetChooser

    @cached_property
    def widget_class(self):
        # Wagtail 7.4 does not know base_widget_class.
        words = {"model": self.model, "icon": self.icon}
        return type(f"{self.model.__name__}ChooserWidget", (self.base_widget_class,), words)


class PageKeyChooser(AdminPageChooser):
    """Wagtail's page chooser for a value that is a page's translation key (see ``models/keys.py``).

    The chosen page is shown in the version that suits the editor's language.
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        if self.model is not Page:
            words = AdminPageChooser.choose_one_text
            self.choose_one_text = format_lazy("{} ({})", words, capfirst(self.model._meta.verbose_name))

    def get_value_data(self, value):
        return super().get_value_data(_page_of(value))

    def value_from_datadict(self, data, files, name):
        pk = super().value_from_datadict(data, files, name)
        if pk in (None, ""):
            return None
        # The chooser offers the right types alone; a request may name any page.
        return Page.objects.type(*self.target_models).filter(pk=pk).values_list("translation_key", flat=True).first()


def _page_of(key):
    if key in (None, "") or isinstance(key, Page):
        return key or None
    try:
        key = uuid.UUID(str(key))
    except ValueError:
        return None
    pages = Page.objects.filter(translation_key=key, alias_of=None)
    return best_pages(pages, get_language()).get(key)
