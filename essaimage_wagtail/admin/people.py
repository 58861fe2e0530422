"""Contacts in Wagtail's admin: who sees which (``ContactQuerySet.visible_to``) holds in each list, chooser and form."""

from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import SnippetChosenMultipleView, SnippetChosenView
from wagtail.snippets.views.snippets import CreateView, HistoryView

from ..forms.many import (
    ChosenField,
    DiscreetChooser,
    NameChooserViewSet,
    NameFilterForm,
)
from ..models.people import Contact
from .adding import AddingChooseView, AddingCreateView, AddingResultsView, AddingViewSetMixin
from .consent import ConsentColumn, WithdrawConsentPanel, WithdrawConsentView
from .exports import IndexView
from .in_languages import SaidViewSet
from .new_people import NewContactForm


class ContactFilterForm(NameFilterForm):
    names = ("name", "role", "organisation__name")


class _VisibleList:
    """The contacts that an editor may see, with what tells people of the same name apart."""

    def get_object_list(self):
        return Contact.objects.visible_to(self.request.user).select_related("organisation")

    @property
    def columns(self):
        others = (Contact._meta.get_field(name) for name in ("role", "organisation"))
        return [*super().columns, *(Column(field.name, label=capfirst(field.verbose_name)) for field in others)]


class ContactChooseView(_VisibleList, AddingChooseView):
    pass


class ContactChooseResultsView(_VisibleList, AddingResultsView):
    pass


class ContactChosenView(SnippetChosenView):
    def get_object(self, pk):
        return Contact.objects.visible_to(self.request.user).get(pk=pk)


class ContactChosenMultipleView(SnippetChosenMultipleView):
    def get_objects(self, pks):
        return super().get_objects(pks).visible_to(self.request.user)


class ContactAddingView(AddingCreateView):
    def save_form(self, form):
        form.instance.created_by = self.request.user
        return super().save_form(form)


class ContactChooser(DiscreetChooser):
    def __init__(self, **kwargs):
        super().__init__(**{"model": Contact, "icon": "user", **kwargs})


class ContactChooserViewSet(AddingViewSetMixin, NameChooserViewSet):
    filter_form_class = ContactFilterForm
    create_view_class = ContactAddingView
    creation_form_class = NewContactForm
    creation_tab_label = _("New contact")
    choose_view_class = ContactChooseView
    choose_results_view_class = ContactChooseResultsView
    chosen_view_class = ContactChosenView
    chosen_multiple_view_class = ContactChosenMultipleView

    def on_register(self):
        """Wagtail's forms then ask for a contact in this way, in each model that has a foreign key to it."""
        super().on_register()
        register_form_field_override(
            ForeignKey, to=Contact, override={"form_class": ChosenField, "widget": ContactChooser}
        )


class ContactIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().visible_to(self.request.user)


class ContactCreateView(CreateView):
    def save_instance(self):
        self.form.instance.created_by = self.request.user
        return super().save_instance()


class ContactHistoryView(HistoryView):
    """Wagtail shows it to people who may only add contacts."""

    def get_object(self):
        contact = super().get_object()
        if not Contact.objects.visible_to(self.request.user).filter(pk=contact.pk).exists():
            raise PermissionDenied
        return contact


class ContactViewSet(SaidViewSet):
    model = Contact
    icon = "user"
    menu_label = _("Contacts")
    list_display = ["name", "role", "organisation", ConsentColumn("consent", label=_("Consent"), sort_key="consent")]
    list_filter = ["consent"]
    search_fields = ["name"]
    # The form of a copy would show a contact's data to people who may add contacts but not see them.
    copy_view_enabled = False
    panels_below = (WithdrawConsentPanel(heading=_("Withdraw consent")),)
    index_view_class = ContactIndexView
    add_view_class = ContactCreateView
    history_view_class = ContactHistoryView
    chooser_viewset_class = ContactChooserViewSet
    chooser_per_page = 20

    def get_urlpatterns(self):
        view = self.construct_view(WithdrawConsentView)
        return [*super().get_urlpatterns(), path("withdraw-consent/<int:pk>/", view, name="withdraw_consent")]
