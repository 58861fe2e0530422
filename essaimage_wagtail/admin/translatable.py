"""Snippets with a row for each language, in the admin."""

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
    pass


class TranslatableCreateView(AnyLocaleMixin, CreateView):
    pass


class TranslatableCopyView(AnyLocaleMixin, CopyView):
    pass


class TranslatableViewSet(SnippetViewSet):
    index_view_class = TranslatableIndexView
    add_view_class = TranslatableCreateView
    copy_view_class = TranslatableCopyView
