"""What a site says of the words of a language (see :class:`..tables.SearchWord`), made ready for queries.

Words are compared as the analysis has them: a row for “bike” is heeded in a search for “bikes”. Rows are read with
the columns of their language and again as soon as one changes, so that nothing needs to be indexed anew.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ..analysis.analyzer import Analyzer, Form
from .parser import Alternative, Clause
from .synonyms import MAX_SYNONYMS, split_synonyms

MAX_WORDS = 8
"""Words of one synonym."""


class Term(NamedTuple):
    """A word, or several in a row, that mean the same as others of a group."""

    forms: tuple[Form, ...]
    keys: tuple[frozenset[str], ...]
    """Of each word but stop words, see :meth:`SiteWords.keys`."""


class SiteWords:
    """The rows of one language: (word, synonyms, whether it is searched as written)."""

    def __init__(self, rows: Iterable[Sequence[Any]], analyzer: Analyzer) -> None:
        rows = list(rows)
        self.analyzer = analyzer
        self.kept: dict[str, frozenset[str]] = {}
        """Surfaces of the words that are searched as written, with the tokens that other words share with them."""
        for word, _, as_written in rows:
            for form in analyzer.forms(word) if as_written else ():
                self.kept[form.surface] = frozenset((form.main, *form.variants))
        self._groups: list[list[Term]] = []
        self._starts: dict[str, list[tuple[int, int]]] = {}
        """By the key of a first word, group and number of the terms that begin with it."""
        for word, synonyms, _ in rows:
            group = [term for text in (word, *split_synonyms(synonyms)) if (term := self._term(text)).keys]
            for number, term in enumerate(group):
                for key in term.keys[0]:
                    self._starts.setdefault(key, []).append((len(self._groups), number))
            self._groups.append(group)

    def keys(self, form: Form) -> frozenset[str]:
        """What a word is recognised by: two words are the same if they share any."""
        surface = self.analyzer.surface_token(form.surface)
        return frozenset((surface,)) if form.surface in self.kept else frozenset((form.main, *form.variants))

    def rivals(self, form: Form) -> bool:
        """Whether a word that is searched as written would be taken for a form of this one."""
        tokens = {form.main, *form.variants}
        return form.surface not in self.kept and any(not tokens.isdisjoint(others) for others in self.kept.values())

    def synonyms(self, clauses: Sequence[Clause]) -> dict[int, list[Alternative]]:
        """What else may stand for words of a query, by their numbers.

        What stands for several words in a row is an alternative to each of them: a document that has it has them all.
        """
        found: dict[int, dict[Alternative, None]] = {}
        if not self._starts:
            return {}
        keys = [self.keys(clause.form) if clause.form else frozenset() for clause in clauses]
        for index, first in enumerate(keys):
            for group, number in {start for key in first for start in self._starts.get(key, ())}:
                term = self._groups[group][number]
                following = keys[index : index + len(term.keys)]
                if len(following) < len(term.keys) or any(map(frozenset.isdisjoint, following, term.keys)):
                    continue
                others = [self._way(other) for other in self._groups[group] if other is not term]
                for place in range(index, index + len(term.keys)):
                    found.setdefault(place, {}).update(dict.fromkeys(others))
        return {index: sorted(ways)[:MAX_SYNONYMS] for index, ways in found.items()}

    def _term(self, text: str) -> Term:
        forms = tuple(form for form in self.analyzer.forms(text) if form.main)[:MAX_WORDS]
        telling = [form for form in forms if not self.analyzer.is_stop(form)] or forms
        return Term(forms, tuple(map(self.keys, telling)))

    def _way(self, term: Term) -> Alternative:
        token = self.analyzer.token
        if len(term.forms) > 1:
            return Alternative("phrase", tuple(token(form.main) for form in term.forms))
        (form,) = term.forms
        written = (self.analyzer.surface_token(form.surface),) if form.surface in self.kept else ()
        return Alternative("any", tuple(map(token, (form.main, *form.variants))), written)
