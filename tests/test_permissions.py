"""Who may change what pages refer to: Wagtail's own groups, once they are allowed to."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from essaimage_wagtail.admin.snippets import SwarmingViewSetGroup
from essaimage_wagtail.models import Organisation

from .conftest import ROOT

pytestmark = pytest.mark.django_db
MODELS = [viewset.model for viewset in SwarmingViewSetGroup.items]
AT_ITS_ENDS = {"replication"}
"""Rights on these are those on pages."""


@pytest.fixture
def editors(db):
    """The group that Wagtail makes; a test with a live server takes it away for those after it."""
    group, _made = Group.objects.get_or_create(name="Editors")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    return group


@pytest.fixture
def editor(client, django_user_model, site, editors):
    user = django_user_model.objects.create_user("editor", password="editor")
    user.groups.add(editors)
    client.force_login(user)
    return client


def may_list(client):
    names = [model._meta.model_name for model in MODELS]
    urls = {name: reverse(f"wagtailsnippets_essaimage_wagtail_{name}:list") for name in names}
    return {name for name, url in urls.items() if client.get(url).status_code == 200}


def test_groups_are_allowed_in_the_admin(admin_client, site, editors):
    html = admin_client.get(reverse("wagtailusers_groups:edit", args=[editors.pk])).content.decode()
    for model in MODELS:
        for action in ("add", "change", "delete"):
            offered = model._meta.model_name not in AT_ITS_ENDS
            permission = Permission.objects.get(
                content_type__app_label="essaimage_wagtail", codename=f"{action}_{model._meta.model_name}"
            )
            found = re.search(rf'<input[^>]*name="permissions"[^>]*value="{permission.pk}"', html)
            assert bool(found) is offered, permission


def test_editors_may_change_what_they_are_allowed_to(editor, editors):
    assert may_list(editor) <= AT_ITS_ENDS
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs/how-to/permissions.md").read_text(), re.DOTALL)
    exec(code)  # noqa: S102
    assert may_list(editor) - AT_ITS_ENDS == {"projectframe", "organisation", "searchword"}
    url = reverse("wagtailsnippets_essaimage_wagtail_searchword:add")
    editor.post(url, {"word": "vélo", "language": "fr", "synonyms": "bicyclette"})
    listing = editor.get(reverse("wagtailsnippets_essaimage_wagtail_searchword:list")).content.decode()
    assert "bicyclette" in listing
    assert reverse("wagtailsnippets_essaimage_wagtail_searchword:list") in editor.get("/admin/").content.decode()


def test_choosing_needs_no_permission(editor):
    Organisation.objects.create(name="Les lavandières")
    html = editor.get(reverse("wagtailsnippetchoosers_essaimage_wagtail_organisation:choose")).json()["html"]
    assert "Les lavandières" in html
