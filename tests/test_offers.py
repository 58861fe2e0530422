"""Offers and needs of commons: how long they last, and how they are found."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from essaimage_wagtail.models import Territory
from essaimage_wagtail.pages.models import CommonOffer, CommonPage
from essaimage_wagtail.search import Scope, get_engine
from essaimage_wagtail.search.indexing import index

from .visits import get

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_step")]


@pytest.fixture
def paris_evening(monkeypatch):
    """The clock at 23:30 in Paris on 30 June 2026, when it is 21:30 in Greenwich; ``move(...)`` shifts it."""
    moment = datetime(2026, 6, 30, 21, 30, tzinfo=UTC)

    def move(**kwargs):
        # The engine has its own name for the site's clock.
        for clock in ("django.utils.timezone.now", "essaimage_wagtail.search.engines.database.reading.now"):
            monkeypatch.setattr(clock, lambda: moment + timedelta(**kwargs))

    move()
    return move


def test_offers_go_with_the_sites_day_from_page_and_search(client, make_common, find, paris_evening):
    until = date(2026, 6, 30)
    common = make_common("Charte", offers=[{"kind": "need", "text": "Une salle à Lille", "until": until}])
    assert "Une salle à Lille" in get(client, common.url).content.decode()
    assert find("salle") == ["Une salle à Lille"]
    paris_evening(hours=1)
    assert "Une salle à Lille" not in get(client, common.url).content.decode()
    assert find("salle") == []
    assert find("charte") == ["Charte"]
    assert CommonOffer.objects.count() == 1


def test_an_editor_in_another_time_zone_changes_nothing(make_common):
    with timezone.override("Pacific/Auckland"):
        common = make_common("Charte", offers=[{"kind": "need", "text": "Une salle", "until": date(2026, 6, 30)}])
    (offer,) = common.offers.all()
    assert offer.shown_until == datetime(2026, 7, 1, tzinfo=ZoneInfo("Europe/Paris"))
    assert not index.check()


@pytest.mark.parametrize("until", [None, date.max, date(1, 1, 1)])
def test_any_last_day_can_be_saved(client, make_common, until):
    common = make_common("Charte", offers=[{"kind": "need", "text": "Une salle", "until": until}])
    shown = until is None or until == date.max
    assert ("Une salle" in get(client, common.url).content.decode()) == shown


def test_offer_is_found_under_its_words_kind_and_place(site, usages, make_common, find):
    make_common(
        "Charte",
        usages=[usages["write"]["fr"]],
        themes=[site.themes["repair"]["fr"]],
        offers=[{"kind": "need", "text": "Une salle le mardi", "territory": site.territory.lille}],
    )
    assert find("salle mardi") == ["Une salle le mardi"]
    assert find("lille") == ["Une salle le mardi"]
    assert find("charte") == ["Charte"]
    assert find("", filters={"territory": ["FR-59"]}) == ["Une salle le mardi"]
    assert set(find("", filters={"theme": [str(site.themes["repair"]["fr"].translation_key)]})) == {
        "Charte",
        "Une salle le mardi",
    }


def test_offers_follow_their_page(site, make_common, find):
    common = make_common("Charte", offers=[{"kind": "need", "text": "Une salle"}])
    restriction = PageViewRestriction.objects.create(page=site.directory["fr"], restriction_type="login")
    assert find("salle") == []
    restriction.delete()
    assert find("salle") == ["Une salle"]
    common.move(site.home["fr"], pos="last-child")
    assert find("salle", scope=Scope(paths=(site.directory["fr"].path,))) == []
    assert find("salle", scope=Scope(paths=(site.home["fr"].path,))) == ["Une salle"]
    CommonPage.objects.get(pk=common.pk).unpublish()
    assert find("salle") == []
    CommonPage.objects.get(pk=common.pk).save_revision().publish()
    assert find("salle") == ["Une salle"]
    Page.objects.get(pk=common.pk).delete()
    assert find("salle") == []


def test_offers_left_out_or_changed_are_forgotten_on_publication(make_common, find):
    common = make_common("Charte", offers=[{"kind": "need", "text": "Une salle"}, {"kind": "offer", "text": "Un four"}])
    kept = common.offers.get(kind="offer")
    kept.text = "Un grand four"
    common.offers = [kept]
    revision = common.save_revision()
    assert find("salle") == ["Une salle"]
    revision.publish()
    assert find("salle") == []
    assert find("four") == ["Un grand four"]


def test_offers_of_a_page_written_by_code(site, find):
    common = CommonPage(title="Charte", pitch="Pitch", locale=site.locales["fr"])
    common.offers = [CommonOffer(kind="need", text="Une salle", locale=common.locale)]
    site.directory["fr"].add_child(instance=common)
    assert find("salle") == ["Une salle"]


def test_offers_of_expired_pages_are_not_found(make_common, find):
    common = make_common("Charte", offers=[{"kind": "need", "text": "Une salle"}])
    CommonPage.objects.filter(pk=common.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    index.refresh([CommonPage.objects.get(pk=common.pk)])
    assert find("salle") == []


def test_aliases_add_no_offers(site, make_common, find):
    common = make_common("Charte", offers=[{"kind": "need", "text": "Une salle"}])
    alias = common.create_alias(parent=site.home["fr"], update_slug="copie")
    translated = common.copy_for_translation(site.locales["en"], copy_parents=True, alias=True)
    assert find("salle") == ["Une salle"]
    assert find("salle", language="en") == []
    alias.delete()
    translated.delete()
    assert find("salle") == ["Une salle"]


def test_rebuild_holds_offers(make_common, find):
    make_common("Charte", offers=[{"kind": "need", "text": "Une salle"}])
    get_engine().delete(list(get_engine().keys()))
    assert len(index.check().missing) == 2
    assert index.rebuild() == 2
    assert find("salle") == ["Une salle"]


def test_territory_of_an_offer_renamed_and_deleted(site, make_common, find):
    make_common("Charte", offers=[{"kind": "need", "text": "Une salle", "territory": site.territory.lille}])
    lille = Territory.objects.get(code="FR-59350")
    lille.name = "Rijsel"
    lille.save()
    assert find("rijsel") == ["Une salle"]
    Territory.objects.get(code="FR-59350").delete()
    assert find("rijsel") == []
    assert find("salle") == ["Une salle"]
