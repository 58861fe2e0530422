"""The layers of the package: what may import what. ``python scripts/layers.py`` draws them for the documentation.

A module imports from its own layer and from those below it, inside functions too, and no module comes back to itself
through what it imports. ``tests/test_layers.py`` holds both.
"""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from textwrap import wrap
from xml.sax.saxutils import escape

import grimp

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "essaimage_wagtail"

LAYERS = (
    (
        "pages",
        "apps",
        "checks",
        "urls",
        "sitemap_urls",
        "robots_urls",
        "wagtail_hooks",
        "management",
        "templatetags",
        "multilingual",
        "spreadsheets",
        "wiki",
        "encounters",
        "sponsorships",
        "discussions",
    ),
    ("mixins",),
    ("admin", "replications.admin"),
    ("cloud", "navigation", "readers", "sharing", "paper"),
    ("subjects",),
    ("directory",),
    ("replications",),
    ("contexts",),
    (
        "search.indexing",
        "comparing",
        "frames",
        "upgrades",
        "mending",
        "roles",
        "moving",
        "changing",
        "leaving",
        "personal_data",
        "vocabulary",
        "upkeep",
    ),
    ("facets",),
    ("models",),
    (
        "search",
        "replications.graph",
        "completeness",
        "renditions",
        "review",
        "saving",
        "visibility",
        "hrefs",
        "caching",
    ),
    ("blocks",),
    (
        "forms",
        "drawing",
        "formatting",
        "conf",
        "choices",
        "licences",
        "validators",
        "following",
        "versions",
        "interface",
        "doubts",
    ),
)
"""From the top to the bottom. A module belongs where the longest name that it begins with stands."""

PICTURE = ROOT / "docs/explanation/layers.svg"
FOLDERS = ROOT / "docs/explanation/folders.md"


def imports() -> dict[str, set[str]]:
    """``{module: modules of the package that it imports}``, without the package's name; migrations are left out."""
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    found = {}
    for module in graph.modules:
        if module != PACKAGE and ".migrations" not in module:
            others = graph.find_modules_directly_imported_by(module) - {PACKAGE}
            found[_short(module)] = {_short(other) for other in others if ".migrations" not in other}
    return found


def _short(module: str) -> str:
    return module.removeprefix(f"{PACKAGE}.")


def layer_of(module: str) -> int:
    """The place of a module's layer, 0 at the top. Raises ``LookupError`` for a module that belongs to none."""
    names = {name: place for place, layer in enumerate(LAYERS) for name in layer}
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        if (name := ".".join(parts[:length])) in names:
            return names[name]
    raise LookupError(f"{module} belongs to no layer")


def upward(modules: dict[str, set[str]]) -> list[str]:
    """The imports that lead upward, as sentences."""
    return [
        f"{module} imports {other}, which stands above it"
        for module, others in sorted(modules.items())
        for other in sorted(others)
        if layer_of(other) < layer_of(module)
    ]


def circle(modules: dict[str, set[str]]) -> list[str]:
    """Modules that import one another in a circle, or nothing."""
    try:
        TopologicalSorter(modules).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def purpose(name: str) -> str:
    """The first sentence of a module's docstring."""
    path = ROOT / PACKAGE / name.replace(".", "/")
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    text = " ".join((ast.get_docstring(ast.parse(path.read_text())) or "").split())
    return text.partition(". ")[0].rstrip(".")


def folders() -> Iterator[str]:
    """The dotted names of the package's folders that hold modules, in the order of the layers."""
    names = {
        ".".join(path.parent.relative_to(ROOT / PACKAGE).parts)
        for path in (ROOT / PACKAGE).rglob("__init__.py")
        if "migrations" not in path.parts
    }
    yield from sorted(names - {""}, key=lambda name: (layer_of(name), name))


def table() -> str:
    """One line of Markdown for each folder."""
    rows = [f"| `{name.replace('.', '/')}/` | {purpose(name)} |" for name in folders()]
    return "\n".join(["| folder | what is in it |", "|---|---|", *rows, ""])


def picture() -> str:
    """The layers as SVG, the highest at the top."""
    width, line, gap = 640, 18, 8
    parts, top = [], 1
    for layer in LAYERS:
        lines = wrap(" · ".join(layer), 76)
        height = line * len(lines) + 16
        parts.append(
            f'<rect x="1" y="{top}" width="{width - 2}" height="{height}" rx="4" fill="#fff" stroke="#555"/>'
            + "".join(
                f'<text x="{width // 2}" y="{top + line * number + 20}">{escape(text)}</text>'
                for number, text in enumerate(lines)
            )
        )
        top += height + gap
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top}" role="img" text-anchor="middle" '
        'font-family="ui-monospace, monospace" font-size="12" fill="#111">'
        f"<title>The layers of the package: each imports those below it</title>{''.join(parts)}</svg>\n"
    )


if __name__ == "__main__":
    PICTURE.write_text(picture())
    FOLDERS.write_text(table())
