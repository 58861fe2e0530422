"""The documentation against the code: settings, checks, commands, links."""

import ast
import re
from dataclasses import asdict
from pathlib import Path

import polib
import pytest
import wagtail
import wagtail_localize

from essaimage_wagtail.completeness import WEIGHTS
from essaimage_wagtail.conf import DEFAULTS
from scripts import content_types, languages, screenshots

from .conftest import ROOT

DOCS = ROOT / "docs"
PACKAGE = ROOT / "essaimage_wagtail"
GUIDE = DOCS / "fr" / "guide-de-redaction.md"
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    ROOT / "CHANGELOG.md",
    *(path for path in sorted(DOCS.rglob("*.md")) if "_build" not in path.parts),
]
FENCE = re.compile(r"^(`{3,}).*?^\1", re.MULTILINE | re.DOTALL)
PUT_IN = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
"""Where something is put into a message."""
LINK = re.compile(r"""\]\(([^)\s]+)\)|(?:src|href)="([^"]+)\"""")


def test_settings_and_their_defaults_are_documented():
    text = (DOCS / "reference" / "settings.md").read_text()
    documented = {
        name: ast.literal_eval(default)
        for name, default in re.findall(r"^## `(\w+)`\n\nDefault: `(.+)`$", text, re.MULTILINE)
    }
    assert documented == asdict(DEFAULTS)
    assert sorted(documented) == sorted(re.findall(r"^## `(\w+)`$", text, re.MULTILINE))


def test_weights_of_the_parts_of_a_sheet_are_documented():
    text = (DOCS / "reference" / "settings.md").read_text()
    assert [
        (part, int(weight)) for part, weight in re.findall(r"^\| `(\w+)` \| (\d+) \|$", text, re.MULTILINE)
    ] == list(WEIGHTS.items())


def test_page_types_fields_and_blocks_are_documented():
    """If this fails: ``python -m scripts.content_types``."""
    assert content_types.PAGE.read_text() == content_types.render()


def test_languages_are_documented():
    """If this fails: ``python -m scripts.languages``."""
    assert languages.PAGE.read_text() == languages.render()


def test_system_checks_are_documented():
    pattern = r"\bessaimage_wagtail\.[EWI]\d{3}\b"
    modules = [*PACKAGE.rglob("checks.py"), *PACKAGE.rglob("checks/*.py")]
    raised = {found for path in modules for found in re.findall(pattern, path.read_text())}
    headings = re.findall(rf"^## `({pattern})`$", (DOCS / "reference" / "checks.md").read_text(), re.MULTILINE)
    assert len(headings) == len(set(headings))
    assert set(headings) == raised
    assert raised


def test_commands_are_documented():
    commands = {path.stem for path in PACKAGE.glob("**/management/commands/*.py") if not path.stem.startswith("_")}
    headings = re.findall(r"^## `(\w+)`$", (DOCS / "reference" / "commands.md").read_text(), re.MULTILINE)
    assert sorted(headings) == sorted(commands)
    assert commands


def test_make_targets_named_in_the_documentation_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {name for path in PAGES for name in re.findall(r"\bmake ([a-z-]+)`", path.read_text())}
    assert named <= targets
    assert {"demo", "test"} <= named


def test_what_shows_that_a_requirement_is_met_is_there():
    """The tests and modules that the page on security names."""
    text = (DOCS / "explanation" / "security.md").read_text()
    tests = re.findall(
        r"^ *def (test_\w+)", "\n".join(map(Path.read_text, (ROOT / "tests").glob("*.py"))), re.MULTILINE
    )
    named = set(re.findall(r"`(test_\w+)`", text))
    assert named - {*tests} == set()
    files = set(re.findall(r"`([\w/]+\.(?:py|js))`", text))
    assert [name for name in files if not (PACKAGE / name).exists()] == []
    assert len(named) > 40 and files


def french(*directories: Path) -> set[str]:
    """What the French catalogues in some directories say."""
    files = [path for directory in directories for path in directory.rglob("locale/fr/LC_MESSAGES/*.mo")]
    entries = [entry for path in files for entry in polib.mofile(str(path))]
    return {words for entry in entries for words in (entry.msgstr, *entry.msgstr_plural.values())}


@pytest.mark.skipif(wagtail.VERSION < (8, 0), reason="the guide has the words of the newest Wagtail")
def test_bold_words_of_the_guide_are_on_the_screen():
    """Labels are in bold there; what is put into a label counts for nothing, nor does its first letter's case."""
    packages = (PACKAGE, *(Path(package.__file__).parent for package in (wagtail, wagtail_localize)))
    said = {" ".join(words.split()) for words in french(*packages)}
    # What is little more than put in would be any label.
    patterns = [PUT_IN.split(words) for words in said if len(PUT_IN.sub("", words)) > 5 or not PUT_IN.search(words)]
    shown = re.compile("|".join(".+".join(map(re.escape, parts)) for parts in patterns), re.IGNORECASE)
    labels = {" ".join(label.split()) for label in re.findall(r"\*\*(.+?)\*\*", GUIDE.read_text(), re.DOTALL)}
    assert sorted(label for label in labels if not shown.fullmatch(label)) == []
    assert len(labels) > 80


def test_pictures_of_the_guide_are_those_that_the_script_takes():
    """If this fails: ``python -m scripts.screenshots``."""
    shown = re.findall(r"!\[(.*?)\]\(\.\./images/fr/(\w+)\.png\)", GUIDE.read_text(), re.DOTALL)
    assert sorted(name for _text, name in shown) == sorted(screenshots.PICTURES)
    assert sorted(path.stem for path in screenshots.DIRECTORY.iterdir()) == sorted(screenshots.PICTURES)
    assert min(len(text) for text, _name in shown) > 20
    assert max(path.stat().st_size for path in screenshots.DIRECTORY.iterdir()) < 120_000


def anchors(path: Path) -> set[str]:
    """The names that forges and Sphinx give to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", path.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_internal_links_exist(path: Path):
    links = [a or b for a, b in LINK.findall(FENCE.sub("", path.read_text()))]
    internal = [link.partition("#") for link in links if not re.match(r"[a-z]+:", link)]
    targets = [((path.parent / name) if name else path, anchor) for name, _sign, anchor in internal]
    assert [target for target, _anchor in targets if not target.exists()] == []
    assert [(target.name, anchor) for target, anchor in targets if anchor and anchor not in anchors(target)] == []


def test_addresses_of_other_documentation_name_a_version():
    """Whether they answer is for ``make links``, which asks them."""
    sources = [path for kind in ("py", "html") for path in PACKAGE.rglob(f"*.{kind}")]
    address = re.compile(r"https://docs\.(?:wagtail\.org|djangoproject\.com)/[^\s)>\"'`]*")
    named = {found for path in [*PAGES, *sources] for found in address.findall(path.read_text())}
    assert sorted(found for found in named if not re.search(r"/en/(stable|\d+\.\d+)/.", found)) == []
    assert named
