"""What is stored when pages are submitted for translation, in a form that two ways can be compared by."""

import json

from wagtail.models import Page, PageLogEntry, ReferenceIndex
from wagtail_localize.models import (
    OverridableSegment,
    RelatedObjectSegment,
    String,
    StringSegment,
    Template,
    TemplateSegment,
    Translation,
    TranslationContext,
    TranslationLog,
    TranslationSource,
)

from .site import saved
from .testapp.models import ArticleLink, ArticlePage, Author


def article(site, **kwargs):
    """A page of a type that knows nothing of the plugin."""
    author = Author.objects.create(name="Ana")
    page = ArticlePage(
        **{"title": "Un article", "slug": "article", **kwargs}, intro="Bonjour", text="<p>Un <b>texte</b></p>",
        body=[("paragraph", "<p>Un</p>"), ("note", "Deux")], locale=site.locales["fr"], live=False, author=author,
    )  # fmt: skip
    site.home["fr"].add_child(instance=page)
    page.links = [ArticleLink(label="Un lien", to=author)]
    page.readers = [author]
    return saved(page, publish=True)


def rows(site):
    """All that submitting writes, without keys of rows and times."""
    paths = {page.pk: page.url_path for page in Page.objects.all()}
    found = {
        "sources": TranslationSource.objects.values_list(
            "object", "object__content_type", "specific_content_type", "locale", "object_repr", "content_json",
            "schema_version",
        ),
        "strings": String.objects.values_list("locale", "data_hash", "data"),
        "templates": Template.objects.values_list("uuid", "template", "template_format", "string_count"),
        "contexts": TranslationContext.objects.values_list("object", "path", "path_id", "field_path"),
        "string segments": StringSegment.objects.values_list(
            "source__object", "context__path", "order", "string__data", "attrs"
        ),
        "template segments": TemplateSegment.objects.values_list(
            "source__object", "context__path", "order", "template__template"
        ),
        "related": RelatedObjectSegment.objects.values_list("source__object", "context__path", "order", "object"),
        "facts": OverridableSegment.objects.values_list("source__object", "context__path", "order", "data_json"),
        "translations": Translation.objects.values_list("source__object", "target_locale", "enabled"),
        "logs": TranslationLog.objects.values_list("source__object", "locale"),
        "history": [
            (paths[entry.page_id], entry.action, entry.user_id, entry.data.get("source"))
            for entry in PageLogEntry.objects.filter(action="wagtail.copy_for_translation")
        ],
        "references": [
            (paths.get(int(row.object_id)), row.to_object_id, row.model_path)
            for row in ReferenceIndex.objects.filter(base_content_type__model="page")
        ],
    }  # fmt: skip
    return {name: sorted(map(repr, values)) for name, values in found.items()} | {"pages": list(map(page_row, pages()))}


def pages():
    return Page.objects.filter(depth__gt=1).order_by("path").specific()


def page_row(page):
    """A page with its place, its fields and its children; its draft too."""
    draft = page.get_latest_revision_as_object() if page.latest_revision_id else page
    return [plain(one.serializable_data()) for one in (page, draft)]


MOVING = {"pk", "id", "page", "common", "content_object"}
MOVING |= {"latest_revision", "latest_revision_created_at", "live_revision"}
TIMES = {"last_published_at", "first_published_at", "page_ptr"}


def plain(value):
    if isinstance(value, dict):
        return {name: plain(one) for name, one in sorted(value.items()) if name not in MOVING | TIMES}
    if isinstance(value, list):
        # Keys of rows that a page has chosen have no order.
        return sorted(value) if all(isinstance(one, int) for one in value) else [plain(one) for one in value]
    try:
        return plain(json.loads(value)) if isinstance(value, str) and value[:1] in "[{" else value
    except ValueError:
        return value
