"""What a page is about, for machines: JSON-LD in the words of https://schema.org/.

Everything said here stands on the page too. An example that is marked as fictional is a page and no project.
"""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from django.utils.safestring import SafeString, mark_safe

from ..choices import CommonKind
from ..contexts.addresses import THEME
from ..hrefs import checked_address
from .card import picture_of
from .subjects import publication_in, subject_in, tell_of

Thing = dict[str, Any]

TYPES = {
    CommonKind.DOCUMENT: "DigitalDocument",
    CommonKind.TRAINING: "Course",
    CommonKind.SOFTWARE: "SoftwareApplication",
    CommonKind.LEGAL: "DigitalDocument",
    CommonKind.DATASET: "Dataset",
}
"""Kinds of commons that schema.org has a word for; the others are a ``CreativeWork``."""

_IN_HTML = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def linked_data(context: Any) -> SafeString:
    """The page's JSON-LD, safe within a ``<script>``; empty for a page without an address, or that search engines leave
    out."""
    if not context["essaimage"].canonical_url or context["essaimage"].robots:
        return SafeString("")
    data = {"@context": "https://schema.org", "@graph": [_without_blanks(thing) for thing in _things(context)]}
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(written.translate(_IN_HTML))  # noqa: S308 - nothing in it ends a script


def _things(context: Any) -> Iterable[Thing]:
    essaimage = context["essaimage"]
    page = _page(context)
    yield _website(essaimage)
    if breadcrumb := _breadcrumb(essaimage, subject_in(context)):
        page["breadcrumb"] = {"@id": breadcrumb["@id"]}
        yield breadcrumb
    if entity := _subject(context):
        page["mainEntity"] = {"@id": entity["@id"]}
        yield entity
    yield page


def _page(context: Any) -> Thing:
    essaimage, publication = context["essaimage"], publication_in(context)
    url = essaimage.canonical_url
    page: Thing = {
        "@type": "CollectionPage" if _search_in(context) else "WebPage",
        "@id": f"{url}#page",
        "url": url,
        "name": essaimage.title,
        "description": essaimage.description,
        "inLanguage": essaimage.language.code,
        "isPartOf": {"@id": _website_id(essaimage)},
        **_versions(essaimage),
    }
    if subject := subject_in(context):
        page["about"] = _about(subject, essaimage)
    if publication is None:
        return page
    picture = picture_of(publication, essaimage)
    return {
        **page,
        "datePublished": _day(publication.first_published_on),
        "dateModified": _day(publication.updated_on),
        "lastReviewed": _day(getattr(publication, "reviewed_on", None)),
        "license": publication.licence.url if publication.licence else "",
        "keywords": [term["label"] for terms in publication.terms.values() for term in terms],
        "primaryImageOfPage": picture and {"@type": "ImageObject", "url": picture.url, "caption": picture.alt},
        "isBasedOn": [_absolute(branch.url, essaimage) for branch in getattr(publication, "origins", []) if branch.url],
    }


def _search_in(context: Any) -> Any:
    """The search whose results a page lists."""
    subject = subject_in(context)
    return subject.directory if subject else context.get("directory")


def _about(subject: Any, essaimage: Any) -> Thing:
    """A territory as a place within others, or a theme as a term."""
    url = essaimage.canonical_url
    if subject.facet == THEME:
        terms = _absolute(essaimage.search_url, essaimage)
        about = {"@type": "DefinedTerm", "@id": f"{url}#theme", "termCode": subject.value, "inDefinedTermSet": terms}
        return {**about, "name": subject.name, "description": subject.description}
    place: Thing | None = None
    for outer in subject.above:
        place = {
            "@type": "Place",
            "name": outer["label"],
            "url": _absolute(outer["url"], essaimage),
            "containedInPlace": place,
        }
    point = subject.territory.point
    return {
        "@type": "Place",
        "@id": f"{url}#place",
        "name": subject.name,
        "containedInPlace": place,
        "geo": point and {"@type": "GeoCoordinates", "latitude": point[0], "longitude": point[1]},
    }


def _versions(essaimage: Any) -> Thing:
    """The page's other languages: what it is translated from, and for an original, its translations."""
    others = {each["code"]: each["url"] for each in essaimage.alternates if each["code"] != "x-default"}
    others.pop(essaimage.language.code, None)
    original = essaimage.original
    if original:
        return {"translationOfWork": _page_id(others.get(original.code, ""))}
    return {"workTranslation": [_page_id(url) for url in others.values()]}


def _page_id(url: str) -> Thing | None:
    return {"@id": f"{url}#page"} if url else None


def _website_id(essaimage: Any) -> str:
    return f"{_absolute(essaimage.home_url, essaimage)}#site"


def _website(essaimage: Any) -> Thing:
    return {
        "@type": "WebSite",
        "@id": _website_id(essaimage),
        "url": _absolute(essaimage.home_url, essaimage),
        "name": essaimage.site_name,
        "inLanguage": essaimage.language.code,
    }


def _breadcrumb(essaimage: Any, subject: Any = None) -> Thing | None:
    above = [(page.title, page.get_url(essaimage.request)) for page in essaimage.ancestors if page.depth > 1]
    if subject:
        above += [(essaimage.page.title, essaimage.search_url)]
        above += [(place["label"], place["url"]) for place in subject.above]
    steps = [(title, _absolute(url, essaimage)) for title, url in above if url]
    if not steps:
        return None
    own = subject.name if subject else essaimage.title
    return {
        "@type": "BreadcrumbList",
        "@id": f"{essaimage.canonical_url}#breadcrumb",
        "itemListElement": _listed([*steps, (own, essaimage.canonical_url)]),
    }


def _listed(steps: Iterable[tuple[str, str]]) -> list[Thing]:
    return [
        {"@type": "ListItem", "position": number, "name": name, "item": url}
        for number, (name, url) in enumerate(steps, start=1)
    ]


def _subject(context: Any) -> Thing | None:
    """What the page is about, if schema.org has a word for it."""
    publication, essaimage = publication_in(context), context["essaimage"]
    if search := _search_in(context):
        hits = [(hit["title"], hit["url"]) for hit in search.results.hits]
        listed = [(title, _absolute(url, essaimage)) for title, url in hits if url]
        return {"@type": "ItemList", "@id": f"{essaimage.canonical_url}#list", "itemListElement": _listed(listed)}
    if publication is None or publication.fictional:
        return None
    about = {"name": publication.title, "description": publication.pitch}
    if "sheet" in context:
        return {**about, **_project(publication, essaimage)}
    if "method" in context:
        return {**about, **_how_to(publication, essaimage)}
    tell = tell_of(context) or _common
    return {**about, **tell(publication, essaimage)}


def _project(sheet: Any, essaimage: Any) -> Thing:
    return {
        "@type": "Project",
        "@id": f"{essaimage.canonical_url}#initiative",
        "foundingDate": str(sheet.page.start_year or ""),
        "dissolutionDate": str(sheet.page.end_year or ""),
        "location": _place(sheet, essaimage),
        "parentOrganization": organisation_data(sheet.bearer, essaimage),
    }


def _place(sheet: Any, essaimage: Any) -> Thing | None:
    """The smallest territory, within those that it lies in."""
    place: Thing | None = None
    for territory in sheet.territories:
        url = _absolute(territory["url"], essaimage)
        place = {"@type": "Place", "name": territory["name"], "url": url, "containedInPlace": place}
    if place and sheet.point:
        place["geo"] = {"@type": "GeoCoordinates", **{name: float(value) for name, value in sheet.point.items()}}
    return place


def organisation_data(organisation: Any, essaimage: Any) -> Thing | None:
    if organisation is None:
        return None
    name = organisation.said("name", essaimage.language.code).text
    return {"@type": "Organization", "name": name, "url": checked_address(organisation.website)}


def _how_to(method: Any, essaimage: Any) -> Thing:
    return {
        "@type": "HowTo",
        "@id": f"{essaimage.canonical_url}#method",
        "step": [
            {
                "@type": "HowToStep",
                "position": number,
                "name": step.title,
                "text": step.purpose,
                "url": _absolute(step.url, essaimage),
            }
            for number, step in enumerate(method.steps, start=1)
        ],
    }


def _common(common: Any, essaimage: Any) -> Thing:
    return {
        "@type": TYPES.get(common.page.kind, "CreativeWork"),
        "@id": f"{essaimage.canonical_url}#common",
        "url": checked_address(common.link),
        "license": common.licence.url if common.licence else "",
        "maintainer": organisation_data(common.steward, essaimage),
        "encodingFormat": common.format,
    }


def _absolute(url: str, essaimage: Any) -> str:
    return urljoin(essaimage.canonical_url, url) if url else ""


def _day(moment: Any) -> str:
    return moment.isoformat() if moment else ""


def _without_blanks(thing: Any) -> Any:
    """Without the keys that have nothing to say."""
    if isinstance(thing, list):
        return [_without_blanks(each) for each in thing if each]
    if not isinstance(thing, dict):
        return thing
    return {name: _without_blanks(value) for name, value in thing.items() if value not in (None, "", [], {})}
