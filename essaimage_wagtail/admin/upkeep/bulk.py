"""What is done to many pages at once, from the explorer: themes, territory, free tags, a review.

Each page is changed as somebody would change it in its form: with the rights on that page, what is published is
published again, and facts of an original go to its translations. A page that is left out is named, with the reason.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagField
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.admin.widgets import AdminTagWidget
from wagtail.models import Page
from wagtail.snippets.widgets import AdminSnippetChooser

from ...changing import change_versions
from ...following import followed_now
from ...models import PageFields, SheetFields, Territory, Theme
from ...models.publication import PublicationFields
from ..review import may_review, record_review
from .filters import themes

LOGGED_AS = "essaimage_wagtail.bulk"
NO_RIGHT = _("You may not change this page, or not publish it.")
NO_SUCH_FIELD = _("This kind of page has nothing of the sort.")
IS_ALIAS = _("It shows another page: change that one.")
IS_TRANSLATION = _("It is a translation, and takes this from its original: change the original.")
IS_LOCKED = _("Somebody has locked it.")


class OwnBulkAction(PageBulkAction):
    """A change to pages whose type has the fields ``mixin``. ``of_originals``: translations take it from theirs."""

    mixin: type[PageFields]
    of_originals = True
    template_name = "essaimage_wagtail/admin/upkeep/bulk.html"
    question: Any = ""
    icon = "edit"
    action_priority = 50

    def reason_against(self, page: Page) -> Any:
        """Why a page is left out; empty if it is not."""
        model = page.cached_content_type.model_class()
        if page.is_root() or model is None or not self.suits(model):
            return NO_SUCH_FIELD
        if page.alias_of_id is not None:
            return IS_ALIAS
        rights = page.permissions_for_user(self.request.user)
        if not rights.can_edit() or (page.live and not rights.can_publish()):
            return NO_RIGHT
        if rights.page_locked():
            return IS_LOCKED
        if self.of_originals and followed_now(page) is not None:
            return IS_TRANSLATION
        return ""

    def suits(self, model: type[Any]) -> bool:
        return issubclass(model, self.mixin)

    def check_perm(self, page: Page) -> bool:
        return not self.reason_against(page)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        left_out = [{**item, "reason": self.reason_against(item["item"])} for item in context["items_with_no_access"]]
        return {**context, "action": self, "left_out": left_out}

    def prepare_action(self, objects: list[Page], objects_without_access: dict[str, list[Page]]) -> None:
        reasons = Counter(str(self.reason_against(page)) for page in objects_without_access["items_with_no_access"])
        for reason, number in reasons.items():
            text = ngettext(
                "%(count)d page was left out. %(reason)s", "%(count)d pages were left out. %(reason)s", number
            )
            messages.warning(self.request, text % {"count": number, "reason": reason})

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), "data": self.cleaned_form.cleaned_data}

    @classmethod
    def execute_action(cls, objects: Iterable[Page], user: Any = None, data: Any = None, **kwargs: Any):
        changed = sum(bool(cls.change(page.specific, data, user)) for page in objects)
        return changed, 0

    @classmethod
    def change(cls, page: Any, data: dict[str, Any], user: Any) -> bool:
        """Change one page; returns whether anything differed."""
        return change_versions(page, lambda version: cls.change_version(version, data), LOGGED_AS, user)

    @classmethod
    def change_version(cls, version: Any, data: dict[str, Any]) -> bool:
        raise NotImplementedError

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        text = ngettext("%(count)d page was changed.", "%(count)d pages were changed.", num_parent_objects)
        return text % {"count": num_parent_objects}


class ThemesForm(forms.Form):
    add = forms.MultipleChoiceField(label=_("Add"), required=False, widget=forms.CheckboxSelectMultiple)
    remove = forms.MultipleChoiceField(label=_("Take away"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.choices = themes

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("add") and not data.get("remove"):
            raise forms.ValidationError(gettext("Tick at least one theme."))
        if set(data.get("add", ())) & set(data.get("remove", ())):
            raise forms.ValidationError(gettext("The same theme is ticked twice: to be added, and to be taken away."))
        return data


class ThemesAction(OwnBulkAction):
    display_name = _("Themes")
    action_type = "essaimage_themes"
    aria_label = _("Add themes to the selected pages, or take them away")
    question = _("Which themes do these pages get, and which do they lose?")
    icon = "tag"
    form_class = ThemesForm
    mixin = PublicationFields

    @classmethod
    def change_version(cls, version: Any, data: dict[str, Any]) -> bool:
        """A theme is meant in all its languages; a page gets the row of its own language where there is one."""
        held = {str(theme.translation_key): theme for theme in version.themes.all()}
        kept = {key: theme for key, theme in held.items() if key not in data["remove"]}
        wanted = set(data["add"]) - set(kept)
        rows = Theme.objects.filter(translation_key__in=wanted).order_by("pk")
        for theme in sorted(rows, key=lambda row: row.locale_id != version.locale_id):
            kept.setdefault(str(theme.translation_key), theme)
        version.themes = list(kept.values())
        return set(held) != set(kept)


class TerritoryForm(forms.Form):
    territory = forms.ModelChoiceField(
        label=_("Territory of origin"),
        queryset=Territory.objects.all(),
        help_text=_("The smallest place that fits: a town rather than its region."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["territory"].widget = AdminSnippetChooser(model=Territory, icon="globe")


class TerritoryAction(OwnBulkAction):
    display_name = _("Territory")
    action_type = "essaimage_territory"
    aria_label = _("Set the territory of the selected sheets")
    question = _("Where are these initiatives?")
    icon = "globe"
    form_class = TerritoryForm
    mixin = SheetFields

    @classmethod
    def change_version(cls, version: Any, data: dict[str, Any]) -> bool:
        differed = version.territory_id != data["territory"].pk
        version.territory = data["territory"]
        return differed


class TagsForm(forms.Form):
    tags = TagField(
        label=_("Free tags"), widget=AdminTagWidget, help_text=_("They are added to those that a page has.")
    )


class TagsAction(OwnBulkAction):
    display_name = _("Free tags")
    action_type = "essaimage_tags"
    aria_label = _("Add free tags to the selected sheets")
    question = _("Which words do these sheets get? They are words of one language: choose pages of that language.")
    icon = "tag"
    form_class = TagsForm
    mixin = SheetFields
    of_originals = False

    def suits(self, model: type[Any]) -> bool:
        return super().suits(model) and hasattr(model, "tags")

    @classmethod
    def change_version(cls, version: Any, data: dict[str, Any]) -> bool:
        held = {tag.name for tag in version.tags.all()}
        version.tags.add(*data["tags"])
        return not held.issuperset(data["tags"])


class ReviewAction(OwnBulkAction):
    display_name = _("Record a review")
    action_type = "essaimage_review"
    aria_label = _("Record today’s review of the selected sheets")
    question = _("You have read these sheets again, and what they say is still true?")
    icon = "check"
    mixin = SheetFields
    of_originals = False

    def reason_against(self, page: Page) -> Any:
        return super().reason_against(page) or ("" if may_review(page.specific, self.request.user) else NO_RIGHT)

    @classmethod
    def change(cls, page: Any, data: dict[str, Any], user: Any) -> bool:
        record_review(page, user)
        return True


ACTIONS = (ThemesAction, TerritoryAction, TagsAction, ReviewAction)
