"""“We did it too”: a visitor tells of a replication, and a moderator makes a draft of it."""

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.models import PageLogEntry

from essaimage_wagtail.models import Replication
from essaimage_wagtail.wiki.models import Suggestion
from essaimage_wagtail.wiki.models.suggestions import Kind, State

from .replicating import public

pytestmark = pytest.mark.django_db
TOLD = {"kind": "replication", "told_name": "Lavoir de Wazemmes", "told_place": "lille", "told_url": "wazemmes.example"}


@pytest.fixture(autouse=True)
def at_once(settings, client, admin_client):
    """Forms are sent as soon as they are shown, and answers are in English."""
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "VISITORS": {"fewest_seconds": 0}}
    admin_client.defaults["HTTP_ACCEPT_LANGUAGE"] = client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


def improve_url(page):
    return reverse("essaimage:wiki:improve", args=[page.translation_key, page.locale.language_code])


def tell(client, page, **changed):
    token = client.get(improve_url(page)).context["token"]
    return client.post(improve_url(page), {"token": token, **TOLD, **changed})


def decide(client, suggestion, action="accept", **data):
    response = client.post(reverse("essaimage_suggestion", args=[suggestion.pk]), {action: "1", **data}, follow=True)
    suggestion.refresh_from_db()
    return response


def levels(response):
    return [message.level_tag for message in response.context["messages"]]


@pytest.fixture
def sheet(make_sheet):
    return make_sheet("Lavoir", body=[("description", {"text": "<p>On lave.</p>"})])


def test_what_a_visitor_tells_becomes_a_draft_and_is_published_by_the_usual_rights(client, editor, site, sheet):
    invited = client.get(sheet.url, {"view": "replicate"}).content.decode()
    assert f"{improve_url(sheet)}?kind=replication" in invited
    asked = client.get(improve_url(sheet), {"kind": "replication"})
    assert asked.context["form"]["kind"].value() == Kind.REPLICATION
    sent = tell(client, sheet, remark="Le bassin est resté.\n\nLes horaires ont <b>changé</b>.")
    one = Suggestion.objects.get()
    assert (sent.status_code, one.texts) == (302, [])
    assert one.told == {"name": "Lavoir de Wazemmes", "place": "lille", "url": "https://wazemmes.example"}
    assert not Replication.objects.exists()
    shown = editor.get(reverse("essaimage_suggestion", args=[one.pk])).content.decode()
    assert "Lavoir de Wazemmes" in shown
    assert 'href="https://wazemmes.example' not in shown, "as plain text"
    response = decide(editor, one)
    row = Replication.objects.get()
    assert response.redirect_chain[-1][0] == reverse(Replication.snippet_viewset.get_url_name("edit"), args=[row.pk])
    assert levels(response) == ["success"]
    assert (one.state, one.replication) == (State.ACCEPTED, row)
    facts = (row.live, row.name, row.url, row.territory, row.language, row.origin_key)
    assert facts == (
        *(False, "Lavoir de Wazemmes", "https://wazemmes.example", site.territory.lille, "fr", sheet.translation_key),
    )
    assert [text.learnt for text in row.texts.all()] == [
        "<p>Le bassin est resté.</p><p>Les horaires ont &lt;b&gt;changé&lt;/b&gt;.</p>"
    ]
    assert PageLogEntry.objects.filter(page=sheet.pk, action="essaimage_wiki.accept_suggestion").count() == 1
    # Its author sees what becomes of it, in public nobody does.
    assert "Lavoir de Wazemmes" not in public(client, sheet)
    own = one.get_absolute_url()
    drafted = client.get(own).content.decode()
    editor.post(
        reverse("essaimage_decide_replication", args=[row.pk]), {"confirm": "1", "shown": row.latest_revision_id}
    )
    assert "Lavoir de Wazemmes" in public(client, sheet)
    published = client.get(own).content.decode()
    assert "view=lineage" not in drafted
    assert f"{sheet.url}?view=lineage" in published
    editor.post(reverse("essaimage_withdraw_replication", args=[row.pk]), {"reason": "Erreur"})
    assert "Lavoir de Wazemmes" not in public(client, sheet)
    assert "view=lineage" not in client.get(own).content.decode()


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"told_name": ""}, "told_name"),
        ({"told_place": " \u200b"}, "told_place"),
        ({"told_url": "javascript:alert(1)"}, "told_url"),
        ({"told_url": "ada@example.org"}, "told_url"),
        ({"told_name": "x" * 201}, "told_name"),
        ({"text-0": "On repasse."}, "kind"),
    ],
)
def test_what_is_missing_or_wrong_is_asked_for(client, sheet, changed, wrong):
    response = tell(client, sheet, **changed)
    assert (response.status_code, wrong in response.context["form"].errors) == (422, True)
    assert response.context["form"].data["told_place"] == (changed.get("told_place") or "lille")
    assert not Suggestion.objects.exists()


def test_only_sheets_are_taken_up(client, make_common):
    common = make_common("Charte", description="<p>Une page.</p>")
    form = client.get(improve_url(common), {"kind": "replication"}).context["form"]
    assert "told_name" not in form.fields
    assert tell(client, common).status_code == 422
    assert not Suggestion.objects.exists()


def test_place_that_no_territory_or_several_have_is_asked_for(client, editor, site, sheet):
    from essaimage_wagtail.models import Territory

    Territory.add_root(name="Lille", code="BE-LILLE", level="city")
    for place in ("Lille", "Atlantide"):
        tell(client, sheet, told_place=place)
        response = decide(editor, Suggestion.objects.latest("pk"))
        assert levels(response) == ["success", "warning"]
        assert place in str([*response.context["messages"]][-1])
    assert [row.territory for row in Replication.objects.all()] == [None, None]


def test_of_two_moderators_the_second_is_told(client, editor, django_user_model, sheet):
    tell(client, sheet)
    one = Suggestion.objects.get()
    decide(editor, one)
    response = decide(editor, one)
    assert levels(response)[-1] == "error"
    assert Replication.objects.count() == 1
    decide(editor, one, "refuse")
    assert one.state == State.ACCEPTED


def test_people_of_other_pages_decide_nothing(client, log_in, gardens):
    tell(client, gardens["their sheet"])
    one = Suggestion.objects.get()
    log_in(gardens["ours"], "add", "change", "publish")
    assert decide(client, one).redirect_chain[-1][0] == reverse("wagtailadmin_home")
    assert (one.state, Replication.objects.count()) == (State.WAITING, 0)
    log_in(gardens["theirs"], "change")
    decide(client, one)
    row = Replication.objects.get()
    assert not row.live
    # To publish it takes the right to publish.
    client.post(
        reverse("essaimage_decide_replication", args=[row.pk]), {"confirm": "1", "shown": row.latest_revision_id}
    )
    row.refresh_from_db()
    assert not row.live


def test_page_that_is_gone_makes_no_replication(client, editor, sheet):
    tell(client, sheet)
    one = Suggestion.objects.get()
    sheet.delete()
    assert levels(decide(editor, one))[-1] == "error"
    decide(editor, one, "refuse", answer="Merci !")
    assert (one.state, Replication.objects.count()) == (State.REFUSED, 0)


def test_replication_that_is_deleted_leaves_the_suggestion(client, editor, sheet):
    tell(client, sheet)
    one = Suggestion.objects.get()
    decide(editor, one)
    Replication.objects.all().delete()
    assert client.get(one.get_absolute_url()).status_code == 200
    assert editor.get(reverse("essaimage_suggestion", args=[one.pk])).status_code == 200


# Foreign input: names as people of the world write them, and what robots send.


@pytest.mark.parametrize(
    "name",
    [
        "مغسل الحي",
        "Lavoir d’Œuvre-sur-l’Aa",
        "לכביסה",
        "=HYPERLINK(1)",
        "<script>alert(1)</script>",
        "洗濯場",
        "\u202eriovaL",
    ],
)
def test_foreign_names(client, editor, sheet, name):
    assert tell(client, sheet, told_name=name).status_code == 302
    one = Suggestion.objects.get()
    assert "<script>alert(1)" not in client.get(one.get_absolute_url()).content.decode()
    decide(editor, one)
    assert Replication.objects.get().name == name.replace("\u202e", "")
    with translation.override("fr"):
        assert "<script>alert(1)" not in editor.get(reverse("essaimage_suggestion", args=[one.pk])).content.decode()
