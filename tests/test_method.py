"""Methods and their steps: what visitors see in each mode, what it costs, what is kept in the browser."""

import json
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from essaimage_wagtail.models import ProjectFrame
from essaimage_wagtail.pages.models import CommonPage, MethodPage, MethodStepPage

from .site import image

MOST_QUERIES = 15


@pytest.fixture
def frame(site):
    """A frame in French and English, a row for each: ``frame["fr"]``."""
    rows, key = {}, {}
    for code, name, question in (("fr", "Trame", "Qui décide ?"), ("en", "Frame", "Who decides?")):
        body = [("governance", {"text": f"<p>{question}</p>"}), ("context", {"text": "<p>Not asked here</p>"})]
        rows[code] = ProjectFrame.objects.create(name=name, body=body, locale=site.locales[code], **key)
        key = {"translation_key": rows[code].translation_key}
    return rows


@pytest.fixture
def method(make_method, make_step):
    """Three steps: one for everybody, one for who redoes, one for who scales up."""
    page = make_method()
    make_step(page, "Lire", checklist=["Lire la fiche", "En parler"])
    make_step(page, "Adapter", for_inspire=False, for_scale_up=False, checklist=["Comparer"])
    make_step(page, "Partager", for_inspire=False, for_redo=False)
    return page


def visit(client, url, name):
    response = client.get(url)
    assert response.status_code == 200
    return response.context[name], response.content.decode()


def step_titles(view):
    return [(step.number, step.title) for step in view.steps]


def step(method, title):
    return MethodStepPage.objects.child_of(method).get(title=title)


# Modes and numbers


def test_every_mode_has_its_steps_and_its_numbers(client, method):
    everything = [(1, "Lire"), (2, "Adapter"), (3, "Partager")]
    for mode, expected in (
        ("", everything),
        ("inspire", [(1, "Lire")]),
        ("redo", [(1, "Lire"), (2, "Adapter")]),
        ("scale_up", [(1, "Lire"), (2, "Partager")]),
        ("fly", everything),
    ):
        view, html = visit(client, f"{method.url}?mode={mode}", "method")
        assert step_titles(view) == expected
        assert [choice.value for choice in view.choices if choice.current] == [mode if mode != "fly" else ""]
        assert "fly" not in html


def test_the_address_carries_the_mode(client, method):
    view, html = visit(client, f"{method.url}?mode=scale_up", "method")
    assert all(f'href="{step.url}"' in html for step in view.steps)
    first, html = visit(client, view.steps[0].url, "step")
    assert (first.number, first.total) == (1, 2)
    last, html = visit(client, first.next.url, "step")
    assert (last.title, last.number, last.next) == ("Partager", 2, None)
    assert (last.previous.title, last.previous.url) == ("Lire", f"{step(method, 'Lire').url}?mode=scale_up")
    assert last.method["url"] == f"{method.url}?mode=scale_up"


def test_step_outside_the_mode_says_so_and_leads_on(client, method):
    adapt = step(method, "Adapter")
    view, html = visit(client, f"{adapt.url}?mode=scale_up", "step")
    assert (view.number, view.previous.title, view.next.title) == (None, "Lire", "Partager")
    assert f'href="{adapt.url}"' in html
    assert "es-notice" in html
    assert "es-notice" not in visit(client, adapt.url, "step")[1]


def test_mode_without_a_step_is_not_offered(client, make_method, make_step):
    page = make_method()
    make_step(page, "Lire", for_scale_up=False)
    view, html = visit(client, page.url, "method")
    assert [choice.value for choice in view.choices] == ["", "inspire", "redo"]


def test_whole_method_says_all_of_its_steps(client, make_method, make_step, make_common, frame):
    page = make_method(body=[("text", {"title": "Esprit", "text": "<p>Modestie</p>"})])
    for number in (1, 2):
        make_step(
            page,
            f"Étape {number}",
            instructions=[("text", {"text": f"<p>Faire {number}</p>"})],
            participants=f"<p>Groupe {number}</p>",
            tips=f"<p>Astuce {number}</p>",
            warnings=f"<p>Alerte {number}</p>",
            checklist=[f"Cocher {number}"],
            commons=[make_common(f"Commun {number}")],
            frame=frame["fr"],
            frame_section="governance",
            for_inspire=number == 1,
        )
    _view, html = visit(client, f"{page.url}?view=whole", "method")
    for words in ("Faire", "Groupe", "Astuce", "Alerte", "Cocher", "Commun"):
        assert f"{words} 1" in html
        assert f"{words} 2" in html
    assert html.count("Qui décide ?") == 2
    assert "Not asked here" not in html
    assert "Modestie" in html
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    _view, html = visit(client, f"{page.url}?view=whole&mode=inspire", "method")
    assert "Faire 1" in html
    assert "Faire 2" not in html
    _view, html = visit(client, page.url, "method")
    assert "Faire 1" not in html


# What a step shows


def test_frame_is_asked_in_the_language_of_the_page(client, site, make_method, make_step, frame):
    english = make_method("Swarm", language="en")
    shown = make_step(english, "Decide", frame=frame["fr"], frame_section="governance")
    view, html = visit(client, shown.url, "step")
    assert (view.frame.name, view.frame.label, view.frame.language) == ("Frame", "Governance", None)
    assert "Who decides?" in html
    assert "Qui décide" not in html
    german = make_step(make_method("Säen", language="de"), "Entscheiden", frame=frame["en"], frame_section="governance")
    view, html = visit(client, german.url, "step")
    assert view.frame.language.code == "fr"
    assert re.search(r'<div class="es-fill__words" lang="fr" dir="ltr">.*Qui décide', html, re.S)


@pytest.mark.parametrize("section", ["", "budget", "no_such_block"])
def test_frame_without_the_section_shows_its_name_alone(client, make_method, make_step, frame, section):
    shown = make_step(make_method(), "Décider", frame=frame["fr"], frame_section=section)
    view, html = visit(client, shown.url, "step")
    assert view.frame.blocks == []
    assert "Trame" in html
    assert "es-fill__words" not in html


def test_commons_are_shown_in_the_best_language(client, site, make_method, make_step, make_common):
    here = make_common("Charte")
    make_common("Charter", language="en", translation_key=here.translation_key)
    there = make_common("Vertrag", language="de")
    secret = make_common("Secret")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    draft = make_common("Brouillon", publish=False)
    gone = make_common("Passé")
    CommonPage.objects.filter(pk=gone.pk).update(expire_at=timezone.now() - timedelta(days=1))
    shown = make_step(make_method(), "Emprunter", commons=[there, here, secret, draft, gone])
    view, html = visit(client, shown.url, "step")
    assert [(common.title, common.language and common.language.code) for common in view.commons] == [
        ("Vertrag", "de"),
        ("Charte", None),
    ]
    assert 'lang="de"' in html
    for words in ("Secret", "Brouillon", "Passé"):
        assert words not in html


def test_half_filled_pages_render(client, make_method, make_step):
    page = make_method(body=[("text", {}), ("picture", {}), ("vigilance", {"points": [{}]})], licence="")
    empty = make_step(
        page,
        "Vide",
        participants="<p></p>",
        tips="<p> </p>",
        instructions=[("text", {}), ("picture", {"caption": "No picture"}), ("vigilance", {})],
        checklist=["", "  "],
    )
    MethodPage.objects.update(pitch="")
    MethodStepPage.objects.update(purpose="")
    for url in (page.url, f"{page.url}?view=whole", empty.url):
        html = client.get(url).content.decode()
        assert not re.search(r"<(h\d|dd|dt|li|p)\b[^>]*>\s*</\1>", html.split("<main")[1].split("</main>")[0])
        assert 'type="checkbox"' not in html
        assert 'id="section-' not in html


def test_drafts_of_a_method_and_of_a_step_are_seen_in_the_admin(client, admin_client, make_method, make_step):
    page = make_method(publish=False)
    shown = make_step(page, "Visible")
    draft = make_step(page, "Brouillon", publish=False, checklist=["Un point"])
    for preview, words in ((page, "Visible"), (draft, "Un point")):
        response = preview.make_preview_request(original_request=RequestFactory().get("/"))
        html = response.render().content.decode()
        assert response.status_code == 200
        assert words in html
    # Its number is the one that it will have; the published step before it says nothing of a draft.
    assert response.context_data["step"].number == 2
    assert response.context_data["step"].previous.title == shown.title
    assert response.context_data["step"].method is None


# What nobody is to see


def test_steps_that_nobody_may_see_are_hidden_and_not_counted(client, method, make_step):
    secret, past = step(method, "Adapter"), step(method, "Partager")
    PageViewRestriction.objects.create(page=secret, restriction_type="password", password="x")
    MethodStepPage.objects.filter(pk=past.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    make_step(method, "Brouillon", publish=False)
    make_step(method, "Finir")
    for url in (method.url, f"{method.url}?view=whole"):
        view, html = visit(client, url, "method")
        assert step_titles(view) == [(1, "Lire"), (2, "Finir")]
        assert not re.search("Adapter|Partager|Brouillon", html)
    view, html = visit(client, step(method, "Lire").url, "step")
    assert (view.next.title, view.total) == ("Finir", 2)
    assert not re.search("Adapter|Partager|Brouillon", html)


def test_restricted_step_shows_to_who_may_read_it(client, method, django_user_model):
    secret = step(method, "Adapter")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    assert client.get(secret.url).status_code == 302
    client.force_login(django_user_model.objects.create_user("someone", password="x"))
    view, _html = visit(client, secret.url, "step")
    assert (view.number, view.previous.title) == (2, "Lire")


def test_restricted_method_shows_its_steps_to_who_may_read_it(client, method, django_user_model):
    PageViewRestriction.objects.create(page=method, restriction_type="login")
    assert client.get(method.url).status_code == 302
    client.force_login(django_user_model.objects.create_user("someone", password="x"))
    assert len(visit(client, method.url, "method")[0].steps) == 3


def test_alias_shares_ticks_and_points_at_its_original(client, site, method):
    alias = method.create_alias(recursive=True, parent=site.home["fr"], update_slug="copie")
    view, _html = visit(client, alias.url, "method")
    original, _html = visit(client, method.url, "method")
    assert view.key == original.key
    assert [item["id"] for item in view.steps[0].checklist] == [item["id"] for item in original.steps[0].checklist]
    assert view.page_context.canonical_url == method.full_url
    assert visit(client, view.steps[0].url, "step")[0].method["key"] == original.key


# Cost


def queries(client, url):
    """Statements of an anonymous visit, with the site's and the renditions' caches warm."""
    for _time in range(2):
        assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as context:
        client.get(url)
    return [query["sql"] for query in context.captured_queries]


@pytest.mark.parametrize("count", [5, 50])
def test_queries_do_not_grow(client, site, make_method, make_step, make_common, frame, count):
    cache.clear()
    page = make_method(
        body=[("text", {"text": "<p>Esprit</p>"}), ("picture", {"image": image("Introduction")})],
        cover=image("Couverture"),
        themes=[term["fr"] for term in site.themes.values()],
        sources=[("source", {"title": "A book"})],
    )
    for number in range(count):
        last = make_step(
            page,
            f"Étape {number}",
            instructions=[
                ("text", {"text": f"<p>Faire {number}</p>"}),
                ("picture", {"image": image(f"Image {number}"), "caption": f"Légende {number}"}),
                ("vigilance", {"points": [{"title": "Attention"}]}),
            ],
            checklist=["Un", "Deux"],
            commons=[make_common(f"Commun {number}")],
            frame=frame["en"],
            frame_section="governance",
        )
    translated = page.copy_for_translation(site.locales["en"])
    translated.save_revision().publish()
    for url in (f"{page.url}?mode=redo", f"{page.url}?view=whole&mode=redo", f"{last.url}?mode=redo"):
        statements = queries(client, url)
        assert len(statements) <= MOST_QUERIES, "\n".join([url, *statements])


# Languages


def translate(page, code):
    source, _created = TranslationSource.update_or_create_from_instance(page)
    locale = Locale.objects.get(language_code=code)
    target, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    for segment in source.stringsegment_set.select_related("string", "context"):
        data = segment.string.data if segment.context.path == "slug" else segment.string.data.upper()
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            defaults={"data": data, "translation_type": "manual"},
        )
    target.save_target(publish=True)
    return page.get_translation(locale)


def test_step_is_translated_by_itself_and_keeps_the_ids_of_its_items(
    client, method, make_step, make_common, frame, django_capture_on_commit_callbacks
):
    source = make_step(
        method,
        "Choisir",
        duration="deux soirées",
        instructions=[("text", {"title": "titre", "text": "<p>texte</p>"})],
        inputs="<p>carte</p>",
        checklist=["un", "deux"],
        commons=[make_common("Charte")],
        frame=frame["fr"],
        frame_section="governance",
        for_inspire=False,
    )
    with django_capture_on_commit_callbacks(execute=True):
        translate(method, "en")
    with django_capture_on_commit_callbacks(execute=True):
        target = translate(source, "en")
    target = MethodStepPage.objects.get(pk=target.pk)
    assert (target.title, target.duration, target.purpose) == ("CHOISIR", "DEUX SOIRÉES", source.purpose.upper())
    assert [item.value for item in target.checklist] == ["UN", "DEUX"]
    assert [item.id for item in target.checklist] == [item.id for item in source.checklist]
    assert target.instructions[0].value["title"] == "TITRE"
    assert (target.for_inspire, target.frame_section, target.frame) == (False, "governance", frame["fr"])
    french, french_html = visit(client, source.url, "step")
    english, english_html = visit(client, target.url, "step")
    assert english.method["key"] == french.method["key"]
    keys = r'data-essaimage-(?:method|item)="([^"]+)"'
    assert re.findall(keys, english_html) == re.findall(keys, french_html)
    assert len(re.findall(keys, french_html)) == 3
    assert english.frame.name == "Frame"
    assert [common.title for common in english.commons] == ["Charte"]


def test_steps_keep_their_order_in_whichever_order_they_are_translated(
    client, method, make_step, django_capture_on_commit_callbacks
):
    make_step(method, "Finir")
    with django_capture_on_commit_callbacks(execute=True):
        english = translate(method, "en")
    for title, expected in (
        ("Adapter", ["ADAPTER"]),
        ("Finir", ["ADAPTER", "FINIR"]),
        ("Lire", ["LIRE", "ADAPTER", "FINIR"]),
        ("Partager", ["LIRE", "ADAPTER", "PARTAGER", "FINIR"]),
        # A translation that exists stays where editors put it.
        ("Lire", ["LIRE", "ADAPTER", "PARTAGER", "FINIR"]),
    ):
        with django_capture_on_commit_callbacks(execute=True):
            translate(step(method, title), "en")
        view, _html = visit(client, english.url, "method")
        assert [shown.title for shown in view.steps] == expected
    assert Page.find_problems() == ([], [], [], [], [])


# Search


def test_methods_and_steps_are_found(method, make_step, find):
    make_step(method, "Compter", tips="<p>Prévoir une boussole</p>", checklist=["Prendre un parapluie"])
    assert find("essaimer") == ["Essaimer"]
    assert find("boussole") == ["Compter"]
    assert find("parapluie") == ["Compter"]
    assert find("partager")[0] == "Partager"


def test_search_counts_the_modes_of_steps(site, method):
    from essaimage_wagtail.search import SearchQuery, get_engine

    engine = get_engine()
    result = engine.search(SearchQuery(text="", language="fr", facets=("mode",)))
    assert result.facets["mode"] == {"inspire": 1, "redo": 2, "scale_up": 2}
    found = engine.search(SearchQuery(text="", language="fr", filters={"mode": ["redo"]})).hits
    assert {hit.title for hit in found} == {"Lire", "Adapter"}


# The admin


def test_step_that_is_for_no_mode_is_pointed_out(method, make_step, frame):
    modes = {"for_inspire": False, "for_redo": False, "for_scale_up": False}
    assert len(make_step(method, "Personne", **modes).get_warnings()) == 1
    assert step(method, "Lire").get_warnings() == []
    assert len(make_step(method, "Sans trame", frame_section="budget").get_warnings()) == 1
    assert len(make_step(method, "Absente", frame=frame["fr"], frame_section="budget").get_warnings()) == 1
    assert make_step(method, "Là", frame=frame["fr"], frame_section="governance").get_warnings() == []


def test_sections_of_the_frame_are_chosen_by_their_labels(site):
    form_class = MethodStepPage.get_edit_handler().get_form_class()
    with translation.override("en"):
        html = str(form_class(instance=MethodStepPage(frame_section="governance"))["frame_section"])
        assert '<option value="governance" selected>Governance</option>' in html
        assert '<option value="budget">' in html
        # What a site does not have any more stays, until someone chooses.
        html = str(form_class(instance=MethodStepPage(frame_section="gone"))["frame_section"])
        assert '<option value="gone" selected>gone</option>' in html


def step_form(**values):
    data = {
        "title": "Décider",
        "slug": "decider",
        "purpose": "",
        "instructions": streamfield([]),
        "duration": "",
        "checklist": streamfield([]),
        "frame": "",
        "frame_section": "",
        "common_links": inline_formset([]),
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
        **{name: rich_text("") for name in ("participants", "inputs", "deliverable", "tips", "warnings")},
        **values,
    }
    return nested_form_data(data)


def test_almost_empty_draft_of_a_step_saves_and_is_pointed_out(admin_client, method):
    url = reverse("wagtailadmin_pages:add", args=["essaimage_pages", "methodsteppage", method.pk])
    response = admin_client.post(url, step_form(), follow=True)
    saved = step(method, "Décider")
    assert (saved.live, saved.purpose) == (False, "")
    assert any(saved.get_warnings()[0] in str(message) for message in response.context["messages"])


def test_step_keeps_what_is_typed_in_its_form(admin_client, method, frame):
    values = {
        "purpose": "Savoir qui décide",
        "for_redo": "on",
        "checklist": streamfield([("item", "Élire"), ("item", "")]),
        "tips": rich_text("<p>En chantant</p>"),
        "frame": frame["fr"].pk,
        "frame_section": "governance",
    }
    url = reverse("wagtailadmin_pages:add", args=["essaimage_pages", "methodsteppage", method.pk])
    admin_client.post(url, {**step_form(**values), "action-publish": "action-publish"}, follow=True)
    saved = step(method, "Décider")
    assert saved.live
    assert (saved.for_inspire, saved.for_redo, saved.frame_section) == (False, True, "governance")
    assert [(item.value, bool(item.id)) for item in saved.checklist] == [("Élire", True), ("", True)]


def test_the_other_language_is_read_in_the_same_mode(client, method):
    english = translate(method, "en")
    english.save_revision().publish()
    view = client.get(f"{method.url}?mode=redo&q=lire&page=2").context["essaimage"]
    assert [other.url for other in view.languages if other.code == "en"] == [f"{english.url}?mode=redo&q=lire"]


def test_no_inline_script_nor_style(client, method):
    for url in (method.url, f"{method.url}?view=whole", step(method, "Lire").url):
        html = client.get(url).content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=", html)
        assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>\s*\S", html)


# In a browser


@pytest.fixture
def opened(live_server, method, page):
    """A phone on the method's page, in a mode; what a visitor would see fail makes the test fail."""
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}{method.url}?mode=redo")
    yield page
    assert problems == []


def ticked(page):
    return [box.is_checked() for box in page.locator("[data-essaimage-item]").all()]


@pytest.mark.browser
def test_ticks_are_kept_from_page_to_page_and_from_language_to_language(
    opened, live_server, method, django_capture_on_commit_callbacks
):
    opened.locator("details summary").first.click()
    opened.get_by_label("Lire la fiche").check()
    status = opened.get_by_role("status")
    assert re.search(r"\b1\D+3", status.inner_text())
    opened.reload()
    assert ticked(opened) == [True, False, False]

    opened.get_by_role("link", name="Lire", exact=True).click()
    opened.wait_for_url("**/lire/?mode=redo")
    assert ticked(opened) == [True, False]
    # With the keyboard alone.
    opened.get_by_label("En parler").focus()
    opened.keyboard.press("Space")
    assert re.search(r"\b2\D+2", opened.get_by_role("status").inner_text())
    opened.get_by_role("link", name="Adapter").click()
    opened.wait_for_url("**/adapter/?mode=redo")
    assert ticked(opened) == [False]

    english = translate(method, "en")
    translate(step(method, "Lire"), "en")
    opened.goto(f"{live_server.url}{english.url}")
    assert ticked(opened) == [True, True]
    assert opened.locator("[data-essaimage-step][data-done]").count() == 1


@pytest.mark.browser
def test_the_checklist_is_saved_and_reset(opened):
    opened.locator("details summary").first.click()
    opened.get_by_label("En parler").check()
    with opened.expect_download() as download:
        opened.locator("[data-essaimage-do=text]").click()
    assert download.value.suggested_filename == "essaimer.txt"
    text = download.value.path().read_text(encoding="utf-8")
    assert text == "Essaimer\n\n1. Lire\n[ ] Lire la fiche\n[x] En parler\n\n2. Adapter\n[ ] Comparer\n"
    with opened.expect_download() as download:
        opened.locator("[data-essaimage-do=data]").click()
    saved = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert (saved["method"], saved["language"]) == ("Essaimer", "fr")
    assert [item["ticked"] for item in saved["steps"][0]["items"]] == [False, True]

    opened.once("dialog", lambda dialog: dialog.dismiss())
    opened.locator("[data-essaimage-do=reset]").click()
    assert ticked(opened) == [False, True, False]
    opened.once("dialog", lambda dialog: dialog.accept())
    opened.locator("[data-essaimage-do=reset]").click()
    assert ticked(opened) == [False, False, False]
    opened.reload()
    assert ticked(opened) == [False, False, False]


@pytest.mark.browser
def test_two_tabs_agree(opened):
    other = opened.context.new_page()
    other.goto(opened.url)
    other.locator("details summary").first.click()
    other.get_by_label("Lire la fiche").check()
    opened.wait_for_function("document.querySelector('[data-essaimage-item]').checked")
    opened.locator("details summary").first.click()
    opened.get_by_label("En parler").check()
    other.reload()
    assert ticked(other) == [True, True, False]


@pytest.mark.browser
@pytest.mark.parametrize("kept", ["{", "null", "7", '"text"', '{"a": 1}', "[1, null]"])
def test_what_others_left_in_the_storage_does_no_harm(opened, method, kept):
    opened.evaluate(
        "([key, value]) => localStorage.setItem(key, value)", [f"essaimage-checklist:{method.translation_key}", kept]
    )
    opened.reload()
    opened.locator("details summary").first.click()
    opened.get_by_label("Lire la fiche").check()
    opened.reload()
    assert ticked(opened) == [True, False, False]


@pytest.mark.browser
@pytest.mark.parametrize("storage", ["no JavaScript", "no storage"])
def test_boxes_work_where_nothing_is_kept(live_server, method, browser, storage):
    context = browser.new_context(java_script_enabled=storage != "no JavaScript")
    if storage == "no storage":
        context.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } })"
        )
    tab = context.new_page()
    tab.goto(f"{live_server.url}{step(method, 'Lire').url}")
    tab.get_by_label("Lire la fiche").check()
    assert tab.locator("[data-essaimage-unkept]").is_visible()
    assert tab.locator("[data-essaimage-progress]").is_hidden()
    context.close()


@pytest.mark.browser
def test_printed_method_shows_its_closed_checklists_and_no_tools(opened):
    item = opened.get_by_text("Lire la fiche")
    assert item.is_hidden()
    opened.emulate_media(media="print")
    assert item.bounding_box()["height"] > 0
    for gone in ("[data-essaimage-tools]", ".es-modes", "[role=status]"):
        assert opened.locator(gone).is_hidden()
