"""What is printed for the day: the same as a page of the browser, and as PDF where the extra ``pdf`` is installed."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from ...interface import interface_for
from ...paper.extra import code_of
from ...versions import nearness
from ..models import Registration
from .clock import Round
from .initiatives import Table, size_of
from .plan import Plan, Seat

TITLES = {
    "cards": gettext_lazy("Table cards"),
    "programmes": gettext_lazy("Personal programmes"),
    "sign-in": gettext_lazy("Sign-in list"),
    "needs": gettext_lazy("Sign-in list with needs, for organisers only"),
}
"""Each has a template of its own, but for the last: that of the list, with one column more."""
TOGETHER = 100
"""Programmes in one PDF: a server makes about ten in a second."""
TEMPLATE = "essaimage_wagtail/encounters/day/{}.html"


@dataclass(frozen=True, slots=True)
class Card:
    """The card of a table. ``others``: the name of its initiative in the other languages of the encounter, with their
    codes; ``rounds``: each round, with whether the team has a break in it."""

    table: Table
    name: str
    others: list[tuple[str, str]]
    rounds: list[tuple[Round, bool]]

    @property
    def size(self) -> str:
        return size_of(self.name)


@dataclass(frozen=True, slots=True)
class Leaf:
    """The programme of one person. ``language``: the person's; ``interface``: the language of the plugin's own words
    on it; ``code``: a QR code of their page on the web."""

    person: Registration
    language: str
    interface: str
    title: str
    seats: list[Seat]
    code: SafeString


class Paper:
    """One kind of paper of an encounter. ``part``: which hundred of the programmes, from 1; 0 for all of them."""

    def __init__(self, name: str, encounter: Any, request: HttpRequest, part: int = 0) -> None:
        self.name = name
        self.part = part
        self.encounter = encounter
        self.plan = Plan(encounter)
        self.language = interface_for(encounter.locale.language_code)
        self._request = request

    @property
    def title(self) -> str:
        return str(TITLES[self.name])

    @property
    def with_needs(self) -> bool:
        return self.name == "needs"

    @cached_property
    def _versions(self) -> dict[str, str]:
        """The title of the encounter in each of its languages, by their codes."""
        pages = Page.objects.filter(translation_key=self.encounter.translation_key, alias_of=None)
        found = dict(pages.values_list("locale__language_code", "title"))
        own = self.encounter.locale.language_code
        return {code: found[code] for code in sorted(found, key=lambda code: nearness(code, own))}

    @property
    def cards(self) -> list[Card]:
        names = {code: self.plan.names_in(code) for code in self._versions}
        own = self.plan.names_in(self.encounter.locale.language_code)
        cards = []
        for table in self.plan.initiatives.tables:
            key = table.pitch_key
            others = {names[code][key]: code for code in reversed(names) if names[code][key] != own[key]}
            rounds = [(each, self.plan.rests(table, each)) for each in self.plan.rounds]
            cards.append(Card(table, own[key], [(code, name) for name, code in others.items()], rounds))
        return cards

    @property
    def leaves(self) -> list[Leaf]:
        people = self.plan.people
        if self.part:
            people = people[(self.part - 1) * TOGETHER : self.part * TOGETHER]
        return [self._leaf(person) for person in people]

    def _leaf(self, person: Registration) -> Leaf:
        title = self._versions.get(person.language, self.encounter.title)
        address = self._request.build_absolute_uri(reverse("essaimage:encounters:my_programme", args=[person.secret]))
        code = code_of(address, "QR") if self.plan.is_published else SafeString("")
        return Leaf(person, person.language, interface_for(person.language), title, self.plan.seats(person), code)

    @cached_property
    def html(self) -> str:
        with translation.override(self.language):
            template = TEMPLATE.format("sign_in" if self.with_needs else self.name.replace("-", "_"))
            return render_to_string(template, {"paper": self, "encounter": self.encounter}, self._request)

    def pdf(self) -> bytes:
        """The paper as PDF, tagged as PDF/UA asks. No copy is kept, since it has the names of people."""
        from weasyprint import HTML
        from weasyprint.text.fonts import FontConfiguration

        from ...paper.files import SiteFiles
        from ...paper.tags import mend_tags

        base = self._request.build_absolute_uri()
        options = {"pdf_variant": "pdf/ua-1", "pdf_identifier": sha256(self.html.encode()).digest()}
        source = HTML(string=self.html, base_url=base, url_fetcher=SiteFiles(base))
        document = source.render(font_config=FontConfiguration(), **options)
        return bytes(document.write_pdf(finisher=mend_tags, **options))


def file_name(paper: Paper) -> str:
    words = {"paper": f"{paper.title} {paper.part or ''}".strip(), "title": paper.encounter.title}
    return _("%(paper)s – %(title)s") % words


def parts_of(name: str, people: int) -> list[tuple[int, str]]:
    """The PDFs of one kind of paper, as ``(part, "101–200")``; ``(0, "")`` alone where one PDF has all."""
    if name != "programmes" or people <= TOGETHER:
        return [(0, "")]
    starts = range(0, people, TOGETHER)
    return [(start // TOGETHER + 1, f"{start + 1}–{min(start + TOGETHER, people)}") for start in starts]
