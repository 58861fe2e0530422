"""What a page may need, each as one condition: reports, the home of the admin and filters all ask these."""

from datetime import datetime, time
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...models import CommonFields, LinkPlace, PageFaults, SheetFields
from ...models.upkeep import LinkState
from ...review import YEARS_UNTIL_OLD, years_ago

MULTILINGUAL = "essaimage_wagtail.multilingual"


class Care(TextChoices):
    """What a page that readers see may need."""

    REVIEW = "review", _("Not re-read for a year")
    TRANSLATION = "translation", _("Translation behind its original")
    LINK = "link", _("Broken link")
    FIGURE = "figure", _("Figure without a source")
    PICTURE = "picture", _("Picture without a description")
    LICENCE = "licence", _("No licence")
    OFFER = "offer", _("Offer or need past its last day")


def cares_of(model: type[Any]) -> list[Care]:
    """Those that a page type can need on this site."""
    found = [Care.LINK, Care.PICTURE, Care.LICENCE]
    if issubclass(model, SheetFields):
        found = [Care.REVIEW, Care.FIGURE, *found]
    if issubclass(model, CommonFields) and hasattr(model, "offers"):
        found.append(Care.OFFER)
    if apps.is_installed(MULTILINGUAL):
        found.append(Care.TRANSLATION)
    return [care for care in Care if care in found]


def condition(care: str, model: type[Any]) -> Q:
    """Whether a version of a page needs something, for a query of ``model``. Drafts have no readers yet."""
    return Q(live=True) & _CONDITIONS[Care(care)](model)


def _review(model: type[Any]) -> Q:
    """Whether nobody has recorded a review of any language version within a year. One version is enough, since facts
    are the same in all. A page first published within that year needs no review yet."""
    old = years_ago(YEARS_UNTIL_OLD)
    # Compare moments: SQLite and PostgreSQL find the day of a moment in different ways.
    morning = timezone.make_aware(datetime.combine(old, time.min))
    since = model._default_manager.filter(translation_key=OuterRef("translation_key"), live=True, reviewed_on__gte=old)
    return (Q(reviewed_on__lt=old) | Q(reviewed_on=None, first_published_at__lt=morning)) & ~Q(Exists(since))


def _translation(model: type[Any]) -> Q:
    return Q(Exists(behind()))


def behind() -> QuerySet:
    """The translation behind the version of the outer query, if its original has changed its words since."""
    return apps.get_model("wagtail_localize.Translation").objects.filter(
        source__object_id=OuterRef("translation_key"),
        target_locale=OuterRef("locale_id"),
        enabled=True,
        baseline__changed_at__isnull=False,
    )


def _link(model: type[Any]) -> Q:
    return Q(Exists(LinkPlace.objects.filter(page__page_pk=OuterRef("pk"), link__state=LinkState.BROKEN)))


def _noted(**counts: int) -> Q:
    return Q(Exists(PageFaults.objects.filter(page_pk=OuterRef("pk"), **counts)))


def _offer(model: type[Any]) -> Q:
    offers = model._meta.get_field("offers").related_model
    past = offers._default_manager.filter(common=OuterRef("pk"), until__lt=timezone.localdate())
    return Q(Exists(past))


_CONDITIONS = {
    Care.REVIEW: _review,
    Care.TRANSLATION: _translation,
    Care.LINK: _link,
    Care.FIGURE: lambda model: _noted(figures__gt=0),
    Care.PICTURE: lambda model: _noted(pictures__gt=0),
    Care.LICENCE: lambda model: Q(licence=""),
    Care.OFFER: _offer,
}
