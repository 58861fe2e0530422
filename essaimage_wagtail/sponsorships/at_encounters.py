"""What encounters are given of sponsorships, where both apps are installed."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from ..encounters.outcomes.accompanying import Told
from .addresses import detail_url
from .admin.rights import sponsorships_for
from .asking.opening import ask
from .choices import OVER
from .ends import shown_sheets
from .models import Sponsorship


class AtEncounters:
    """A :class:`~..encounters.outcomes.accompanying.Sponsorships`."""

    def open(self, team: UUID, person: Any, **about: Any) -> UUID | None:
        if team not in shown_sheets([team], person.language, person.site):
            return None
        rows = Sponsorship.objects.filter(sponsor_key=team, encounter_key=person.encounter_key)
        known = rows.filter(asker_email__iexact=person.email).exclude(state__in=OVER).first()
        row = known or ask(
            person.site,
            team,
            code=person.language,
            name=person.name,
            email=person.email,
            encounter_key=person.encounter_key,
            has_agreed=False,
            **about,
        )
        return row.uuid if row else None

    def told(self, keys: Iterable[UUID], user: Any = None) -> dict[UUID, Told]:
        rows = list(Sponsorship.objects.filter(uuid__in=set(keys)))
        mine = set(sponsorships_for(user).filter(uuid__in=[row.uuid for row in rows])) if user and rows else set()
        return {row.uuid: Told(_state(row), detail_url(row) if row in mine else "") for row in rows}

    def asked_at(self, encounter_key: UUID) -> int:
        return Sponsorship.objects.filter(encounter_key=encounter_key, confirmed_at__isnull=False).count()

    def ask_url(self, team: UUID, language: str, encounter_key: UUID) -> str:
        try:
            url = reverse("essaimage:sponsorships:ask", args=[team, language])
        except NoReverseMatch:
            return ""
        return f"{url}?encounter={encounter_key}"


def _state(row: Sponsorship) -> str:
    return str(row.get_state_display()) if row.confirmed_at else _("Not confirmed yet by whom it is for")
