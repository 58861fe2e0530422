"""Documents like another one: those that share its most telling words."""

from collections import Counter, defaultdict

from ..query import Alternative, Clause
from ..tables import IndexedText
from .reading import Reader

MAX_READ = 5_000
"""Characters of a body that are read."""
CONSIDERED = 24
"""Words whose frequency in the index is looked up."""
TELLING = 10
"""Words that are searched for."""
MAX_SCORED = 300
"""Documents whose score is computed: those that share most words, of equals the newest."""
MAX_SHARE = 0.2
"""Of the language's documents that a telling word may be in."""
WEIGHTS = {"title": 6, "summary": 3, "body": 1}


def similar(document_id: int, reader: Reader, limit: int) -> list[tuple[int, float]]:
    """Slots with their scores, the most similar first, without the document itself."""
    columns, store = reader.columns, reader.store
    if document_id not in reader.visible or limit < 1:
        return []
    text = IndexedText.objects.using(store.connection.alias).filter(pk=document_id).first()
    weights: Counter[str] = Counter()
    for name, weight in WEIGHTS.items():
        for form in reader.analyzer.forms(getattr(text, name, "")[:MAX_READ]):
            if len(form.main) > 2 and not reader.analyzer.is_stop(form):
                weights[form.main] += weight
    words = [word for word, _ in sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:CONSIDERED]]
    if not words:
        return []
    at_most = max(50, int(MAX_SHARE * len(columns.slots)))
    matches = [store.alternative(Alternative("any", (reader.analyzer.token(word),))) for word in words]
    lists = dict(zip(words, store.ids_of(matches, at_most + 1), strict=True))
    # As in tf-idf: often here, seldom elsewhere. A word that nothing else has finds nothing.
    telling = sorted(
        (word for word in words if 1 < len(lists[word]) <= at_most),
        key=lambda word: (-weights[word] / len(lists[word]) ** 0.5, word),
    )[:TELLING]
    if not telling:
        return []
    shared: Counter[int] = Counter()
    for word in telling:
        shared.update(lists[word])
    del shared[document_id]
    sharing: defaultdict[int, list[int]] = defaultdict(list)
    for pk, number in shared.items():
        if pk in reader.visible:
            sharing[number].append(reader.visible[pk])
    slots: list[int] = []
    for number in sorted(sharing, reverse=True):
        slots += columns.first(sharing[number], "date", MAX_SCORED - len(slots))
    ways = Alternative("any", tuple(map(reader.analyzer.token, telling)))
    scores = store.scores([Clause((ways,), 0, 0)], [columns.ids[slot] for slot in slots])
    ranked = sorted((-scores.get(columns.ids[slot], 0.0), columns.keys[slot], slot) for slot in slots)
    return [(slot, -score) for score, _, slot in ranked[:limit]]
