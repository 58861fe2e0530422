"""What the templates of a method and of its steps show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.blocks import StreamValue
from wagtail.models import Page

from ..blocks.base import is_blank_html, is_blank_section
from ..choices import Mode
from ..models import CommonFields, MethodStepFields, ProjectFrame
from ..models.keys import pages_with
from ..versions import best_versions
from .links import specific_versions
from .page import PageContext
from .publication import PublicationContext
from .streams import Section, read_together, sections_of
from .thread import Thread, thread_of

MODE_WORDS = {
    Mode.INSPIRE: gettext_lazy("Take a few elements, and do something quite different."),
    Mode.REDO: gettext_lazy("Take the whole project up again, and adapt it to your territory."),
    Mode.SCALE_UP: gettext_lazy("Take it up, and develop commons with all the territories that redo it."),
}

NO_THREAD = Thread()


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to follow the method, as a link. ``value`` is empty for the steps of all modes."""

    value: str
    label: str
    description: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class CommonToUse:
    """A common in the reader's language, else in ``language``."""

    title: str
    pitch: str
    url: str
    language: Any = None


@dataclass(frozen=True, slots=True)
class FrameSection:
    """What a step asks to fill in; ``language`` is that of the words when it is not the reader's."""

    name: str
    label: str
    blocks: list
    language: Any = None


def applies(step: Any, mode: Mode | None) -> bool:
    return mode is None or getattr(step, step.MODES[mode])


class Step:
    """One step: its place in the mode that is followed, and what it says.

    ``number`` is ``None`` when the step does not belong to that mode. Sections, commons and frame are
    empty until :func:`fetch_details` adds them.
    """

    def __init__(
        self, page: Any, page_context: PageContext, *, number: int | None = None, thread: Thread = NO_THREAD
    ) -> None:
        self.page = page
        self.number = number
        self.title = page.title
        self.purpose = page.purpose
        self.duration = page.duration
        self.id = f"step-{page.slug}"
        self.url = thread.address(page, page_context)
        self.sections: list[Section] = []
        self.commons: list[CommonToUse] = []
        self.frame: FrameSection | None = None

    @cached_property
    def checklist(self) -> list[dict[str, str]]:
        """``[{id, text}]``; the browser stores a tick by this id, the same in every language."""
        return [{"id": item.id or "", "text": item.value.strip()} for item in self.page.checklist if item.value.strip()]

    @cached_property
    def practice(self) -> list[tuple[str, str]]:
        """``[(label, text)]`` of the participants, inputs and deliverable that are filled in."""
        texts = (
            (_("Who takes part"), self.page.participants),
            (pgettext("for a step", "What is needed"), self.page.inputs),
            (_("What comes out of it"), self.page.deliverable),
        )
        return [(label, text) for label, text in texts if not is_blank_html(text)]

    @property
    def tips(self) -> str:
        return "" if is_blank_html(self.page.tips) else self.page.tips

    @property
    def warnings(self) -> str:
        return "" if is_blank_html(self.page.warnings) else self.page.warnings


def steps_below(path: str, page_context: PageContext, current: Any = None) -> list[Any]:
    """The steps that may be seen below the page at ``path``, in the tree's order. A query for each type of step.
    ``current``: the step that is shown, taken from memory, since it may be a draft."""
    found = {}
    for model in pages_with(MethodStepFields):
        below = model.objects.filter(path__startswith=path, depth=len(path) // Page.steplen + 1)
        steps: Any = page_context.visible(below)
        # A step needs only the names of the other steps.
        found.update({step.pk: step for step in (steps.defer_streamfields() if current else steps)})
    if current:
        found[current.pk] = current
    for step in found.values():
        if step.locale_id == page_context.page.locale_id:
            step.locale = page_context.page.locale
    return sorted(found.values(), key=lambda step: step.path)


def fetch_details(steps: Sequence[Step], page_context: PageContext, *streams: StreamValue) -> list[list[Any]]:
    """Give steps their sections, commons and frames; the number of queries does not grow with the steps.

    Returns the blocks of other ``streams`` like the instructions, a list for each, read with them.
    """
    blocks = read_together([*streams, *(step.page.instructions for step in steps)])
    for step, found in zip(steps, blocks[len(streams) :], strict=True):
        step.sections = sections_of(found, _("What to do"))
    _fetch_commons(steps, page_context)
    _fetch_frames(steps, page_context)
    return blocks[: len(streams)]


def _fetch_commons(steps: Sequence[Step], page_context: PageContext) -> None:
    keys = {step: keys for step, keys in zip(steps, _common_keys([step.page for step in steps]), strict=True) if keys}
    commons = specific_versions({key for found in keys.values() for key in found}, CommonFields, page_context)
    for step, found in keys.items():
        step.commons = [
            CommonToUse(
                common.title,
                common.pitch,
                common.get_url(page_context.request) or "",
                page_context.other_language(common.locale.language_code),
            )
            for common in (commons[key] for key in found if key in commons)
        ]


def _common_keys(pages: Sequence[Any]) -> list[list[UUID]]:
    """The keys of the commons of each step, in their order. One query for each type of step. A single
    step, which may be a draft, is asked for its own rows."""
    if len(pages) == 1:
        return [[link.common_key for link in _links(pages[0])]]
    stored: dict[int, list[UUID]] = {page.pk: [] for page in pages}
    for model in {type(page) for page in pages if hasattr(page, "common_links")}:
        relation = model._meta.get_field("common_links")
        rows = relation.related_model.objects.filter(**{f"{relation.field.name}__in": stored})
        for pk, key in rows.order_by("sort_order").values_list(relation.field.attname, "common_key"):
            stored[pk].append(key)
    return list(stored.values())


def _links(page: Any) -> Iterable[Any]:
    return page.common_links.all() if hasattr(page, "common_links") else []


def _fetch_frames(steps: Sequence[Step], page_context: PageContext) -> None:
    """Give steps the section of the project frame that they point at, in the version that suits the reader."""
    pointed = {step.page.frame_id for step in steps if step.page.frame_id}
    if not pointed:
        return
    keys = ProjectFrame.objects.filter(pk__in=pointed).values("translation_key")
    rows = list(ProjectFrame.objects.filter(translation_key__in=keys).select_related("locale"))
    best = best_versions(rows, page_context.language.code)
    frames = {row.pk: best[row.translation_key] for row in rows if row.pk in pointed}
    used = list(dict.fromkeys(frames.values()))
    blocks = dict(zip(used, read_together([frame.body for frame in used]), strict=True))
    for step in steps:
        frame = frames.get(step.page.frame_id)
        if frame is None:
            continue
        section = frame.body.stream_block.child_blocks.get(step.page.frame_section)
        wanted = [block for block in blocks[frame] if block.block_type == step.page.frame_section]
        step.frame = FrameSection(
            frame.name,
            section.label if section else "",
            [block for block in wanted if not is_blank_section(block)],
            page_context.other_language(frame.locale.language_code),
        )


def _choices(
    page: Page, page_context: PageContext, thread: Thread, steps: Iterable[Any], /, **params: str
) -> list[Choice]:
    """Links to ``page`` in the modes that one step at least applies to, and in the mode that is followed."""
    return [
        Choice(
            value.value,
            str(value.label),
            str(MODE_WORDS[value]),
            thread.in_mode(value).address(page, page_context, **params),
            value == thread.mode,
        )
        for value in Mode
        if value == thread.mode or any(applies(step, value) for step in steps)
    ]


class MethodContext(PublicationContext):
    """A method: its introduction and its steps, in short or (``whole``) in full. ``thread``: what is taken up, and
    how."""

    def __init__(self, page: Any, page_context: PageContext) -> None:
        super().__init__(page, page_context)
        self.thread = thread_of(page_context)
        self.mode = self.thread.mode
        self.whole = page_context.request.GET.get("view") == "whole"
        every = steps_below(page.path, page_context)
        kept = [step for step in every if applies(step, self.mode)]
        self.steps = [
            Step(step, page_context, number=number, thread=self.thread) for number, step in enumerate(kept, start=1)
        ]
        params = {"view": "whole"} if self.whole else {}
        everything = Choice(
            "",
            _("All the steps"),
            _("To look around before you choose."),
            self.thread.in_mode(None).address(page, page_context, **params),
            self.mode is None,
        )
        self.choices = [everything, *_choices(page, page_context, self.thread, every, **params)]
        (body,) = fetch_details(self.steps, page_context, page.body) if self.whole else read_together([page.body])
        self.sections = sections_of(body)

    @property
    def key(self) -> str:
        """The key under which the browser stores the ticks: the same in every language, and for an alias."""
        return str(_original(self.page).translation_key)

    @property
    def url(self) -> str:
        """The address of the overview outside any thread; a checklist adds its own anchor to it."""
        return NO_THREAD.address(self.page, self.page_context)

    @property
    def short_url(self) -> str:
        """The address of the overview, for a link from the whole method."""
        return self.thread.address(self.page, self.page_context)

    @property
    def whole_url(self) -> str:
        return self.thread.address(self.page, self.page_context, view="whole")

    @property
    def alone_url(self) -> str:
        """The address of the same page without the initiative."""
        params = {"view": "whole"} if self.whole else {}
        return self.thread.without_initiative.address(self.page, self.page_context, **params)

    @cached_property
    def item_count(self) -> int:
        return sum(len(step.checklist) for step in self.steps)


class StepContext(Step):
    """A step on its own page: what it says, the method around it, the steps before and after it. ``is_last``: no step
    of the mode comes after it."""

    def __init__(self, page: Any, page_context: PageContext) -> None:
        self.page_context = page_context
        self.thread = thread_of(page_context)
        self.mode = self.thread.mode
        self.parent = self._parent(page, page_context)
        every = steps_below(page.path[: -Page.steplen], page_context, current=page)
        kept = [step for step in every if applies(step, self.mode)]
        number = kept.index(page) + 1 if page in kept else None
        super().__init__(page, page_context, number=number, thread=self.thread)
        self.total = len(kept)
        before = [step for step in kept if step.path < page.path]
        after = [step for step in kept if step.path > page.path]
        self.previous = self._neighbour(before[-1], len(before)) if before else None
        self.next = self._neighbour(after[0], self.total - len(after) + 1) if after else None
        self.is_last = not after
        self.modes = _choices(page, page_context, self.thread.in_mode(None), [page])
        fetch_details([self], page_context)

    def _neighbour(self, page: Any, number: int) -> Step:
        return Step(page, self.page_context, number=number, thread=self.thread)

    @staticmethod
    def _parent(page: Page, page_context: PageContext) -> Page | None:
        """The method's page, if it may be seen."""
        path = page.path[: -Page.steplen]
        return next((other for other in page_context.ancestors if other.path == path), None)

    @cached_property
    def method(self) -> dict[str, str] | None:
        """Title, address and key for ticks of the method, if it may be seen."""
        if self.parent is None:
            return None
        url = self.thread.address(self.parent, self.page_context)
        return {"title": self.parent.title, "url": url, "key": self.key}

    @property
    def key(self) -> str:
        """The key under which the browser stores the ticks: that of the method if it may be seen, else the step's."""
        return str(_original(self.parent or self.page).translation_key)

    @cached_property
    def all_url(self) -> str:
        """The address of this step among the steps of all modes."""
        return self.thread.in_mode(None).address(self.page, self.page_context)

    @cached_property
    def alone_url(self) -> str:
        """The address of this step without the initiative."""
        return self.thread.without_initiative.address(self.page, self.page_context)


def _original(page: Page) -> Page:
    return page.alias_of if page.alias_of_id else page
