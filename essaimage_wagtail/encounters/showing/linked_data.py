"""An encounter in the words of schema.org."""

from typing import Any

from ...hrefs import checked_address
from ...sharing.linked_data import Thing, organisation_data
from ..choices import State
from ..context import EncounterContext

SCHEMA = "https://schema.org/"


def event_data(encounter: EncounterContext, essaimage: Any) -> Thing:
    """An ``Event``; the page says everything that is in it."""
    page, url = encounter.page, essaimage.canonical_url
    virtual = checked_address(encounter.online)
    place = _place(encounter)
    attendance = "Mixed" if virtual and place else "Online" if virtual else "Offline"
    return {
        "@type": "Event",
        "@id": f"{url}#encounter",
        "url": url,
        "startDate": _moment(page, page.begins_at),
        "endDate": _moment(page, page.ends_at if page.ends else None, is_start=False),
        "eventStatus": f"{SCHEMA}Event{'Cancelled' if page.is_cancelled else 'Scheduled'}",
        "eventAttendanceMode": f"{SCHEMA}{attendance}EventAttendanceMode" if virtual or place else "",
        "location": [one for one in (place, virtual and {"@type": "VirtualLocation", "url": virtual}) if one],
        "organizer": organisation_data(encounter.organiser, essaimage),
        "inLanguage": [code for code in page.languages if isinstance(code, str)],
        "maximumAttendeeCapacity": page.capacity,
        "isAccessibleForFree": encounter.is_free or None,
        "offers": _offer(encounter, url),
    }


def _moment(page: Any, moment: Any, *, is_start: bool = True) -> str:
    if moment is not None:
        return str(moment.isoformat())
    return page.day.isoformat() if page.day and is_start else ""


def _place(encounter: EncounterContext) -> Thing | None:
    if not encounter.address and not encounter.place:
        return None
    point = encounter.point
    return {
        "@type": "Place",
        "name": encounter.address[0] if encounter.address else encounter.place,
        "address": ", ".join([*encounter.address, encounter.place]).strip(", "),
        "geo": point and {"@type": "GeoCoordinates", "latitude": point[0], "longitude": point[1]},
    }


def _offer(encounter: EncounterContext, url: str) -> Thing | None:
    """An offer at no cost, if people register on the page."""
    availability = {State.OPEN: "InStock", State.FULL: "SoldOut"}.get(encounter.state)
    if availability is None:
        return None
    return {
        "@type": "Offer",
        "price": "0",
        "availability": f"{SCHEMA}{availability}",
        "url": url,
        "availabilityEnds": encounter.deadline.isoformat() if encounter.deadline else "",
    }
