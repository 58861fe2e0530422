"""Commons: what a visitor sees of one, what it costs, and how it and its offers are found."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.documents import get_document_model
from wagtail.models import Page, PageViewRestriction
from wagtail.test.utils.form_data import querydict_from_html

from essaimage_wagtail import drawing
from essaimage_wagtail.choices import Ingredient
from essaimage_wagtail.models import Contact, Organisation, Territory, Usage
from essaimage_wagtail.pages.models import (
    CommonOffer,
    CommonPage,
    DirectoryPage,
    MethodPage,
    MethodStepPage,
    SheetCommon,
    SheetPage,
    StepCommon,
)
from essaimage_wagtail.search import Scope, get_engine, indexing

from .site import _term
from .test_multilingual import translate
from .test_pages import MOST_QUERIES, get, image, queries

pytestmark = pytest.mark.django_db
CLOCK = "django.utils.timezone.now"
"""What the site's clock says; the engine has its own name for it."""


@pytest.fixture(autouse=True)
def in_step(db):
    """Whatever a test did, the index agrees with the pages at its end."""
    yield
    difference = indexing.check()
    assert not difference, difference


@pytest.fixture
def usages(site):
    return {
        "write": _term(Usage, site.locales, "write-rules", fr="Écrire ses règles", en="Write one's rules"),
        "lend": _term(Usage, site.locales, "lend-tools", fr="Prêter des outils", en="Lend tools"),
    }


@pytest.fixture
def make_common(site):
    """``make_common("Title", language="fr", offers=[{...}], usages=[...], publish=True, **fields)``."""

    def make(title, *, language="fr", publish=True, parent=None, offers=(), **fields):
        many = {name: fields.pop(name, ()) for name in ("usages", "themes", "contacts", "organisations")}
        common = CommonPage(title=title, locale=site.locales[language], live=False, **{"pitch": "Pitch", **fields})
        (parent or site.directory[language]).add_child(instance=common)
        for name, rows in many.items():
            setattr(common, name, list(rows))
        common.offers = [CommonOffer(locale=common.locale, **offer) for offer in offers]
        revision = common.save_revision()
        if publish:
            revision.publish()
        return CommonPage.objects.get(pk=common.pk)

    return make


@pytest.fixture
def use(site, make_sheet):
    """``use(common, "Sheet", relation="uses")``: a published sheet that names the common."""

    def use(common, title, relation="uses", **kwargs):
        sheet = make_sheet(title, **kwargs)
        sheet.common_links = [SheetCommon(common_key=common.translation_key, relation=relation)]
        sheet.save_revision().publish()
        return sheet

    return use


@pytest.fixture
def make_step(site):
    def make(common, title, method=None):
        if method is None:
            method = MethodPage(title="Essaimer", pitch="Pitch", locale=site.locales["fr"])
            site.directory["fr"].add_child(instance=method)
        step = method.add_child(instance=MethodStepPage(title=title, purpose="Why", locale=method.locale))
        step.common_links = [StepCommon(common_key=common.translation_key)]
        step.save_revision().publish()
        return step

    return make


def full(site, usages, count=1):
    """The fields of a common that has everything, ``count`` offers and needs among it."""
    document = get_document_model().objects.create(title="Charter", file=ContentFile(b"x" * 2048, "charter.pdf"))
    organisation = Organisation.objects.create(name="Les Colibris", website="https://example.org/colibris")
    return {
        "usages": [usages["write"]["fr"], usages["lend"]["fr"]],
        "themes": [site.themes["repair"]["fr"]],
        "kind": "legal",
        "format": "PDF, 2 pages",
        "link": "https://www.example.org/charte",
        "document": document,
        "cover": image(),
        "steward": organisation,
        "organisations": [organisation, Organisation.objects.create(name="La Ruche")],
        "contacts": [
            Contact.objects.create(name="Shown Person", consent=True, organisation=organisation),
            Contact.objects.create(name="Hidden Person", consent=False),
        ],
        "description": "<p>Une page à signer.</p>",
        "contribution": "<p>Envoyez la vôtre.</p>",
        "next_step": "<p>La traduire.</p>",
        "governance_state": "done",
        "governance_evidence": "Une réunion par an",
        "legal_state": "not_wanted",
        "sharing_state": "not_applicable",
        "finance_state": "wished",
        "sources": [("source", {"title": "A book"})],
        "offers": [
            {"kind": kind, "text": f"Une salle {kind} {number}", "territory": site.territory.lille}
            for number in range(count)
            for kind in ("offer", "need")
        ],
    }


# The page


@pytest.mark.parametrize("count", [5, 50])
def test_queries_do_not_grow_with_users_and_offers(client, site, usages, make_common, use, make_step, count):
    common = make_common("Charte", **full(site, usages, count))
    for number in range(count):
        use(common, f"Café {number}", relation=("uses", "produces")[number % 2])
    make_step(common, "Étape")
    statements = queries(client, common.url)
    assert len(statements) <= MOST_QUERIES, "\n".join(statements)


def test_says_what_it_is_for_and_where_it_is(client, site, usages, make_common):
    common = make_common("Charte du repair café", **full(site, usages))
    with translation.override("fr"):
        html = get(client, common.url).content.decode()
    for words in (
        "Écrire ses règles",
        f"{site.directory['fr'].url}?usage=write-rules",
        "PDF, 2 pages",
        'href="https://www.example.org/charte"',
        ">example.org<",
        common.document.url,
        "Les Colibris",
        "La Ruche",
        "Shown Person",
        "Envoyez la vôtre.",
        "La traduire.",
        "Une salle offer 0",
        "Lille",
        "Une réunion par an",
        "A book",
    ):
        assert words in html, words
    assert "Hidden Person" not in html
    assert html.count("<h1") == 1
    assert html.index("Écrire ses règles") < html.index("<h1")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"pitch": "", "licence": ""},
        {"description": "<p></p>", "contribution": "<p> </p>", "next_step": "<p></p>"},
        {"legal_evidence": "Evidence without a state"},
        {"link": "https://example.org"},
        {"kind": "gone", "governance_state": "gone"},
        {"pitch": "x" * 280, "format": "y" * 120, "governance_evidence": "z" * 400},
    ],
)
def test_half_filled_common_renders_without_empty_headings(client, make_common, fields):
    common = make_common("Charte")
    CommonPage.objects.filter(pk=common.pk).update(**fields)  # whatever an older version or a draft left there
    indexing.refresh([CommonPage.objects.get(pk=common.pk)])
    html = get(client, common.url).content.decode()
    view = client.get(common.url).context["common"]
    assert ('id="health"' in html) == bool(view.assessments)
    for part in ("offers", "used-by", "people", "sources", "contribute", "description"):
        assert f'id="{part}"' not in html
    assert "<dd></dd>" not in html


def test_draft_is_previewed_with_its_unsaved_offers(make_common, site):
    from django.test import RequestFactory

    common = make_common("Charte", publish=False, offers=[{"kind": "need", "text": "Une salle"}])
    draft = common.get_latest_revision_as_object()
    draft.offers.add(CommonOffer(kind="offer", text="Un four", locale=draft.locale))
    response = draft.serve(RequestFactory().get("/"))
    html = response.render().content.decode()
    assert "Une salle" in html
    assert "Un four" in html


def test_self_assessment_tells_absences_from_low_scores(client, site, usages, make_common):
    common = make_common("Charte", **full(site, usages))
    view = get(client, common.url).context["common"]
    assert [(one.state, one.step) for one in view.assessments] == [
        ("done", 4),
        ("not_wanted", None),
        ("not_applicable", None),
        ("", None),
        ("wished", 1),
        ("", None),
    ]
    html = client.get(common.url).content.decode()
    assert html.count("es-health__state--absent") == 4
    assert html.count("es-radar__absent") == 4
    assert html.count("es-radar__point") == 2


# Offers and needs


@pytest.fixture
def paris_evening(monkeypatch):
    """The clock at 23:30 in Paris on 30 June 2026, when it is 21:30 in Greenwich; ``move(...)`` shifts it."""
    moment = datetime(2026, 6, 30, 21, 30, tzinfo=UTC)

    def move(**kwargs):
        monkeypatch.setattr(CLOCK, lambda: moment + timedelta(**kwargs))
        monkeypatch.setattr("essaimage_wagtail.search.engines.reading.now", lambda: moment + timedelta(**kwargs))

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
    assert not indexing.check()


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
    indexing.refresh([CommonPage.objects.get(pk=common.pk)])
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


def test_evidence_of_its_ingredients_is_found(make_common, find):
    make_common("Charte", governance_state="done", governance_evidence="Une assemblée par trimestre")
    assert find("trimestres") == ["Charte"]


def test_rebuild_holds_offers(make_common, find):
    make_common("Charte", offers=[{"kind": "need", "text": "Une salle"}])
    get_engine().delete(list(get_engine().keys()))
    assert len(indexing.check().missing) == 2
    assert indexing.rebuild() == 2
    assert find("salle") == ["Une salle"]


# Names that change


def test_common_is_found_by_usage_kind_and_organisation(site, usages, make_common, find):
    common = make_common("Charte", **{**full(site, usages), "offers": []})
    for words in ("écrire règles", "prêter outils", "colibris", "ruche", "contrat", "réparation", "signer"):
        assert find(words) == ["Charte"], words
    usage = usages["write"]["fr"]
    assert find("", filters={"usage": [str(usage.translation_key)]}) == ["Charte"]
    assert find("", filters={"kind": ["legal"]}) == ["Charte"]
    usage.name = "Rédiger un règlement"
    usage.save()
    assert find("rédiger") == ["Charte"]
    usage.delete()
    assert find("rédiger") == []
    common.steward.name = "Les Abeilles"
    common.steward.save()
    assert find("abeilles") == ["Charte"]
    assert find("colibris") == []
    Organisation.objects.get(name="La Ruche").delete()
    assert find("ruche") == []


def test_territory_of_an_offer_renamed_and_deleted(site, make_common, find):
    make_common("Charte", offers=[{"kind": "need", "text": "Une salle", "territory": site.territory.lille}])
    lille = Territory.objects.get(code="FR-59350")
    lille.name = "Rijsel"
    lille.save()
    assert find("rijsel") == ["Une salle"]
    Territory.objects.get(code="FR-59350").delete()
    assert find("rijsel") == []
    assert find("salle") == ["Une salle"]


# Used by


def users(client, common):
    return {
        group["relation"]: [user.title for user in group["pages"]]
        for group in get(client, common.url).context["common"].used_by
    }


def test_used_by_sheets_and_steps(client, make_common, use, make_step):
    common = make_common("Charte")
    assert users(client, common) == {}
    use(common, "Café B")
    use(common, "Café A")
    use(common, "Atelier", relation="produces")
    use(make_common("Autre"), "Sans rapport")
    step = make_step(common, "Réunir")
    assert users(client, common) == {"uses": ["Café A", "Café B"], "produces": ["Atelier"], "step": ["Réunir"]}
    html = client.get(common.url).content.decode()
    assert step.url in html
    assert "Essaimer" in html


def test_only_what_everybody_may_see_counts_as_a_user(client, site, make_common, use):
    common = make_common("Charte")
    use(common, "Brouillon").unpublish()
    private = use(common, "Privé")
    use(common, "Dessous", parent=private)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    # Live until Wagtail's command unpublishes it.
    expired = use(common, "Expiré")
    expired.expire_at = timezone.now() - timedelta(hours=1)
    expired.save()
    assert users(client, common) == {}


def test_users_in_the_readers_language_else_marked(client, site, make_common, use):
    common = make_common("Charte")
    both = use(common, "Café")
    english = both.copy_for_translation(site.locales["en"])
    english.title = "Repair café"
    english.save_revision().publish()
    alone = use(common, "Taller", language="es")
    target = common.copy_for_translation(site.locales["en"])
    target.save_revision().publish()
    html = get(client, target.url).content.decode()
    assert users(client, target) == {"uses": ["Repair café", "Taller"]}
    assert f'<a href="{alone.url}" hreflang="es" lang="es" dir="ltr">Taller</a>' in html
    assert f'<a href="{english.url}">Repair café</a>' in html
    # A translation that lags behind, without the link, is still the version to lead to.
    SheetCommon.objects.filter(sheet=SheetPage.objects.get(pk=english.pk)).delete()
    assert users(client, target) == {"uses": ["Repair café", "Taller"]}


# Translations


def test_translation_has_its_offers_and_states(
    client, site, usages, make_common, find, django_capture_on_commit_callbacks
):
    common = make_common("Charte", **full(site, usages))
    with django_capture_on_commit_callbacks(execute=True):
        target = CommonPage.objects.get(pk=translate(common, "en").pk)
    assert [offer.text for offer in target.offers.all()] == ["UNE SALLE OFFER 0", "UNE SALLE NEED 0"]
    assert [offer.translation_key for offer in target.offers.all()] == [
        offer.translation_key for offer in common.offers.all()
    ]
    assert {offer.locale for offer in target.offers.all()} == {site.locales["en"]}
    assert (target.governance_state, target.governance_evidence) == ("done", "UNE RÉUNION PAR AN")
    assert set(find("salle", language="en")) == {"UNE SALLE OFFER 0", "UNE SALLE NEED 0"}
    common.governance_state = "started"
    first, second = common.offers.all()
    first.until = date(2020, 1, 1)
    common.offers = [first, second]
    common.save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        translate(CommonPage.objects.get(pk=common.pk), "en")
    view = get(client, target.url).context["common"]
    assert view.page.governance_state == "started"
    assert [usage["label"] for usage in view.usages] == ["Lend tools", "Write one's rules"]
    assert [item["text"] for group in view.offers for item in group["items"]] == ["UNE SALLE NEED 0"]
    assert find("salle", language="en") == ["UNE SALLE NEED 0"]


# Warnings


def test_warnings(site, usages, make_common):
    past = timezone.localdate() - timedelta(days=1)
    common = make_common("Charte", offers=[{"kind": "need", "text": "Une salle", "until": past}])
    with translation.override("en"):
        usage, address, over = common.get_warnings()
    assert "usage" in usage
    assert "neither an address nor a file" in address
    assert over == "1 offer or need is past its last day and is not shown any more."
    assert make_common("Autre", usages=[usages["lend"]["fr"]], link="https://example.org").get_warnings() == []


def test_form_saves_usages_and_offers(admin_client, site, usages, make_common, find):
    common = make_common("Charte", offers=[{"kind": "need", "text": "Une salle"}])
    url = reverse("wagtailadmin_pages:edit", args=[common.pk])
    data = querydict_from_html(admin_client.get(url).content.decode(), form_id="page-edit-form")
    data.setlist("usages", [str(usages["lend"]["fr"].pk)])
    data["offers-0-text"] = "Un four"
    data["offers-0-until"] = "2099-12-31"
    data["sources-count"] = "0"  # written by a script in a browser
    data["action-publish"] = "1"
    assert admin_client.post(url, data).status_code == 302
    (offer,) = CommonPage.objects.get(pk=common.pk).offers.all()
    assert (offer.text, offer.until, offer.locale) == ("Un four", date(2099, 12, 31), site.locales["fr"])
    assert find("four") == ["Un four"]
    assert find("salle") == []
    assert find("prêter") == ["Charte"]


# The radar


def test_radar_joins_neighbours_only():
    labels = [ingredient.label for ingredient in Ingredient]
    whole = drawing.radar([(label, 2, "") for label in labels], 4)
    assert whole.count("M0 0L") == 6 + 6 + 6  # axes, triangles, spokes
    assert "es-radar__absent" not in whole
    gap = drawing.radar([(label, None if index == 2 else 4, "not_wanted") for index, label in enumerate(labels)], 4)
    assert gap.count("M0 0L") == 6 + 4 + 5
    assert gap.count("es-radar__absent") == 1
    nought = drawing.radar([(label, 0, "") for label in labels], 4)
    assert nought.count("es-radar__point") == 6


def test_radar_mirrors_cuts_off_and_escapes():
    axes = [("<b>", 9, ""), ("b", -1, ""), ("c", None, "unheard of")]
    svg = drawing.radar(axes, 4)
    assert "&lt;b&gt;" in svg
    assert 'cx="0.0" cy="-100.0"' in svg
    assert svg != drawing.radar(axes, 4, mirrored=True)
    assert drawing.radar(axes[:2], 4) == ""


# Directories


@pytest.fixture
def lists(site):
    """``lists("commons")``: the French directory, after choosing what it lists."""

    def choose(content):
        directory = DirectoryPage.objects.get(pk=site.directory["fr"].pk)
        DirectoryPage.objects.filter(pk=directory.pk).update(lists=content)
        return directory

    return choose


@pytest.fixture
def everything(site, usages, make_common, make_sheet, make_step):
    """A sheet, a method, a step and three commons, one of them with a need."""
    charter = make_common(
        "Charte",
        usages=[usages["write"]["fr"]],
        kind="legal",
        themes=[site.themes["repair"]["fr"]],
        offers=[{"kind": "need", "text": "Une salle"}],
    )
    make_common("Établi", usages=[usages["lend"]["fr"], usages["write"]["fr"]], kind="tool")
    make_common("Wiki")
    make_sheet("Café", themes=[site.themes["repair"]["fr"]])
    make_step(charter, "Réunir")
    return charter


def search(client, directory, **asked):
    return get(client, f"{directory.url}?{urlencode(asked, doseq=True)}").context["search"]


def titles(view):
    return {hit["title"] for hit in view.hits}


def test_directory_lists_what_it_says(client, lists, everything):
    assert titles(search(client, lists("everything"))) == {"Café", "Essaimer", "Réunir", "Charte", "Établi", "Wiki"}
    assert titles(search(client, lists("sheets"))) == {"Café"}
    assert titles(search(client, lists("methods"))) == {"Essaimer", "Réunir"}
    assert titles(search(client, lists("commons"), sort="title")) == {"Charte", "Établi", "Wiki"}
    assert titles(search(client, lists("gone"))) == {"Café", "Essaimer", "Réunir", "Charte", "Établi", "Wiki"}


def facets(view):
    return {
        facet["name"]: {value["value"]: value["count"] for value in facet["values"]}
        for facet in view.facets
    }  # fmt: skip


def test_facets_fit_what_is_listed(client, lists, everything):
    assert facets(search(client, lists("commons"))) == {
        "usage": {"write-rules": 2, "lend-tools": 1},
        "kind": {"tool": 1, "legal": 1},
        "theme": {"repair": 1},
    }
    assert set(facets(search(client, lists("sheets")))) == {"theme", "status"}
    found = facets(search(client, lists("everything")))
    assert found["type"] == {"sheets": 1, "methods": 1, "steps": 1, "commons": 3, "offers": 1}
    assert found["usage"] == {"write-rules": 2, "lend-tools": 1}


def test_facet_type_narrows_and_offers_are_there_when_asked_for(client, lists, everything):
    directory = lists("everything")
    assert titles(search(client, directory, type="commons")) == {"Charte", "Établi", "Wiki"}
    assert titles(search(client, directory, type=["steps", "methods"])) == {"Essaimer", "Réunir"}
    view = search(client, directory, type="offers")
    (hit,) = view.hits
    (offer,) = everything.offers.all()
    assert hit["url"] == f"{everything.url}#{offer.anchor}"
    assert f'id="{offer.anchor}"' in get(client, everything.url).content.decode()
    assert titles(search(client, directory, q="salle")) == {"Une salle"}
    assert search(client, directory, type="gone").notices
    assert search(client, lists("commons"), type="sheets").total == 3


def test_commons_by_usage_until_someone_asks(client, lists, everything):
    directory = lists("commons")
    view = search(client, directory)
    groups = [
        (group["label"], group["count"], [common["title"] for common in group["commons"]])
        for group in view.usage_groups
    ]
    assert groups[:2] == [
        ("Écrire ses règles", 2, ["Charte", "Établi"]),
        ("Prêter des outils", 1, ["Établi"]),
    ]
    assert view.usage_groups[0]["url"] == f"{directory.url}?usage=write-rules"
    assert groups[2][2] == ["Wiki"]
    for asked in ({"q": "charte"}, {"usage": "write-rules"}, {"sort": "title"}, {"kind": "tool"}):
        assert search(client, directory, **asked).usage_groups == [], asked
    assert titles(search(client, directory, usage="write-rules")) == {"Charte", "Établi"}


def test_count_says_of_what(client, lists, everything):
    labels = {}
    for content in ("everything", "sheets", "methods", "commons"):
        view = search(client, lists(content))
        with translation.override("en"):
            labels[content] = view.count_label
    assert labels == {
        "everything": "6 results",
        "sheets": "1 initiative",
        "methods": "2 results",
        "commons": "3 commons",
    }


@pytest.mark.parametrize("count", [5, 50])
@pytest.mark.parametrize("content", ["everything", "commons"])
@pytest.mark.parametrize("asked", [{}, {"q": "charte"}])
def test_queries_of_directories_do_not_grow(
    client, site, usages, make_common, everything, lists, count, content, asked
):
    for number in range(count):
        make_common(
            f"Charte {number}",
            usages=[usages[("write", "lend")[number % 2]]["fr"]],
            themes=[site.themes["repair"]["fr"]],
            offers=[{"kind": "need", "text": f"Une charte {number}", "territory": site.territory.lille}],
        )
    statements = queries(client, f"{lists(content).url}?{urlencode(asked)}")
    # PostgreSQL reads again what this transaction wrote.
    most = MOST_QUERIES + bool(asked and connection.vendor == "postgresql")
    assert len(statements) <= most, "\n".join(statements)
