"""Snippets with a row for each language, in the admin."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import LocaleColumn, TitleColumn
from wagtail.models import Locale
from wagtail.snippets.views.snippets import CopyView, CreateView

from .exports import IndexView, SnippetViewSet


class AnyLocaleMixin:
    """Lists the rows of ``LANGUAGE_CODE`` first, or of the site's oldest locale where none has that code, which makes
    Wagtail's own views fail."""

    def get_locale(self):
        try:
            return super().get_locale()
        except (Locale.DoesNotExist, LookupError):
            return Locale.objects.order_by("pk").first()


class TranslatableIndexView(AnyLocaleMixin, IndexView):
    """Wagtail's list of the rows of all languages, which has a filter for them, with a column that tells them apart."""

    @cached_property
    def columns(self):
        columns = super().columns
        if not self.i18n_enabled or any(isinstance(column, LocaleColumn) for column in columns):
            return columns
        place = next((number for number, one in enumerate(columns, start=1) if isinstance(one, TitleColumn)), 1)
        return [*columns[:place], LocaleColumn(label=_("Language")), *columns[place:]]


class TranslatableCreateView(AnyLocaleMixin, CreateView):
    pass


class TranslatableCopyView(AnyLocaleMixin, CopyView):
    pass


class TranslatableViewSet(SnippetViewSet):
    index_view_class = TranslatableIndexView
    add_view_class = TranslatableCreateView
    copy_view_class = TranslatableCopyView
