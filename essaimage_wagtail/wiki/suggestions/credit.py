"""Who suggested what, in the history that editors see: names of people who agreed, looked up and never copied."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter

from ..models import Suggestion
from .deciding import ACCEPTED, REFUSED


class AcceptedFormatter(LogFormatter):
    """“Suggestion accepted, suggested by Awa”: the name is read each time, so that an erased name is gone here too."""

    label = gettext_lazy("Accept a suggestion")

    def format_message(self, log_entry: Any) -> str:
        found = Suggestion.objects.filter(pk=log_entry.data.get("suggestion"), publish_name=True).first()
        if found is None or not found.name:
            return _("Suggestion of a visitor accepted")
        return _("Suggestion accepted, suggested by %(name)s") % {"name": found.name}


def register(actions: Any) -> None:
    actions.register_action(ACCEPTED)(AcceptedFormatter)
    actions.register_action(
        REFUSED, gettext_lazy("Refuse a suggestion"), gettext_lazy("Suggestion of a visitor refused")
    )
