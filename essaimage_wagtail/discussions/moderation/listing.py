"""The list of messages in the admin, of those discussions that a moderator looks after."""

from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Locale
from wagtail.permission_policies import ModelPermissionPolicy

from ...admin.reports import LanguageColumn, ReportMixin
from ..choices import About, State
from ..models import Message, Report
from ..permissions import may_moderate_any, moderated_by
from ..threads.reading import start_of

TO_DO, REPORTED, ANY = "", "reported", "all"
STATE = pgettext_lazy("of a message", "State")


def messages_for(user: Any) -> Any:
    """The messages of the discussions that somebody moderates, without those that their authors have not confirmed."""
    messages = Message.objects.exclude(state=State.UNCONFIRMED).filter(thread__in=moderated_by(user))
    return messages.annotate(number_reports=Count("reports", Q(reports__settled_at=None)))


def to_do(messages: Any) -> QuerySet[Message]:
    """The messages among these (of :func:`messages_for`) that wait for a decision, or that a reader reported."""
    found: QuerySet[Message] = messages.filter(Q(state=State.WAITING) | Q(number_reports__gt=0, state=State.SHOWN))
    return found


def detail_url(message: Message) -> str:
    return reverse("essaimage_discussion_message", args=[message.pk])


def languages() -> list[tuple[str, str]]:
    return [(locale.language_code, locale.get_display_name()) for locale in Locale.objects.all()]


def states() -> list[tuple[str, Any]]:
    known = [choice for choice in State.choices if choice[0] != State.UNCONFIRMED]
    return [*known, (REPORTED, _("Reported")), (ANY, _("All"))]


class MessageFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=STATE, choices=states, empty_label=_("Waiting or reported"), method="filter_state"
    )
    title = django_filters.CharFilter(label=_("Discussion"), field_name="thread__title", lookup_expr="icontains")
    about = django_filters.ChoiceFilter(label=_("About"), field_name="thread__about", choices=About.choices)
    language = django_filters.ChoiceFilter(label=_("Language"), choices=languages)

    def filter_state(self, queryset: QuerySet[Message], name: str, value: str) -> QuerySet[Message]:
        if value == REPORTED:
            return queryset.filter(pk__in=Report.objects.filter(settled_at=None).values("message"))
        return queryset if value == ANY else queryset.filter(state=value)


class Moderators(ModelPermissionPolicy):
    """Gives the list to everybody who moderates some discussion; :func:`messages_for` then finds their messages."""

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return may_moderate_any(user)


def title_of(message: Message) -> str:
    return str(message.thread.title)


def words_of(message: Message) -> str:
    return start_of(message.text, 120)


def author_of(message: Message) -> str:
    return message.author.name if message.author else ""


class MessagesReport(ReportMixin, ReportView):
    page_title = _("Discussions")
    header_icon = "group"
    index_url_name = "essaimage_discussions"
    index_results_url_name = "essaimage_discussions_results"
    default_ordering = "-written_at"
    model = Message
    filterset_class = MessageFilterSet
    permission_policy = Moderators(Message)
    any_permission_required = ["change"]
    no_results_message = _("No message waits for you.")
    list_export = ["thread.title", "language", "get_state_display", "written_at", "number_reports", "text"]
    export_headings = {"thread.title": _("Discussion"), "get_state_display": STATE, "written_at": _("Written")}
    columns = [
        TitleColumn("title", label=_("Discussion"), accessor=title_of, get_url=detail_url),
        Column("text", label=_("Message"), accessor=words_of),
        Column("author", label=_("From"), accessor=author_of),
        LanguageColumn("language", label=_("Language"), sort_key="language"),
        Column("state", label=STATE, accessor="get_state_display", sort_key="state"),
        Column("number_reports", label=_("Reports"), sort_key="number_reports"),
        DateColumn("written_at", label=_("Written"), sort_key="written_at"),
    ]

    @classmethod
    def waiting_for(cls, user: Any) -> QuerySet[Message]:
        """The messages that the menu counts: those that wait for this user, or were reported."""
        return Message.objects.filter(pk__in=to_do(messages_for(user)).values("pk"))

    def get_queryset(self) -> QuerySet[Message]:
        self.queryset = messages_for(self.request.user).select_related("thread", "author")
        if not self.request.GET.get("state"):
            self.queryset = to_do(self.queryset)
        return super().get_queryset()
