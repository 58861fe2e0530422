"""The admin of replications: the form, the list, and the panel of a sheet."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from essaimage_wagtail.models import Replication

pytestmark = pytest.mark.django_db


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
    assert [message.level_tag for message in response.context["messages"]] == ["success"]
    state = reverse("essaimage_replication_state", args=[row.pk])
    assert f'data-essaimage-state="{state}"' in editor.get(url_of("edit", row.pk)).content.decode()
    assert [doubt["anchor"] for doubt in editor.get(state).json()["doubts"]] == ["adapted_key"]
    assert not Replication(name="Là", territory_id=1).get_warnings()


def test_texts_are_saved_one_a_language(editor, site, make_sheet):
    source = {"title": "Yearly report", "publisher": "", "url": "", "date": ""}
    texts = [
        {
            "locale": site.locales[code].pk,
            "name": f"Name {code}",
            "kept": rich_text(f"<p>{code}</p>"),
            "changed": "null",
            "learnt": "null",
            "sources": streamfield([("source", source)] if code == "en" else []),
        }
        for code in ("fr", "en")
    ]
    editor.post(url_of("add"), form(make_sheet("Lavoir"), make_sheet("Autre"), texts=inline_formset(texts)))
    row = Replication.objects.get()
    assert sorted(text.kept.count(">en<") for text in row.texts.all()) == [0, 1]
    assert [(text.name, len(text.sources)) for text in row.texts.order_by("pk")] == [("Name fr", 0), ("Name en", 1)]
    assert [found.pk for found in editor.get(url_of("list"), {"q": "name EN"}).context["page_obj"].object_list] == [
        row.pk
    ]
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
    assert len(context.captured_queries) <= 19, len(context.captured_queries)


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
