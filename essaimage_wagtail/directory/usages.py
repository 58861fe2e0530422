"""Commons by usage, which is how most people look for one."""

from django.utils.translation import gettext as _

from ..choices import CommonKind
from ..search.analysis.text import fold
from .cards import terms_by_page


def usage_groups(view, commons):
    """``[{label, url, count, commons}]`` in the alphabet's order, those of no usage last.

    ``view``: the :class:`~.directory.DirectoryContext`, which counted the usages; ``commons``: those to show. A group's
    ``count`` is that of all of a usage's commons, shown or not. One query.
    """
    chosen = terms_by_page(commons, "usages")
    labels = view.labels.get("usage", {})
    keys = {page: {labels[pk].key for pk in chosen.get(page.pk, []) if pk in labels} for page in commons}
    counts = view.result.facets["usage"]
    groups = [
        _group(view, [page for page in commons if term.key in keys[page]], term.label, counts[term.key], term.slug)
        for term in sorted(view.terms("usage"), key=lambda term: fold(term.label.casefold()))
        if counts.get(term.key)
    ]
    others = [page for page in commons if not keys[page]]
    return [*groups, _group(view, others, _("Other commons"), len(others))] if others else groups


def _group(view, commons, label, count, slug=""):
    kinds = dict(CommonKind.choices)
    return {
        "label": label,
        "url": view.url(usage=[slug]) if slug else "",
        "count": count,
        "commons": [
            {
                "title": page.title,
                "url": page.get_url(view.request),
                "pitch": page.pitch,
                "kind": kinds.get(page.kind, ""),
            }
            for page in commons
        ],
    }
