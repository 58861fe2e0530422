"""``essaimage_roles``: what it makes, what it leaves alone, and what it says."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.utils import translation
from wagtail.models import Collection, GroupApprovalTask, Page, Workflow, WorkflowPage

from essaimage_wagtail.pages.models import DirectoryPage
from essaimage_wagtail.roles import group_of
from essaimage_wagtail.roles.declared import ROLES, whole_plugin
from essaimage_wagtail.roles.trees import Refused

from .role_groups import give, moderators_of_wagtail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    """The groups have English names, whatever is translated."""
    with translation.override("en"):
        yield


@pytest.fixture
def territory(site):
    """A territory's page in French and Arabic."""
    page = site.directory["fr"].add_child(instance=DirectoryPage(title="Nord", slug="nord", locale=site.locales["fr"]))
    page.copy_for_translation(site.locales["ar"])
    return page


@pytest.fixture
def wagtails(site):
    return moderators_of_wagtail()


def run(*args, **options):
    """What the command says: what was changed, and what it points out."""
    said, pointed_out = StringIO(), StringIO()
    call_command("essaimage_roles", *args, **options, stdout=said, stderr=pointed_out)
    return said.getvalue(), pointed_out.getvalue()


def state():
    """All that the command writes."""
    return {
        "groups": {
            group.name: (
                sorted(group.permissions.values_list("codename", flat=True)),
                sorted(group.page_permissions.values_list("page", "permission__codename")),
                sorted(group.collection_permissions.values_list("collection", "permission__codename")),
            )
            for group in Group.objects.all()
        },
        "workflows": sorted(WorkflowPage.objects.values_list("page", "workflow__name")),
        "approve": {
            task.name: sorted(task.groups.values_list("name", flat=True)) for task in GroupApprovalTask.objects.all()
        },
        "collections": sorted(Collection.objects.values_list("name", flat=True)),
    }


def approving(page):
    """The groups that approve what is submitted on a page."""
    (step,) = Page.objects.get(pk=page.pk).get_workflow().workflow_tasks.all()
    return {*step.task.specific.groups.values_list("name", flat=True)}


def test_all_roles_of_all_languages(site, wagtails):
    said, pointed_out = run()
    assert pointed_out == ""
    names = {name for name in state()["groups"] if "(" in name or name == "Stewards of the swarming"}
    assert len(names) == 3 * len(site.locales) + 1
    assert "Contributors (Deutsch):\n  new group\n" in said
    for code, home in site.home.items():
        name = site.locales[code].get_display_name()
        assert approving(home) == {f"Moderators ({name})", "Stewards of the swarming", "Moderators"}
    before = state()
    again, _pointed_out = run()
    assert state() == before
    assert {line.rpartition(": ")[2] for line in again.splitlines()} == {"nothing to change"}


def test_a_dry_run_says_the_same_and_writes_nothing(site, territory, wagtails):
    before = state()
    would, _pointed_out = run(below=territory.pk, dry_run=True)
    assert state() == before
    assert would == run(below=territory.pk)[0] + "Nothing was changed: this is what would be.\n"


def test_a_territory_is_a_page_and_its_translations(site, territory, wagtails):
    run("moderator", language="fr,ar")
    run(below=territory.pk)
    arabic = territory.get_translation(site.locales["ar"])
    group = Group.objects.get(name="Moderators (Nord)")
    assert {*group.page_permissions.values_list("page", flat=True)} == {territory.pk, arabic.pk}
    # Who moderates the language above approves here too, in that language alone.
    everywhere = {"Moderators (Nord)", "Moderators"}
    assert approving(territory) == everywhere | {"Moderators (Français)"}
    assert approving(arabic) == everywhere | {"Moderators (العربية)"}
    assert approving(site.directory["fr"]) == {"Moderators (Français)", "Moderators"}
    assert "Contributors (Nord)" in state()["groups"]
    assert "Nord" in state()["collections"]


def test_a_territory_in_some_languages_under_a_name(site, territory):
    run(below=territory.pk, language="fr", name="Hauts de l’Escaut")
    group = Group.objects.get(name="Contributors (Hauts de l’Escaut)")
    assert {*group.page_permissions.values_list("page", flat=True)} == {territory.pk}
    assert Workflow.objects.filter(name="Approval (Hauts de l’Escaut, Français)").exists()


def test_the_groups_are_found_again_in_another_language(site, wagtails):
    run("moderator", language="es")
    before = state()
    with translation.override("fr"):
        run("moderator", language="es")
    assert state() == before


def test_a_second_territory_of_the_same_name_is_refused(site, territory):
    other = site.home["fr"].add_child(instance=DirectoryPage(title="Nord", slug="n", locale=site.locales["fr"]))
    run(below=territory.pk)
    before = state()
    with pytest.raises(CommandError, match=f"other pages: {territory.pk}.*--name"):
        run(below=other.pk)
    assert state() == before
    run(below=other.pk, name="Nord (Belgique)")


def test_names_that_are_too_long_are_cut(site):
    page = site.home["fr"].add_child(instance=DirectoryPage(title="N" * 255, slug="n", locale=site.locales["fr"]))
    run(below=page.pk)
    assert Group.objects.filter(name__startswith="Moderators (NN", name__endswith="N)").exists()
    assert {line.rpartition(": ")[2] for line in run(below=page.pk)[0].splitlines()} == {"nothing to change"}


def test_what_the_site_has_made_stays(site, territory, wagtails):
    agency = Group.objects.create(name="Agence")
    give(agency, territory, "change", "publish")
    own = Workflow.objects.create(name="Two steps")
    WorkflowPage.objects.create(page=site.home["fr"], workflow=own)
    mine = Group.objects.create(name="Moderators (Français)")
    mine.permissions.add(Permission.objects.get(codename="add_theme"))
    before = state()
    run(language="fr")
    after = state()
    assert site.home["fr"].get_workflow() == own
    for name, rights in before["groups"].items():
        if name != mine.name:
            assert after["groups"][name] == rights
    assert mine.permissions.filter(codename="add_theme").exists()
    assert set(before["workflows"]) <= set(after["workflows"])


def test_who_is_locked_out_is_said_with_what_to_do(site, territory, wagtails):
    agency = Group.objects.create(name="Agence")
    give(agency, territory, "change", "publish")
    _said, pointed_out = run(language="fr")
    assert f"“Agence” may publish “Nord” ({territory.pk})" in pointed_out
    assert f"--below {territory.pk}" in pointed_out
    assert "Agence" not in approving(site.directory["fr"])
    _said, pointed_out = run(below=territory.pk)
    assert "Agence" not in pointed_out
    assert "Agence" in approving(territory)


def test_moderators_of_a_tree_are_locked_out_of_the_workflow_of_the_root_and_not_of_their_own(
    site, territory, wagtails, make_sheet, admin_user, django_user_model
):
    agency = Group.objects.create(name="Agence")
    give(agency, territory, "change", "publish")
    member = django_user_model.objects.create_user("member", password="x")
    member.groups.add(agency)
    sheet = make_sheet("Lavoir", publish=False, parent=territory)

    def is_locked_out_after_submission():
        page = Page.objects.get(pk=sheet.pk).specific
        state = page.get_workflow().start(page, admin_user)
        locked = Page.objects.get(pk=sheet.pk).get_lock().for_user(django_user_model.objects.get(pk=member.pk))
        state.cancel(user=admin_user)
        return locked

    assert is_locked_out_after_submission()
    run(below=territory.pk)
    assert not is_locked_out_after_submission()


def test_groups_of_a_language_come_into_the_territories_made_before(site, territory, wagtails):
    run(below=territory.pk)
    _said, pointed_out = run("moderator", language="fr")
    assert f"“Moderators (Français)” may publish “Nord” ({territory.pk})" in pointed_out
    run(below=territory.pk)
    assert "Moderators (Français)" in approving(territory)


def test_what_is_in_moderation_stays_where_it_is_and_is_named(site, territory, wagtails, make_sheet, admin_user):
    sheet = make_sheet("Lavoir", publish=False, parent=territory)
    sheet.get_workflow().start(sheet, admin_user)
    said, _pointed_out = run(below=territory.pk)
    assert f"“Lavoir” ({sheet.pk}) stays in “Moderators approval” until that is over" in said
    assert sheet.current_workflow_state.workflow.name == "Moderators approval"


def test_a_steward_has_all_that_is_the_plugins_and_no_more(site):
    run("steward")
    group = Group.objects.get(name="Stewards of the swarming")
    rows = group.permissions.select_related("content_type")
    held = {f"{row.content_type.app_label}.{row.codename}" for row in rows}
    assert held - whole_plugin() == {"wagtailadmin.access_admin", "wagtail_localize.submit_translation"}
    assert whole_plugin() > {
        "essaimage_wagtail.delete_contact",
        "essaimage_wagtail.change_outboxentry",
        "essaimage_wiki.change_accountrequest",
        "essaimage_wiki.delete_contributor",
        "essaimage_navigation.change_footersettings",
    }


def test_groups_from_code_are_those_of_the_command(site):
    run(language="fr")
    before = state()
    names = {group_of("contributor", "fr").name, group_of("moderator", "fr").name}
    assert names == {"Contributors (Français)", "Moderators (Français)"}
    assert state() == before
    assert group_of("steward").page_permissions.filter(page=site.home["es"]).exists()
    with pytest.raises(Refused, match="no language xx"):
        group_of("contributor", "xx")


def test_without_workflows_groups_alone_are_made(site, settings):
    settings.WAGTAIL_WORKFLOW_ENABLED = False
    before = Workflow.objects.count()
    assert "WAGTAIL_WORKFLOW_ENABLED" in run(language="fr")[1]
    assert Workflow.objects.count() == before


@pytest.mark.parametrize(
    ("args", "options", "says"),
    [
        (["boss"], {}, "no role boss. There are: contributor"),
        ([], {"language": "xx"}, r"no language xx\. It has: "),
        ([], {"below": 999999}, "no page 999999"),
        ([], {"below": 1}, "root of all pages"),
        (["translator"], {"below": 2}, "leave out --below"),
        ([], {"name": "Nord"}, "--name goes with --below"),
    ],
)
def test_what_makes_no_sense_is_refused(site, args, options, says):
    if options.get("below") == 1:
        options = {"below": site.root.pk}
    before = state()
    with pytest.raises(CommandError, match=says):
        run(*args, **options)
    assert state() == before


def test_a_language_without_a_home_page_is_left_out(site):
    Page.objects.get(pk=site.home["de"].pk).delete()
    said, pointed_out = run("moderator", language="de,fr")
    assert pointed_out.startswith("de: left out")
    assert "Moderators (Français)" in said and "Deutsch" not in said


def test_every_right_that_is_declared_is_one_of_the_site(site):
    for role in ROLES.values():
        names = {*role.site(), *role.collection, *role.library, *(f"wagtailcore.{name}" for name in role.pages)}
        rows = Permission.objects.select_related("content_type")
        assert names <= {f"{row.content_type.app_label}.{row.codename}" for row in rows}
