"""Whether the forms of a word meet: ``python -m benchmarks.forms`` prints shares of pairs by language.

Two words meet if the analysis gives them a token in common, so that a question with one finds a page with the other.
``--dictionaries DIRECTORY`` names another place of Hunspell's dictionaries; ``--missed`` shows pairs that stay apart,
and pairs of other words that meet. ``--write DIRECTORY`` keeps the shares as JSON.
"""

import argparse
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from ..search import show_table
from .apart import apart
from .dictionaries import SOURCES, Dictionary, Missing, Pair

NUMBER = 2000
"""Pairs that are drawn of each kind and language."""
SEED = 22
HEADINGS = {"plurals": "plurals", "inflected": "all forms", "alike": "look alike", "apart": "must stay apart"}


def meets(language: str) -> Callable[[Pair], bool]:
    """Whether a question with one of two words finds a page with the other."""
    from essaimage_wagtail.search.analysis.analyzer import get_analyzer

    analyzer = get_analyzer(language)

    def tokens(word: str) -> set[str]:
        return {token for form in analyzer.forms(word) for token in (form.main, *form.variants)}

    return lambda pair: not tokens(pair[0]).isdisjoint(tokens(pair[1]))


def share(met: Sequence[bool]) -> str:
    return f"{100 * sum(met) / len(met):.1f}" if met else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("languages", nargs="*", help="all by default")
    parser.add_argument(
        "--dictionaries", type=Path, action="append", default=[], help="directory of .aff and .dic files"
    )
    parser.add_argument("--number", type=int, default=NUMBER, help=f"pairs of each kind and language, {NUMBER}")
    parser.add_argument("--missed", type=int, default=0, metavar="COUNT", help="show so many pairs of each kind")
    parser.add_argument("--write", type=Path, help="directory where the shares are written as JSON")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    rows = [("% that meet", *HEADINGS.values())]
    shares: dict[str, dict[str, str]] = {}
    for language in options.languages or sorted(SOURCES):
        try:
            dictionary = Dictionary(language, tuple(options.dictionaries))
        except Missing as missing:
            print(f"{language}: left out, {missing}")
            continue
        meet = meets(language)
        pairs = {kind: getattr(dictionary, kind)(options.number, SEED) for kind in ("plurals", "inflected", "alike")}
        pairs["apart"] = apart().get(language, [])
        met = {kind: [meet(pair) for pair in drawn] for kind, drawn in pairs.items()}
        shares[language] = {kind: share(met[kind]) for kind in HEADINGS}
        rows.append((language, *shares[language].values()))
        for kind, drawn in pairs.items():
            wrong = kind in ("alike", "apart")
            shown = [pair for pair, same in zip(drawn, met[kind], strict=True) if same is wrong][: options.missed]
            if shown:
                print(language, kind, "meet:" if wrong else "stay apart:", ", ".join(map("/".join, shown)))
    show_table(rows)
    if options.write:
        options.write.mkdir(parents=True, exist_ok=True)
        (options.write / "forms.json").write_text(json.dumps(shares, indent=1))


if __name__ == "__main__":
    main()
