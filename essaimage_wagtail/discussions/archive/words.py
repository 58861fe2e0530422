"""What titles and messages are found by: the words of their language as the search of the site reduces them.

These words stand in a column of the row of the message, in the order of the text, with a space before and after each.
So a message that is hidden or erased is found no more, and no index has to be kept in step.
"""

from typing import Any

from django.db.models import Q

from ...search.analysis.analyzer import get_analyzer
from ..models import Message, Thread

MOST_WORDS = 20
"""Words of a question that are looked at."""


def words_of(text: str, code: str) -> str:
    """What a text in a language is found by; empty for a text without words."""
    found = [token for form in get_analyzer(code).forms(text) for token in dict.fromkeys(_tokens(form))]
    return f" {' '.join(found)} " if found else ""


def _tokens(form: Any) -> list[str]:
    return [token for token in (form.main, form.surface, *form.variants) if token]


def note(message: Message) -> None:
    """Write down the words by which a message, and the title of its thread, are found."""
    thread = message.thread
    Message.objects.filter(pk=message.pk).update(words=words_of(message.text, message.language))
    Thread.objects.filter(pk=thread.pk).update(words=words_of(thread.title, thread.language))


def asked_for(question: str, codes: list[str]) -> Q:
    """Condition on messages: each word of a question is in the message or in the title of its thread, in any form of
    it in the message's own language (one of ``codes``). A question without words finds nothing."""
    found = Q(pk__in=[])
    for code in codes:
        analyzer = get_analyzer(code)
        forms = analyzer.forms(question)[:MOST_WORDS]
        telling = [form for form in forms if not analyzer.is_stop(form)] or forms
        if telling:
            wanted = Q(language=code)
            for form in telling:
                wanted &= Q.create(_has(form), Q.OR)
            found |= wanted
    return found


def _has(form: Any) -> list[Any]:
    return [
        Q(**{f"{column}__contains": f" {token} "})
        for token in dict.fromkeys(_tokens(form))
        for column in ("words", "thread__words")
    ]
