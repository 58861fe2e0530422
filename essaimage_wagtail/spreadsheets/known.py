"""For whom and in which language cells are written and read, and the rows of the site that they name."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Locale, Page

from ..models import Contact, Territory
from ..models.keys import titles_of
from .kinds import folded


class Known:
    """Rows that are named again and again are read once: terms all together, others when they are first named.

    ``language``: of the row that is written or read; it changes from row to row.
    """

    def __init__(self, user: Any = None) -> None:
        self.user = user
        self.locales = {locale.language_code: locale for locale in Locale.objects.all()}
        self.language = self.home
        self.coming: set[UUID] = set()
        """Keys of pages that are in the file: rows may name them before they are there."""
        self.creates: set[type[models.Model]] = set()
        """Models of which a name that is unknown is a new row: the editor said so."""
        self._terms: dict[Any, list[Any]] = {}
        self._territories: dict[int, Territory] = {}
        self._found: dict[tuple[str, str], list[Territory]] = {}
        self._titles: dict[UUID, str] = {}
        self._rows: dict[tuple[Any, int], Any] = {}

    def forget(self) -> None:
        """Rows that were made and undone again are not known any more."""
        self._terms.clear()
        self._rows.clear()

    @property
    def home(self) -> str:
        """The language of rows that have none: the one in which the person works."""
        active = get_language() or ""
        return active if active in self.locales else next(iter(self.locales))

    @property
    def locale_id(self) -> Any:
        return self.locales[self.language].pk if self.language in self.locales else None

    def terms(self, model: Any) -> list[Any]:
        if model not in self._terms:
            self._terms[model] = list(model.objects.order_by("pk"))
        return self._terms[model]

    def term_of(self, model: Any, key: UUID) -> Any:
        """A term as it is called in the row's language, else in the first that it has."""
        versions = [term for term in self.terms(model) if term.translation_key == key]
        return next((term for term in versions if term.locale_id == self.locale_id), versions[0] if versions else None)

    def term_named(self, model: Any, name: str) -> Any:
        """By its name in any language, or by its name in addresses; the oldest row of it, as forms choose it."""
        wanted = folded(name)
        found = [term for term in self.terms(model) if wanted in (folded(term.name), folded(term.slug))]
        if not found:
            return None
        here = next((term for term in found if term.locale_id == self.locale_id), found[0])
        return next(term for term in self.terms(model) if term.translation_key == here.translation_key)

    def make_term(self, model: Any, name: str) -> Any:
        term = model(name=name[:100], locale=self.locales[self.language])
        term.save()
        self.terms(model).append(term)
        return term

    def territory(self, pk: int) -> Territory | None:
        if pk not in self._territories:
            found = Territory.objects.filter(pk=pk).first()
            if found is None:
                return None
            self._territories[pk] = found
        return self._territories[pk]

    def territories_named(self, name: str, postcode: str = "") -> list[Territory]:
        """Those with this code or name, in any language; of several, those that have the postcode, then the deepest."""
        cached = self._found.get((name, postcode))
        if cached is not None:
            return cached
        code = re.search(r"\(([^()]+)\)$", name)
        found = list(Territory.objects.filter(code=code[1].strip() if code else name))
        if not found:
            bare = name[: code.start()].strip() if code else name
            found = self._by_name(bare, postcode)
        self._found[name, postcode] = found
        return found

    def _by_name(self, name: str, postcode: str) -> list[Territory]:
        wanted = re.sub(r"[^\w]+", " ", folded(name)).strip()
        found = [
            territory
            for territory in Territory.objects.matching(name)[:50]
            if wanted
            in {
                re.sub(r"[^\w]+", " ", folded(said)).strip()
                for said in (territory.name, *territory.names.values(), territory.display_name(self.language))
            }
        ]
        if postcode:
            with_it = {territory.pk for territory in Territory.objects.with_postcode(postcode)}
            if not found and len(with_it) == 1:
                return list(Territory.objects.filter(pk__in=with_it))
            found = [territory for territory in found if territory.pk in with_it] or found
        if len(found) > 1:
            deepest = max(territory.depth for territory in found)
            inner = [territory for territory in found if territory.depth == deepest]
            # A town and the département of the same name: the town is meant.
            found = inner if len(inner) == 1 else found
        return found

    def title(self, key: UUID) -> str:
        if key not in self._titles:
            self._titles |= titles_of([key], self.language)
        return self._titles.get(key, "")

    def remember_titles(self, keys: Iterable[UUID]) -> None:
        self._titles |= titles_of({key for key in keys if key} - set(self._titles), self.language)

    def page_keys(self, types: list[Any], title: str) -> list[UUID]:
        """The keys of pages of some types that have this title in any language."""
        found = Page.objects.filter(alias_of=None, draft_title__iexact=title)
        if types:
            found = found.type(tuple(types))
        return sorted(set(found.values_list("translation_key", flat=True)), key=str)

    def row(self, model: Any, pk: int) -> Any:
        if (model, pk) not in self._rows:
            self._rows[model, pk] = model._default_manager.filter(pk=pk).first()
        return self._rows[model, pk]

    def visible(self, model: Any) -> Any:
        """The rows that this person may choose: of contacts, those whose names they may read."""
        rows = model._default_manager.all()
        if model is Contact:
            return rows.visible_to(self.user)
        policy = _collection_policy(model)
        if policy is not None and self.user is not None:
            return policy.instances_user_has_permission_for(self.user, "choose")
        return rows

    def visible_keys(self, model: Any) -> set[int]:
        return set(self.visible(model).values_list("pk", flat=True))


def _collection_policy(model: Any) -> Any:
    """Wagtail's rights on files: who may choose which."""
    if model not in (get_document_model(), get_image_model()):
        return None
    if WAGTAIL_VERSION >= (8, 0):
        from wagtail.permissions import policy_registry

        return policy_registry.get_by_type(model)
    name = "documents" if model is get_document_model() else "images"
    return import_string(f"wagtail.{name}.permissions.permission_policy")
