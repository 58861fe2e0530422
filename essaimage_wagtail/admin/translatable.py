"""Snippets with a row for each language, in the admin."""

from wagtail.models import Locale
from wagtail.snippets.views.snippets import CopyView, CreateView

from .exports import IndexView, SnippetViewSet


class AnyLocaleMixin:
    """Shows the language of ``LANGUAGE_CODE`` first, or the site's oldest one where no language is that of the setting:
    Wagtail's own views fail then."""

    def get_locale(self):
        try:
            return super().get_locale()
        except (Locale.DoesNotExist, LookupError):
            return Locale.objects.order_by("pk").first()


class TranslatableIndexView(AnyLocaleMixin, IndexView):
    pass


class TranslatableCreateView(AnyLocaleMixin, CreateView):
    pass


class TranslatableCopyView(AnyLocaleMixin, CopyView):
    pass


class TranslatableViewSet(SnippetViewSet):
    index_view_class = TranslatableIndexView
    add_view_class = TranslatableCreateView
    copy_view_class = TranslatableCopyView
