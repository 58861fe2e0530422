"""Decides what becomes of an e-mail, and does it: an answer, a new thread, or a notice to its sender that says why not.

The secret word in the address to which an e-mail answers, together with the sender's address, tells who answers; either
of the two alone may be known to others. An e-mail without that word waits for a moderator, also from a trusted author,
unless the site's mail server vouches for the sender.
"""

from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Site

from ...wiki.visitors.limits import TooMany, note
from ..choices import About, State, Way
from ..mail_options import mail_options
from ..models import Author, Follow, Message, Received, Sending, Thread
from ..models.messages import LONGEST
from ..sending.addresses import site_of_list
from ..sending.run import note_unreached
from ..threads.reading import is_readable
from ..writing import Closed, post
from .automatic import authentication, is_automatic, is_bounce, is_own
from .mail import LONGEST_ID, Mail
from .notices import tell, tell_left_out, tell_waiting, welcome
from .outcomes import Outcome
from .words import Words, language_of, says_nothing_new, title_of, words_of

DAY = timedelta(days=1)
FORM = "discussion by e-mail"
"""The kind of what is counted."""


def take(mail: Mail) -> Outcome:
    """Take an e-mail, in one transaction: after an error it can be taken again, after success it is not."""
    try:
        with transaction.atomic():
            row, is_new = Received.objects.get_or_create(message_id=mail.number[:LONGEST_ID])
            if not is_new:
                return Outcome.AGAIN
            outcome = _outcome(mail)
            Received.objects.filter(pk=row.pk).update(outcome=outcome.value)
            return outcome
    except IntegrityError:
        if Received.objects.filter(message_id=mail.number[:LONGEST_ID]).exists():
            # Another run took the same e-mail meanwhile.
            return Outcome.AGAIN
        raise


def _outcome(mail: Mail) -> Outcome:
    if is_own(mail):
        return Outcome.LOOP
    rows = Sending.objects.select_related("author__site", "message__thread__site", "message__author")
    sending = rows.filter(reply_token=mail.token).first() if mail.token else None
    if sending and is_bounce(mail):
        _note_bounce(sending)
        return Outcome.BOUNCE
    if is_automatic(mail):
        return Outcome.AUTOMATIC
    if authentication(mail) == "fail" or not mail.sender:
        return Outcome.FORGED
    if sending:
        return _answer(mail, sending)
    if mail.token:
        if author := _author_of(mail):
            tell(author, Outcome.UNKNOWN)
        return Outcome.UNKNOWN
    return _write(mail) if mail.list_address else Outcome.UNKNOWN


def _note_bounce(sending: Sending) -> None:
    """Note that a message came back, at most once a day for each person: a hundred that come back in an hour say no
    more than one."""
    now = timezone.now()
    recent = Sending.objects.filter(author=sending.author, bounced_at__gt=now - DAY).exists()
    Sending.objects.filter(pk=sending.pk).update(bounced_at=now)
    if not recent:
        note_unreached(sending.author, now)


def _answer(mail: Mail, sending: Sending) -> Outcome:
    """Take an answer by the secret address of one message to one person, which only they know."""
    author, answered = sending.author, sending.message
    if mail.sender.casefold() != author.email.casefold():
        tell(author, Outcome.OTHER_SENDER)
        return Outcome.OTHER_SENDER
    # Somebody answers, so the mailbox is read: the site writes to it again.
    Author.objects.filter(pk=author.pk).update(failures=0, paused_at=None)
    return _Taken(mail, author, answered.thread, answered).outcome()


def _write(mail: Mail) -> Outcome:
    """An e-mail to the list itself: it answers a message that it names, or begins a thread about the site."""
    author = _author_of(mail)
    if author is None:
        site = site_of_list(mail.list_address) or Site.objects.order_by("-is_default_site", "pk").first()
        if site:
            welcome(mail.sender, site)
        return Outcome.STRANGER
    if authentication(mail) != "pass":
        # Anybody can forge a sender: a moderator reads the e-mail first. Only this copy of the author loses the trust.
        author = copy(author)
        author.is_trusted = False
    if answered := _named(mail, author.site):
        return _Taken(mail, author, answered.thread, answered).outcome()
    thread = Thread(site=author.site, about=About.SITE, language=author.language)
    return _Taken(mail, author, thread, None).outcome()


def _author_of(mail: Mail) -> Author | None:
    """The author with the sender's address, confirmed, on the site of the list; ``None`` without one."""
    found = Author.objects.filter(email__iexact=mail.sender, confirmed_at__isnull=False).select_related("site")
    site = site_of_list(mail.list_address)
    if site:
        found = found.filter(site=site)
    return found.order_by("-site__is_default_site", "pk").first()


def _named(mail: Mail, site: Site) -> Message | None:
    """The message that an e-mail says it answers, the closest one that everybody may read; ``None`` without one."""
    uuids: dict[UUID, int] = {}
    for place, name in enumerate(mail.answers):
        try:
            uuids.setdefault(UUID(name.partition("@")[0]), place)
        except ValueError:
            continue
    rows = Message.objects.filter(uuid__in=uuids, state=State.SHOWN, thread__site=site)
    return min(rows.select_related("thread__site", "author"), key=lambda row: uuids[row.uuid], default=None)


@dataclass(slots=True)
class _Taken:
    """An e-mail of a known author. ``thread``: that of the answer, or an unsaved one that the e-mail begins."""

    mail: Mail
    author: Author
    thread: Thread
    answered: Message | None

    def outcome(self) -> Outcome:
        if self.author.is_blocked:
            return Outcome.BLOCKED
        if self.mail.is_cut:
            return self._refused(Outcome.TOO_LARGE)
        words = words_of(self.mail, self.author, self.answered)
        if why := self._problem(words):
            return self._refused(why, words.text)
        return self._post(words)

    def _problem(self, words: Words) -> Outcome | None:
        if says_nothing_new(words.text, self.answered):
            return Outcome.EMPTY
        if len(words.text) > LONGEST:
            return Outcome.TOO_LONG
        limits = {"per_visitor": mail_options().per_author, "per_site": mail_options().per_site}
        try:
            note(uuid4(), FORM, str(self.author.pk), "", **limits)
        except TooMany:
            return Outcome.TOO_MANY
        return None

    def _post(self, words: Words) -> Outcome:
        is_new = self.thread.pk is None
        language = language_of(words.text, [self.thread.language, self.author.language])
        try:
            if is_new:
                self._begin(words.text, language)
            elif not is_readable(self.thread):
                raise Closed
            message = post(
                self.thread,
                self.author,
                words.text,
                quoted=words.quoted,
                answers=self.answered,
                language=language,
                way=Way.MAIL,
                message_id=self.mail.own_id,
                left_out=words.left_out,
            )
        except Closed:
            return self._refused(Outcome.CLOSED, words.text)
        if message.state == State.WAITING:
            tell_waiting(self.author)
        if words.left_out:
            tell_left_out(self.author, words.left_out, self.thread)
        return Outcome.STARTED if is_new else Outcome.POSTED

    def _begin(self, text: str, language: str) -> None:
        """Save the new thread; its author follows it, so that the answers come by e-mail too."""
        self.thread.title, self.thread.language = title_of(self.mail, text), language
        self.thread.save()
        Follow.objects.create(author_id=self.author.pk, thread=self.thread, confirmed_at=timezone.now())

    def _refused(self, why: Outcome, text: str = "") -> Outcome:
        tell(self.author, why, thread=self.thread, text=text)
        return why
