"""Search words in the admin: synonyms, and words that are searched as they are written."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.coreutils import get_content_languages

from ..search.analysis.languages import normalise_code
from ..search.tables import SearchWord
from .exports import SnippetViewSet


def languages() -> dict[str, str]:
    """The site's content languages, by the codes that search has for them."""
    return {normalise_code(code): label for code, label in get_content_languages().items()}


class SearchWordForm(WagtailAdminModelForm):
    """A row of :class:`~essaimage_wagtail.search.tables.SearchWord` in one of the site's content languages."""

    language = forms.ChoiceField(label=_("Language"), help_text=_("The row counts for searches in this language."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = languages()
        if self.instance.language:
            choices.setdefault(self.instance.language, self.instance.language)
        self.fields["language"].choices = list(choices.items())
        self.fields["word"].help_text = _(
            "As people type it; its plural and its other forms are meant too. For example: bike"
        )
        as_written = self.fields["as_written"]
        more = _("Its plural, or another form that is to be kept apart as well, needs a row of its own.")
        as_written.help_text = f"{as_written.help_text} {more}"


class SearchWordViewSet(SnippetViewSet):
    model = SearchWord
    icon = "search"
    menu_label = _("Search words")
    list_display = [
        "word",
        "synonyms",
        BooleanColumn(
            "as_written",
            label=capfirst(SearchWord._meta.get_field("as_written").verbose_name),
            sort_key="as_written",
        ),
        Column(
            "language",
            label=_("Language"),
            accessor=lambda row: languages().get(row.language, row.language),
            sort_key="language",
        ),
    ]
    list_filter = ["language", "as_written"]
    search_fields = ["word", "synonyms"]
    ordering = ["language", "word"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("word"), FieldPanel("language")]),
            FieldPanel("synonyms", widget=forms.Textarea(attrs={"rows": 2})),
            FieldPanel("as_written"),
        ],
        base_form_class=SearchWordForm,
    )
