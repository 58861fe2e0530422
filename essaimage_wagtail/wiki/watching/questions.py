"""The message that asks the owner of an address whether they want to watch something, by a task as all of them."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from ..models import Subscription, Watcher
from ..visitors.mail import send, site_name


@task()
def send_question(watcher_pk: int, subscription_pk: int) -> bool:
    """Returns whether a message went."""
    one = Subscription.objects.filter(pk=subscription_pk, watcher=watcher_pk).first()
    if one is None:
        return False
    watcher = Watcher.objects.select_related("site").get(pk=watcher_pk)
    root, stop = watcher.site.root_url, reverse("essaimage:wiki:stop_watching", args=[watcher.secret])
    with translation.override(watcher.language):
        subject = _("Do you want to watch “%(title)s”?") % {"title": one.title}
    context = {
        "site_name": site_name(watcher.site),
        "subscription": one,
        "address": f"{root}{watcher.get_absolute_url()}",
        "stop_url": f"{root}{stop}",
    }
    return send(watcher.email, name="watch", subject=subject, context=context, code=watcher.language)
