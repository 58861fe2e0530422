"""What an editor is told when a sheet goes online."""

from typing import Any

from babel.lists import format_list
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from ..blocks.base import is_blank_section
from ..forms.text import babel_locale
from ..models import SheetFields


def say_what_is_empty(request: HttpRequest, page: Any) -> None:
    """After publishing: one message names the sections in which nobody wrote anything yet, if there are any."""
    if not (isinstance(page, SheetFields) and page.live and "action-publish" in request.POST):
        return
    empty = list(dict.fromkeys(str(section.block.label) for section in page.body if is_blank_section(section)))
    if empty:
        words = ngettext(
            "One section is still empty, and readers do not see it: %(sections)s.",
            "%(count)d sections are still empty, and readers do not see them: %(sections)s.",
            len(empty),
        )
        text = words % {"count": len(empty), "sections": format_list(empty, locale=babel_locale())}
        edit_url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        messages.info(request, text, buttons=[messages.button(edit_url, _("Go on writing"))])
