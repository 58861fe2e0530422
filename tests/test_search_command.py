"""``essaimage_search``: a visitor's search on the command line."""

import json

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def search(capsys, *args, **kwargs):
    call_command("essaimage_search", *args, **kwargs)
    return capsys.readouterr().out


def test_json(make_sheet, capsys):
    sheet = make_sheet("Jardins partagés", pitch="Des voisins cultivent ensemble.")
    answer = json.loads(search(capsys, "jardin partage", language="fr", json=True))
    assert answer["total"] == 1
    assert answer["correction"] is None
    (hit,) = answer["hits"]
    assert hit["key"] == f"{sheet.translation_key}:fr"
    assert hit["title"] == "Jardins partagés"
    assert hit["url"] == sheet.full_url
    assert hit["language"] == "fr"
    assert hit["score"] > 0
    assert "snippet" in hit


def test_correction(make_sheet, capsys):
    make_sheet("Jardins partagés")
    answer = json.loads(search(capsys, "jardnis", language="fr", json=True))
    assert answer["correction"] == "jardins"
    assert answer["total"] == 1


def test_text_for_people(make_sheet, capsys):
    make_sheet("Jardins partagés")
    out = search(capsys, "jardin")
    assert "1 found" in out
    assert "Jardins partagés" in out


def test_limit(make_sheet, capsys):
    for number in range(3):
        make_sheet(f"Jardin {number}")
    answer = json.loads(search(capsys, "jardin", language="fr", limit=2, json=True))
    assert answer["total"] == 3
    assert len(answer["hits"]) == 2


@pytest.mark.parametrize(
    ("kwargs", "message"), [({"language": "xx"}, "Unknown language 'xx'"), ({"limit": 0}, "limit")]
)
def test_clear_errors(site, kwargs, message):
    with pytest.raises(CommandError, match=message):
        call_command("essaimage_search", "jardin", **kwargs)


@pytest.mark.parametrize("text", ["", '"', "\x00", 'foo"bar', "AND OR NOT", "*" * 50, "😀", "é" * 10_000, "-", "(((("])
def test_any_text_is_harmless(make_sheet, capsys, text):
    make_sheet("Jardins partagés")
    assert json.loads(search(capsys, "--json", "--language=fr", "--", text))["total"] >= 0


def test_offer_has_the_address_of_its_place(site, capsys):
    from essaimage_wagtail.pages.models import CommonOffer, CommonPage

    common = CommonPage(title="Charte", pitch="Pitch", locale=site.locales["fr"])
    common.offers = [CommonOffer(kind="need", text="Une salle", locale=common.locale)]
    site.directory["fr"].add_child(instance=common)
    call_command("essaimage_search", "salle", "--json")
    (hit,) = json.loads(capsys.readouterr().out)["hits"]
    (offer,) = CommonPage.objects.get(pk=common.pk).offers.all()
    assert hit["url"] == f"{common.full_url}#{offer.anchor}"
