"""The report “Translations”: which versions are behind their originals, and by what."""

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, TextChoices, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Locale, Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from ..admin.reports import ReportMixin
from ..admin.upkeep.explorer import of_sheets
from ..admin.upkeep.filters import lies_in, territory_filter, themes
from ..contexts.changes import told
from ..models.keys import pages_with
from ..models.page import PageFields
from ..models.publication import PublicationFields
from ..models.translation import untranslated
from .comparison import url_of
from .kept import to_review


class State(TextChoices):
    """How true a translation is to its original."""

    ALONE = "alone", _("The original is gone")
    NEW = "new", _("Not begun")
    BEHIND = "behind", _("The original has changed")
    PARTIAL = "partial", _("Partly translated")
    REVIEW = "review", _("To review")
    CURRENT = "current", _("Up to date")


def translations():
    """What was given to translators of pages of ours, each with its ``state``, how many texts wait to be translated
    (``waiting``) and reviewed (``reviews``), and what its original changed (``changes``, as kept by
    :class:`.models.Baseline`)."""
    original = Page.objects.filter(translation_key=OuterRef("source__object_id"), locale=OuterRef("source__locale"))
    page = Page.objects.filter(translation_key=OuterRef("source__object_id"), locale=OuterRef("target_locale"))
    texts = StringSegment.objects.filter(source=OuterRef("source")).annotate(language=OuterRef("target_locale"))
    waiting = untranslated(texts, OuterRef("language")).order_by().values("source")
    reviews = to_review(texts, OuterRef("language")).order_by().values("source")
    types = ContentType.objects.get_for_models(*pages_with(PageFields)).values()
    rows = Translation.objects.filter(source__specific_content_type__in=types).annotate(
        original_pk=Subquery(original.values("pk")),
        original_published=Subquery(original.values("last_published_at")),
        page_pk=Subquery(page.filter(alias_of=None).values("pk")),
        waiting=Coalesce(Subquery(waiting.annotate(count=Count("pk")).values("count")), 0, output_field=IntegerField()),
        reviews=Coalesce(Subquery(reviews.annotate(count=Count("pk")).values("count")), 0, output_field=IntegerField()),
        changes=F("baseline__changes"),
    )
    state = Case(
        When(original_pk=None, then=Value(State.ALONE)),
        When(page_pk=None, then=Value(State.NEW)),
        When(original_published__gt=F("source__last_updated_at"), then=Value(State.BEHIND)),
        When(waiting__gt=0, then=Value(State.PARTIAL)),
        When(reviews__gt=0, then=Value(State.REVIEW)),
        default=Value(State.CURRENT),
    )
    # wagtail-localize disables a translation when its original is deleted, too.
    rows = rows.filter(Q(enabled=True, original_pk__isnull=False) | Q(original_pk=None, page_pk__isnull=False))
    return rows.annotate(state=state).select_related("source__specific_content_type", "source__locale", "target_locale")


def with_texts_by_machine(rows):
    """The translations among ``rows`` with texts that a machine made and nobody has read."""
    texts = StringSegment.objects.filter(source=OuterRef("source")).annotate(language=OuterRef("target_locale"))
    by_machine = {"translation__translation_type": StringTranslation.TRANSLATION_TYPE_MACHINE}
    return rows.filter(Exists(to_review(texts, OuterRef("language"), **by_machine)))


def of_pages(rows, asked):
    """The translations among ``rows`` whose original, or if it is gone whose version, meets a condition on pages."""
    pages = Page.objects.filter(asked).values("pk")
    return rows.filter(Q(original_pk__in=pages) | Q(original_pk=None, page_pk__in=pages))


def label_of(state):
    return State(state).label


def changes_of(translation):
    """What the original has changed since the translation, in words."""
    return " ".join(told(translation.source.specific_content_type.model_class(), translation.changes or []))


def changes_url(translation):
    return url_of(translation.pk) if translation.enabled and translation.page_pk and translation.changes else None


class ChangesColumn(TitleColumn):
    """What the original changed, with a link to both side by side."""

    cell_template_name = "essaimage_wagtail/admin/link_cell.html"
    empty_value_display = ""


def edit_url(translation):
    pk = translation.page_pk or translation.original_pk
    return pk and reverse("wagtailadmin_pages:edit", args=[pk])


BY_MACHINE = "machine"
"""What the report can be narrowed to beside the states, with which it goes together."""


class TranslationFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("of a translation", "State"),
        choices=[*State.choices, (BY_MACHINE, _("With unread texts by a machine"))],
        method="filter_state",
    )
    target_locale = django_filters.ModelChoiceFilter(label=_("Language"), queryset=lambda request: Locale.objects.all())
    title = django_filters.CharFilter(label=_("Title"), field_name="source__object_repr", lookup_expr="icontains")
    territory = territory_filter()
    theme = django_filters.ChoiceFilter(label=_("Theme"), choices=themes, method="filter_theme")

    def filter_territory(self, queryset, name, value):
        return of_pages(queryset, of_sheets(lies_in(value)))

    def filter_theme(self, queryset, name, value):
        of_theme = Q(pk__in=[])
        for model in pages_with(PublicationFields):
            of_theme |= Q(pk__in=model.objects.filter(themes__translation_key=value).values("pk"))
        return of_pages(queryset, of_theme)

    def filter_state(self, queryset, name, value):
        """What waits for a review may wait for a translation too, which is its state then."""
        if value == BY_MACHINE:
            return with_texts_by_machine(queryset)
        return queryset.filter(reviews__gt=0) if value == State.REVIEW else queryset.filter(state=value)


class TranslationsReport(ReportMixin, ReportView):
    page_title = _("Translations and their originals")
    header_icon = "wagtail-localize-language"
    index_url_name = "essaimage_translations_report"
    index_results_url_name = "essaimage_translations_report_results"
    default_ordering = "title"
    model = Translation
    filterset_class = TranslationFilterSet
    permission_policy = PagePermissionPolicy()
    any_permission_required = ["add", "change", "publish"]
    list_export = [
        "title",
        "source.locale",
        "target_locale",
        "state",
        "changes",
        "waiting",
        "reviews",
        "original_published",
    ]
    export_headings = {
        "title": _("Title"),
        "source.locale": _("Original"),
        "target_locale": _("Language"),
        "state": pgettext_lazy("of a translation", "State"),
        "changes": _("Changed in the original"),
        "waiting": _("Texts to translate"),
        "reviews": _("Texts to review"),
        "original_published": _("Original published"),
    }
    custom_field_preprocess = {"state": {"csv": label_of, "xlsx": label_of}}
    columns = [
        TitleColumn(
            "title", label=_("Title"), accessor="source.object_repr", sort_key="title", get_url=edit_url, width="24%"
        ),
        Column("original", label=_("Original"), accessor="source.locale"),
        Column("target_locale", label=_("Language"), sort_key="target_locale"),
        Column(
            "state",
            label=pgettext_lazy("of a translation", "State"),
            accessor=lambda row: label_of(row.state),
            sort_key="state",
        ),
        ChangesColumn("changes", label=_("Changed in the original"), accessor=changes_of, get_url=changes_url),
        Column("waiting", label=_("Texts to translate"), sort_key="waiting"),
        Column("reviews", label=_("Texts to review"), sort_key="reviews"),
        DateColumn("original_published", label=_("Original published"), sort_key="original_published"),
    ]

    def to_row_dict(self, item):
        return {**super().to_row_dict(item), "changes": changes_of(item)}

    def get_queryset(self):
        """Those of which a person may edit the page or its original."""
        mine = self.permission_policy.instances_user_has_any_permission_for(
            self.request.user, self.any_permission_required
        ).values("pk")
        self.queryset = (
            translations()
            .filter(Q(page_pk__in=mine) | Q(original_pk__in=mine))
            .annotate(title=F("source__object_repr"))
        )
        return super().get_queryset()
