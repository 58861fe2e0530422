"""Methods and their steps: what visitors see in each mode, what it costs, and in which language."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from essaimage_wagtail.pages.models import CommonPage, MethodPage, MethodStepPage

from .pages import step
from .site import image
from .translating import translate
from .visits import MANY, MOST_QUERIES, queries


def visit(client, url, name):
    response = client.get(url)
    assert response.status_code == 200
    return response.context[name], response.content.decode()


def step_titles(view):
    return [(step.number, step.title) for step in view.steps]


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
        # The links to other languages, in header and footer, repeat what is asked; nothing else does.
        assert "fly" not in html.partition("</header>")[2].partition("<footer")[0]


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


def test_queries_do_not_grow(client, site, make_method, make_step, make_common, frame):
    cache.clear()
    page = make_method(
        body=[("text", {"text": "<p>Esprit</p>"}), ("picture", {"image": image("Introduction")})],
        cover=image("Couverture"),
        themes=[term["fr"] for term in site.themes.values()],
        sources=[("source", {"title": "A book"})],
    )
    for number in range(MANY):
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


def test_the_other_language_is_read_in_the_same_mode(client, method):
    english = translate(method, "en")
    english.save_revision().publish()
    view = client.get(f"{method.url}?mode=redo&q=lire&page=2").context["essaimage"]
    assert [other.url for other in view.languages if other.code == "en"] == [f"{english.url}?mode=redo&q=lire"]


def test_no_inline_script_nor_style(client, method):
    for url in (method.url, f"{method.url}?view=whole", step(method, "Lire").url):
        html = client.get(url).content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=", html)
        assert not re.search(r"<script(?![^>]*\ssrc=|[^>]*ld\+json)[^>]*>\s*\S", html)
