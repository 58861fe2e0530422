"""“Submit for translation”, for the pages that somebody has ticked in Wagtail's explorer."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.models import Locale

from .machine.drafting import translator
from .rights import languages_written_by, may_be_read
from .submitting import may_submit
from .tasks import submit_pages


class SubmitForm(forms.Form):
    locales = forms.ModelMultipleChoiceField(
        label=_("Languages"), queryset=Locale.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    include_descendants = forms.BooleanField(label=_("The pages below them too"), required=False)
    drafts = forms.BooleanField(
        label=_("With drafts by a machine"),
        required=False,
        help_text=_(
            "Nothing is published. Each text that the machine has drafted waits for somebody to read it; where it does "
            "not know a language, pages are submitted without drafts."
        ),
    )


class SubmitBulkAction(PageBulkAction):
    """In the background: a site with many pages sets a backend for Wagtail's tasks."""

    display_name = _("Submit for translation")
    action_type = "essaimage_submit"
    aria_label = _("Submit the selected pages for translation")
    template_name = "essaimage_wagtail/admin/submit_pages.html"
    action_priority = 60
    form_class = SubmitForm

    def check_perm(self, page):
        return (
            page.alias_of_id is None
            and not page.is_root()
            and may_submit(self.request.user)
            and may_be_read(self.request.user, page)
        )

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.fields["locales"].queryset = languages_written_by(self.request.user)
        if translator() is None:
            del form.fields["drafts"]
        return form

    def get_execution_context(self):
        data = self.cleaned_form.cleaned_data
        return super().get_execution_context() | {
            "locales": data["locales"],
            "below": data["include_descendants"],
            "drafts": data.get("drafts", False),
        }

    @classmethod
    def execute_action(cls, objects, user=None, locales=(), below=False, drafts=False, **kwargs):
        pages, languages = [page.pk for page in objects], [locale.pk for locale in locales]
        transaction.on_commit(lambda: submit_pages.enqueue(pages, languages, user.pk, below, drafts))
        return len(pages), 0

    def get_success_message(self, num_parent_objects, num_child_objects):
        text = ngettext(
            "%(count)s page is being submitted for translation. Its versions appear in the report “Translations and "
            "their originals” when they are made; languages in which you may not add the page are left out.",
            "%(count)s pages are being submitted for translation. Their versions appear in the report “Translations "
            "and their originals” when they are made; languages in which you may not add a page are left out.",
            num_parent_objects,
        )
        return text % {"count": num_parent_objects}
