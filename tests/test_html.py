"""Every page of the demonstration as the Nu HTML checker reads it (https://validator.github.io/validator/), in a
language of either direction: templates are the same in the others."""

import json
import re
import shutil
import subprocess
import urllib.error
import urllib.request

import pytest

from .npm import installed

pytestmark = [pytest.mark.browser, pytest.mark.npm]

PACKAGES = {"vnu-jar": "26.9.27"}
BESIDE = [
    "/fr/initiatives/?q=jardin&theme=gardening",
    "/fr/initiatives/?q=xyzzyqq",
    "/fr/initiatives/?view=map",
    "/fr/initiatives/repair-cafe/?view=lineage",
    "/fr/initiatives/repair-cafe/?view=replicate",
    "/fr/essaimer-par-dissemination/?steps=all",
    "/ar/mubadarat/?q=%D8%AD%D8%AF%D9%8A%D9%82%D8%A9",
    "/essaimage/wiki/recent/?language=fr",
]
"""Addresses that no sitemap has."""
KNOWN = {
    # Safari takes a list for none where a style sheet takes away its marks: https://bugs.webkit.org/show_bug.cgi?id=170179
    "The “list” role is unnecessary for element “ul”.",
    "The “list” role is unnecessary for element “ol”.",
}


def read(address):
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.read().decode()


def locations(text):
    return [re.sub(r"^https?://[^/]+", "", found) for found in re.findall(r"<loc>(.*?)</loc>", text)]


def test_no_page_has_an_error(demo, tmp_path):
    """Its warnings are errors too, but for those with a reason."""
    java = shutil.which("java")
    if java is None:
        pytest.skip("no Java, in which the checker is written")
    paths = [path for part in locations(read(f"{demo}/sitemap.xml")) for path in locations(read(demo + part))]
    paths = [path for path in paths if path.startswith(("/fr/", "/ar/"))]
    assert len(paths) > 80
    pages = dict(enumerate([*paths, *BESIDE]))
    for number, path in pages.items():
        (tmp_path / f"{number}.html").write_text(read(demo + path))
    checker = installed("checker", PACKAGES) / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = [java, "-jar", checker, "--format", "json", "--exit-zero-always", tmp_path]
    said = json.loads(subprocess.run(command, capture_output=True, check=True).stderr)["messages"]
    found = {}
    for one in said:
        if one["message"] not in KNOWN:
            path = pages[int(re.search(r"(\d+)\.html", one["url"])[1])]
            found.setdefault(one["message"], []).append(f"{path} {one.get('extract', '')}")
    told = "\n".join(f"{len(where)} x {message} {where[0]}" for message, where in found.items())
    assert not told, told
