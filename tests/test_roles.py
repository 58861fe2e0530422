"""What each role may do, and may not: a table, tried in the admin."""

from io import StringIO
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import transaction
from django.utils import translation
from wagtail.models import Collection, Site

from essaimage_wagtail.models import Contact, Organisation, Replication
from essaimage_wagtail.pages.models import DirectoryPage
from essaimage_wagtail.roles.approval import locked_out

from . import role_actions as actions
from .replicating import form, latest, public, start, url_of
from .role_groups import give, moderators_of_wagtail, of_wagtail
from .site import image, saved

pytestmark = pytest.mark.django_db

PEOPLE = {
    "contributor": "Contributors (Nord)",
    "translator": "Translators (Español)",
    "moderator": "Moderators (Nord)",
    "neighbour": "Moderators (Sud)",
    "language": "Moderators (Français)",
    "steward": "Stewards of the swarming",
    # Those that Wagtail makes, and one that an agency made by hand before: it changes and publishes in Nord.
    "editor": "Editors",
    "wagtail's": "Moderators",
    "agency": "Agence",
}
TABLE = """
                                     contributor translator moderator neighbour language steward editor wagtail's agency
see                                  yes         -          yes       -         yes      yes     yes    yes       yes
add                                  yes         -          yes       -         yes      yes     yes    yes       -
edit_own                             yes         -          yes       -         yes      yes     yes    yes       yes
edit_others                          -           -          yes       -         yes      yes     yes    yes       yes
edit_in_moderation                   -           -          yes       -         yes      yes     -      yes       yes
submit_own                           yes         -          yes       -         yes      yes     yes    yes       yes
approve                              -           -          yes       -         yes      yes     -      yes       yes
reject                               -           -          yes       -         yes      yes     -      yes       yes
publish_own                          -           -          yes       -         yes      yes     -      yes       yes
publish_others                       -           -          yes       -         yes      yes     -      yes       yes
unpublish                            -           -          yes       -         yes      yes     -      yes       yes
move                                 -           -          yes       -         yes      yes     yes    yes       -
delete_own                           yes         -          yes       -         yes      yes     yes    yes       yes
delete_published                     -           -          yes       -         yes      yes     -      yes       yes
translate                            -           yes        -         -         -        yes     yes    yes       -
start_replication                    yes         yes        yes       yes       yes      yes     yes    yes       -
review                               -           -          yes       -         yes      yes     -      yes       yes
see_versions                         -           -          yes       -         yes      yes     -      yes       yes
add_image                            yes         -          yes       yes       yes      yes     yes    yes       -
change_image_of_the_territory        -           -          yes       -         -        yes     yes    yes       -
choose_image                         yes         yes        yes       yes       yes      yes     yes    yes       -
read_all_contacts                    -           -          -         -         -        yes     -      -         -
add contact                          yes         -          yes       yes       yes      yes     -      -         -
edit contact                         -           -          -         -         -        yes     -      -         -
add organisation                     yes         -          yes       yes       yes      yes     -      -         -
edit organisation                    -           -          yes       yes       yes      yes     -      -         -
delete organisation                  -           -          -         -         -        yes     -      -         -
add territory                        -           -          yes       yes       yes      yes     -      -         -
edit territory                       -           -          -         -         -        yes     -      -         -
add theme                            -           -          -         -         -        yes     -      -         -
edit theme                           -           -          -         -         -        yes     -      -         -
add searchword                       -           -          -         -         -        yes     -      -         -
add projectframe                     -           -          -         -         -        yes     -      -         -
essaimage_sheets_report              yes         yes        yes       yes       yes      yes     yes    yes       yes
essaimage_translations_report        yes         yes        yes       yes       yes      yes     yes    yes       yes
essaimage_links_report               yes         yes        yes       yes       yes      yes     yes    yes       yes
essaimage_suggestions                yes         yes        yes       yes       yes      yes     yes    yes       yes
essaimage_account_requests           -           -          yes       yes       yes      yes     -      yes       yes
essaimage_sponsorships_report         -           -          yes       yes       yes      yes     -      yes       yes
essaimage_contributors               -           -          -         -         -        yes     -      -         -
essaimage_organisation_words         -           yes        yes       yes       yes      yes     yes    yes       -
essaimage_contact_words              -           yes        yes       yes       yes      yes     yes    yes       -
essaimage_outbox_report              -           -          -         -         -        yes     -      -         -
footer                               -           -          -         -         -        yes     -      -         -
"""


def expected(table):
    """``{who: {action: whether}}``."""
    head, *lines = table.strip().splitlines()
    people = head.split()
    rows = {}
    for line in lines:
        words = line.split()
        rows[" ".join(words[: -len(people)])] = dict(zip(people, words[-len(people) :], strict=True))
    return {who: {action: row[who] == "yes" for action, row in rows.items()} for who in people}


MAY = expected(TABLE)


def attempt_of(name):
    if " " in name:
        return actions.snippet(*name.split())
    return actions.report(name) if name.startswith("essaimage_") else getattr(actions, name)


@pytest.fixture
def territories(site):
    """Two territories with their roles, and those of two languages; before, the agency was given rights by hand."""
    of_wagtail("Editors", "add", "change")
    moderators_of_wagtail()
    pages = {}
    for name in ("Nord", "Sud"):
        page = DirectoryPage(title=name, slug=name.lower(), locale=site.locales["fr"])
        pages[name] = site.directory["fr"].add_child(instance=page)
    agency = Group.objects.create(name="Agence")
    agency.permissions.add(Permission.objects.get(codename="access_admin"))
    give(agency, pages["Nord"], "change", "publish")
    with translation.override("en"):
        call_command("essaimage_roles", language="fr,es", stdout=StringIO(), stderr=StringIO())
        for page in pages.values():
            call_command("essaimage_roles", below=page.pk, stdout=StringIO())
    return pages


@pytest.fixture
def people(territories, django_user_model):
    """A member of each group."""
    found = {}
    for who, name in PEOPLE.items():
        found[who] = django_user_model.objects.create_user(who, f"{who[:4]}@example.org", "x")
        found[who].groups.add(Group.objects.get(name=name))
    return found


@pytest.fixture
def nord(site, territories, make_sheet, people, django_user_model):
    """What there is in the territory, by somebody who is none of these people, and who has submitted a sheet."""
    author = django_user_model.objects.create_user("author", "author@example.org", "x")
    author.groups.add(Group.objects.get(name="Contributors (Nord)"))
    page = territories["Nord"]

    def draft(title, owner=author):
        """Of a kind with a short form: Wagtail's rights are the same for each."""
        draft = page.add_child(instance=DirectoryPage(title=title, locale=page.locale, live=False, owner=owner))
        return saved(draft, publish=False)

    part = page.add_child(instance=DirectoryPage(title="Part", locale=page.locale))
    submitted = draft("Submitted")
    submitted.get_workflow().start(submitted, author)
    contact = Contact.objects.create(name="Hidden Person", consent=False, created_by=author)
    rows = {
        "contact": contact,
        "organisation": Organisation.objects.create(name="La Ruche"),
        "territory": site.territory.lille,
        "theme": site.themes["garden"]["fr"],
    }
    return SimpleNamespace(
        page=page,
        part=part,
        theirs=draft("Theirs"),
        shown=make_sheet("Shown", parent=page),
        submitted=submitted,
        own={who: draft(f"Own of {user.pk}", user) for who, user in people.items()},
        image=image("Le lavoir vu du pont", collection=Collection.objects.get(name="Nord")),
        contact=contact,
        rows=rows,
        place=site.territory.lille,
        spanish=site.locales["es"],
        site=Site.objects.get(),
    )


def test_what_each_role_may_do(client, people, nord, settings):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "ACCOUNTS": {"ask": True}}
    assert locked_out() == []
    found = []
    for who, may in MAY.items():
        client.force_login(people[who])
        menu = client.get("/admin/").content.decode()
        attempt = actions.Attempt(client, people[who], nord, nord.own[who], menu)
        for name, expected_of_them in may.items():
            with transaction.atomic():
                if bool(attempt_of(name)(attempt)) is not expected_of_them:
                    found.append(f"{who} {'may not' if expected_of_them else 'may'}: {name}")
                transaction.set_rollback(True)
    assert found == []


def test_a_contributor_shows_nothing_on_the_sheet_of_others(client, people, territories, site, make_sheet):
    """By starting a replication, completing it and asking for its publication, nor by one that names no sheet."""
    origin = make_sheet("Lavoir", parent=territories["Sud"])
    client.force_login(people["contributor"])
    row, draft = start(client, origin, site.territory.lille)
    for ends in ((origin, draft), (origin, None)):
        words = {"name": "Réclame", "url": "" if ends[1] else "https://example.org/"}
        for url in (url_of("edit", row.pk), url_of("add")):
            assert client.post(url, form(*ends, publish=True, **words)).status_code == 200
    assert client.post(url_of("edit", row.pk), form(origin, draft, name="Réclame")).status_code == 302
    assert Replication.objects.filter(live=True).count() == 0
    assert [latest(one).name for one in Replication.objects.all()] == ["Réclame"]
    assert "Réclame" not in public(client, origin)
