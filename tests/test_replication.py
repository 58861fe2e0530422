"""Replications: what is refused, what editors meet, what a sheet shows of them, and how one is started."""

import json
import uuid

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.models import GroupPagePermission, Page, PageViewRestriction, Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from essaimage_wagtail.models import Contact, ProjectFrame, Replication, ReplicationText
from essaimage_wagtail.pages.models import CommonPage, DirectoryPage, MethodPage, MethodStepPage, SheetCommon, SheetPage
from essaimage_wagtail.replications.graph import Lineage

pytestmark = pytest.mark.django_db
MOST_QUERIES_OF_A_SHEET = 20


@pytest.fixture
def link():
    """``link(origin, adapted, texts={"fr": {...}}, **fields)``: a replication; ``adapted`` may be ``None``."""

    def make(origin, adapted=None, texts=(), **fields):
        from wagtail.models import Locale

        row = Replication.objects.create(
            origin_key=origin.translation_key, adapted_key=adapted and adapted.translation_key, **fields
        )
        for code, words in dict(texts).items():
            locale = Locale.objects.get(language_code=code)
            ReplicationText.objects.create(replication=row, locale=locale, **words)
        return row

    return make


def view_of(client, sheet, **params):
    response = client.get(sheet.url, params)
    assert response.status_code == 200
    return response.context["sheet"], response.content.decode()


# The graph


def test_walks_visit_each_sheet_once_whatever_the_circles():
    graph = Lineage([(1, "a", "b"), (2, "b", "c"), (3, "c", "a"), (4, "a", None), (5, "x", "c"), (6, "b", "b")])
    assert {edge.pk for edge in graph.below("a")} == {1, 2, 3, 4, 6}
    assert [edge.pk for edge in graph.above("c")][:2] == [2, 5]
    assert graph.way("a", "c") == ["a", "b", "c"]
    assert graph.way("c", "x") == []
    assert graph.way("a", "a") == ["a"]


# What is refused


def test_nothing_comes_from_itself(make_sheet):
    key = make_sheet("Lavoir").translation_key
    with pytest.raises(ValidationError) as raised:
        Replication(origin_key=key, adapted_key=key).full_clean()
    assert set(raised.value.error_dict) == {"adapted_key"}


def test_circle_is_refused_and_its_sheets_are_named(make_sheet, link):
    one, two, three = (make_sheet(title) for title in ("Un", "Deux", "Trois"))
    link(one, two)
    last = link(two, three)
    with (
        translation.override("en"),
        CaptureQueriesContext(connection) as context,
        pytest.raises(ValidationError) as raised,
    ):
        Replication(origin_key=three.translation_key, adapted_key=one.translation_key).clean()
    assert "“Un” → “Deux” → “Trois”" in raised.value.messages[0]
    assert len(context.captured_queries) == 2
    last.full_clean()
    Replication(origin_key=one.translation_key, adapted_key=three.translation_key).full_clean()


def test_circle_that_is_there_already_hangs_nothing(client, make_sheet, link):
    one, two, other = (make_sheet(title) for title in ("Un", "Deux", "Autre"))
    link(one, two)
    link(two, one)
    Replication(origin_key=two.translation_key, adapted_key=other.translation_key).full_clean()
    with pytest.raises(ValidationError):
        Replication(origin_key=one.translation_key, adapted_key=two.translation_key).full_clean()
    view, html = view_of(client, one)
    assert [branch.title for branch in view.origins] == [branch.title for branch in view.taken_up] == ["Deux"]


# The admin


@pytest.fixture
def editor(admin_client, site):
    return admin_client


def form(origin=None, adapted=None, **values):
    return nested_form_data(
        {
            "origin_key": origin.pk if origin else "",
            "adapted_key": adapted.pk if adapted else "",
            "name": "",
            "territory": "",
            "url": "",
            "mode": "redo",
            "kind": "",
            "year": "",
            "state": "active",
            "declared_by": "",
            "sources": streamfield([]),
            "texts": inline_formset([]),
            **values,
        }
    )


def url_of(name, *args):
    return reverse(Replication.snippet_viewset.get_url_name(name), args=args)


def test_half_filled_replication_is_saved_and_pointed_out(editor, make_sheet, settings):
    sheet = make_sheet("Lavoir")
    response = editor.post(url_of("add"), form(sheet), follow=True)
    row = Replication.objects.get()
    assert (row.origin_key, row.adapted_key) == (sheet.translation_key, None)
    assert [message.level_tag for message in response.context["messages"]] == ["success", "warning"]
    assert not Replication(name="Là", territory_id=1).get_warnings()


def test_texts_are_saved_one_a_language(editor, site, make_sheet):
    texts = [
        {"locale": site.locales[code].pk, "kept": rich_text(f"<p>{code}</p>"), "changed": "null", "learnt": "null"}
        for code in ("fr", "en")
    ]
    editor.post(url_of("add"), form(make_sheet("Lavoir"), make_sheet("Autre"), texts=inline_formset(texts)))
    row = Replication.objects.get()
    assert sorted(text.kept.count("en") for text in row.texts.all()) == [0, 1]
    texts[1]["locale"] = texts[0]["locale"]
    response = editor.post(url_of("add"), form(make_sheet("Ici"), make_sheet("Là"), texts=inline_formset(texts)))
    assert response.status_code == 200
    assert Replication.objects.count() == 1


def test_form_refuses_a_circle_beside_the_field_and_keeps_the_rest(editor, make_sheet, link):
    one, two = make_sheet("Un"), make_sheet("Deux")
    link(one, two)
    response = editor.post(url_of("add"), form(two, one, name="Retour"))
    assert set(response.context["form"].errors) == {"adapted_key"}
    assert "Retour" in response.content.decode()
    assert Replication.objects.count() == 1


def test_list_says_titles_and_filters(editor, site, make_sheet, link):
    one, two = make_sheet("Lavoir"), make_sheet("Buanderie")
    link(one, two, mode="inspire", territory=site.territory.lille)
    link(one, name="Laverie", territory=site.territory.france, state="planned")
    link(two)

    def listed(**params):
        return {row.adapted_title for row in editor.get(url_of("list"), params).context["object_list"]}

    html = editor.get(url_of("list")).content.decode()
    assert "Lavoir" in html
    assert "Buanderie" in html
    assert listed(mode="inspire") == {"Buanderie"}
    assert listed(state="planned") == {"Laverie"}
    assert listed(territory=site.territory.nord.pk) == {"Buanderie"}
    assert listed(territory=site.territory.france.pk) == {"Buanderie", "Laverie"}
    assert listed(q="laver") == {"Laverie"}
    assert listed(q="lavoir") == {"Buanderie", "Laverie"}


@pytest.mark.parametrize("count", [1, 20])
def test_list_costs_the_same(editor, make_sheet, link, count):
    one, two = make_sheet("Lavoir"), make_sheet("Autre")
    for _number in range(count):
        link(one, two)
    editor.get(url_of("list"))
    with CaptureQueriesContext(connection) as context:
        editor.get(url_of("list"))
    assert len(context.captured_queries) <= 18, len(context.captured_queries)


def test_sheet_lists_its_replications_and_offers_others(editor, client, make_sheet, link):
    one, two = make_sheet("Lavoir"), make_sheet("Buanderie")
    row = link(one, two)
    for sheet, other in ((one, "Buanderie"), (two, "Lavoir")):
        html = editor.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).content.decode()
        assert f'href="{url_of("edit", row.pk)}">{other}</a>' in html
        assert f"{url_of('add')}?origin={sheet.translation_key}" in html
    for end in ("origin", "adapted"):
        response = editor.get(f"{url_of('add')}?{end}={one.translation_key}")
        assert response.context["form"].initial[f"{end}_key"] == one.translation_key
        assert "Lavoir" in response.content.decode()
    assert editor.get(f"{url_of('add')}?origin=nonsense").status_code == 200


@pytest.fixture
def writer(client, django_user_model, site):
    """``writer("fr")``: someone who may add and edit pages below the home pages in these languages, logged in."""

    def log_in(*languages):
        group = Group.objects.create(name="Writers")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        for codename in ("add_page", "change_page"):
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
            for code in languages:
                GroupPagePermission.objects.create(group=group, page=site.home[code], permission=permission)
        user = django_user_model.objects.create_user("writer", password="writer")
        user.groups.add(group)
        client.force_login(user)
        return user

    return log_in


# At both ends


def test_both_ends_say_so(client, site, make_sheet, link):
    origin, adapted = make_sheet("Lavoir"), make_sheet("Buanderie")
    words = {"kept": "<p>Le savon</p>", "changed": "<p>L’eau</p>", "learnt": "<p>Le froid</p>"}
    link(origin, adapted, {"fr": words}, mode="inspire", year=2014, territory=site.territory.lille)
    link(origin, name="Laverie", url="https://laverie.example/", state="planned")
    view, html = view_of(client, origin)
    assert [branch.title for branch in view.taken_up] == ["Buanderie", "Laverie"]
    assert view.taken_up_count == 2
    assert f'href="{adapted.url}"' in html
    assert f'href="{origin.url}?view=lineage"' in html
    assert "https://laverie.example/" in html
    assert "Le savon" not in html
    view, html = view_of(client, adapted)
    assert [branch.title for branch in view.origins] == ["Lavoir"]
    for word in ("Le savon", "L’eau", "Le froid", f'href="{origin.url}"'):
        assert word in html


def test_sheet_without_replications_has_no_empty_section(client, make_sheet):
    view, html = view_of(client, make_sheet("Lavoir"))
    assert (view.origins, view.taken_up) == ([], [])
    assert 'id="origins"' not in html
    assert "view=lineage" not in html
    assert "view=replicate" in html


def test_words_in_the_readers_language_else_marked(client, site, make_sheet, link):
    origin, adapted = make_sheet("Lavoir"), make_sheet("Wash house", language="en")
    english = {"kept": "<p>Soap</p>"}
    row = link(origin, adapted, {"fr": {"kept": "<p></p>"}, "ar": {"kept": "<p>صابون</p>"}, "en": english})
    french = adapted.copy_for_translation(site.locales["fr"])
    french.save_revision().publish()
    view, html = view_of(client, adapted)
    assert (view.origins[0].words.kept, view.origins[0].words.language) == ("<p>Soap</p>", None)
    view, html = view_of(client, french)
    assert view.origins[0].words.language.code == "en"
    assert 'lang="en" dir="ltr"' in html
    row.texts.filter(locale=site.locales["en"]).delete()
    assert 'lang="ar" dir="rtl"' in view_of(client, french)[1]
    row.texts.all().delete()
    assert view_of(client, french)[0].origins[0].words is None


def test_link_in_the_readers_language(client, site, make_sheet, link):
    origin, adapted = make_sheet("Lavoir"), make_sheet("Buanderie")
    translated = origin.copy_for_translation(site.locales["en"])
    translated.title = "Wash house"
    translated.save_revision().publish()
    link(origin, adapted)
    english = SheetPage.objects.get(pk=translated.pk)
    (branch,) = view_of(client, english)[0].taken_up
    assert (branch.title, branch.language.code) == ("Buanderie", "fr")
    assert view_of(client, adapted)[0].origins[0].title == "Lavoir"


@pytest.mark.parametrize("how", ["draft", "private", "private section", "deleted"])
def test_nothing_of_a_hidden_sheet_is_shown(client, site, make_sheet, link, how):
    shown = make_sheet("Lavoir")
    section = site.home["fr"].add_child(instance=Page(title="Coulisses", slug="coulisses", locale=site.locales["fr"]))
    hidden = make_sheet("Secret", publish=how != "draft", parent=section if how == "private section" else None)
    link(shown, hidden, name="Laverie", territory=site.territory.lille)
    link(hidden, shown)
    if how.startswith("private"):
        page = section if how == "private section" else hidden
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    if how == "deleted":
        hidden.delete()
    for params in ({}, {"view": "lineage"}):
        html = client.get(shown.url, params).content.decode()
        assert "Secret" not in html
        assert "secret" not in html
        assert "Laverie" not in html
        assert "Lille" not in html


def test_who_declared_it_is_shown_with_consent_only(client, make_sheet, link):
    origin, adapted = make_sheet("Lavoir"), make_sheet("Buanderie")
    person = Contact.objects.create(name="Zénobie Quatrefages")
    link(origin, adapted, {"fr": {"kept": "<p>Tout</p>"}}, declared_by=person)
    for consent in (False, True):
        person.consent = consent
        person.save()
        for params in ({}, {"view": "lineage"}):
            assert ("Quatrefages" in client.get(adapted.url, params).content.decode()) is consent
        assert "Quatrefages" not in client.get(origin.url).content.decode()
        assert ("Quatrefages" in client.get(origin.url, {"view": "lineage"}).content.decode()) is consent


@pytest.mark.parametrize("count", [5, 50])
def test_queries_of_a_sheet_do_not_grow(client, site, make_sheet, link, count):
    sheet = make_sheet("Lavoir", territory=site.territory.lille)
    texts = {code: {"kept": "<p>Tout</p>"} for code in ("fr", "en", "es")}
    for number in range(count):
        link(sheet, make_sheet(f"Aval {number}"), texts, year=2000 + number)
        link(make_sheet(f"Amont {number}"), sheet, texts)
    for _warm in range(2):
        client.get(sheet.url)
    with CaptureQueriesContext(connection) as context:
        view, html = view_of(client, sheet)
    assert len(view.origins) == view.taken_up_count == count
    assert len(context.captured_queries) <= MOST_QUERIES_OF_A_SHEET


# How to take it up


def test_visitors_read_what_to_do(client, site, make_sheet):
    person = Contact.objects.create(name="Ada", email="ada@example.org", consent=True)
    silent = Contact.objects.create(name="Zénobie")
    method = site.home["fr"].add_child(instance=MethodPage(title="Méthode", pitch="P", locale=site.locales["fr"]))
    sheet = make_sheet("Lavoir", contacts=[person, silent])
    response = client.get(sheet.url, {"view": "replicate"})
    html = response.content.decode()
    admin_url = reverse("essaimage_replicate", args=[sheet.pk])
    assert f'href="{admin_url}"' in html
    assert "<form" not in html
    assert 'name="robots" content="noindex"' in html
    assert "ada@example.org" in html
    assert "Zénobie" not in html
    assert f"{method.url}?mode=redo" in html
    answer = client.get(admin_url)
    assert answer.status_code == 302
    assert reverse("wagtailadmin_login") in answer.url


def test_writers_are_led_to_the_form(client, writer, make_sheet):
    writer("fr")
    sheet = make_sheet("Lavoir", contacts=[Contact.objects.create(name="Ada", consent=True)])
    response = client.get(sheet.url, {"view": "replicate"})
    assert response.context["replicate"].may_write
    assert "Ada" not in response.content.decode()


# Starting one


@pytest.fixture
def frames(site):
    """Two frames in French, the second one with an English version too: ``frames["other"]["en"]``."""
    results = ("results", {"indicators": [{"name": "Combien ?"}, {"name": "Qui ?"}]})
    rows = {
        "first": {
            "fr": ProjectFrame(name="Trame", locale=site.locales["fr"], body=[("context", {"text": "<p>A</p>"})])
        },
        "other": {"fr": ProjectFrame(name="Autre", locale=site.locales["fr"], body=[results])},
    }
    rows["first"]["fr"].save()
    rows["other"]["fr"].save()
    rows["other"]["en"] = ProjectFrame.objects.create(
        name="Other",
        locale=site.locales["en"],
        translation_key=rows["other"]["fr"].translation_key,
        body=[("need", {"text": "<p>Why?</p>"})],
    )
    return rows


def start(client, sheet, territory, language="fr", token=None, **values):
    data = {"territory": territory.pk, "language": language, "mode": "redo", "kind": "", "token": token or uuid.uuid4()}
    return client.post(reverse("essaimage_replicate", args=[sheet.pk]), {**data, **values}, follow=True)


def ids_in(stored):
    if isinstance(stored, list):
        return {found for item in stored for found in ids_in(item)}
    if isinstance(stored, dict):
        return (
            {stored["id"]} - {None} | ids_in(stored["value"])
            if "id" in stored and "value" in stored
            else {found for item in stored.values() for found in ids_in(item)}
        )
    return set()


def test_draft_has_what_can_be_taken_over_and_nothing_else(editor, admin_user, site, make_sheet, frames):
    method = site.home["fr"].add_child(instance=MethodPage(title="Méthode", pitch="P", locale=site.locales["fr"]))
    step = MethodStepPage(title="Lire", purpose="P", locale=site.locales["fr"], frame=frames["other"]["fr"])
    method.add_child(instance=step)
    common = site.home["fr"].add_child(instance=CommonPage(title="Charte", pitch="P", locale=site.locales["fr"]))
    person = Contact.objects.create(name="Zénobie Quatrefages", consent=True)
    origin = make_sheet(
        "Lavoir",
        themes=[site.themes["repair"]["fr"]],
        tags=["savon"],
        contacts=[person],
        body=[("context", {"text": "<p>Notre histoire</p>"})],
        method_key=method.translation_key,
        reviewed_by=admin_user,
        citation="Nous",
    )
    origin.common_links = [SheetCommon(common_key=common.translation_key, relation="produces")]
    origin.save_revision().publish()
    response = start(editor, origin, site.territory.lille, mode="scale_up", kind="flexible")
    row = Replication.objects.get()
    sheet = SheetPage.objects.get(translation_key=row.adapted_key)
    assert response.redirect_chain[-1][0] == reverse("wagtailadmin_pages:edit", args=[sheet.pk])
    (message,) = response.context["messages"]
    assert f"{method.url}?mode=scale_up" in str(message)
    assert f"{method.url}?mode=scale_up" in response.content.decode().split("</head>")[1].replace(str(message), "")
    draft = sheet.get_latest_revision_as_object()
    for version in (sheet, draft):
        assert version.title == "Lavoir – Lille"
        assert not version.live
        assert (version.territory, version.status, version.method_key) == (
            site.territory.lille,
            "idea",
            method.translation_key,
        )
        assert list(version.themes.all()) == [site.themes["repair"]["fr"]]
        links = [(link.common_key, link.relation) for link in version.common_links.all()]
        assert links == [(common.translation_key, "uses")]
        assert [block.block_type for block in version.body] == ["results"]
        assert version.body[0].value.is_blank
        assert list(version.contacts.all()) == list(version.tags.all()) == []
        assert (version.reviewed_by, version.citation) == (None, "")
    assert sheet.get_parent().pk == site.directory["fr"].pk
    assert sheet.owner == admin_user
    assert (row.origin_key, row.mode, row.kind, row.state) == (
        origin.translation_key,
        "scale_up",
        "flexible",
        "planned",
    )
    assert row.territory == site.territory.lille
    assert row.declared_by is None
    copied, asked = ids_in(draft.body.get_prep_value()), ids_in(frames["other"]["fr"].body.get_prep_value())
    assert len(copied) == 1
    assert not copied & asked
    revisions = json.dumps([revision.content for revision in Revision.objects.for_instance(sheet)], ensure_ascii=False)
    assert "Quatrefages" not in revisions
    assert "Notre histoire" not in revisions
    assert "Combien" not in revisions
    assert editor.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).status_code == 200


def test_draft_in_another_language_goes_where_it_belongs(editor, site, make_sheet, frames):
    site.territory.lille.names = {"en": "Lisle"}
    site.territory.lille.save()
    origin = make_sheet("Lavoir")
    start(editor, origin, site.territory.lille, "en")
    sheet = SheetPage.objects.get(title="Lavoir – Lisle")
    assert (sheet.locale, sheet.get_parent().pk) == (site.locales["en"], site.directory["en"].pk)
    # No method: the first frame in the language.
    assert [block.block_type for block in sheet.body] == ["need"]
    translated = origin.copy_for_translation(site.locales["en"])
    translated.title = "Wash house"
    translated.save_revision().publish()
    translated.move(site.home["en"], pos="last-child")
    start(editor, origin, site.territory.lille, "en")
    assert SheetPage.objects.get(title="Wash house – Lisle").get_parent().pk == site.home["en"].pk


def test_directory_of_commons_takes_no_sheets(editor, site, make_sheet):
    # Nothing above this sheet is translated but the home page, and there are two directories below that.
    section = site.home["fr"].add_child(instance=Page(title="Coin", slug="coin", locale=site.locales["fr"]))
    origin = make_sheet("Lavoir", parent=section)
    commons = DirectoryPage(title="Commons", slug="commons", lists="commons", locale=site.locales["en"])
    site.home["en"].refresh_from_db()
    site.home["en"].add_child(instance=commons)
    commons.move(site.home["en"], pos="first-child")
    start(editor, origin, site.territory.lille, "en")
    assert SheetPage.objects.get(title="Lavoir – Lille").get_parent().pk == site.directory["en"].pk


def test_slug_is_made_unique_and_long_titles_fit(editor, site, make_sheet):
    origin = make_sheet("L" * 255)
    for _time in range(2):
        assert start(editor, origin, site.territory.lille).status_code == 200
    first, second = SheetPage.objects.filter(status="idea")
    assert first.slug != second.slug
    assert first.title.endswith("L – Lille")
    assert len(first.body) == 0


def test_sent_twice_makes_one(editor, site, make_sheet):
    origin, token = make_sheet("Lavoir"), uuid.uuid4()
    answers = [start(editor, origin, site.territory.lille, token=token) for _time in range(2)]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert SheetPage.objects.count() == 2
    assert Replication.objects.count() == 1
    # A token is not the key of a page: nobody makes a translation of another's page with one.
    start(editor, origin, site.territory.lille, "en", token=origin.translation_key)
    assert SheetPage.objects.filter(translation_key=origin.translation_key).count() == 1
    assert SheetPage.objects.count() == 3


def test_all_or_nothing(editor, site, make_sheet, monkeypatch):
    origin = make_sheet("Lavoir")

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(Replication, "save", fail)
    with pytest.raises(RuntimeError):
        start(editor, origin, site.territory.lille)
    assert SheetPage.objects.count() == 1


def test_missing_answers_are_asked_for(editor, site, make_sheet):
    origin = make_sheet("Lavoir")
    url = reverse("essaimage_replicate", args=[origin.pk])
    response = editor.post(url, {"language": "xx", "mode": "fly", "kind": "", "token": "x"})
    assert set(response.context["form"].errors) == {"territory", "language", "mode", "token"}
    assert SheetPage.objects.count() == 1


def test_languages_are_those_in_which_one_may_add(client, writer, site, make_sheet):
    writer("fr")
    origin = make_sheet("Lavoir")
    site.directory["de"].delete()
    site.home["de"].delete()
    url = reverse("essaimage_replicate", args=[origin.pk])
    response = client.get(url)
    assert [code for code, _label in response.context["form"].fields["language"].choices] == ["fr"]
    assert len(response.context["closed"]) == 3
    assert len(response.context["missing"]) == 1
    assert start(client, origin, site.territory.lille, "en").status_code == 200
    assert Replication.objects.count() == 0
    start(client, origin, site.territory.lille)
    assert SheetPage.objects.get(title="Lavoir – Lille").locale == site.locales["fr"]


def test_whoever_may_add_nowhere_reads_what_to_do(client, writer, site, make_sheet):
    writer()
    origin = make_sheet("Lavoir")
    url = reverse("essaimage_replicate", args=[origin.pk])
    response = client.get(url)
    assert response.status_code == 200
    assert "<select" not in response.content.decode()
    assert f"{origin.url}?view=replicate" in response.content.decode()
    response = client.post(url, {"territory": site.territory.lille.pk, "language": "fr", "mode": "redo"})
    assert response.status_code == 403
    assert SheetPage.objects.count() == 1


def test_drafts_private_sheets_and_other_pages(client, editor, writer, site, make_sheet):
    draft = make_sheet("Brouillon", publish=False)
    assert editor.get(reverse("essaimage_replicate", args=[draft.pk])).status_code == 409
    assert start(editor, draft, site.territory.lille).status_code == 409
    assert editor.get(reverse("essaimage_replicate", args=[site.home["fr"].pk]), follow=True).status_code == 404
    private = make_sheet("Secret", language="en")
    PageViewRestriction.objects.create(page=private, restriction_type="groups")
    writer("fr")
    response = client.get(reverse("essaimage_replicate", args=[private.pk]), follow=True)
    assert "Secret" not in response.content.decode()


def test_buttons_lead_to_the_form(editor, site, make_sheet):
    sheet, draft = make_sheet("Lavoir"), make_sheet("Brouillon", publish=False)
    explorer = editor.get(reverse("wagtailadmin_explore", args=[site.directory["fr"].pk])).content.decode()
    edit = editor.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).content.decode()
    for html in (explorer, edit):
        assert reverse("essaimage_replicate", args=[sheet.pk]) in html
    assert reverse("essaimage_replicate", args=[draft.pk]) not in explorer
