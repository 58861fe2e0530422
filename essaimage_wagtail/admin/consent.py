"""A contact's consent in Wagtail's admin: since when, and the button that withdraws it."""

from django.db import transaction
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.panels import Panel
from wagtail.admin.ui.tables import Column
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log

from ..models.people import Contact
from .listing import address_of_list

LOG_ACTION = "essaimage_wagtail.withdraw_consent"


def withdraw_url(contact, user):
    """Where the consent of a contact is withdrawn; empty where there is none, or for people who may not edit it."""
    viewset = Contact.snippet_viewset
    may_change = contact.consent and viewset.permission_policy.user_has_permission_for_instance(user, "change", contact)
    return reverse(viewset.get_url_name("withdraw_consent"), args=[contact.pk]) if may_change else ""


class WithdrawConsentView(PermissionCheckedMixin, View):
    """Consent is withdrawn as easily as it was given: one click, and a row of the history that says when."""

    http_method_names = ["post"]
    model = Contact
    permission_required = "change"

    def post(self, request, pk):
        with transaction.atomic():
            contact = get_object_or_404(Contact.objects.select_for_update(), pk=pk)
            if contact.consent:
                contact.withdraw_consent()
                log(instance=contact, action=LOG_ACTION, user=request.user)
        messages.success(request, _("Nothing of “%(name)s” is shown to visitors any more.") % {"name": contact.name})
        edit_url = reverse(Contact.snippet_viewset.get_url_name("edit"), args=[pk])
        return redirect(get_valid_next_url_from_request(request) or edit_url)


class ConsentColumn(Column):
    """Since when a contact agrees, with the button for people who may edit it."""

    cell_template_name = "essaimage_wagtail/admin/consent_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        request = parent_context["request"]
        context["withdraw_url"] = withdraw_url(instance, request.user)
        if context["withdraw_url"]:
            # A component has a context of its own, without what Django's context processors add.
            context["csrf_token"] = get_token(request)
            listing = reverse(Contact.snippet_viewset.get_url_name("list"))
            context["next"] = address_of_list(request, listing)
        return context


class WithdrawConsentPanel(Panel):
    """The button in the form of a contact. It sends the form to another address: HTML has no form within a form."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "essaimage_wagtail/admin/withdraw_consent_panel.html"

        @cached_property
        def withdraw_url(self):
            return withdraw_url(self.instance, self.request.user) if self.instance.pk else ""

        def is_shown(self):
            return super().is_shown() and bool(self.withdraw_url)

        def get_context_data(self, parent_context=None):
            return {**super().get_context_data(parent_context), "withdraw_url": self.withdraw_url}
