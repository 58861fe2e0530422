"""wagtail-localize's own screens, for people whose rights end at the tree of one language.

Its permission “Can submit translations” holds for the whole site: people who have it make pages in any language, and
publish them all from “Sync translated pages” (https://github.com/wagtail/wagtail-localize/issues/108). The views here
stand at the same addresses, before its own, and ask for Wagtail's rights as well.
"""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Locale, Page
from wagtail_localize.views.convert import convert_to_alias
from wagtail_localize.views.submit_translations import SubmitPageTranslationView, SubmitSnippetTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsView

from .comparison import url_of
from .kept import waiting_for_review
from .labels import labelled_editor
from .originals import is_original, take_up_again, the_one_followed
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
    """Publishes all translations or none: only people who may publish each of them can."""

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
    if waiting := waiting_for_review(translation.source, instance.locale_id).count():
        text = ngettext(
            "%(count)s text wants a review: its original has other words now.",
            "%(count)s texts want a review: their originals have other words now.",
            waiting,
        )
        messages.warning(request, text % {"count": waiting}, buttons=[button])
    elif hasattr(translation, "baseline") and translation.baseline.changes:
        messages.warning(request, _("The original has changed since this translation was made."), buttons=[button])


def _refuse(request, message, locales):
    languages = ", ".join(locale.get_display_name() for locale in locales)
    messages.error(request, message % {"languages": languages})
    return redirect(request.get_full_path())


urlpatterns = [
    path("localize/submit/page/<int:page_id>/", SubmitPageView.as_view()),
    path("localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/", SubmitSnippetView.as_view()),
    path("localize/update/<int:translation_source_id>/", UpdateView.as_view()),
    path("localize/page/<int:page_id>/convert_to_alias/", convert),
]
"""wagtail-localize's addresses in the admin (see its ``wagtail_hooks``): a test tells when they differ."""
