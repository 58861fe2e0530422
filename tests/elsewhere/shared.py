"""What every visit does: asks for pages as anyone and as an editor, and has pictures."""

from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, Site

EMAIL = "editor@example.org"


def get(client, url):
    response = client.get(url, HTTP_HOST="localhost", follow=True)
    assert response.status_code == 200, (url, response.status_code)
    return response.content.decode()


def home():
    return Site.objects.get(is_default_site=True).root_page.specific


def create_editor(**fields):
    get_user_model().objects.create_superuser(email=EMAIL, password="x", **fields)


def editor():
    client = Client()
    client.force_login(get_user_model().objects.get(email=EMAIL))
    return client


def picture():
    return get_image_model().objects.create(title="Toaster", file=get_test_image_file(size=(1200, 800)))


def open_every_form():
    for page in Page.objects.filter(depth__gt=1):
        get(editor(), f"/admin/pages/{page.pk}/edit/")


def open_lists():
    for name in ("images", "documents", "users", "snippets", "reports/locked"):
        get(editor(), f"/admin/{name}/")
