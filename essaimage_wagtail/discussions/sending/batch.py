"""What is asked once for all the e-mails of a batch, in as many queries for two hundred as for one."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from ..choices import State
from ..models import Follow, Message, Sending
from ..threads.reading import hidden

MOST_REFERENCES = 20


class Known(NamedTuple):
    """A message that everybody may read. ``message_id``: of the e-mail by which it came."""

    pk: int
    answers: int | None
    uuid: Any
    message_id: str
    author: int | None


class Batch:
    def __init__(self, rows: Sequence[Sending]) -> None:
        threads = {row.message.thread_id: row.message.thread for row in rows}
        self._hidden = hidden(threads.values())
        self._known: dict[int, dict[int, Known]] = {pk: {} for pk in threads}
        shown = Message.objects.filter(thread__in=threads, state=State.SHOWN).order_by("written_at", "pk")
        for thread, pk, answers, uuid, name, author in shown.values_list(
            "thread", "pk", "answers", "uuid", "message_id", "author"
        ):
            self._known[thread][pk] = Known(pk, answers, uuid, name, author)
        follows = Follow.objects.filter(author__in={row.author_id for row in rows}, confirmed_at__isnull=False)
        self._follows = set(follows.values_list("author", "thread"))

    def is_wanted(self, row: Sending) -> bool:
        """Whether a message still goes to a person: everybody may read it, and the person follows its thread, or new
        threads."""
        thread = row.message.thread_id
        if thread in self._hidden or row.message_id not in self._known[thread]:
            return False
        return self.is_by_thread(row) or (row.author_id, None) in self._follows

    def is_by_thread(self, row: Sending) -> bool:
        return (row.author_id, row.message.thread_id) in self._follows

    def is_first(self, row: Sending) -> bool:
        return next(iter(self._known[row.message.thread_id])) == row.message_id

    def above(self, row: Sending) -> list[Known]:
        """The messages that the message of ``row`` answers, from the first of the thread down; of many, the farthest
        ones are left out."""
        known = self._known[row.message.thread_id]
        chain: list[Known] = []
        passed = {row.message_id}
        answers = row.message.answers_id
        while answers in known and answers not in passed and len(chain) < MOST_REFERENCES:
            passed.add(answers)
            chain.insert(0, known[answers])
            answers = known[answers].answers
        first = next(iter(known.values()))
        if first.pk not in passed:
            chain.insert(0, first)
        return chain
