"""What people try in the admin, for the table of :mod:`tests.test_roles`: each says whether they could."""

import uuid
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page
from wagtail.test.utils.form_data import rich_text

from essaimage_wagtail.models import Contact, Replication
from essaimage_wagtail.pages.models import SheetPage


class Attempt:
    """Somebody, signed in, before what there is in a territory (``nord``, of :mod:`tests.test_roles`), among it a draft
    of their own; ``menu``: the first page of the admin."""

    def __init__(self, client, user, nord: SimpleNamespace, own, menu: str):
        self.client, self.user, self.nord, self.own, self.menu = client, user, nord, own, menu

    def opens(self, name, *args):
        return self.client.get(reverse(name, args=args)).status_code == 200

    def sends(self, name, *args, **data):
        return self.client.post(reverse(name, args=args), data)

    def edit(self, page):
        answer = self.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        return answer.status_code == 200 and not answer.context["locked_for_user"]

    def save(self, page, action):
        data = {"title": page.title, "slug": page.slug, "scope": "below", "lists": "everything"}
        comments = {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
        data |= {"introduction": rich_text(""), **comments, f"action-{action}": "1"}
        self.sends("wagtailadmin_pages:edit", page.pk, **data)
        return Page.objects.get(pk=page.pk)

    def decide(self, action):
        page = self.nord.submitted
        task = page.current_workflow_task_state
        self.sends("wagtailadmin_pages:workflow_action", page.pk, action, task.pk, comment="Lu")
        task.refresh_from_db()
        return task.status


def choose_first(field):
    return next((value for value, _label in field.choices), "")


def see(attempt):
    return attempt.opens("wagtailadmin_explore_results", attempt.nord.page.pk)


def add(attempt):
    return attempt.opens("wagtailadmin_pages:add", "essaimage_pages", "directorypage", attempt.nord.page.pk)


def edit_own(attempt):
    return attempt.edit(attempt.own)


def edit_others(attempt):
    return attempt.edit(attempt.nord.theirs)


def edit_in_moderation(attempt):
    return attempt.edit(attempt.nord.submitted)


def submit_own(attempt):
    return attempt.save(attempt.own, "submit").workflow_in_progress


def approve(attempt):
    return attempt.decide("approve") == "approved" and Page.objects.get(pk=attempt.nord.submitted.pk).live


def reject(attempt):
    return attempt.decide("reject") == "rejected"


def publish_others(attempt):
    return attempt.save(attempt.nord.theirs, "publish").live


def publish_own(attempt):
    return attempt.save(attempt.own, "publish").live


def unpublish(attempt):
    page = attempt.nord.shown
    attempt.sends("wagtailadmin_pages:unpublish", page.pk)
    return not Page.objects.get(pk=page.pk).live


def move(attempt):
    page = attempt.nord.theirs
    attempt.sends("wagtailadmin_pages:move_confirm", page.pk, attempt.nord.part.pk)
    return Page.objects.get(pk=page.pk).get_parent().pk == attempt.nord.part.pk


def delete_own(attempt):
    return deleted(attempt, attempt.own)


def delete_published(attempt):
    return deleted(attempt, attempt.nord.shown)


def deleted(attempt, page):
    attempt.sends("wagtailadmin_pages:delete", page.pk)
    return not Page.objects.filter(pk=page.pk).exists()


def translate(attempt):
    page, spanish = attempt.nord.shown, attempt.nord.spanish
    attempt.sends("wagtail_localize:submit_page_translation", page.pk, locales=[spanish.pk])
    return Page.objects.filter(translation_key=page.translation_key, locale=spanish).exists()


def start_replication(attempt):
    """In any language that is offered."""
    url = reverse("essaimage_replicate", args=[attempt.nord.shown.pk])
    answer = attempt.client.get(url)
    if answer.status_code != 200 or "form" not in (answer.context or {}):
        return False
    data = {"territory": attempt.nord.place.pk, "mode": "redo", "kind": "", "token": uuid.uuid4()}
    attempt.client.post(url, {**data, "language": choose_first(answer.context["form"].fields["language"])})
    started = Replication.objects.filter(origin_key=attempt.nord.shown.translation_key)
    # Whoever starts one, nothing of it is shown: the sheet of others is as it was.
    assert not started.filter(live=True).exists()
    return SheetPage.objects.filter(translation_key__in=started.values("adapted_key"), live=False).exists()


def review(attempt):
    return attempt.opens("essaimage_review", attempt.nord.shown.pk)


def see_versions(attempt):
    return attempt.opens("essaimage_versions", attempt.nord.shown.pk)


def add_image(attempt):
    """Into the collection that the form offers, or the only one."""
    answer = attempt.client.get(reverse("wagtailimages:add"))
    if answer.status_code != 200:
        return False
    file = SimpleUploadedFile("lavoir.png", get_test_image_file().file.getvalue())
    data = {"title": "Lavoir", "file": file, "description": ""}
    field = answer.context["form"].fields.get("collection")
    if field is not None:
        data["collection"] = field.queryset.first().pk
    return attempt.client.post(reverse("wagtailimages:add"), data).status_code == 302


def change_image_of_the_territory(attempt):
    return attempt.opens("wagtailimages:edit", attempt.nord.image.pk)


def choose_image(attempt):
    answer = attempt.client.get(reverse("wagtailimages_chooser:choose"))
    return answer.status_code == 200 and attempt.nord.image.title in answer.json()["html"]


def read_all_contacts(attempt):
    """Those, too, that somebody else entered and that did not agree to be published."""
    seen = Contact.objects.visible_to(attempt.user).filter(pk=attempt.nord.contact.pk).exists()
    answer = attempt.client.get(reverse("wagtailsnippets_essaimage_wagtail_contact:list"))
    assert seen == (answer.status_code == 200 and attempt.nord.contact.name in answer.content.decode())
    return seen


def snippet(action, model):
    def attempt_it(attempt):
        rows = attempt.nord.rows
        args = [] if action == "add" else [rows[model].pk]
        return attempt.opens(f"wagtailsnippets_essaimage_wagtail_{model}:{action}", *args)

    return attempt_it


def report(name):
    """Its rows alone, as they are asked for when they are filtered."""

    def attempt_it(attempt):
        opened = attempt.opens(f"{name}_results")
        # The menu leads to what opens, and to nothing else. The outbox is a matter of Elasticsearch.
        if name != "essaimage_outbox_report":
            assert (f'"{reverse(name)}"' in attempt.menu) is opened, name
        return opened

    return attempt_it


def footer(attempt):
    return attempt.opens("wagtailsettings:edit", "essaimage_navigation", "footersettings", attempt.nord.site.pk)
