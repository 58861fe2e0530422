"""The forms of the admin: what is exported, which file comes in and how, what its columns say."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Locale, Page
from wagtail.permissions import page_permission_policy

from ..choices import DirectoryContent
from ..models import DirectoryFields
from ..models.keys import pages_with
from .foreign import TARGETS
from .subjects import subjects


class ExportForm(forms.Form):
    contents = forms.MultipleChoiceField(label=_("What"), widget=forms.CheckboxSelectMultiple)
    form = forms.ChoiceField(
        label=_("As"),
        choices=[("xlsx", _("Workbook (.xlsx), for Excel and LibreOffice")), ("csv", _("CSV files in a ZIP file"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contents"].choices = [(code, subject.label) for code, subject in subjects().items()]


class OptionsForm(forms.Form):
    """How a file comes in. A check can be made again with other options."""

    parent = forms.ModelChoiceField(
        label=_("New pages go below"),
        queryset=Page.objects.filter(depth__gt=1),
        widget=AdminPageChooser(),
        required=False,
        help_text=_("Lines in another language go below its version in that language."),
    )
    language = forms.ChoiceField(label=_("Language of lines that do not say it"))
    publish = forms.BooleanField(
        label=_("Publish"), required=False, help_text=_("Where you may. Without it, all is saved as drafts.")
    )
    all_or_nothing = forms.BooleanField(
        label=_("All or nothing"),
        required=False,
        help_text=_("Nothing is imported while one line is wrong. Without it, the lines that are right come in."),
    )
    overwrite = forms.BooleanField(
        label=_("Overwrite what was changed since"),
        required=False,
        help_text=_("Changes that others made on the site after the file was exported are lost."),
    )
    duplicates = forms.BooleanField(
        label=_("Import those too that are there already"),
        required=False,
        help_text=_("New lines with the title and the place of a page of the site."),
    )
    create_terms = forms.BooleanField(
        label=_("Add themes that are unknown"),
        required=False,
        help_text=_("Only with the right to add themes. Otherwise a line with an unknown theme is left out."),
    )
    without_place = forms.BooleanField(
        label=_("Leave an unknown town empty"),
        required=False,
        help_text=_("In a directory of your own. Otherwise its line is left out."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        locales = {locale.language_code: str(locale) for locale in Locale.objects.all()}
        self.fields["language"].choices = locales.items()
        if not user.has_perm("essaimage_wagtail.add_theme"):
            del self.fields["create_terms"]

    def options(self) -> dict[str, Any]:
        """As an import keeps them."""
        data = {**self.cleaned_data}
        data.pop("file", None)
        return {**data, "parent": data["parent"].pk if data.get("parent") else None}


class UploadForm(OptionsForm):
    file = forms.FileField(label=_("File"), help_text=_("A workbook (.xlsx), a CSV file, or a ZIP file of CSV files."))
    file.widget.attrs["accept"] = ".xlsx,.csv,.tsv,.txt,.zip"
    field_order = ["file", "parent", "language"]


def usual_parent(user: Any, language: str) -> int | None:
    """The first directory of sheets below which somebody may add pages, in their language if there is one."""
    mine = page_permission_policy.instances_user_has_permission_for(user, "add").order_by().values("pk")
    found = [
        page
        for model in pages_with(DirectoryFields)
        for page in model.objects.filter(
            pk__in=mine, lists__in=(DirectoryContent.EVERYTHING, DirectoryContent.SHEETS)
        ).select_related("locale")
    ]
    found.sort(key=lambda page: page.locale.language_code != language)
    return found[0].pk if found else None


class ColumnsForm(forms.Form):
    """What each column of a directory says."""

    def __init__(self, *args: Any, headers: list[str], columns: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, heading in enumerate(headers):
            if heading:
                self.fields[f"column_{number}"] = forms.ChoiceField(
                    label=heading,
                    required=False,
                    choices=[("", _("Leave it out")), *TARGETS.items()],
                    initial=columns.get(str(number), ""),
                )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = [target for target in data.values() if target]
        for name, target in data.items():
            if target and chosen.count(target) > 1:
                self.add_error(name, _("Two columns cannot say the same: choose one."))
        if "title" not in chosen and not self.errors:
            raise forms.ValidationError(_("Say which column has the titles of the sheets."))
        return data

    def columns(self) -> dict[str, str]:
        return {name.removeprefix("column_"): target for name, target in self.cleaned_data.items() if target}
