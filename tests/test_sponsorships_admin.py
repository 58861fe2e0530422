"""Stewards and moderators look after sponsorships in the admin; people without the right see nothing."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, ModelLogEntry
from wagtail.users.models import UserProfile

from essaimage_wagtail.models import Contact
from essaimage_wagtail.sponsorships.admin.listing import SponsorshipsReport
from essaimage_wagtail.sponsorships.asking.opening import confirm
from essaimage_wagtail.sponsorships.choices import State
from essaimage_wagtail.sponsorships.models import Sponsorship

from .sponsored import ASKER, TEAM

pytestmark = pytest.mark.django_db

LIST = reverse("essaimage_sponsorships_report")


@pytest.fixture
def member(django_user_model):
    """``member("publish_page", page)``: somebody with one right on the pages below one, or with a permission."""

    def make(*rights, page=None):
        user = django_user_model.objects.create_user(f"user-{django_user_model.objects.count()}", is_staff=True)
        group = Group.objects.create(name=user.username)
        names = ["access_admin", *(name for name in rights if page is None)]
        group.permissions.set(Permission.objects.filter(codename__in=names))
        for name in rights if page is not None else ():
            GroupPagePermission.objects.create(group=group, page=page, permission=Permission.objects.get(codename=name))
        user.groups.add(group)
        return user

    return make


def detail(row):
    return reverse("essaimage_sponsorship", args=[row.pk])


def form_of(client, row, **data):
    form = client.get(detail(row)).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in {**shown, **data}.items()}


def titles(answer):
    return [row.project for row in answer.context["object_list"]]


def test_who_sees_what(client, site, team, make_sheet, sponsorship, member):
    other = make_sheet("Autre", parent=site.home["fr"])
    mine, theirs = sponsorship(project="Mien"), sponsorship(project="Leur", sponsor_key=other.translation_key)
    sponsorship(project="Pas confirmé", confirmed_at=None)
    sponsorship(project="Sans fiche", sponsor_key="00000000-0000-0000-0000-000000000001")
    seen = {
        member("change_sponsorship"): ["Leur", "Mien", "Sans fiche"],
        member("publish_page", page=site.directory["fr"]): ["Mien"],
        member("change_page", page=site.directory["fr"]): None,
        member("add_page", page=site.directory["fr"]): None,
    }
    for user, expected in seen.items():
        client.force_login(user)
        answer = client.get(LIST)
        if expected is None:
            assert answer.status_code == 302
        else:
            assert sorted(titles(answer)) == expected
        allowed = [client.get(detail(row)).status_code == 200 for row in (mine, theirs)]
        assert allowed == [row.project in (expected or []) for row in (mine, theirs)]
        assert ("essaimage-sponsorships" in client.get(reverse("wagtailadmin_home")).content.decode()) == bool(expected)


def test_the_filters(editor, site, sponsorship):
    long_ago = timezone.now() - timezone.timedelta(days=100)
    sponsorship(project="Sans réponse", confirmed_at=long_ago, territory=None)
    sponsorship(project="Endormi", state=State.UNDER_WAY, changed_at=long_ago)
    sponsorship(project="Actif", state=State.UNDER_WAY, next_on=timezone.localdate())
    sponsorship(project="Fini", state=State.ENDED, ended_on=timezone.localdate())

    asked = {
        "": {"Sans réponse", "Endormi", "Actif"},
        "state=all": {"Sans réponse", "Endormi", "Actif", "Fini"},
        "state=ended": {"Fini"},
        "care=unanswered": {"Sans réponse"},
        "care=asleep": {"Endormi"},
        "care=ending": {"Endormi"},
        "care=over": {"Fini"},
        f"territory={site.territory.nord.pk}": {"Endormi", "Actif"},
    }
    assert {query: {*titles(editor.get(f"{LIST}?{query}"))} for query in asked} == asked


def test_the_export_names_no_person_and_holds_no_formula(editor, team, make_sheet, sponsorship):
    sponsorship(project="=cmd|' /C calc'!A0", sponsor_key=make_sheet("=1+1").translation_key)
    row = sponsorship()

    text = b"".join(editor.get(f"{LIST}?export=csv").streaming_content).decode()

    assert str(State(row.state).label) in text
    assert "'=cmd|" in text
    assert "'=1+1" in text
    assert "Jardins partagés" in text
    assert ASKER not in text


def test_those_who_may_answer_are_told_where_the_team_cannot(site, team, sponsorship, member, told):
    right = member("publish_page", page=site.directory["fr"]), member("change_sponsorship")
    german, silent = member("publish_page", page=team), member("publish_page", page=team)
    others = member("publish_page", page=site.directory["en"]), member("change_page", page=team), member()
    outside = member("publish_page", page=team)
    Group.objects.get(name=outside.username).permissions.clear()
    for user in (*right, german, silent, *others, outside):
        user.email = f"{user.username}@example.org"
        user.save()
    UserProfile.objects.create(user=german, preferred_language="de")
    UserProfile.objects.create(user=silent, submitted_notifications=False)
    team.contacts.clear()
    team.save()
    row = sponsorship(confirmed_at=None, sponsor_email="")

    sent = told(confirm, row)

    assert sorted(message.to[0] for message in sent) == sorted(user.email for user in (*right, german))
    by_address = {message.to[0]: message for message in sent}
    assert 'lang="de"' in by_address[german.email].alternatives[0][0]
    assert 'lang="fr"' in by_address[right[0].email].alternatives[0][0]
    for message in sent:
        assert detail(row) in message.body
        assert "Jardins partagés" in message.body
        assert "Awa" not in message.subject + message.body
    # Twice is once, and of one that a team answers they are not told.
    assert told(confirm, row) == []
    assert [message.to for message in told(confirm, sponsorship(confirmed_at=None, project="Autre"))] == [
        [user.email] for user in (*right, german)
    ]


def test_a_contact_who_leaves_hands_the_question_to_moderators(site, team, sponsorship, member, told):
    member("change_sponsorship")
    user = member("publish_page", page=team)
    user.email = "moderator@example.org"
    user.save()
    sponsorship()
    sponsorship(state=State.UNDER_WAY, project="En cours")

    (message,) = told(Contact.objects.get().withdraw_consent)

    assert message.to == ["moderator@example.org"]
    assert "Jardin de la Halle" in message.subject


def test_the_menu_counts_what_waits(client, site, team, sponsorship, member):
    user = member("publish_page", page=site.directory["fr"])
    client.force_login(user)
    sponsorship(sponsor_email="")
    sponsorship(confirmed_at=timezone.now() - timezone.timedelta(days=40))
    sponsorship(), sponsorship(state=State.UNDER_WAY, sponsor_email="")

    assert [row.state for row in SponsorshipsReport.waiting_for(user)] == ["asked", "asked"]
    assert f"{SponsorshipsReport.page_title} (2)" in client.get(reverse("wagtailadmin_home")).content.decode()
    assert len(titles(client.get(f"{LIST}?care=unanswered"))) == 2


def test_days_that_cannot_be(editor, sponsorship):
    row = sponsorship(state=State.UNDER_WAY)
    wrong = {"next_on": "9999-12-31", "began_on": "0026-01-05", "ended_on": "2025-01-01"}
    for name, day in wrong.items():
        answer = editor.post(detail(row), form_of(editor, row, **{"began_on": "2026-01-05", name: day}))
        assert name in answer.context["form"].errors


def test_queries_do_not_grow(editor, make_sheet, sponsorship, django_assert_num_queries, django_assert_max_num_queries):
    sponsorship()
    editor.get(LIST)
    with django_assert_max_num_queries(40) as few:
        editor.get(LIST)
    for number in range(5):
        sponsorship(sponsor_key=make_sheet(f"Fiche {number}").translation_key)
    with django_assert_num_queries(len(few)):
        assert len(titles(editor.get(LIST))) == 6


def test_a_state_changed_by_hand_is_told_and_logged(editor, admin_user, sponsorship, told):
    row = sponsorship()

    (yes,) = told(editor.post, detail(row), form_of(editor, row, state="accepted"))
    row.refresh_from_db()
    sent = told(editor.post, detail(row), form_of(editor, row, state="stopped", reason="Plus de nouvelles."))

    row.refresh_from_db()
    assert yes.to == [ASKER]
    assert [message.to for message in sent] == [[TEAM], [ASKER]]
    assert (row.state, row.ended_on, row.next_on) == (State.STOPPED, timezone.localdate(), None)
    entries = ModelLogEntry.objects.filter(object_id=row.pk)
    assert {(entry.user, entry.label) for entry in entries} == {(admin_user, f"#{row.pk}")}
    assert [entry.data["state"] for entry in entries.filter(action="essaimage_sponsorships.move").order_by("pk")] == [
        "accepted",
        "stopped",
    ]
    assert str(State.STOPPED.label) in editor.get(detail(row)).content.decode()


def test_a_team_whose_address_a_moderator_finds_is_asked(editor, sponsorship, told):
    row = sponsorship(sponsor_email="")
    (question,) = told(editor.post, detail(row), form_of(editor, row, sponsor_email=TEAM))
    assert question.to == [TEAM] and str(row.sponsor_secret) in question.body
    row.refresh_from_db()
    assert told(editor.post, detail(row), form_of(editor, row)) == []


def test_a_team_whose_address_a_moderator_gives_with_a_yes_gets_its_link(editor, sponsorship, told):
    row = sponsorship(sponsor_email="")
    to_team, to_asker = told(editor.post, detail(row), form_of(editor, row, sponsor_email=TEAM, state="accepted"))
    assert (to_team.to, to_asker.to) == ([TEAM], [ASKER])
    assert str(row.sponsor_secret) in to_team.body and "Jardin de la Halle" in to_team.subject
    row.refresh_from_db()
    (again,) = told(editor.post, detail(row), form_of(editor, row, sponsor_email=f"autre-{TEAM}"))
    assert str(row.sponsor_secret) in again.body


def test_a_reason_is_asked_for_and_a_stale_form_is_refused(editor, sponsorship):
    row = sponsorship()
    stale = form_of(editor, row, state="accepted")

    refused = editor.post(detail(row), form_of(editor, row, state="refused"))
    assert "reason" in refused.context["form"].errors
    Sponsorship.objects.filter(pk=row.pk).update(state=State.STOPPED, changed_at=timezone.now())
    late = editor.post(detail(row), stale)

    assert late.context["form"].non_field_errors()
    row.refresh_from_db()
    assert row.state == State.STOPPED


def test_a_moderator_names_the_sheet_of_a_team_and_hides_what_is_shown(editor, team, make_sheet, link, sponsorship):
    new = make_sheet("Jardin de Roubaix")
    row = sponsorship(state=State.UNDER_WAY, replication=link(team, new), sponsor_agrees=True, sponsored_agrees=True)
    assert "Jardin de Roubaix" in editor.get(detail(row)).content.decode()

    itself = editor.post(detail(row), form_of(editor, row, sponsored_key=team.pk))
    assert "sponsored_key" in itself.context["form"].errors
    page = type(new).objects.get(pk=new.pk)
    assert editor.post(detail(row), form_of(editor, row, sponsored_key=page.pk)).status_code == 302
    row.refresh_from_db()
    assert row.sponsored_key == new.translation_key
    editor.post(detail(row), {"hide": "1"})
    row.refresh_from_db()
    assert not (row.sponsor_agrees or row.sponsored_agrees)
