"""What the demonstration shows, and how it is loaded."""

import json
import re
import shutil
import subprocess
import sys
from collections import Counter

import pytest

from essaimage_wagtail.blocks import MethodBody, SheetBody
from example_site.demo.content import LANGUAGES, Content, ContentError, earlier_blocks, later_text, merge

from .conftest import ROOT
from .demo import environment as demo_environment
from .demo import free_port, wait_for_page

TOLD_WHOLE = (
    "cafe-des-enfants",
    "chez-soi-d-abord",
    "cooperative-jeunesse",
    "demos",
    "lire-et-faire-lire",
    "zero-chomeur",
)
"""Real initiatives of which published sources say enough for a sheet that is nearly complete."""


@pytest.fixture(scope="module")
def content() -> Content:
    return Content.read()


def test_every_block_is_used_twice_and_in_two_languages(content):
    bodies = [(sheet["key"], code, text["body"]) for sheet in content.sheets for code, text in sheet["texts"].items()]
    uses = {(key, block, code) for key, code, body in bodies for entry in body for block in entry}
    sheets = Counter(block for _key, block in {(key, block) for key, block, _code in uses})
    languages = Counter(block for _code, block in {(code, block) for _key, block, code in uses})
    shown = set(SheetBody().child_blocks)
    assert {block for block in shown if sheets[block] < 2} == set()
    assert {block for block in shown if languages[block] < 2} == set()


def test_every_block_of_a_method_is_used(content):
    method = content.method
    bodies = [text["body"] for text in method["texts"].values()]
    bodies += [text["instructions"] for step in method["steps"] for text in step["texts"].values()]
    used = {name for body in bodies for entry in body for name in entry}
    used |= {name for sheet in content.sheets for text in sheet["texts"].values() for e in text["body"] for name in e}
    assert set(MethodBody().child_blocks) <= used
    assert set(method["texts"]) >= {"fr", "en", "es"}
    assert all(set(step["texts"]) >= {"fr", "en", "es"} for step in method["steps"])


def test_commons_and_replications_are_real_and_sourced(content):
    real = [common for common in content.commons if not common["facts"].get("fictional")]
    assert len(real) >= 10
    assert all(common["texts"][common["source"]]["sources"] for common in real)
    fictional = {sheet["key"] for sheet in content.sheets if sheet["facts"].get("fictional")}
    true = [replication for replication in content.replications if replication["origin"] not in fictional]
    assert len(true) >= 6
    assert [replication["key"] for replication in true if not replication["sources"]] == []


def test_each_figure_of_a_real_initiative_has_its_source(content):
    """In results beside it; of means, budget and plan in the words under the section, and a budget's with its year."""
    wrong = []
    for sheet in content.sheets:
        if sheet["facts"].get("fictional"):
            continue
        for entry in sheet["texts"][sheet["source"]]["body"]:
            ((name, value),) = entry.items()
            rows = value.get("indicators") or [] if name == "results" else []
            wrong += [(sheet["key"], row["name"]) for row in rows if not row.get("source")]
            rows = value.get("lines") or [] if name == "budget" else []
            wrong += [(sheet["key"], row["label"]) for row in rows if not row.get("year")]
            if name in ("means", "budget", "planning", "actors", "evaluation") and not value.get("attribution"):
                wrong.append((sheet["key"], name))
    assert wrong == []


def test_sources_of_a_real_initiative_are_named_in_every_language(content):
    sheets = [sheet for sheet in content.sheets if sheet["key"] in TOLD_WHOLE]
    assert len(sheets) == len(TOLD_WHOLE)
    for sheet in sheets:
        sources = {code: text["sources"] for code, text in sheet["texts"].items()}
        assert len(sources[sheet["source"]]) >= 5, sheet["key"]
        assert all(source["publisher"] for source in sources[sheet["source"]]), sheet["key"]
        assert {len(named) for named in sources.values()} == {len(sources[sheet["source"]])}, sheet["key"]


def test_health_of_a_common_is_assessed_with_evidence_in_every_language(content):
    wrong = [
        (common["key"], code, ingredient)
        for common in content.commons
        for code, text in common["texts"].items()
        for ingredient, state in (common["facts"].get("ingredients") or {}).items()
        if state and not (text.get("evidence") or {}).get(ingredient)
    ]
    assert wrong == []


def test_translation_of_another_form_is_refused():
    with pytest.raises(ContentError):
        merge({"points": ["One", "Two"]}, {"points": ["Un"]})


def versions(content: Content) -> dict[str, set[str]]:
    """The languages of each sheet, common and step, and of the method."""
    entries = [*content.sheets, *content.commons, content.method, *content.method["steps"]]
    return {entry["key"]: set(entry["texts"]) for entry in entries}


def test_every_sheet_step_and_common_is_in_two_languages(content):
    assert {key: languages for key, languages in versions(content).items() if len(languages) < 2} == {}


def test_ten_pages_are_in_all_five_languages(content):
    assert len([key for key, languages in versions(content).items() if languages == set(LANGUAGES)]) >= 10


def test_what_is_made_up_says_so_in_every_language(content):
    """In its title, by the word for it."""
    words = {"fr": "fictif", "en": "fictional", "es": "ficticio", "de": "fiktiv", "ar": "خيالي"}
    fictional = [entry for entry in [*content.sheets, *content.commons] if entry["facts"].get("fictional")]
    titles = {(entry["key"], code): text["title"] for entry in fictional for code, text in entry["texts"].items()}
    titles |= {(entry["key"], entry["source"]): later_text(entry)["title"] for entry in fictional if "later" in entry}
    assert {place: title for place, title in titles.items() if words[place[1]] not in title.lower()} == {}


def test_change_of_a_section_that_is_not_there_is_refused(content):
    sheet = next(sheet for sheet in content.sheets if "later" in sheet)
    with pytest.raises(ContentError, match="no block 'budget'"):
        later_text({**sheet, "later": {"changed": [{"budget": {}}]}})
    with pytest.raises(ContentError, match="budget"):
        earlier_blocks(sheet, {"without": ["budget"]}, [{"type": "text", "id": "1", "value": {}}])


LOAD = (
    f"TOLD_WHOLE = {TOLD_WHOLE}"
    + """
import django
django.setup()
from dataclasses import replace
from example_site.demo.content import Content
from example_site.demo.loader import Loader
from wagtail.signal_handlers import disable_reference_index_auto_update
content = Content.read()
content = replace(
    content,
    sheets=[
        sheet for sheet in content.sheets if "later" in sheet or sheet["key"] in ("epicerie-itinerante", *TOLD_WHOLE)
    ],
    commons=[common for common in content.commons if common["key"] in ("regle-des-parts", "charte-des-amap")],
    method={**content.method, "steps": content.method["steps"][:2]},
    replications=content.replications[:2],
    suggestions=[],
    account_requests=[],
)
for loader, share in ((Loader(content), 0.7), (Loader(content), 1), (Loader(content), 1)):
    steps = loader.steps()
    with disable_reference_index_auto_update():  # as the command does
        for _name, step in steps[:int(len(steps) * share)]:
            step()
    print(loader.pages.changed)
"""
)


@pytest.fixture(scope="module")
def loaded(migrated_demo, tmp_path_factory):
    """The environment of a demonstration of a few pages, and how many each of three loads wrote."""
    var = shutil.copytree(migrated_demo, tmp_path_factory.mktemp("loaded") / "var")
    names = {"DJANGO_SETTINGS_MODULE": "example_site.config.settings", "PYTHONPATH": str(ROOT)}
    environment = demo_environment(var) | names
    done = subprocess.run(
        [sys.executable, "-c", LOAD], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return environment, [int(line) for line in done.stdout.splitlines() if line.isdigit()]


def test_load_that_was_cut_off_is_finished_and_a_second_one_writes_nothing(loaded):
    _environment, (first, second, third) = loaded
    assert first > 0
    assert second > 0
    assert third == 0


REPORT = """
import json
import django
django.setup()
from essaimage_wagtail.multilingual.report import translations
print(json.dumps([
    [row.source.get_source_instance().specific.slug, row.target_locale.language_code, row.state, row.waiting,
     row.reviews, row.original_published.isoformat(), row.get_target_instance().last_published_at.isoformat(),
     sorted({each["kind"] for each in row.changes})]
    for row in translations()
]))
"""


def test_report_shows_what_is_behind_partly_translated_and_to_be_reviewed(loaded, content):
    environment, _numbers = loaded
    done = subprocess.run(
        [sys.executable, "-c", REPORT], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    states = {(slug, code): state for slug, code, state, *_rest in rows}
    changed = {sheet["texts"][sheet["source"]]["slug"]: sheet for sheet in content.sheets if "later" in sheet}
    behind = {slug for slug, sheet in changed.items() if not sheet["later"].get("languages")}
    assert len(behind) >= 3
    assert {slug for (slug, _code), state in states.items() if state == "behind"} == behind
    assert {slug for (slug, _code), state in states.items() if state == "partial"} == {"little-free-library"}
    assert {slug for (slug, _code), state in states.items() if state == "review"} == {"human-library"}
    assert all(state == "current" for (slug, _code), state in states.items() if slug not in changed)
    newest = max(published for *_row, published, _translated, _kinds in rows)
    for slug, code, state, waiting, reviews, published, translated, kinds in rows:
        if slug in changed:
            later = changed[slug]["later"]
            assert (waiting > 0) == (state == "partial"), (slug, code)
            assert (reviews > 0) == (state == "review"), (slug, code)
            # A section that is new is in the languages whose translators have taken it over.
            assert ("added" in kinds) == ("added" in later and code not in later.get("languages", [])), (slug, code)
            assert ("changed" in kinds) == ("changed" in later), (slug, code)
            assert published < newest, "it was changed before the rest was loaded"
            assert (translated >= published) == (code in later.get("languages", [])), (slug, code)


COMPLETE = """
import json
import django
django.setup()
from essaimage_wagtail.pages.models import SheetPage
real = SheetPage.objects.filter(fictional=False)
print(json.dumps([[page.locale.language_code, page.completeness] for page in real]))
"""


def test_six_real_initiatives_are_told_at_eighty_per_cent_or_more(loaded):
    environment, _numbers = loaded
    done = subprocess.run(
        [sys.executable, "-c", COMPLETE], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = Counter(code for code, percent in json.loads(done.stdout) if percent >= 80)
    assert told["fr"] >= len(TOLD_WHOLE) >= 6
    assert told["en"] >= len(TOLD_WHOLE)


def test_all_that_is_loaded_can_be_translated(loaded):
    """No text is null, and every block has its id."""
    environment, _numbers = loaded
    done = subprocess.run(
        [sys.executable, "-m", "django", "essaimage_mend_content", "--dry-run"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "0 to mend.\n"), done.stdout + done.stderr


def test_addresses_lead_to_the_port_that_it_is_served_on(loaded, tmp_path):
    environment, _numbers = loaded
    for port in (free_port(), free_port()):
        with (tmp_path / "demo.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "example_site/manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"],
                env=environment,
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            try:
                _elapsed, page = wait_for_page(tmp_path, process, port, 60)
            finally:
                process.kill()
                process.wait()
        assert f'<link rel="canonical" href="http://127.0.0.1:{port}/' in page
        assert set(re.findall(r"127\.0\.0\.1:(\d+)", page)) == {str(port)}


def test_editors_of_the_demonstration_send_long_forms_and_mail_goes_into_files():
    from example_site.config import settings

    assert settings.DATA_UPLOAD_MAX_NUMBER_FIELDS >= 10_000
    assert settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")
    assert settings.VAR_DIR in settings.EMAIL_FILE_PATH.parents
