"""What a search can be narrowed by: each facet is declared once, for documents, forms, counts, API and feeds."""

from .declared import ALL_OF_OURS
from .facet import Facet, Option, facets_in, facets_of, register, registered
from .lookup import Lookup
from .values import ChoiceFacet, TermFacet

__all__ = [
    "ChoiceFacet",
    "Facet",
    "Lookup",
    "Option",
    "TermFacet",
    "facets_in",
    "facets_of",
    "register",
    "registered",
]

register(*ALL_OF_OURS)
