"""What else a query's words stand for: compounds and their parts, synonyms, and words that are meant as written."""

from collections import defaultdict
from dataclasses import replace

from ..query import Alternative, Clause, ParsedQuery
from .reading import WORDS, Reader
from .spelling import is_compound_of, splits
from .stores import Statement

MAX_COMPOUNDS = 30
"""Compounds that one word also stands for."""
MAX_SYNONYMS = 20


def expanded(query: ParsedQuery, reader: Reader) -> ParsedQuery:
    """The query in which each word also stands for what the index and the site know of it."""
    compounds = _compounds(query, reader)
    words = tuple(_own(clause, reader, compounds.get(index, [])) for index, clause in enumerate(query.words))
    return replace(query, words=words)


def _own(clause: Clause, reader: Reader, compounds: list[Alternative]) -> Clause:
    """A word's clause as the site wants it, or with its compounds."""
    if clause.form is None:
        return clause
    analyzer, columns = reader.analyzer, reader.columns
    surface = clause.form.surface
    if surface in columns.as_written:
        both = Alternative("all", (analyzer.token(clause.form.main), analyzer.surface_token(surface)))
        clause = replace(clause, alternatives=(both,))
    else:
        clause = clause.extended(*compounds)
    synonyms = []
    for text in columns.synonyms.get(surface, ())[:MAX_SYNONYMS]:
        forms = [form for form in analyzer.forms(text) if form.main]
        if len(forms) == 1:
            synonyms.append(Alternative("any", tuple(map(analyzer.token, (forms[0].main, *forms[0].variants)))))
        elif forms:
            synonyms.append(Alternative("phrase", tuple(analyzer.token(form.main) for form in forms)))
    return clause.extended(*synonyms)


def _compounds(query: ParsedQuery, reader: Reader) -> dict[int, list[Alternative]]:
    """By a word's number, the compounds that the index has of it, and its own parts; one statement."""
    links = reader.analyzer.language.links
    if links is None:
        return {}
    parts: list[Statement] = []
    pairs: dict[int, list[tuple[str, str]]] = {}
    for index, clause in enumerate(query.words):
        form = clause.form
        if form is None or len(form.surface) < 4:
            continue
        wanted = [("word", form.surface), *(("tail", stem[::-1]) for stem in (form.main, *form.variants))]
        for column, beginning in wanted:
            condition, parameters = reader.store.starts_with(column, beginning)
            if column == "tail":
                condition += " AND NOT tail = ''"
            sql = f"SELECT {index}, word, tail FROM {WORDS} WHERE language = %s AND {condition} LIMIT 200"  # noqa: S608
            parts.append((f"SELECT * FROM ({sql}) likely_{len(parts)}", [reader.language, *parameters]))  # noqa: S608
        if found := splits(form.surface, links):
            pairs[index] = found
            halves = sorted({half for pair in found for half in pair})
            marks = ", ".join(["%s"] * len(halves))
            sql = f"SELECT {index}, word, tail FROM {WORDS} WHERE language = %s AND word IN ({marks})"  # noqa: S608
            parts.append((sql, [reader.language, *halves]))
    rows: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for index, word, tail in reader.store.union(parts):
        rows[index][word] = tail
    return {
        index: _alternatives(query.words[index], known, pairs.get(index, []), reader) for index, known in rows.items()
    }


def _alternatives(
    clause: Clause, known: dict[str, str], pairs: list[tuple[str, str]], reader: Reader
) -> list[Alternative]:
    """The other ways to meet a word's clause, given the known words and their reversed stems."""
    form, token = clause.form, reader.analyzer.token
    if form is None:
        return []
    stems = {
        tail[::-1]: None
        for word, tail in sorted(known.items(), key=lambda item: (len(item[0]), item[0]))
        if is_compound_of(word, tail, form)
    }
    compounds = [token(stem) for stem in stems if stem != form.main][:MAX_COMPOUNDS]
    alternatives = [Alternative("any", tuple(compounds))] if compounds else []
    for head, tail in pairs:
        if head in known and tail in known:
            both = (token(known[head][::-1]), token(known[tail][::-1]))
            alternatives.append(Alternative("all", both))
    return alternatives
