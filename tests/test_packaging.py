"""The distributions: what they hold, and whether they work alone in somebody else's project.

The project is the one that ``wagtail start`` makes; the settings are those that the installation guide
tells the reader to add, taken from the guide itself.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

from . import tutorial
from .conftest import NOT_SOURCES, ROOT
from .demo import running, sign_in

PACKAGE = "essaimage_wagtail"
LANGUAGES = ("fr", "en", "es", "de", "ar")
pytestmark = pytest.mark.wheel


class Distributions(NamedTuple):
    wheel: Path
    sdist: Path


def outside() -> dict[str, str]:
    """The variables of a process that can import nothing of the repository by accident."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "DJANGO_SETTINGS_MODULE", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")
    }
    # "Not" is no: pip reads the value as that of ``compile``. The modules that are imported, half of them, are compiled
    # then.
    return kept | {"PIP_NO_COMPILE": "0"}


def run(*command: object, cwd: Path) -> str:
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=outside(), capture_output=True, text=True)
    assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}{done.stderr[-4000:]}"
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def distributions(tmp_path_factory) -> Distributions:
    """Built from a copy: what earlier builds left in the tree would be packed again."""
    directory = tmp_path_factory.mktemp("build")
    source = shutil.copytree(ROOT, directory / "source", ignore=NOT_SOURCES)
    run(sys.executable, "-m", "build", "--outdir", directory / "dist", source, cwd=directory)
    (wheel,) = (directory / "dist").glob("*.whl")
    (sdist,) = (directory / "dist").glob("*.tar.gz")
    return Distributions(wheel, sdist)


@pytest.fixture(scope="module")
def python(distributions, tmp_path_factory) -> Path:
    """The Python of an environment that has the wheel and what it asks for, nothing else."""
    directory = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", directory, cwd=directory)
    python = directory / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", distributions.wheel, cwd=directory)
    return python


def package_files() -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / PACKAGE).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name != ".DS_Store"
    }


def test_wheel_holds_the_package_and_nothing_else(distributions):
    with zipfile.ZipFile(distributions.wheel) as wheel:
        names = {name for name in wheel.namelist() if not name.endswith("/")}
    metadata = {name for name in names if name.split("/")[0].endswith(".dist-info")}
    assert names - metadata == package_files()
    assert any(name.endswith("licenses/LICENSE") for name in metadata)


@pytest.mark.parametrize(
    "pattern",
    [
        r"/py\.typed$",
        r"/templates/essaimage_wagtail/.+\.html$",
        r"/static/essaimage_wagtail/.+\.css$",
        r"^essaimage_wagtail/migrations/0001_\w+\.py$",
        r"^essaimage_wagtail/pages/migrations/0001_\w+\.py$",
        *(rf"/locale/{code}/LC_MESSAGES/django\.po$" for code in LANGUAGES),
        *(rf"/locale/{code}/LC_MESSAGES/django\.mo$" for code in LANGUAGES),
        r"\.csv$",
    ],
)
def test_wheel_holds(distributions, pattern):
    with zipfile.ZipFile(distributions.wheel) as wheel:
        assert [name for name in wheel.namelist() if re.search(pattern, name)]


def test_sdist_holds_what_the_suite_and_the_demonstration_need(distributions):
    with tarfile.open(distributions.sdist) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    for directory in ("tests", "docs", "example_site", "benchmarks", "scripts"):
        sources = {
            path.relative_to(ROOT).as_posix()
            for path in (ROOT / directory).rglob("*")
            if path.is_file() and not {"var", "_build", "__pycache__"} & set(path.parts)
        }
        assert sources - names == set()
    assert {"Makefile", ".ci/run", "LICENSE", "README.md", "CHANGELOG.md"} <= names


def guide_blocks(heading: str) -> str:
    """The Python that the installation guide shows under a heading."""
    text = (ROOT / "docs" / "how-to" / "install.md").read_text()
    section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"^```python\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    assert blocks, f"the guide shows no Python under {heading!r}"
    return "\n".join(blocks)


def start_project(python: Path, directory: Path, settings: str, urls: str = "") -> Path:
    """A new Wagtail project with ``settings`` and ``urls`` added; returns the path of its ``manage.py``."""
    run(python.with_name("wagtail"), "start", "mysite", directory, cwd=directory)
    for name, text in (("settings/base.py", settings), ("urls.py", urls)):
        path = directory / "mysite" / name
        path.write_text(f"{path.read_text()}\n{text}")
    return directory / "manage.py"


def visit(python: Path, project: Path, site: str, step: str) -> None:
    run(python, ROOT / "tests" / "elsewhere", site, step, cwd=project)


def run_own_tests(python: Path, manage: Path, migrated: Path) -> None:
    """Those of the site, on a copy of its database as its own migrations left it."""
    shutil.copy(migrated, manage.with_name("test.sqlite3"))
    run(python, manage, "test", "--keepdb", "--noinput", cwd=manage.parent)


def call(python: Path, manage: Path, *commands: str) -> str:
    """Commands of a site one after the other, each as ``manage.py`` runs it; the first that fails is the last."""
    return run(python, ROOT / "tests" / "elsewhere" / "commands.py", *commands, cwd=manage.parent)


def install(python: Path, manage: Path) -> None:
    """What the guide says to type in a site that has pages, once its settings are complete."""
    call(
        python,
        manage,
        "makemigrations --check --dry-run",
        "migrate --noinput",
        "check --database default --fail-level WARNING",
        "load_vocabulary",
        "essaimage_index rebuild",
    )


def leave(python: Path, manage: Path, former: dict[Path, str]) -> None:
    """What the guide says to type to leave; ``former``: what was in files of the site that changed meanwhile."""
    export = manage.parent / "export"
    call(python, manage, f"essaimage_uninstall --delete --export {export}", "migrate essaimage_wagtail zero")
    for path, text in former.items():
        path.write_text(text)
    run(python, "-m", "pip", "uninstall", "--quiet", "--yes", "essaimage-wagtail", cwd=manage.parent)
    call(python, manage, "check", "makemigrations --check --dry-run")


def check_and_migrate(python: Path, manage: Path, *labels: str) -> None:
    apps = " ".join(labels)
    call(
        python,
        manage,
        "check --fail-level WARNING",
        f"makemigrations --check --dry-run {apps}",
        "migrate --noinput",
        "check --database default --fail-level WARNING",
    )
    shown = call(python, manage, f"showmigrations {apps}")
    assert "[X]" in shown
    assert "[ ]" not in shown


@pytest.fixture(scope="module")
def first_site(python, tmp_path_factory) -> Path:
    """The directory of the site that the tutorial's commands make, up to the one that serves it."""
    directory = tmp_path_factory.mktemp("first")
    manage = start_project(python, directory, guide_blocks("Settings"), guide_blocks("Addresses"))
    run(python, manage, "check", "--fail-level", "WARNING", cwd=directory)
    commands = tutorial.commands("2. The plugin")
    assert commands[0] == "python manage.py migrate"
    assert commands[-1] == "python manage.py runserver"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("USERNAME", "demo"), ("EMAIL", "demo@example.org"), ("PASSWORD", "demo")):
            patch.setenv(f"DJANGO_SUPERUSER_{name}", value)
        for command in commands[:-1]:
            added = ["--noinput"] if "createsuperuser" in command else []
            type_in(directory, python, command, *added)
    return directory


def type_in(directory: Path, python: Path, command: str, *added: str) -> str:
    """A command of the tutorial's, as in its environment."""
    program, *arguments = shlex.split(command)
    assert program == "python"
    return run(python, *arguments, *added, cwd=directory)


def test_wheel_works_in_a_new_project_as_the_guide_and_the_tutorial_say(python, first_site):
    """Over 10 s: the wheel is built and installed, and a new project migrates."""
    check_and_migrate(python, first_site / "manage.py", "essaimage_wagtail", "essaimage_pages")


@pytest.mark.browser
def test_the_tutorial_is_true_in_a_browser(python, first_site, new_page):
    """Over 10 s: what a person does in a quarter of an hour."""
    page = new_page(locale="en-GB", viewport={"width": 1280, "height": 900})
    page.route(lambda address: "127.0.0.1" not in address, lambda route: route.abort())
    with running([python, "manage.py"], first_site, outside(), cwd=first_site) as address:
        sign_in(page, address)
        tutorial.add_english(page)
        activate, load = tutorial.commands("3. The languages")
        assert activate in tutorial.commands("1. A new Wagtail project")
        type_in(first_site, python, load)
        tutorial.write_a_sheet(page)
        tutorial.find_it(page)
        (command,) = tutorial.commands("5. Find it")
        assert "Jardin partagé" in type_in(first_site, python, command)
        tutorial.translate_it(page, address)


def test_a_site_of_one_language(python, tmp_path):
    """It needs no app for languages: neither with page types of its own alone, nor when it takes the ready-made ones.
    Over 10 s: a project migrates."""
    manage = start_project(python, tmp_path, guide_blocks("Less than everything"))
    check_and_migrate(python, manage, "essaimage_wagtail")
    settings = tmp_path / "mysite" / "settings" / "base.py"
    settings.write_text(f'{settings.read_text()}\nINSTALLED_APPS = ["essaimage_wagtail.pages", *INSTALLED_APPS]\n')
    check_and_migrate(python, manage, "essaimage_wagtail", "essaimage_pages")
    visit(python, tmp_path, "one_language_site", "with_the_plugin")


CRX_BASE = """{% extends "coderedcms/pages/base.html" %}
{% block custom_assets %}
  <title>{% block essaimage_title %}{% endblock %}</title>
  {% block essaimage_head %}{% endblock %}
{% endblock %}
{% block content %}{% block essaimage_content %}{% endblock %}{% endblock %}
{% block custom_scripts %}{{ block.super }}{% block essaimage_scripts %}{% endblock %}{% endblock %}
"""


def environment_to_leave(python: Path, directory: Path) -> Path:
    """The Python of a copy of its environment, from which the plugin can be uninstalled."""
    return Path(shutil.copytree(python.parent.parent, directory / "env", symlinks=True)) / "bin" / "python"


def test_a_site_that_others_made_installs_it_and_leaves(python, tmp_path):
    """Its pages join the search, its covers are published, and without the plugin it is as it was.
    Over 10 s: many processes begin."""
    python = environment_to_leave(python, tmp_path)
    run(python, "-m", "pip", "install", "--quiet", "coderedcms==6.0.0", "django-sass", cwd=tmp_path)
    project = tmp_path / "site"
    project.mkdir()
    run(python.with_name("coderedcms"), "start", "mysite", project, "--template", "pro", cwd=project)
    manage = project / "manage.py"
    run(python, manage, "migrate", "--noinput", cwd=project)
    visit(python, project, "crx_site", "before")

    settings, urls = project / "mysite" / "settings" / "base.py", project / "mysite" / "urls.py"
    former = {path: path.read_text() for path in (settings, urls)}
    own = 'ESSAIMAGE = {"BASE_TEMPLATE": "swarm_base.html", "SEARCH_PAGES": ["website.WebPage"]}\n'
    added = guide_blocks("Settings").replace('LANGUAGE_CODE = "fr"', 'LANGUAGE_CODE = "en"')
    settings.write_text(f"{former[settings]}\n{added}\n{own}")
    urls.write_text(f"{former[urls]}\n{guide_blocks('Addresses')}")
    (project / "website" / "templates" / "swarm_base.html").write_text(CRX_BASE)
    install(python, manage)
    visit(python, project, "crx_site", "with_the_plugin")
    leave(python, manage, former)
    visit(python, project, "crx_site", "after")


def test_a_site_in_two_languages_installs_it_and_leaves(python, tmp_path):
    """Its addresses, translations and tests stay as they are, with the plugin and without it again.
    Over 10 s: many processes begin."""
    files = ROOT / "tests" / "elsewhere" / "bilingual"
    project = tmp_path / "site"
    project.mkdir()
    manage = start_project(python, project, (files / "settings.py").read_text(), (files / "urls.py").read_text())
    for app in ("members", "news"):
        shutil.copytree(files / app, project / app, ignore=NOT_SOURCES)
    python = environment_to_leave(python, tmp_path)
    run(python, manage, "makemigrations", "members", "news", cwd=project)
    run(python, manage, "migrate", "--noinput", cwd=project)
    migrated = shutil.copy(project / "db.sqlite3", tmp_path)
    visit(python, project, "bilingual_site", "before")

    settings, urls = project / "mysite" / "settings" / "base.py", project / "mysite" / "urls.py"
    former = {path: path.read_text() for path in (settings, urls)}
    own = 'ESSAIMAGE = {"BASE_TEMPLATE": "swarm_base.html", "SEARCH_PAGES": ["news.NewsPage"]}\n'
    # The guide: a site that has languages leaves out the lines about them; one that counts on wagtail-localize's ways
    # says so.
    added = re.sub(r"^LANGUAGE_CODE = .*?^\]\n", "", guide_blocks("Settings"), flags=re.MULTILINE | re.DOTALL)
    added = added.replace("SYNC_LIVE_STATUS_ON_TRANSLATE = False", "SYNC_LIVE_STATUS_ON_TRANSLATE = True")
    settings.write_text(f"{former[settings]}\n{added}\n{own}")
    search = 'urlpatterns = [path("essaimage/", include("essaimage_wagtail.urls")), *urlpatterns]\n'
    urls.write_text(f"{former[urls]}\n{search}")
    shutil.copy(files / "swarm_base.html", project / "news" / "templates")
    install(python, manage)
    visit(python, project, "bilingual_site", "with_the_plugin")
    run_own_tests(python, manage, migrated)
    leave(python, manage, former)
    visit(python, project, "bilingual_site", "after")
    run_own_tests(python, manage, migrated)
