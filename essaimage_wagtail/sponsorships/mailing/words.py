"""What each message says, in the active language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ...formatting import written_day
from ..models import Sponsorship

WORDS, DATE, MEETING, BEGUN, AGREED = "words", "date", "meeting", "begun", "agreed"
"""What is new in a message of the kind ``news``."""


@dataclass(frozen=True, slots=True)
class Message:
    """Sentences before and after what somebody wrote (``quoted``) and the link, whose words are ``label``."""

    subject: str
    before: list[str]
    label: str
    quoted: str = ""
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """What messages name: ``sheet`` is the title of the team's sheet, ``site`` the name of the site."""

    sponsorship: Sponsorship
    sheet: str
    site: str
    news: Iterable[str] = ()

    @property
    def names(self) -> dict[str, str]:
        row = self.sponsorship
        day = written_day(row.next_on) if row.next_on else ""
        return {
            "project": row.project,
            "sheet": self.sheet or _("an initiative"),
            "site": self.site,
            "name": row.asker_name,
            "date": day,
        }


def _confirm(about: About) -> Message:
    """Without a word of the visitor's: nobody knows yet whose address it is."""
    asked = _("Somebody, probably you, asks the team of “%(sheet)s” on %(site)s to accompany a new project.")
    if about.sponsorship.consented_at is None:
        asked = _(
            "On %(site)s it was noted after an encounter that you would like the team of “%(sheet)s” to accompany you."
        )
    return Message(
        _("Confirm your request to the team of “%(sheet)s”") % about.names,
        [asked % about.names],
        _("Confirm, and send the request"),
        after=(_("If it was not you, do nothing: nobody is told, and we will not write again."),),
    )


def _asked(about: About) -> Message:
    return Message(
        _("A new project asks you to accompany it: %(project)s") % about.names,
        [
            _("On %(site)s, %(name)s asks the team of “%(sheet)s” to accompany a new project: %(project)s.")
            % about.names
        ],
        _("Read it, and answer"),
        quoted=about.sponsorship.request,
        after=(
            _("We write to you because you are a contact of this sheet. Whoever opens the link answers for your team."),
        ),
    )


def _unanswered(about: About) -> Message:
    return Message(
        _("Somebody waits for your answer: %(project)s") % about.names,
        [
            _("%(name)s has asked the team of “%(sheet)s” to accompany a new project, and waits for an answer.")
            % about.names
        ],
        _("Read it, and answer"),
        quoted=about.sponsorship.request,
        after=(_("A no in one sentence is better than silence: they can then ask another team."),),
    )


def _accepted(about: About) -> Message:
    return Message(
        _("The team of “%(sheet)s” accompanies you") % about.names,
        [_("The team of “%(sheet)s” says yes: it accompanies your project, %(project)s.") % about.names],
        _("See the page of your sponsorship"),
        quoted=about.sponsorship.sponsor_promises,
        after=(_("Write there what you promise, and propose a first date. Keep the address to your team."),),
    )


def _given(about: About) -> Message:
    return Message(
        _("Your team accompanies a new project: %(project)s") % about.names,
        [
            _("On %(site)s, moderators have noted that the team of “%(sheet)s” accompanies %(name)s: %(project)s.")
            % about.names
        ],
        _("See the page of your sponsorship"),
        quoted=about.sponsorship.request,
        after=(_("They gave us your address. Write there what you promise. Keep the link to your team."),),
    )


def _refused(about: About) -> Message:
    return Message(
        _("An answer of the team of “%(sheet)s”") % about.names,
        [_("The team of “%(sheet)s” cannot accompany your project, %(project)s.") % about.names],
        _("See your request"),
        quoted=about.sponsorship.reason,
        after=(_("You can ask another team, on its sheet."),),
    )


def _news(about: About) -> Message:
    said = {
        WORDS: _("The other team has written what it promises."),
        DATE: _("The other team proposes to meet on %(date)s.") % about.names if about.sponsorship.next_on else "",
        MEETING: _("The other team has written about a meeting."),
        BEGUN: _("The sponsorship is under way."),
        AGREED: _(
            "The other team agrees to show your sponsorship on the sheets: it is shown as soon as you agree too."
        ),
    }
    return Message(
        _("News of your sponsorship: %(project)s") % about.names,
        [said[one] for one in about.news if said.get(one)],
        _("See the page of your sponsorship"),
    )


def _ended(about: About) -> Message:
    return Message(
        _("Your sponsorship has ended: %(project)s") % about.names,
        [_("The sponsorship has reached its end. Thank you for what you have done together.")],
        _("See the page of your sponsorship"),
        after=(_("You can still say there whether readers may see what came of it."),),
    )


def _stopped(about: About) -> Message:
    return Message(
        _("Your sponsorship was stopped: %(project)s") % about.names,
        [_("The sponsorship goes on no more.")],
        _("See the page of your sponsorship"),
        quoted=about.sponsorship.reason,
    )


def _date(about: About) -> Message:
    return Message(
        _("You meet on %(date)s: %(project)s") % about.names,
        [_("The next date of your sponsorship is %(date)s.") % about.names],
        _("See the page of your sponsorship"),
        after=(_("Afterwards, write there in a few words what was said, and propose the next date."),),
    )


def _asleep(about: About) -> Message:
    return Message(
        _("How is your sponsorship going? %(project)s") % about.names,
        [
            _("For a long time nobody has written anything about the sponsorship between “%(sheet)s” and %(project)s.")
            % about.names
        ],
        _("See the page of your sponsorship"),
        after=(_("Propose a date, write what you have done, or say that it has ended: one sentence is enough."),),
    )


KINDS: dict[str, Callable[[About], Message]] = {
    "confirm": _confirm,
    "asked": _asked,
    "unanswered": _unanswered,
    "accepted": _accepted,
    "given": _given,
    "refused": _refused,
    "news": _news,
    "ended": _ended,
    "stopped": _stopped,
    "date": _date,
    "asleep": _asleep,
}
