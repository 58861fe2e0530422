"""The notices to people whose e-mail was not taken, or not all of it: one a day for each reason, so that the list and a
program that answers it do not write to each other again and again."""

from collections.abc import Sequence
from functools import partial
from uuid import uuid4

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Site

from ...wiki.visitors.limits import TooMany, note, sent_about
from ...wiki.visitors.mail import send, site_name
from ...wiki.visitors.network import hashed
from ..mail_options import mail_options
from ..models import Author, Thread
from ..models.messages import LONGEST
from ..people.asking import own_url
from ..sending.letter import home_url, thread_url
from .outcomes import Outcome

HIGHEST = 10_000
"""Of notices of one kind in an hour: their number is bounded by that of people."""


def tell(author: Author, why: Outcome, *, thread: Thread | None = None, text: str = "") -> None:
    """Say to an author why their e-mail was not taken. ``text``: what they wrote, which they get back."""
    with translation.override(author.language):
        words = _words(why)
    url = thread_url(thread) if thread and thread.pk else home_url(author.site)
    _send(author.site, author.email, author.language, why.value, words, HIGHEST, text=text, url=url)


def tell_left_out(author: Author, number: int, thread: Thread) -> None:
    """Say that the words were taken, and the attachments were not."""
    with translation.override(author.language):
        subject = _("Your message was taken without its attachments")
        counted = ngettext(
            "Discussions are words alone: %(number)d attachment was left out.",
            "Discussions are words alone: %(number)d attachments were left out.",
            number,
        )
        words = [subject, counted % {"number": number}, _("Put the file on the web, and write its address.")]
    _send(author.site, author.email, author.language, "left out", words, HIGHEST, url=thread_url(thread))


def tell_waiting(author: Author) -> None:
    """Tell an author that a moderator reads their e-mail first; once a day, since anybody can forge a sender."""
    with translation.override(author.language):
        words = [
            _("Your message waits for a moderator"),
            _("Everybody can read it once a moderator has let it pass. We write to you then."),
            _("You can see it here, and withdraw it:"),
        ]
    own = f"{author.site.root_url}{own_url(author)}"
    _send(author.site, author.email, author.language, "waiting", words, HIGHEST, url=own)


def welcome(email: str, site: Site) -> None:
    """Tell the owner of an unknown address how to join."""
    code = site.root_page.locale.language_code
    with translation.override(code):
        words = [
            _("Your message was not taken: we do not know this address"),
            _("People write here who have confirmed their e-mail address. Write your first message on the site."),
            _("Afterwards you can follow discussions, and answer them from your mailbox."),
        ]
    _send(site, email, code, "welcome", words, mail_options().welcomes, url=home_url(site))


def _send(
    site: Site, email: str, code: str, name: str, words: Sequence[str], most: int, *, url: str, text: str = ""
) -> None:
    """Send a notice after the transaction, unless the address got one of this kind today. ``words``: the subject, then
    the paragraphs; ``most``: how many notices of this kind the site sends in an hour."""
    kind = f"discussions: {name}"
    if sent_about(email, kind):
        return
    try:
        note(uuid4(), kind, hashed(email.casefold()), email, per_visitor=1, per_site=most)
    except TooMany:
        return
    subject, *paragraphs = words
    context = {"site_name": site_name(site), "subject": subject, "words": paragraphs, "text": text, "url": url}
    job = partial(send, email, name="notice", subject=subject, context=context, code=code, folder="discussions")
    transaction.on_commit(job, robust=True)


def _words(why: Outcome) -> list[str]:
    """The subject and the paragraphs, in the active language."""
    limit = mail_options().most_bytes // 1_000_000
    on_site = _("You can also write on the site.")
    return {
        Outcome.UNKNOWN: [
            _("Your answer was not taken: it comes late"),
            _("The message that you answer is too old to be answered by e-mail."),
            on_site,
        ],
        Outcome.OTHER_SENDER: [
            _("An answer was not taken: it came from another address"),
            _("Somebody answered by e-mail a message that was sent to you, from an address that is not yours."),
            _("If it was you, answer again from this address. If it was not, you need do nothing: it was not shown."),
        ],
        Outcome.CLOSED: [
            _("Your answer was not taken: the discussion is closed"),
            _("Nobody can write in this discussion any more."),
        ],
        Outcome.EMPTY: [
            _("Your message was not taken: it has no words of yours"),
            _("All that we could read of it is quoted from other messages, or is no text."),
            _("Write what you want to say above what is quoted, as plain text, and send it again."),
        ],
        Outcome.TOO_LONG: [
            _("Your message was not taken: it is too long"),
            _("A message has %(number)d characters at most. Shorten it, or send it in parts.") % {"number": LONGEST},
        ],
        Outcome.TOO_LARGE: [
            _("Your message was not taken: it is too large"),
            _("An e-mail has %(number)d MB at most, with all that is attached. Send it again without attachments.")
            % {"number": limit},
        ],
        Outcome.TOO_MANY: [
            _("Your message was not taken: there were many in a short time"),
            _("Please send it again in an hour."),
            on_site,
        ],
    }[why]
