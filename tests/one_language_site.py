"""What is done in a site of one language that ``wagtail start`` made: the ready-made pages, and no app for languages.

It is run in that project's directory by the Python that the project has; see ``test_packaging.py``.
"""

import os
import sys

sys.path.insert(0, os.getcwd())
os.environ["DJANGO_SETTINGS_MODULE"] = "mysite.settings.dev"

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.test import Client  # noqa: E402
from wagtail.images import get_image_model  # noqa: E402
from wagtail.images.tests.utils import get_test_image_file  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

from essaimage_wagtail.pages.models import DirectoryPage, SheetPage  # noqa: E402


def get(client, url):
    response = client.get(url, HTTP_HOST="localhost")
    assert response.status_code == 200, (url, response.status_code)
    return response.content.decode()


assert not apps.is_installed("wagtail_localize")
home = Site.objects.get(is_default_site=True).root_page
directory = home.add_child(instance=DirectoryPage(title="Initiatives", slug="initiatives"))
cover = get_image_model().objects.create(title="Toaster", file=get_test_image_file(size=(1200, 800)))
sheet = directory.add_child(instance=SheetPage(title="Repair cafés", pitch="Neighbours mend things.", cover=cover))
sheet.save_revision().publish()

visitor, editor = Client(), Client()
editor.force_login(get_user_model().objects.create_superuser("ana", "ana@example.org", "x"))
assert sheet.url == "/initiatives/repair-cafés/".replace("é", "%C3%A9"), sheet.url
html = get(visitor, sheet.url)
assert "hreflang" not in html
assert 'class="essaimage' in html
assert "Repair cafés" in get(visitor, f"{directory.url}?q=repairing+cafe")
for page in Page.objects.filter(depth__gt=1):
    get(editor, f"/admin/pages/{page.pk}/edit/")
