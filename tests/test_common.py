"""Commons: what a visitor sees of one, what it costs, and how it is found."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import PageViewRestriction
from wagtail.test.utils.form_data import querydict_from_html

from essaimage_wagtail import drawing
from essaimage_wagtail.choices import Ingredient
from essaimage_wagtail.models import Organisation
from essaimage_wagtail.pages.models import CommonOffer, CommonPage, SheetCommon, SheetPage
from essaimage_wagtail.search.indexing import index

from .pages import full
from .translating import translate
from .visits import MANY, MOST_QUERIES, get, queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_step")]


# The page


def test_queries_do_not_grow_with_users_and_offers(client, site, usages, make_common, use, make_method, make_step):
    common = make_common("Charte", **full(site, usages, MANY))
    for number in range(MANY):
        use(common, f"Café {number}", relation=("uses", "produces")[number % 2])
    make_step(make_method(), "Étape", commons=[common])
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
    index.refresh([CommonPage.objects.get(pk=common.pk)])
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
    assert '"es-radar"' not in html, "two scores make no picture"
    assert "es-health--listed" in html


def test_radar_leaves_out_what_nobody_assessed(client, make_common):
    scores = {
        "governance_state": "done",
        "legal_state": "started",
        "finance_state": "wished",
        "sharing_state": "not_wanted",
    }
    common = make_common("Charte", **scores)
    html = get(client, common.url).content.decode()
    assert html.count("es-radar__point") == html.count("es-radar__label") == html.count('"es-radar__axis"') == 3
    assert html.count("es-health__state--absent") == 3, "the list names them"
    assert "es-health--listed" not in html


# Search


def test_evidence_of_its_ingredients_is_found(make_common, find):
    make_common("Charte", governance_state="done", governance_evidence="Une assemblée par trimestre")
    assert find("trimestres") == ["Charte"]


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


# Used by


def users(client, common):
    return {
        group["relation"]: [user.title for user in group["pages"]]
        for group in get(client, common.url).context["common"].used_by
    }


def test_used_by_sheets_and_steps(client, make_common, use, make_method, make_step):
    common = make_common("Charte")
    assert users(client, common) == {}
    use(common, "Café B")
    use(common, "Café A")
    use(common, "Atelier", relation="produces")
    use(make_common("Autre"), "Sans rapport")
    step = make_step(make_method(), "Réunir", commons=[common])
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


def test_radar_has_an_axis_for_each_score_and_for_nothing_else():
    labels = [ingredient.label for ingredient in Ingredient]
    whole = drawing.radar([(label, 2, "") for label in labels], 4)
    assert whole.count("M0 0L") == 6, "the axes"
    assert whole.count('"es-radar__area"') == 1
    less = drawing.radar([(label, None if index == 2 else 4, "not_wanted") for index, label in enumerate(labels)], 4)
    assert less == drawing.radar([(label, 4) for index, label in enumerate(labels) if index != 2], 4)
    assert less.count("M0 0L") == 5, "nothing begins at the centre, as a score of nought would"
    assert drawing.radar([(label, None if index > 1 else 3) for index, label in enumerate(labels)], 4) == ""
    nought = drawing.radar([(label, 0) for label in labels], 4)
    assert nought.count("es-radar__point") == 6


def test_radar_mirrors_cuts_off_and_escapes():
    axes = [("<b>", 9, ""), ("b", -1, ""), ("c", 1, "unheard of"), ("d", 2, "")]
    svg = drawing.radar(axes, 4)
    assert "&lt;b&gt;" in svg
    assert 'cx="0.0" cy="-100.0"' in svg
    assert svg != drawing.radar(axes, 4, mirrored=True)
    assert drawing.radar(axes[:2], 4) == ""
