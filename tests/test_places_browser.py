"""A sheet's place in the form, in French and from right to left: found by name, put on a map, missing ones added."""

import pytest
from wagtail.users.models import UserProfile

from essaimage_wagtail.models import Organisation, Theme
from essaimage_wagtail.models.territory import Territory

from .browsing import AXE, is_whole, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
LATITUDE, LONGITUDE = "#id_latitude", "#id_longitude"


@pytest.fixture
def form(live_server, admin_user, client, new_page, site):
    """``form("ar", width)``: a tab with the form of a new sheet, in the admin of an editor of that language."""
    site.territory.nord.add_child(
        name="Roubaix", names={"ar": "روبيه"}, level="city", code="FR-59512", latitude="50.694", longitude="3.175"
    )

    def form(language, width):
        UserProfile.objects.update_or_create(user=admin_user, defaults={"preferred_language": language})
        tab = new_page(locale=language, viewport={"width": width, "height": 1000}, reduced_motion="reduce")
        sign_in(tab, client, admin_user, live_server.url)
        tab.goto(f"{live_server.url}/admin/pages/add/essaimage_pages/sheetpage/{site.directory[language].pk}/")
        return tab

    return form


def point_of(tab):
    return tuple(
        float(tab.locator(field).input_value().replace(",", ".").strip("\u200e") or "nan")
        for field in (LATITUDE, LONGITUDE)
    )


def paste(tab, text):
    """As a browser does it: one event that says that it was pasted."""
    tab.locator(LATITUDE).evaluate(
        """(field, text) => {
            field.value = text;
            field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
        }""",
        text,
    )


@pytest.mark.parametrize(("language", "typed", "width"), [("fr", "roubaix", 1280), ("ar", "روبيه", 390)])
def test_a_town_is_found_and_put_on_the_map_by_keyboard_alone(form, language, typed, width):
    tab = form(language, width)
    tab.locator("#id_territory-chooser .chooser__choose-button").first.press("Enter")
    # A dialog takes the focus at the end of its movement, from whatever has it then.
    tab.locator(".modal:focus").wait_for()
    tab.locator(".modal [name=q]").fill(typed)
    row = tab.locator(".modal a[data-chooser-modal-choice]", has_text="روبيه" if language == "ar" else "Roubaix")
    row.wait_for()
    tab.wait_for_function("document.querySelectorAll('.modal a[data-chooser-modal-choice]').length === 1")
    assert "Nord" in tab.locator(".modal td").nth(1).inner_text()
    row.press("Enter")
    tab.locator(".modal").wait_for(state="detached")

    tab.locator("[data-essaimage-point-take]").press("Enter")
    tab.wait_for_function(f"document.querySelector('{LATITUDE}').value !== ''")
    assert point_of(tab) == (50.694, 3.175)
    tab.locator("[data-essaimage-point-open]").press("Enter")
    mark = tab.locator(".es-point__mark")
    mark.wait_for()
    tab.locator(".es-map-live__name--place").first.wait_for(state="attached")
    is_whole(tab, f"point-{language}")
    mark.press("ArrowUp")
    mark.press("ArrowRight")
    latitude, longitude = point_of(tab)
    assert 50.694 < latitude < 50.8
    assert 3.175 < longitude < 3.3
    assert str(longitude).replace(".", "," if language == "fr" else ".") in mark.get_attribute("aria-label")
    # A finger or the mouse: the middle of the map is where the map was opened.
    tab.locator(".es-point__ground").click()
    assert point_of(tab) == pytest.approx((50.694, 3.175), abs=0.002)
    # The map follows what is typed.
    tab.locator(LATITUDE).fill("50,7")
    tab.locator(LONGITUDE).press("Tab")
    assert "50,7" in mark.get_attribute("aria-label")
    found = AXE.run(tab, context=".es-point").response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []


POINTS = {
    "50.69, 3.17": (50.69, 3.17),
    "https://www.openstreetmap.org/#map=15/50.6903/3.1744": (50.6903, 3.1744),
    "https://www.openstreetmap.org/?mlat=50.69&mlon=3.17#map=12/40.1/4.2": (50.69, 3.17),
    "https://www.google.com/maps/place/Roubaix/@50.6,3.1,14z/data=!3m1!4b1!4m6!3m5!3d50.69421!4d3.17456": (
        50.69421,
        3.17456,
    ),
    "https://maps.google.com/?q=-20.88,55.45": (-20.88, 55.45),
    "https://www.bing.com/maps?cp=50.69%7E3.17&lvl=12": (50.69, 3.17),
    "https://www.geoportail.gouv.fr/carte?c=3.1744,50.6903&z=15": (50.6903, 3.1744),
    "https://maps.apple.com/?ll=50.69%2C3.17": (50.69, 3.17),
    "geo:50.69,3.17;u=35": (50.69, 3.17),
    "50° 41′ 39″ N, 3° 10′ 28″ E": (50.694167, 3.174444),
    "48°51'24\"N 2°21'07\"O": (48.856667, -2.351944),
    "https://maps.app.goo.gl/aBcD1234": None,
    "3.17": None,
}


def test_what_is_pasted_is_read_and_what_is_missing_is_added(form):
    tab = form("fr", 1280)
    tab.locator(".es-point__ways").wait_for()
    for text, point in POINTS.items():
        tab.locator(LONGITUDE).evaluate("field => { field.value = ''; }")
        paste(tab, text)
        if point:
            assert point_of(tab) == point, text
        else:
            assert tab.locator(LATITUDE).input_value() == text
    paste(tab, "https://maps.app.goo.gl/aBcD1234")
    tab.locator(LATITUDE).dispatch_event("change")
    assert tab.locator(".es-point__said").inner_text()

    # An organisation that nobody has entered yet, from the sheet.
    tab.locator("#id_bearer-chooser .chooser__choose-button").first.click()
    tab.locator(".modal [name=q]").fill("La Ruche")
    tab.locator(".modal [data-essaimage-add]").click()
    name = tab.locator(".modal [name=new-name]")
    assert name.input_value() == "La Ruche"
    territory = tab.locator(".modal [name=new-territory]")
    territory.press_sequentially("roub")
    tab.locator("datalist option[value^='Roubaix, Nord']").wait_for(state="attached")
    territory.fill("Roubaix, Nord")
    name.press("Enter")
    tab.locator(".modal").wait_for(state="detached")
    assert tab.locator("#id_bearer-chooser").inner_text().startswith("La Ruche")
    organisation = Organisation.objects.get()
    assert organisation.territory == Territory.objects.get(code="FR-59512")
    assert tab.locator("[name=bearer]").input_value() == str(organisation.pk)

    # A theme, below the boxes.
    boxes = tab.locator("[data-essaimage-terms][data-name=themes]")
    boxes.locator("[data-essaimage-another]").click()
    tab.locator(".modal [data-essaimage-add]").click()
    tab.locator(".modal [name=new-name]").fill("Eau")
    tab.locator(".modal [name=new-name]").press("Enter")
    tab.locator(".modal").wait_for(state="detached")
    theme = Theme.objects.get(name="Eau")
    assert boxes.locator(f"input[value='{theme.pk}']").is_checked()
    boxes.locator("[data-essaimage-another]").click()
    tab.locator(".modal a[data-chooser-modal-choice]", has_text="Jardins").click()
    tab.locator(".modal").wait_for(state="detached")
    assert boxes.locator("input:checked").count() == 2
    assert boxes.locator("input").count() == 3
