"""“Still true today”: a column that says when sheets were read again, with the button that records it."""

from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from .listing import address_of_list
from .review import may_review


class ReviewColumn(Column):
    """For lists of specific pages (see :func:`.review.review`): one click, and the list comes back as it was.

    People who may not record a review of a sheet see the date alone. ``list_url``: the address of the list, by default
    that of the request.
    """

    cell_template_name = "essaimage_wagtail/admin/review_cell.html"

    def __init__(self, name="reviewed_on", list_url="", **kwargs):
        super().__init__(name, **{"label": _("Last review"), **kwargs})
        self.list_url = list_url

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        request = parent_context["request"]
        context["reviewed_on"] = getattr(instance, "reviewed_on", None)
        if may_review(instance, request.user):
            context["review_url"] = reverse("essaimage_review", args=[instance.pk])
            # A component has a context of its own, without what Django's context processors add.
            context["csrf_token"] = get_token(request)
            context["next"] = address_of_list(request, self.list_url or request.path)
        return context
