"""The pages of a list, as ``essaimage_wagtail/includes/pagination.html`` takes them."""

from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict

NUMBER = "p"


def page_of(rows: Any, size: int, query: QueryDict, path: str) -> tuple[list[Any], dict[str, Any]]:
    """What is on the page that an address asks for, and the links to the others. One query for the number of rows, one
    for the rows."""
    found = Paginator(rows, size).get_page(query.get(NUMBER))

    def url(number: int) -> str:
        changed = query.copy()
        changed[NUMBER] = str(number)
        return f"{path}?{changed.urlencode()}"

    numbers = [
        {"number": number, "url": url(number), "current": number == found.number} if isinstance(number, int) else None
        for number in found.paginator.get_elided_page_range(found.number, on_each_side=2, on_ends=1)
    ]
    return list(found), {
        "number": found.number,
        "total": found.paginator.num_pages,
        "count": found.paginator.count,
        "numbers": numbers,
        "previous_url": url(found.previous_page_number()) if found.has_previous() else "",
        "next_url": url(found.next_page_number()) if found.has_next() else "",
    }
