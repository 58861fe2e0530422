"""Published versions: one as an editor makes it, and many at once."""

from datetime import timedelta

from django.utils import timezone
from wagtail.models import Revision

from essaimage_wagtail.wiki.history.summaries import keep
from essaimage_wagtail.wiki.models import Contributor, PublicName, Version


def publish(page, user=None, summary="", **fields):
    """Another version of a page."""
    page = type(page).objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    revision = page.save_revision(user=user)
    keep(revision.pk, summary)
    revision.publish()
    return Version.objects.get(revision=revision)


def publish_many(page, users, number):
    """So many versions of a page more, one an hour, of the users in turn; their contents are empty."""
    live = page.live_revision
    made = Revision.objects.bulk_create(
        Revision(
            content_type=live.content_type,
            base_content_type=live.base_content_type,
            object_id=str(page.pk),
            created_at=timezone.now(),
            content={},
        )
        for _number in range(number)
    )
    Version.objects.bulk_create(
        Version(
            page_id=page.pk,
            revision=revision,
            published_at=timezone.now() - timedelta(hours=place),
            author=users[place % len(users)],
        )
        for place, revision in enumerate(made)
    )


def person(users, username, name="", page=None):
    """An account of the model ``users``; with a public name if one is given, and with a public page of these fields."""
    user = users.objects.create_user(username, f"{username}@example.org", "x")
    if name:
        public_name = PublicName.objects.create(user=user, name=name)
        if page is not None:
            Contributor.objects.create(public_name=public_name, **page)
    return user
