"""wagtail-localize's own screens, for people whose rights end at the tree of one language.

Its permission “Can submit translations” holds for the whole site: people who have it make pages in any language, and
publish them all from “Sync translated pages” (https://github.com/wagtail/wagtail-localize/issues/108). The views here
stand at the same addresses, before its own, and ask for Wagtail's rights as well.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation
from wagtail_localize.views.convert import convert_to_alias
from wagtail_localize.views.edit_translation import user_can_edit_instance
from wagtail_localize.views.submit_translations import SubmitPageTranslationView, SubmitSnippetTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsView

from ..following import is_original
from .comparison import url_of
from .exchange import views as exchange
from .kept import waiting_for_review
from .labels import labelled_editor
from .machine.drafting import PATIENCE, drafts_for, translator
from .originals import take_up_again, the_one_followed
from .rights import may_add_snippet, may_be_read, may_publish, may_translate, may_translate_below


class SubmitPageView(SubmitPageTranslationView):
    """Offers the languages in whose tree the person may make or change the page."""

    def get_object(self):
        page = super().get_object()
        if not may_be_read(self.request.user, page):
            raise PermissionDenied
        return page

    def get_form(self):
        form = super().get_form()
        field = form.fields["locales"]
        offered = list(field.queryset)
        allowed = [locale for locale in offered if may_translate(self.request.user, self.object, locale)]
        field.queryset = Locale.objects.filter(pk__in=[locale.pk for locale in allowed])
        if len(allowed) < len(offered):
            field.help_text = _("Languages in which you may not add or change this page are left out.")
        return form

    def post(self, request, **kwargs):
        if request.POST.get("include_subtree"):
            chosen = Locale.objects.filter(pk__in=[pk for pk in request.POST.getlist("locales") if pk.isdecimal()])
            refused = [locale for locale in chosen if not may_translate_below(request.user, self.object, locale)]
            if refused:
                return _refuse(
                    request,
                    _("There are pages below that you may not read, or may not add or change in: %(languages)s."),
                    refused,
                )
        return super().post(request, **kwargs)


class SubmitSnippetView(SubmitSnippetTranslationView):
    """Asks for the right to add a snippet of this kind."""

    def get_object(self):
        snippet = super().get_object()
        if not may_add_snippet(self.request.user, type(snippet)):
            raise PermissionDenied
        return snippet


class UpdateView(UpdateTranslationsView):
    """Publishes all translations or none: only people who may publish each of them can. What a machine cannot draft is
    synced all the same; in wagtail-localize's own view, one language that it does not know, or a failure, stops all."""

    def form_valid(self, form):
        if form.cleaned_data.pop("use_machine_translation", False):
            with transaction.atomic():
                self.object.update_from_db()
            translations = self.object.translations.filter(enabled=True).select_related("target_locale")
            mine = [one for one in translations if user_can_edit_instance(self.request.user, one.get_target_instance())]
            machine = translator()
            drafted = drafts_for(self.object, [one.target_locale for one in mine], machine, self.request.user, PATIENCE)
            _tell_of_drafts(self.request, drafted, machine)
        return super().form_valid(form)

    def post(self, request, **kwargs):
        if request.POST.get("publish_translations"):
            translations = self.object.translations.filter(enabled=True).select_related("target_locale")
            refused = [
                translation.target_locale
                for translation in translations
                if not may_publish(request.user, translation.get_target_instance())
            ]
            if refused:
                return _refuse(
                    request,
                    _("Nothing was synced: you may not publish in %(languages)s. Leave out “Publish immediately”."),
                    refused,
                )
        return super().post(request, **kwargs)


def convert(request, page_id):
    """What is converted shows the original at once, and is published if the original is."""
    if not may_publish(request.user, get_object_or_404(Page, pk=page_id)):
        raise PermissionDenied
    return convert_to_alias(request, page_id)


@require_POST
def machine_translate(request, translation_id):
    """“Translate with …” in the editor: whatever the machine answers, the editor comes back and says it."""
    machine = translator()
    if machine is None:
        raise Http404
    translation = get_object_or_404(
        Translation.objects.select_related("source__locale", "target_locale"), pk=translation_id
    )
    if not user_can_edit_instance(request.user, translation.get_target_instance()):
        raise PermissionDenied
    drafted = drafts_for(translation.source, [translation.target_locale], machine, request.user, PATIENCE)
    _tell_of_drafts(request, drafted, machine)
    return redirect(get_valid_next_url_from_request(request) or reverse("wagtailadmin_home"))


def upload_po(request, translation_id):
    """“Upload PO file” in the editor: newer words stay, and the page says what was taken. wagtail-localize's own view
    writes over them, and takes texts that break the page."""
    return exchange.exchange(request, translation_id)


def download_po(request, translation_id):
    """“Download PO file” in the editor: the file says which texts want a review. In wagtail-localize's own they look
    like any other, and count as read when it comes back."""
    return exchange.download(request, translation_id, "po")


def _tell_of_drafts(request, drafted, machine):
    tell = messages.error if drafted.error else messages.success if drafted.made else messages.warning
    sentences = drafted.told(machine.display_name) or [_("There is nothing left to draft.")]
    tell(request, " ".join(sentences))


def before_translating(request, instance):
    """Before wagtail-localize's editor: it is not opened for what is itself an original, it does not write over words
    that it does not know, it says which texts want a review, and where each text stands."""
    translation = the_one_followed(instance)
    if request.method == "POST" and "localize-restart-translation" in request.POST:
        return _before_restart(request, instance)
    if request.method == "GET" and translation is not None and translation.enabled:
        _tell_what_waits(request, instance, translation)
        return labelled_editor(request, translation, instance)
    return None


def _before_restart(request, instance):
    if not is_original(instance):
        take_up_again(instance)
        return None
    messages.error(
        request,
        _(
            "“%(title)s” is the original of other versions: following another one would write over its text. Nothing "
            "was changed. To make another version the original, choose “Adopt as original” on that version."
        )
        % {"title": instance},
    )
    return redirect(request.get_full_path())


def _tell_what_waits(request, instance, translation):
    button = messages.button(url_of(translation.pk), _("See what changed"))
    waiting = [review.is_by_machine for review in waiting_for_review(translation.source, instance.locale_id)]
    if made := sum(waiting):
        text = ngettext(
            "A machine has translated %(count)s text, and nobody has read it yet.",
            "A machine has translated %(count)s texts, and nobody has read them yet.",
            made,
        )
        read = messages.button(url_of(translation.pk), _("Read them beside the original"))
        messages.warning(request, text % {"count": made}, buttons=[read])
    if kept := len(waiting) - made:
        text = ngettext(
            "%(count)s text wants a review: its original has other words now.",
            "%(count)s texts want a review: their originals have other words now.",
            kept,
        )
        messages.warning(request, text % {"count": kept}, buttons=[button])
    elif not made and hasattr(translation, "baseline") and translation.baseline.changes:
        messages.warning(request, _("The original has changed since this translation was made."), buttons=[button])


def _refuse(request, message, locales):
    languages = ", ".join(locale.get_display_name() for locale in locales)
    messages.error(request, message % {"languages": languages})
    return redirect(request.get_full_path())


urlpatterns = [
    path("localize/submit/page/<int:page_id>/", SubmitPageView.as_view()),
    path("localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/", SubmitSnippetView.as_view()),
    path("localize/update/<int:translation_source_id>/", UpdateView.as_view()),
    path("localize/translate/<int:translation_id>/machine_translate/", machine_translate),
    path("localize/translate/<int:translation_id>/pofile/upload/", upload_po),
    path("localize/translate/<int:translation_id>/pofile/download/", download_po),
    path("localize/page/<int:page_id>/convert_to_alias/", convert),
]
"""wagtail-localize's addresses in the admin (see its ``wagtail_hooks``): a test tells when they differ."""
