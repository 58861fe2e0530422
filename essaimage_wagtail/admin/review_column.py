"""“Still true today”: a column that says when sheets were read again, with the button that records it."""

from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from .listing import address_of_list
from .review import may_review


class ReviewColumn(Column):
    """For lists of specific pages, or of rows with a ``page`` (see :func:`.review.review`): one click, and the list
    comes back as it was.

    People who may not record a review of a sheet see the date alone. ``list_url_name``: of the list's address; by
    default it is that of the request.
    """

    cell_template_name = "essaimage_wagtail/admin/review_cell.html"

    def __init__(self, name="reviewed_on", list_url_name="", **kwargs):
        super().__init__(name, **{"label": _("Last review"), **kwargs})
        self.list_url_name = list_url_name

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        request = parent_context["request"]
        page = getattr(instance, "page", instance)
        context["page"], context["reviewed_on"] = page, getattr(page, "reviewed_on", None)
        if may_review(page, request.user):
            context["review_url"] = reverse("essaimage_review", args=[page.pk])
            # A component has a context of its own, without what Django's context processors add.
            context["csrf_token"] = get_token(request)
            context["next"] = address_of_list(
                request, reverse(self.list_url_name) if self.list_url_name else request.path
            )
        return context
