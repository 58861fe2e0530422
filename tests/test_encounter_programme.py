"""The organisers' pages of the programme: made, made again, repaired, changed by hand, shown."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localdate, now
from wagtail.users.models import UserProfile

from essaimage_wagtail.encounters.choices import Method
from essaimage_wagtail.encounters.models import Meeting, Pitch, Programme, Rest, Wish
from essaimage_wagtail.encounters.rounds import linear
from essaimage_wagtail.encounters.rounds.reading import Reading
from essaimage_wagtail.encounters.rounds.storing import make_again

from .role_groups import of_wagtail
from .rounds import make_encounter, register

pytestmark = pytest.mark.django_db


def url(page, act="", *more):
    return reverse(f"essaimage_encounter_programme{act}", args=[page.pk, *more])


def post(editor, page, act, **data):
    return editor.post(url(page, act), data, follow=True).content.decode()


@pytest.fixture
def editor(editor, admin_user):
    """In English."""
    UserProfile.objects.update_or_create(user=admin_user, defaults={"preferred_language": "en"})
    return editor


@pytest.fixture
def page(site):
    return make_encounter(site, "Ruches", "Four à pain", "Repair café")


@pytest.fixture
def people(page):
    return [register(page, name, "Ruches", "Four à pain") for name in ("Amina", "Béatrice", "Carlos", "Dörte", "Élias")]


def test_programme_is_made_and_says_what_each_person_gets(editor, page, people):
    answer = post(editor, page, "_make")
    programme = Programme.objects.get()
    assert (programme.method, programme.published_at) == (Method.SOLVER, None)
    assert programme.score == programme.bound == 5 * 175
    assert Meeting.objects.filter(is_kept=False).count() == 15
    assert "Amina" in answer and "No programme is better" in answer
    reading = Reading(page)
    assert [number for _what, number, _whole in reading.shares] == [5, 5, 5, 0]
    assert reading.percent == 100 and reading.broken == []


def test_without_the_solver_it_is_made_person_by_person_and_says_so(editor, page, people, monkeypatch):
    monkeypatch.setattr(linear, "find_spec", lambda name: None)
    answer = post(editor, page, "_make")
    assert Programme.objects.get().method == Method.GREEDY
    with translation.override("en"):
        assert str(Method.GREEDY.label) in answer
    assert Reading(page).broken == []


def test_change_by_hand_is_told_when_it_breaks_a_rule_and_stays_when_it_is_made_again(editor, page, people):
    register(page, "Fatou", "Ruches")
    Pitch.objects.filter(name="Four à pain").update(languages=["ar"])
    people[0].languages = ["fr"]
    people[0].save()
    make_again(page)
    bread = Pitch.objects.get(name="Four à pain").translation_key
    chosen = {"place_1": f"{bread}:1", "place_2": "", "place_3": "", "kept_2": "on", "kept_3": "on"}
    answer = editor.post(url(page, "_person", people[0].pk), chosen, follow=True).content.decode()
    assert "Round 1: Amina and “Four à pain” share no language." in answer
    kept = Meeting.objects.get(is_kept=True)
    assert (kept.registration, kept.pitch_key, kept.round) == (people[0], bread, 1)
    # Rests are kept as a table is, until somebody lets go of one of them.
    make_again(page)
    mine = Meeting.objects.filter(registration=people[0])
    assert [(row.pitch_key, row.round, row.is_kept) for row in mine] == [(bread, 1, True)]
    assert set(Rest.objects.values_list("registration", "round")) == {(people[0].pk, 2), (people[0].pk, 3)}
    editor.post(url(page, "_person", people[0].pk), {**chosen, "kept_1": "on", "kept_2": ""})
    make_again(page)
    assert set(mine.values_list("round", flat=True)) == {1, 2}
    assert [one.is_kept for one in Reading(page).without_table.cells[2].people if one.pk == people[0].pk] == [True]
    assert len(Reading(page).broken) == 1
    people[0].delete()
    assert not Rest.objects.exists()


def test_nobody_is_moved_to_the_same_table_twice_and_what_was_chosen_stays_in_the_form(editor, page, people):
    make_again(page)
    before = list(Meeting.objects.order_by("pk").values_list("pk", flat=True))
    bees = Pitch.objects.get(name="Ruches").translation_key
    chosen = {"place_1": f"{bees}:1", "place_2": "", "place_3": f"{bees}:1"}
    answer = editor.post(url(page, "_person", people[0].pk), chosen)
    assert answer.context["form"].errors.keys() == {"place_3"}
    assert [answer.context["form"][f"place_{number}"].value() for number in (1, 2, 3)] == list(chosen.values())
    assert list(Meeting.objects.order_by("pk").values_list("pk", flat=True)) == before


def test_two_people_change_places(editor, page, people):
    make_again(page)
    mine = {row.round: row for row in Meeting.objects.filter(registration=people[0])}
    chosen = {f"place_{number}": f"{row.pitch_key}:{row.table}" for number, row in mine.items()}
    chosen["place_1"], chosen["place_2"] = chosen["place_2"], chosen["place_1"]
    editor.post(url(page, "_person", people[0].pk), chosen)
    assert Meeting.objects.get(registration=people[0], round=1).pitch_key == mine[2].pitch_key
    assert set(Meeting.objects.filter(is_kept=True).values_list("round", flat=True)) == {1, 2}
    # Let go of one of them, without moving anybody.
    editor.post(url(page, "_person", people[0].pk), {**chosen, "kept_1": "on"})
    assert [row.round for row in Meeting.objects.filter(is_kept=True)] == [1]


def test_repair_places_who_comes_late_and_leaves_rounds_that_are_over(editor, page, people):
    make_again(page)
    first = list(Meeting.objects.filter(round=1).values_list("pk", flat=True))
    people[0].is_present = False
    people[0].save()
    Pitch.objects.filter(name="Ruches").update(is_withdrawn=True)
    late = register(page, "Zoé", "Repair café", first_round=2)
    told = editor.get(url(page)).content.decode()
    assert Reading(page).newcomers == 1 and "Zoé" in told
    assert Reading(page).broken and Reading(page).has_changed
    post(editor, page, "_repair", from_round=2)
    assert Reading(page).newcomers == 0
    page.day = localdate() - timedelta(days=1)
    assert Reading(page).broken == []
    assert list(Meeting.objects.filter(round=1).values_list("pk", flat=True)) == first
    assert Meeting.objects.filter(registration=late, round__gte=2).exists()
    coming = Meeting.objects.filter(round__gte=2)
    assert not coming.filter(registration=people[0]).exists()
    assert not coming.filter(pitch_key=Pitch.objects.get(name="Ruches").translation_key).exists()


def test_programme_that_is_older_than_the_wishes_says_who_has_changed_what(editor, page, people):
    make_again(page)
    assert not Reading(page).changes
    amina, beatrice, carlos, doerte, _elias = people
    amina.wishes.all().delete()
    Wish.objects.create(registration=amina, pitch_key=Pitch.objects.get(name="Repair café").translation_key, rank=1)
    beatrice.languages = ["de"]
    beatrice.save()
    carlos.withdrawn_at = now()
    carlos.save()
    doerte.delete()
    register(page, "Zoé", "Ruches")
    # What has no part in it makes it no older.
    people[4].name = "Élias K."
    people[4].save()
    changes = Reading(page).changes
    assert (len(changes.came), len(changes.left), changes.wish_otherwise) == (1, 2, (amina.pk, beatrice.pk))
    told = editor.get(url(page)).content.decode().replace("\u2068", "").replace("\u2069", "")
    for words in ("what 5 people say", "since: Zoé.", "more: Carlos, 1 other person.", "hours: Amina, Béatrice."):
        assert words in told
    assert Reading(page).percent == 100, "when it was made"
    post(editor, page, "_repair", from_round=1)
    assert not Reading(page).changes and Reading(page).got[0].has_all
    Pitch.objects.filter(name="Ruches").update(tables=2)
    assert Reading(page).changes.of_tables and not Reading(page).changes.people
    assert len(Reading(page).news) == 1
    make_again(page)
    # Of one from before that was kept, nothing is known.
    Programme.objects.update(made_from={})
    Pitch.objects.filter(name="Ruches").update(tables=1)
    assert not Reading(page).changes


def test_programme_stays_as_it_was_once_the_rounds_are_over(editor, page, people):
    make_again(page)
    page.day = localdate() - timedelta(days=1)
    page.save_revision().publish()
    before = Programme.objects.get().made_at
    for act in ("_make", "_repair"):
        assert "The rounds are over: the programme stays as it was." in post(editor, page, act, from_round=1)
    assert Programme.objects.get().made_at == before


def test_programme_that_people_have_seen_is_made_again_only_on_demand(editor, page, people):
    make_again(page)
    post(editor, page, "_publish")
    assert Programme.objects.get().published_at <= now()
    before = Programme.objects.get().made_at
    post(editor, page, "_make")
    assert Programme.objects.get().made_at == before
    post(editor, page, "_make", all_the_same="on")
    programme = Programme.objects.get()
    assert programme.made_at > before and programme.published_at
    post(editor, page, "_publish", hide="1")
    assert Programme.objects.get().published_at is None


def test_each_reason_for_no_programme_is_told(editor, site):
    for page, words in [
        (make_encounter(site, "Ruches", rounds=0, slug="no-rounds"), "The encounter has no rounds."),
        (make_encounter(site, slug="no-pitches"), "No initiative presents itself."),
        (make_encounter(site, {"name": "Ruches", "is_withdrawn": True}, slug="gone"), "No initiative presents itself."),
        (make_encounter(site, "Ruches", slug="nobody"), "Nobody has a confirmed place yet."),
    ]:
        assert words in editor.get(url(page)).content.decode()
        assert words in post(editor, page, "_make")
        assert not Programme.objects.exists()


def test_doubts_name_what_no_programme_can_give(site):
    page = make_encounter(
        site,
        {"name": "Ruches", "breaks": "1, 2, 3"},
        {"name": "Four", "breaks": "3; 9", "places": 1, "is_step_free": False},
        fewest_per_table=2,
    )
    for name in ("Amina", "Béatrice", "Carlos"):
        register(page, name, "Four", needs_step_free=True)
    told = " ".join(Reading(page).doubts)
    assert told.count("Ruches") == 1 and told.count("Four") == 3
    assert len(Reading(page).doubts) == 6
    # Repairing would help none of them.
    make_again(page)
    assert Reading(page).newcomers == 0


def test_names_that_visitors_gave_are_never_markup(editor, page):
    person = register(page, "<script>alert(1)</script>", "Ruches")
    answers = [post(editor, page, "_make")]
    answers.append(editor.get(url(page, "_person", person.pk), follow=True).content.decode())
    Pitch.objects.filter(name="Ruches").update(is_withdrawn=True)
    answers.append(editor.get(url(page), follow=True).content.decode())
    assert all("alert(1)" in answer and "<script>alert" not in answer for answer in answers)
    assert "does not come: &lt;script&gt;" in answers[2]


def test_only_those_who_may_change_the_page_see_it(client, page, people):
    make_again(page)
    user = get_user_model().objects.create_user("other", password="secret")
    user.groups.add(of_wagtail("Others"))
    client.force_login(user)
    for address in (url(page), url(page, "_person", people[0].pk)):
        assert "Amina" not in client.get(address, follow=True).content.decode()
    before = Programme.objects.get().made_at
    client.post(url(page, "_make"))
    client.post(url(page, "_publish"))
    programme = Programme.objects.get()
    assert (programme.made_at, programme.published_at) == (before, None)


def test_pages_of_other_kinds_and_strange_addresses_are_not_found(editor, site, page, people):
    other = register(make_encounter(site, "Ruches", slug="other"), "Elsewhere")
    # Before there is a programme, nobody is moved.
    addresses = [url(site.home["fr"]), url(page, "_person", people[0].pk), url(page, "_person", other.pk)]
    assert [editor.get(address, follow=True).status_code for address in addresses] == [404] * 3
    make_again(page)
    assert [editor.get(address, follow=True).status_code for address in addresses] == [404, 200, 404]
    assert "Choose the first round that has not taken place." in post(editor, page, "_repair", from_round="9 OR 1=1")


def test_queries_do_not_grow_with_people(editor, page, people, django_assert_max_num_queries):
    make_again(page)
    editor.get(url(page))
    with django_assert_max_num_queries(100) as few:
        editor.get(url(page))
    with django_assert_max_num_queries(100) as making:
        make_again(page)
    for number in range(30):
        register(page, f"Person {number}", "Ruches", "Repair café")
    with django_assert_max_num_queries(len(making)):
        make_again(page)
    with django_assert_max_num_queries(len(few)):
        editor.get(url(page))
