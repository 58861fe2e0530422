"""The end of a thread, or of all new threads, by one click."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import translation
from django.utils.functional import cached_property
from wagtail.models import Site

from ...wiki.visitors.pages import home_or_404
from ...wiki.visitors.views import OneClickView
from ..models import Author, Follow
from .letter import SITE


class UnfollowView(OneClickView):
    """``?thread=``: the ``uuid`` of a thread, or :data:`~.letter.SITE`; without it everything ends. What somebody wrote
    stays, and so does their row: other pages end that."""

    template = "essaimage_wagtail/discussions/unfollow.html"

    def answer(self, page: Any, status: int = 200, **context: Any) -> Any:
        return super().answer(page, status, is_all=not self._thread, is_site=self._thread == SITE, **context)

    def around(self, secret: UUID) -> Any:
        author = Author.objects.filter(secret=secret).first()
        code = author.language if author else translation.get_language()
        return home_or_404(code, Site.find_for_request(self.request))

    def stop(self, secret: UUID) -> None:
        # What waits to be sent for that reason goes no more: the run asks who follows.
        Follow.objects.filter(self._ended, author__secret=secret).delete()

    @cached_property
    def _thread(self) -> str:
        return self.request.GET.get("thread", "")

    @property
    def _ended(self) -> Q:
        if not self._thread:
            return Q()
        if self._thread == SITE:
            return Q(thread=None)
        try:
            return Q(thread__uuid=UUID(self._thread))
        except ValueError:
            return Q(pk__in=[])
