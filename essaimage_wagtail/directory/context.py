"""What a directory's template shows: the question, what was found, and where to go from there."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.http import HttpRequest, QueryDict

from ..conf import settings
from ..contexts.page import PageContext
from .across import Across
from .addresses import Addresses
from .alternatives import Alternatives
from .facets import Facets
from .map import MapContext
from .places import Places
from .question import Question
from .reach import Reach
from .results import Results
from .surroundings import Surroundings


class DirectoryContext:
    """The ``directory`` of a template's context. Each of its parts asks the engine and the database when it is first
    read: an answer in another format costs what is in it, and no more.

    ``page``, ``request`` and ``page_context``: see :class:`~.surroundings.Surroundings`; ``size``: results on a page;
    ``sort``: instead of the address's; ``carried``: parameters that every address of this search has besides; ``told``:
    further notices; ``counts``: whether the values of facets are counted; ``here``: whether this site alone is
    searched, whatever the address says; ``params``: what is asked, instead of what the address asks.
    """

    def __init__(
        self,
        page: Any,
        request: HttpRequest,
        page_context: PageContext,
        *,
        size: int | None = None,
        sort: str | None = None,
        carried: Mapping[str, str] | None = None,
        told: Iterable[str] = (),
        counts: bool = True,
        here: bool = False,
        params: QueryDict | None = None,
    ) -> None:
        self.around = around = Surroundings(page, request, page_context, here=here, params=params)
        self.question = Question(around, sort)
        self.addresses = Addresses(self.question, page.get_url(request) or "", carried or {})
        self.results = Results(around, self.question, self.addresses, size or settings.RESULTS_PER_PAGE, counts)
        self.across = Across(around, self.question, self.addresses, self.results)
        self.places = Places(around, self.question, self.addresses, self.results)
        self.facets = Facets(around, self.question, self.addresses, self.results, self.places)
        self.alternatives = Alternatives(around, self.question, self.addresses, self.results, self.facets)
        self.reach = Reach(around, self.question, self.addresses)
        self._told = list(told)

    @cached_property
    def map(self) -> MapContext | None:
        """The map where the address asks for one, and there are results or a part of the map is searched: visitors can
        move on from an empty part to another. Else ``None``."""
        if self.question.layout != "map" or not (self.results.total or self.question.box):
            return None
        return MapContext(self.around, self.question, self.addresses, self.results)

    @property
    def notices(self) -> list[str]:
        """What to say of the question and of the answer."""
        return [*self._told, *self.question.notices, *self.results.notices]
