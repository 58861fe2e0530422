"""Replications in the admin: what its forms send, who may send them, and what visitors read (a pytest plugin too)."""

import uuid

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from essaimage_wagtail.models import Replication
from essaimage_wagtail.pages.models import SheetPage


def url_of(name, *args):
    return reverse(Replication.snippet_viewset.get_url_name(name), args=args)


def form(origin=None, adapted=None, *, publish=False, **values):
    """What the form sends: the ends are pages."""
    data = {
        "origin_key": origin.pk if origin else "",
        "adapted_key": adapted.pk if adapted else "",
        **dict.fromkeys(("name", "territory", "url", "kind", "year", "declared_by"), ""),
        "mode": "redo",
        "state": "active",
        "sources": streamfield([]),
        "texts": inline_formset([]),
        **({"action-publish": "1"} if publish else {}),
        **values,
    }
    return nested_form_data(data)


@pytest.fixture
def log_in(client, django_user_model):
    """``log_in(page, "change", models=["add_replication"])``: somebody with these rights on pages below one, and these
    of Django's permissions. Returns the user."""

    def make(page=None, *rights, models=()):
        name = f"user-{uuid.uuid4()}"
        group = Group.objects.create(name=name)
        codenames = ["access_admin", *models]
        group.permissions.add(*Permission.objects.filter(codename__in=codenames))
        for right in rights:
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{right}_page")
            GroupPagePermission.objects.create(group=group, page=page, permission=permission)
        user = django_user_model.objects.create_user(name, password=name)
        user.groups.add(group)
        client.force_login(user)
        return user

    return make


@pytest.fixture
def gardens(site, make_sheet):
    """Two parts of the tree with a published sheet each: somebody edits one of them."""

    def section(title):
        return site.home["fr"].add_child(instance=Page(title=title, slug=title.lower(), locale=site.locales["fr"]))

    ours, theirs = section("Ours"), section("Theirs")
    return {
        "ours": ours,
        "theirs": theirs,
        "our sheet": make_sheet("Notre lavoir", parent=ours),
        "their sheet": make_sheet("Leur lavoir", parent=theirs),
        "other sheet": make_sheet("Autre lavoir", parent=theirs),
    }


def start(client, origin, place):
    data = {"territory": place.pk, "language": "fr", "mode": "redo", "kind": "", "token": uuid.uuid4()}
    client.post(reverse("essaimage_replicate", args=[origin.pk]), data)
    row = Replication.objects.latest("pk")
    return row, SheetPage.objects.get(translation_key=row.adapted_key)


def latest(row):
    return Replication.objects.get(pk=row.pk).get_latest_revision_as_object()


def publish(draft):
    draft = SheetPage.objects.get(pk=draft.pk)
    draft.pitch = "Pitch"
    draft.save_revision().publish()


def public(client, sheet):
    """What anybody reads of a sheet's lineage, and of the replications on the sheet itself."""
    client.logout()
    view = client.get(sheet.url).context["sheet"]
    titles = [branch.title for branch in (*view.origins, *view.taken_up)]
    return "".join([*titles, client.get(sheet.url, {"view": "lineage"}).content.decode()])
