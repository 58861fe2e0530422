"""Who sees which contacts: people who agreed to be published, people whom one entered, all with a right on contacts."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission, ModelLogEntry, Page
from wagtail.test.utils.form_data import streamfield

from essaimage_wagtail.models import Contact, Organisation, Replication
from essaimage_wagtail.pages.models import SheetPage

from .forms import sheet_form

pytestmark = pytest.mark.django_db
HIDDEN, SHOWN, MINE = "Zénobie Quatrefages", "Ada Benali", "Émile Le Goff"
CHOOSER = "wagtailsnippetchoosers_essaimage_wagtail_contact"


def allow(user, *codenames):
    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))


@pytest.fixture
def editor(client, django_user_model, site):
    """Logged in, may edit the French pages and nothing else: ``editor.user``."""
    user = django_user_model.objects.create_user("editor")
    allow(user, "access_admin")
    group = Group.objects.create(name="French")
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.create(group=group, page=site.home["fr"], permission=permission)
    user.groups.add(group)
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def contacts(editor):
    return {
        "hidden": Contact.objects.create(name=HIDDEN, email="z@example.org"),
        "shown": Contact.objects.create(name=SHOWN, consent=True),
        "mine": Contact.objects.create(name=MINE, created_by=editor.user),
    }


@pytest.fixture
def sheet(make_sheet, contacts):
    return make_sheet("Lavoir", contacts=[contacts["hidden"], contacts["shown"]])


def save(client, sheet, chosen, accept="text/html"):
    url = reverse("wagtailadmin_pages:edit", args=[sheet.pk])
    data = sheet_form(title=sheet.title, pitch="On lave.", slug=sheet.slug, body=streamfield([]))
    return client.post(
        url, {**data, "contacts": [getattr(row, "pk", row) for row in chosen]}, headers={"accept": accept}
    )


def chosen_in_draft(sheet):
    return set(Page.objects.get(pk=sheet.pk).get_latest_revision_as_object().contacts.all())


def test_rule(editor, contacts, admin_user):
    def names(user):
        return {contact.name for contact in Contact.objects.visible_to(user)}

    assert names(editor.user) == {SHOWN, MINE}
    assert names(None) == {SHOWN}
    assert names(admin_user) == {HIDDEN, SHOWN, MINE}
    for codename in ("view_contact", "change_contact", "delete_contact"):
        allow(editor.user, codename)
        user = type(editor.user).objects.get(pk=editor.user.pk)
        assert names(user) == {HIDDEN, SHOWN, MINE}
        user.user_permissions.remove(Permission.objects.get(codename=codename))


def test_form_says_how_many_others_there_are_and_names_none(editor, sheet):
    html = editor.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).content.decode()
    assert SHOWN in html
    assert HIDDEN not in html
    assert "z@example.org" not in html
    assert 'data-essaimage-many="' in html
    assert "<select multiple" not in html


def test_hidden_contact_stays_whatever_is_sent(editor, sheet, contacts):
    assert save(editor, sheet, [contacts["mine"]]).status_code == 302
    assert chosen_in_draft(sheet) == {contacts["hidden"], contacts["mine"]}
    assert save(editor, sheet, [], accept="application/json").json()["success"]
    assert chosen_in_draft(sheet) == {contacts["hidden"]}


def test_nothing_has_changed_when_only_hidden_contacts_are_chosen(editor, make_sheet, contacts):
    sheet = make_sheet("Seul", contacts=[contacts["hidden"]])
    form_class = SheetPage.get_edit_handler().get_form_class()
    form = form_class(sheet_form(contacts=[]), instance=sheet, for_user=editor.user)
    assert "contacts" not in form.changed_data


def test_forged_choice_is_refused_without_a_name(editor, sheet, contacts):
    other = Contact.objects.create(name="Secret Person")
    response = save(editor, sheet, [contacts["shown"], other])
    assert set(response.context["form"].errors) == {"contacts"}
    assert "Secret Person" not in response.content.decode()
    for forged in ("x", "999999", "1 OR 1=1"):
        assert set(save(editor, sheet, [forged]).context["form"].errors) == {"contacts"}
    assert chosen_in_draft(sheet) == {contacts["hidden"], contacts["shown"]}


def test_chooser_lists_searches_and_gives_only_visible_ones(editor, contacts):
    for name in ("choose", "choose_results"):
        for params in ({}, {"q": "e"}, {"q": "quatrefages"}, {"multiple": "1"}):
            html = editor.get(reverse(f"{CHOOSER}:{name}"), params).content.decode()
            assert "Quatrefages" not in html.replace("quatrefages", "")
    assert SHOWN in editor.get(reverse(f"{CHOOSER}:choose"), {"q": "benali ada"}).json()["html"]
    assert editor.get(reverse(f"{CHOOSER}:chosen", args=[contacts["hidden"].pk]), follow=True).status_code == 404
    assert editor.get(reverse(f"{CHOOSER}:chosen", args=[contacts["mine"].pk])).json()["result"]["string"] == MINE
    both = {"id": [contacts["hidden"].pk, contacts["shown"].pk]}
    given = editor.get(reverse(f"{CHOOSER}:chosen_multiple"), both).json()["result"]
    assert [row["string"] for row in given] == [SHOWN]


def test_list_history_and_copies_for_people_who_may_only_add(editor, contacts):
    allow(editor.user, "add_contact")
    viewset = Contact.snippet_viewset
    listing = editor.get(reverse(viewset.get_url_name("list"))).content.decode()
    assert MINE in listing
    assert HIDDEN not in listing
    history = editor.get(reverse(viewset.get_url_name("history"), args=[contacts["hidden"].pk]), follow=True)
    assert HIDDEN not in history.content.decode()
    assert editor.get(reverse(viewset.get_url_name("history"), args=[contacts["mine"].pk])).status_code == 200
    assert not viewset.copy_view_enabled
    editor.post(reverse(viewset.get_url_name("add")), {"name": "Neuve", "role": "", "email": "", "phone": ""})
    assert Contact.objects.get(name="Neuve").created_by == editor.user


def test_log_and_its_report_never_name_a_contact(editor, admin_client, contacts):
    viewset = Contact.snippet_viewset
    data = {"name": "Renommée Quatrefages", "role": "", "email": "", "phone": ""}
    admin_client.post(reverse(viewset.get_url_name("edit"), args=[contacts["hidden"].pk]), data)
    assert set(ModelLogEntry.objects.values_list("label", flat=True)) == {f"#{contacts['hidden'].pk}"}
    allow(editor.user, "add_contact")
    report = editor.get(reverse("wagtailadmin_reports:site_history"))
    assert report.status_code == 200
    assert "Quatrefages" not in report.content.decode()


def test_comparing_versions_names_nobody_hidden(editor, admin_client, sheet, contacts):
    save(editor, sheet, [contacts["mine"]])
    first, last = sheet.revisions.order_by("pk").values_list("pk", flat=True)[:2]
    url = reverse("wagtailadmin_pages:revisions_compare", args=[sheet.pk, first, last])
    html = editor.get(url).content.decode()
    assert MINE in html
    assert HIDDEN not in html
    assert HIDDEN in admin_client.get(url).content.decode()


def test_translating_names_nobody_hidden(editor, site, sheet):
    from wagtail_localize.operations import translate_object

    translate_object(sheet, [site.locales["en"]])
    translated = sheet.get_translation(site.locales["en"])
    group = editor.user.groups.get()
    permission = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
    GroupPagePermission.objects.create(group=group, page=site.home["en"], permission=permission)
    response = editor.get(reverse("wagtailadmin_pages:edit", args=[translated.pk]))
    assert response.status_code == 200
    assert "wagtail_localize" in response.templates[0].name
    assert HIDDEN not in response.content.decode()


def test_usage_of_an_organisation_names_no_contact_to_people_who_may_not_see_it(editor, contacts):
    organisation = Organisation.objects.create(name="La Ruche")
    contacts["hidden"].organisation = organisation
    contacts["hidden"].save()
    allow(editor.user, "change_organisation", "delete_organisation")
    for name in ("usage", "delete"):
        url = reverse(Organisation.snippet_viewset.get_url_name(name), args=[organisation.pk])
        response = editor.get(url)
        assert response.status_code == 200
        assert HIDDEN not in response.content.decode()


def test_who_declared_a_replication_is_chosen_under_the_same_rule(editor, make_sheet, contacts):
    allow(editor.user, "add_replication", "change_replication")
    row = Replication.objects.create(
        origin_key=make_sheet("Lavoir").translation_key, name="Là", declared_by=contacts["hidden"]
    )
    url = reverse(Replication.snippet_viewset.get_url_name("edit"), args=[row.pk])
    html = editor.get(url).content.decode()
    assert HIDDEN not in html
    assert str(Contact.hidden_name) in html
    form_class = Replication.snippet_viewset.edit_view.view_initkwargs["panel"].get_form_class()
    fields = {"form": form_class(instance=row, for_user=editor.user)}
    assert fields["form"]["declared_by"].field.clean(str(contacts["hidden"].pk)) == contacts["hidden"]
    other = Contact.objects.create(name="Secret Person")
    with pytest.raises(Exception, match="choi"):
        fields["form"]["declared_by"].field.clean(str(other.pk))


def test_organisations_are_searched_and_all_are_kept(editor, site):
    rows = Organisation.objects.bulk_create(Organisation(name=f"Association {number}") for number in range(60))
    chooser = reverse("wagtailsnippetchoosers_essaimage_wagtail_organisation:choose")
    html = editor.get(chooser, {"q": "assoc 59", "multiple": "1"}).json()["html"]
    assert "Association 59" in html
    assert "Association 58" not in html
    url = reverse("wagtailadmin_pages:add", args=["essaimage_pages", "commonpage", site.directory["fr"].pk])
    assert editor.get(url).content.decode().count("Association ") == 0
    assert len(rows) == 60


# Consent


def of_contact(name, contact):
    return reverse(Contact.snippet_viewset.get_url_name(name), args=[contact.pk])


def test_consent_is_withdrawn_by_one_click(editor, contacts, make_sheet, make_common, link):
    """In the list, which keeps its filters, and in the form, whose other fields are not written."""
    allow(editor.user, "change_contact")
    shown = contacts["shown"]
    sheet = make_sheet("Lavoir", contacts=[shown])
    common = make_common("Charte", contacts=[shown])
    link(sheet, name="À côté", declared_by=shown)
    link(make_sheet("Origine"), sheet, declared_by=shown)
    visitor = type(editor)()
    addresses = [sheet.url, f"{sheet.url}?view=lineage", f"{sheet.url}?view=replicate", common.url]
    for url in addresses:
        assert SHOWN in visitor.get(url).content.decode(), url
    withdraw = of_contact("withdraw_consent", shown)
    listing = reverse(Contact.snippet_viewset.get_url_name("list"))
    html = editor.get(listing, {"consent": "true"}).content.decode()
    assert f'action="{withdraw}"' in html
    assert f'name="next" value="{listing}?consent=true"' in html
    assert f'formaction="{withdraw}"' in editor.get(of_contact("edit", shown)).content.decode()

    response = editor.post(withdraw, {"next": f"{listing}?consent=true", "name": "Somebody else"}, follow=True)
    assert response.redirect_chain == [(f"{listing}?consent=true", 302)]
    assert SHOWN in response.content.decode()
    shown.refresh_from_db()
    assert (shown.consent, shown.consent_date, shown.name) == (False, None, SHOWN)
    for url in addresses:
        assert SHOWN not in visitor.get(url).content.decode(), url
    assert f'action="{withdraw}"' not in editor.get(listing).content.decode()
    assert withdraw not in editor.get(of_contact("edit", shown)).content.decode()
    # Sent twice, it is withdrawn once.
    assert editor.post(withdraw).url == of_contact("edit", shown)
    entry = ModelLogEntry.objects.get(action="essaimage_wagtail.withdraw_consent")
    assert (entry.user, entry.label) == (editor.user, f"#{shown.pk}")
    assert "Consent withdrawn" in editor.get(of_contact("history", shown), headers={"accept-language": "en"}).text


@pytest.mark.parametrize("rights", [[], ["add_contact"], ["view_contact"], ["delete_contact"]])
def test_consent_is_withdrawn_by_people_who_may_edit_alone(editor, client, contacts, rights):
    allow(editor.user, *rights)
    shown, mine = contacts["shown"], contacts["mine"]
    Contact.objects.filter(pk=mine.pk).update(consent=True)
    for contact in (shown, mine):
        editor.post(of_contact("withdraw_consent", contact))
        contact.refresh_from_db()
        assert contact.consent
    listing = editor.get(reverse(Contact.snippet_viewset.get_url_name("list")), follow=True)
    assert "withdraw-consent" not in listing.content.decode()
    client.logout()
    assert client.post(of_contact("withdraw_consent", shown)).url.startswith(reverse("wagtailadmin_login"))
    shown.refresh_from_db()
    assert shown.consent


def test_nothing_is_withdrawn_by_a_link_from_elsewhere(editor, contacts):
    allow(editor.user, "change_contact")
    url = of_contact("withdraw_consent", contacts["shown"])
    assert editor.get(url).status_code == 405
    checking = type(editor)(enforce_csrf_checks=True)
    checking.force_login(editor.user)
    assert checking.post(url).status_code == 403
    contacts["shown"].refresh_from_db()
    assert contacts["shown"].consent
    response = editor.post(url, {"next": "https://elsewhere.example/"})
    assert response.url == of_contact("edit", contacts["shown"])
    gone = reverse(Contact.snippet_viewset.get_url_name("withdraw_consent"), args=[999999])
    assert editor.post(gone, follow=True).status_code == 404


def test_a_date_that_nobody_knows_is_said_to_be_unknown(editor, contacts):
    allow(editor.user, "change_contact")
    Contact.objects.update(consent=True, consent_date=None)
    listing = reverse(Contact.snippet_viewset.get_url_name("list"))
    assert editor.get(listing, headers={"accept-language": "en"}).text.count("date unknown") == 3
