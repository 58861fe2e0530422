"""Adding what is missing in the chooser in which an editor looked for it.

Beside the list, a tab has the fewest fields that a new row needs, for people who may add one. Others read whom to ask.
"""

from typing import Any, ClassVar

from babel.lists import format_list
from django import forms
from django.contrib.auth import get_permission_codename, get_user_model
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import log
from wagtail.models import Locale
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChosenView, SnippetCreateView

from ..forms.many import NameChooserViewSet
from ..forms.text import babel_locale
from ..models.territory import latin
from ..versions import best_versions

MOST_NAMED = 3
"""People who are named at most where an editor reads whom to ask."""
DJANGO = "django.contrib.auth.backends.ModelBackend"
"""The backend that knows who has a permission; others need not."""


def keepers(model: type[models.Model]) -> list[str]:
    """Names of people who may add a row: members of groups before administrators, none where nobody can be asked.

    It asks Django's own backend, and says nothing where a site has its users elsewhere.
    """
    users = get_user_model()._default_manager
    if not hasattr(users, "with_perm"):
        return []
    permission = f"{model._meta.app_label}.{get_permission_codename('add', model._meta)}"
    for administrators in (False, True):
        found = users.with_perm(permission, include_superusers=administrators, backend=DJANGO)
        if names := [get_user_display_name(user) for user in found.order_by("pk")[:MOST_NAMED]]:
            return names
    return []


class NewRowForm(WagtailAdminModelForm):
    """A form in a chooser. A subclass names its fields in ``Meta``, and refuses what is there already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # js/adding.js puts there what the editor has looked for.
        self.fields["name"].widget.attrs["data-essaimage-sought"] = ""

    def refuse(self, found: Any) -> None:
        """Say beside the name that a row is there already."""
        self.add_error("name", ValidationError(THERE_ALREADY, code="there", params={"name": found}))


THERE_ALREADY = _("“%(name)s” is there already: choose it under “Search”.")


class Adding:
    """What the views of a chooser with a form for new rows have in common."""

    creation_tab_label: Any = None

    def get_creation_form_kwargs(self) -> dict[str, Any]:
        # A prefix, since the form of the page behind the chooser may have fields of the same names.
        return {**super().get_creation_form_kwargs(), "for_user": self.request.user, "prefix": "new"}


class _AddingList(Adding):
    results_template_name = "essaimage_wagtail/admin/chooser_results.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        may_add = context["can_create"]
        return {
            **context,
            "objects": self.model_class._meta.verbose_name_plural,
            "add_label": self.creation_tab_label if may_add else "",
            "keepers": "" if may_add else format_list(keepers(self.model_class), "or", babel_locale()),
        }


class AddingChooseView(_AddingList, ChooseView):
    pass


class AddingResultsView(_AddingList, ChooseResultsView):
    pass


class AddingCreateView(Adding, SnippetCreateView):
    def save_form(self, form: forms.ModelForm) -> models.Model:
        with transaction.atomic():
            row = super().save_form(form)
            log(instance=row, action="wagtail.create", user=self.request.user, content_changed=True)
        return row


class AddingViewSetMixin:
    """A chooser's viewset: ``creation_form_class`` and ``creation_tab_label`` say what is added."""

    choose_view_class: ClassVar = AddingChooseView
    choose_results_view_class: ClassVar = AddingResultsView
    create_view_class: ClassVar = AddingCreateView
    create_action_label = _("Add and choose")
    # Wagtail's viewset has it in the language of the process.
    search_tab_label = _("Search")

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"creation_tab_label": self.creation_tab_label, **kwargs})


# Terms


class NewTermForm(NewRowForm):
    """A new term, in the editor's language unless they say another."""

    locale = forms.ModelChoiceField(label=_("Written in"), queryset=Locale.objects.all(), empty_label=None)

    class Meta:
        fields = ("name", "description")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = {get_language(), (get_language() or "").partition("-")[0]}
        languages = [locale for locale in self.fields["locale"].queryset if locale.language_code in codes]
        self.initial.setdefault("locale", languages[0].pk if languages else Locale.get_default().pk)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        name = latin(cleaned.get("name", ""))
        there = self._meta.model.objects.values_list("name", flat=True)
        if found := next((other for other in there if name and latin(other) == name), None):
            self.refuse(found)
        self.instance.locale = cleaned.get("locale") or Locale.get_default()
        return cleaned


class _TermList:
    def get_object_list(self) -> models.QuerySet:
        """Each term once, in the version that suits the editor."""
        rows = self.model_class.objects.order_by("pk").values_list("pk", "translation_key", "locale__language_code")
        best = best_versions(rows, get_language(), code=lambda row: row[2], key=lambda row: row[1])
        return self.model_class.objects.filter(pk__in=[pk for pk, _key, _code in best.values()])


class TermChooseView(_TermList, AddingChooseView):
    pass


class TermResultsView(_TermList, AddingResultsView):
    pass


class TermChosenView(SnippetChosenView):
    def get_object_id(self, instance: models.Model) -> Any:
        """The row that stands for the term in the check boxes: the oldest in any language."""
        same = type(instance).objects.filter(translation_key=instance.translation_key)
        return same.order_by("pk").values_list("pk", flat=True)[0]


class TermChooserViewSet(AddingViewSetMixin, NameChooserViewSet):
    choose_view_class = TermChooseView
    choose_results_view_class = TermResultsView
    chosen_view_class = TermChosenView
    creation_tab_label = _("New term")

    @property
    def creation_form_class(self) -> type[NewTermForm]:
        meta = type("Meta", (NewTermForm.Meta,), {"model": self.model})
        return type(f"New{self.model.__name__}Form", (NewTermForm,), {"Meta": meta})
