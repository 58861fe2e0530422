"""Concepts in the admin: what the same thing is called in each language of the site."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import Column

from ..forms.many import NameChooserViewSet, NameFilterForm
from ..models import Concept
from .exports import SnippetViewSet
from .search_words import languages


class LanguageSelect(forms.Select):
    """The site's content languages, and the one at hand if the site no longer has it."""

    def optgroups(self, name, value, attrs=None):
        self.choices = [*languages().items(), *((code, code) for code in value if code and code not in languages())]
        return super().optgroups(name, value, attrs)


def _either_way():
    """A field for a word that may be written from right to left, whatever the language of the admin."""
    return forms.TextInput(attrs={"dir": "auto"})


def _names(concept):
    """All names but that in the list's first column."""
    return " · ".join(label.name for label in concept.labels.all() if label.name != concept.name)


class ConceptFilterForm(NameFilterForm):
    """Finds a concept by its name in any language."""

    names = ("key", "labels__name")

    def filter(self, objects):
        return super().filter(objects).distinct()


class ConceptChooserViewSet(NameChooserViewSet):
    filter_form_class = ConceptFilterForm


class ConceptViewSet(SnippetViewSet):
    model = Concept
    icon = "globe"
    menu_label = _("Words across languages")
    list_display = ["name", Column("names", label=_("In other languages"), accessor=_names), "key"]
    search_fields = ["key", "labels__name", "labels__synonyms"]
    ordering = ["key"]
    copy_view_enabled = False
    chooser_viewset_class = ConceptChooserViewSet
    chooser_per_page = 20
    edit_handler = ObjectList(
        [
            InlinePanel(
                "labels",
                [
                    FieldRowPanel(
                        [FieldPanel("name", widget=_either_way()), FieldPanel("language", widget=LanguageSelect)]
                    ),
                    FieldPanel("synonyms", widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})),
                ],
                heading=_("What it is called"),
                help_text=_(
                    "A search for any of these words finds pages with the others, in the other languages of the site."
                ),
                label=_("Language"),
                min_num=1,
            ),
            FieldPanel("broader"),
            FieldPanel("key"),
        ]
    )

    def get_queryset(self, request):
        return Concept.objects.prefetch_related("labels").distinct()
