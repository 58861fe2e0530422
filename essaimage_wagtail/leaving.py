"""Takes the plugin's content out of a site that leaves it: exports it and deletes it, and keeps all that is the site's.

Afterwards ``migrate`` drops the tables; alone it would leave pages of unknown types, content types and permissions.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import Serializer as JSONSerializer
from django.db import connections, models, router, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Q
from django.db.models.functions import Cast
from wagtail.coreutils import find_available_slug
from wagtail.models import (
    BaseLogEntry,
    Page,
    PageLogEntry,
    PageViewRestriction,
    ReferenceIndex,
    Revision,
    Site,
)

from .models.concept import VocabularyState
from .models.upkeep import LinkPlace, OutsideLink, PageFaults
from .search.batches import batches
from .search.tables import IndexChange, IndexedDocument, IndexedText, IndexedWord, IndexState

OURS = (
    "essaimage_pages",
    "essaimage_wagtail",
    "essaimage_multilingual",
    "essaimage_navigation",
    "essaimage_spreadsheets",
    "essaimage_wiki",
    "essaimage_encounters",
    "essaimage_sponsorships",
    "essaimage_discussions",
)
"""Labels of the plugin's apps."""

PACKAGE = "essaimage_wagtail"
NOT_OF_THE_SITE = ("django", "wagtail", "wagtail_localize", "taggit", "modelcluster", "treebeard", PACKAGE)
"""Packages whose rows are deleted with a page, as when an editor deletes it."""

INDEX = (
    IndexedText,
    IndexedDocument,
    IndexedWord,
    IndexChange,
    IndexState,
    VocabularyState,
    LinkPlace,
    OutsideLink,
    PageFaults,
)
"""Rows that the plugin makes from pages and can make again, or that mark what changed: they are not exported."""

TOGETHER = 500


class Refused(Exception):
    """Why nothing was exported or deleted, in words for the person who asked."""


@dataclass(slots=True)
class Plan:
    """What is there to export and delete, what stays, and what keeps the plugin from going."""

    pages: dict[str, int] = field(default_factory=dict)
    """Names of page types, with the number of pages."""
    rows: dict[str, int] = field(default_factory=dict)
    """Names of other models, with the number of rows."""
    moved: list[tuple[Page, Page]] = field(default_factory=list)
    """Pages of the site that stand below one of ours, with the page below which they go."""
    links: int = 0
    """Places in the site's content that name a page or snippet of ours."""
    code: list[str] = field(default_factory=list)
    """Models of the site that cannot be imported without the plugin."""
    migrations: list[str] = field(default_factory=list)
    """Migrations of the site that need the plugin's: undoing the plugin's undoes them too, and drops their tables."""
    obstacles: list[str] = field(default_factory=list)
    """Sentences: nothing is deleted while there is one."""


def plan() -> Plan:
    """What leaving would do now. Nothing is written."""
    ours = _pages()
    found = Plan(links=_references().exclude(_from_ours()).count())
    for model in exported_models():
        number = model._base_manager.count()
        (found.pages if issubclass(model, Page) else found.rows)[model._meta.label] = number
    found.migrations = _migrations_on_ours()
    found.moved = [(page, _stays_above(page)) for page in _left_below(ours)]
    for site in Site.objects.filter(root_page__in=ours).select_related("root_page"):
        found.obstacles.append(
            f"“{site.root_page}” (page {site.root_page_id}) is the root page of the site {site.hostname}:{site.port}, "
            "and would be deleted. Give that site another root page first."
        )
    for model in _models_of_others():
        if _needs_us(model):
            found.code.append(model._meta.label)
        found.obstacles += _obstacles(model, ours)
    return found


def exported_models() -> list[type[models.Model]]:
    """The plugin's models, page types first, without the search index and the rows that Django writes with others."""
    ours = [model for model in _our_models() if model not in INDEX and not model._meta.auto_created]
    return sorted(ours, key=lambda model: (not issubclass(model, Page), model._meta.label))


def installed_apps() -> list[str]:
    """The names of the plugin's apps that the site has, as its settings write them."""
    return [config.name for config in apps.get_app_configs() if config.label in OURS]


def export(directory: Path) -> dict[str, int]:
    """Write the content as JSON, one file a model, as ``dumpdata`` does; returns files with their numbers of rows.

    Beside the plugin's models: the part of its pages that is Wagtail's, and the revisions of pages and snippets, since
    what is not published is nowhere else. Content types and users are named, not numbered. Raises :class:`Refused` for
    a directory that holds something.
    """
    try:
        if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
            raise Refused(f"{directory} exists and is not empty: name another directory for the export.")
        # Contacts are personal data.
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = {}
        for model, rows in _exported():
            if number := rows.count():
                name = f"{model._meta.label_lower}.json"
                descriptor = os.open(directory / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with open(descriptor, "w", encoding="utf-8") as stream:
                    Serializer().serialize(
                        rows.iterator(chunk_size=TOGETHER), stream=stream, indent=2, use_natural_foreign_keys=True
                    )
                written[name] = number
    except OSError as error:
        raise Refused(f"{directory} cannot be written: {error.strerror}.") from error
    return written


class Serializer(JSONSerializer):
    """Writes names (natural keys) instead of numbers, but not for pages: a page's name is its address, which does not
    exist yet while the file is read back."""

    def handle_fk_field(self, obj: models.Model, field: models.ForeignKey) -> None:
        if issubclass(field.related_model, Page):
            self._current[field.name] = self._value_from_field(obj, field)
        else:
            super().handle_fk_field(obj, field)


def _exported() -> Iterator[tuple[type[models.Model], models.QuerySet]]:
    yield Page, _pages().order_by("path")
    for model in exported_models():
        yield model, model._base_manager.order_by("pk")
    yield Revision, Revision.objects.filter(content_type__in=_types()).order_by("pk")


def leave(directory: Path, progress: Callable[[int], object] = lambda count: None) -> Plan:
    """Export everything to ``directory`` and delete it, all or nothing; returns what was done.

    Pages of the site that stand below ours go to the nearest page above that stays, with the view restrictions that
    held for them there. ``progress`` is told of pages that were deleted. Raises :class:`Refused`.
    """
    using = router.db_for_write(Page)
    with transaction.atomic(using=using):
        done = plan()
        if done.obstacles:
            raise Refused("\n".join(done.obstacles))
        export(directory)
        _empty_index(using)  # or every page would be taken out by itself
        for page, parent in done.moved:
            _move(page.pk, parent.pk)
        _forget_translations()
        (_references() | ReferenceIndex.objects.filter(_from_ours())).delete()
        _delete_pages(progress)
        for model in _our_models():
            if not issubclass(model, Page):
                # Without signals: their receivers have nothing left to update.
                model._base_manager.all()._raw_delete(using)
        _empty_index(using)
        for log in _logs():
            log._base_manager.filter(content_type__in=_types()).delete()
        # With their permissions, revisions and all else that names them.
        _types().delete()
    ContentType.objects.clear_cache()
    return done


# What is ours


def _our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in OURS]


def _types() -> models.QuerySet[ContentType]:
    """The content types of the plugin, those of former versions too."""
    return ContentType.objects.filter(app_label__in=OURS)


def _pages() -> models.QuerySet[Page]:
    return Page.objects.filter(content_type__in=_types())


def _references() -> models.QuerySet[ReferenceIndex]:
    """References from anywhere to what is ours."""
    return ReferenceIndex.objects.filter(
        Q(to_content_type__in=_types()) | Q(to_content_type=_page_type(), to_object_id__in=_page_ids())
    )


def _from_ours() -> Q:
    return Q(content_type__in=_types()) | Q(base_content_type=_page_type(), object_id__in=_page_ids())


def _page_type() -> ContentType:
    return ContentType.objects.get_for_model(Page)


def _page_ids() -> models.QuerySet:
    return _pages().annotate(id_as_text=Cast("pk", models.CharField())).values("id_as_text")


# What is the site's


def _models_of_others() -> Iterator[type[models.Model]]:
    """Models of the site, and of packages that it adds to Wagtail."""
    for model in apps.get_models(include_auto_created=True):
        package = model._meta.app_config.name.partition(".")[0]
        if model._meta.app_label not in OURS and package not in NOT_OF_THE_SITE and not model._meta.proxy:
            yield model


def _needs_us(model: type[models.Model]) -> bool:
    return _inherits(model) or any(
        type(one).__module__.partition(".")[0] == PACKAGE or _names_ours(one)
        for one in [*model._meta.local_fields, *model._meta.local_many_to_many]
    )


def _inherits(model: type[models.Model]) -> bool:
    return any(base.__module__.partition(".")[0] == PACKAGE for base in model.__mro__)


def _names_ours(one: models.Field) -> bool:
    return bool(one.related_model) and one.related_model._meta.app_label in OURS


def _obstacles(model: type[models.Model], ours: models.QuerySet[Page]) -> Iterator[str]:
    """Sentences about rows of a site's model that would be lost, or would not work any more."""
    label, rows = model._meta.label, model._base_manager.all()
    if _inherits(model):
        if number := rows.count():
            yield (
                f"{label} is made of what the plugin ships, and has rows: {number}. The site still needs the "
                "plugin. Move them to a type that does without it, or delete them, first."
            )
        return
    for one in model._meta.local_fields:
        if _names_ours(one):
            named = rows.exclude(**{one.name: None})
        elif one.related_model is Page and not one.remote_field.parent_link and not _is_set(one):
            named = rows.filter(**{f"{one.name}__in": ours})
        else:
            continue
        if number := named.count():
            yield (
                f"{label} has rows that name, in their field {one.name!r}, what would be deleted: {number}. "
                "Let them name something else, or delete them, first."
            )


def _is_set(one: models.ForeignKey) -> bool:
    """Whether rows outlive the page that they name."""
    rule = one.remote_field.on_delete
    return rule not in (models.CASCADE, models.PROTECT, models.RESTRICT, models.DO_NOTHING)


def _migrations_on_ours() -> list[str]:
    """The applied migrations of the site that need the plugin's."""
    loader = MigrationLoader(connections[router.db_for_write(Page)])
    undone = {
        key
        for label in OURS
        for root in loader.graph.root_nodes(label)
        for key in loader.graph.backwards_plan(root)
        if key[0] not in OURS and key in loader.applied_migrations
    }
    return sorted(".".join(key) for key in undone)


def _left_below(ours: models.QuerySet[Page]) -> Iterator[Page]:
    """Pages of the site whose parent is one of ours, in the order of the tree."""
    paths = set(ours.values_list("path", flat=True))
    if paths:
        for page in Page.objects.exclude(content_type__in=_types()).order_by("path").iterator():
            if page.path[: -Page.steplen] in paths:
                yield page


def _stays_above(page: Page) -> Page:
    return page.get_ancestors().exclude(pk__in=_pages().values("pk")).order_by("-depth").first()


def _move(pk: int, parent_pk: int) -> None:
    """Move a page of the site out of ours. Its slug stays, unless another page that stays has it there."""
    page, parent = Page.objects.get(pk=pk), Page.objects.get(pk=parent_pk)
    _keep_restrictions(page, parent)
    rivals = parent.get_children().filter(slug=page.slug).exclude(pk=pk)
    for rival in rivals.filter(content_type__in=_types()):
        Page.objects.filter(pk=rival.pk).update(slug=f"essaimage-{rival.pk}")
    if rivals.exists():
        slug = find_available_slug(parent, page.slug, ignore_page_id=pk)
        revisions = Revision.objects.filter(base_content_type=_page_type(), object_id=str(pk))
        for revision in revisions.filter(content__slug=page.slug):
            Revision.objects.filter(pk=revision.pk).update(content={**revision.content, "slug": slug})
        # Moving writes the addresses, of what is below too.
        Page.objects.filter(pk=pk).update(slug=slug)
        page.slug = slug
    page.move(parent, pos="last-child")


def _keep_restrictions(page: Page, parent: Page) -> None:
    """Nobody sees more of a page because it moved: the page takes over the restrictions of our pages above it."""
    between = page.get_ancestors().filter(path__startswith=parent.path, depth__gt=parent.depth)
    for restriction in PageViewRestriction.objects.filter(page__in=between):
        copy = PageViewRestriction.objects.create(
            page=page, restriction_type=restriction.restriction_type, password=restriction.password
        )
        copy.groups.set(restriction.groups.all())


# Deleting


def _delete_pages(progress: Callable[[int], object]) -> None:
    """Delete our pages, with what goes when an editor deletes a page: revisions, workflows, redirects, permissions."""
    pks = list(_pages().order_by("path").values_list("pk", flat=True))
    while (page := _pages().order_by("path").first()) is not None:
        # What is below is ours too, since what is not has moved.
        number = page.get_descendant_count() + 1
        page.delete()
        progress(number)
    for some in batches(pks, TOGETHER):
        PageLogEntry.objects.filter(page_id__in=some).delete()


def _logs() -> Iterator[type[models.Model]]:
    """Wagtail's logs and that of Django's admin, which keep what they say of a content type that is gone."""
    for model in apps.get_models():
        if issubclass(model, BaseLogEntry) or model._meta.label == "admin.LogEntry":
            yield model


def _forget_translations() -> None:
    """Delete what wagtail-localize keeps of our pages and snippets, and the texts that nothing else uses."""
    if not apps.is_installed("wagtail_localize"):
        return
    model = {one.__name__: one for one in apps.get_app_config("wagtail_localize").get_models()}
    keys = list(
        model["TranslatableObject"]
        .objects.filter(
            Q(content_type__in=_types())
            | Q(translation_key__in=_pages().values("translation_key"))
            | Q(sources__specific_content_type__in=_types())
        )
        .values_list("pk", flat=True)
        .distinct()
    )
    for some in batches(keys, TOGETHER):
        sources = model["TranslationSource"].objects.filter(object__in=some)
        translations = model["StringTranslation"].objects.filter(context__object__in=some)
        strings = {
            *model["StringSegment"].objects.filter(source__in=sources).values_list("string", flat=True),
            *translations.values_list("translation_of", flat=True),
        }
        templates = {*model["TemplateSegment"].objects.filter(source__in=sources).values_list("template", flat=True)}
        translations.delete()
        model["SegmentOverride"].objects.filter(context__object__in=some).delete()
        sources.delete()  # and with them the segments that protect their contexts
        model["TranslationContext"].objects.filter(object__in=some).delete()
        model["TranslatableObject"].objects.filter(pk__in=some).delete()
        for pks in batches(strings, TOGETHER):
            model["String"].objects.filter(pk__in=pks, segments=None, translations=None).delete()
        for pks in batches(templates, TOGETHER):
            used = model["TemplateSegment"].objects.filter(template__in=pks).values("template")
            model["Template"].objects.filter(pk__in=pks).exclude(pk__in=used).delete()


def _empty_index(using: str) -> None:
    connection = connections[using]
    for model in INDEX:
        model._base_manager.all()._raw_delete(using)
    with connection.cursor() as cursor:
        for table in _token_tables(connection, cursor):
            quoted = connection.ops.quote_name(table)
            if connection.vendor == "sqlite":
                cursor.execute(f"INSERT INTO {quoted} ({quoted}) VALUES ('delete-all')")  # noqa: S608
            else:
                cursor.execute(f"DELETE FROM {quoted}")  # noqa: S608


def _token_tables(connection: Any, cursor: Any) -> list[str]:
    """The tables of the index that no model has (see the migrations ``0002_search_index`` and ``0006``)."""
    kinds = ("tokens_0", "tokens_1", "heading_0", "heading_1", "grams")
    return sorted({f"{PACKAGE}_{kind}" for kind in kinds} & {*connection.introspection.table_names(cursor)})
