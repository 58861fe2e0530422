"""What keeps a page from visitors, each way done to a page that they have seen."""

from datetime import timedelta

from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

HIDING = {
    "draft": lambda page: Page.objects.filter(pk=page.pk).update(live=False),
    "private": lambda page: PageViewRestriction.objects.create(page=page, restriction_type="login"),
    "expired": lambda page: Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(hours=1)),
    "of another site": lambda page: Site.objects.create(hostname="other.example", root_page=page),
}
