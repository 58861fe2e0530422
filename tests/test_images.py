"""Pictures: formats, widths and dimensions, files of all kinds, and files that are gone."""

import re
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from PIL import Image, features
from wagtail.images import get_image_model

from essaimage_wagtail import renditions
from essaimage_wagtail.renditions import SIZES, prefetch_renditions, renditions_of, shared_rendition, specs

from .visits import MOST_QUERIES, get, queries

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60" viewBox="0 0 90 60"><circle r="9"/></svg>'
ROTATED = 6
"""What a camera held upright writes under the tag "orientation" (Exif 2.3, 274)."""


@pytest.fixture(autouse=True)
def nothing_kept():
    """Renditions are in the cache by the image's number, which the next test's image has too."""
    get_image_model().get_rendition_model().cache_backend.clear()


def stored(data, name):
    return get_image_model().objects.create(title=name, file=ImageFile(BytesIO(data), name=name))


def photograph(size=(800, 600), kind="JPEG", mode="RGB", **options):
    data = BytesIO()
    picture = Image.linear_gradient("L").resize(size).convert("I") if mode == "I;16" else Image.new(mode, size)
    picture.convert(mode).save(data, kind, **options)
    return stored(data.getvalue(), f"photograph.{kind.lower()}")


def upright():
    exif = Image.Exif()
    exif[274] = ROTATED
    return photograph((400, 300), exif=exif.tobytes())


def animated():
    frames = [Image.new("P", (300, 200), colour) for colour in range(3)]
    data = BytesIO()
    frames[0].save(data, "GIF", save_all=True, append_images=frames[1:])
    return stored(data.getvalue(), "animated.gif")


ODD = {
    "for print": lambda: photograph(mode="CMYK"),
    "16 bits": lambda: photograph(kind="PNG", mode="I;16"),
    "with transparent parts": lambda: photograph(kind="PNG", mode="LA"),
    "of few colours": lambda: photograph(kind="PNG", mode="P"),
    "animated": animated,
    "as a camera turned it": upright,
    "a line": lambda: photograph((1, 4000)),
    "a panorama": lambda: photograph((8000, 40)),
    "one point": lambda: photograph((1, 1)),
    "a drawing": lambda: stored(SVG, "drawing.svg"),
}


def drawn(image, size="cover", **options):
    arguments = "".join(f" {name}={name}" for name in options)
    template = Template(f'{{% load essaimage_tags %}}{{% picture image "{size}"{arguments} %}}')
    return template.render(Context({"image": image, **options}))


def attributes(html):
    return dict(re.findall(r'([\w-]+)="([^"]*)"', re.search("<img[^>]*>", html).group()))


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("size", SIZES)
def test_any_picture_has_its_dimensions_and_distinct_widths(name, size):
    html = drawn(ODD[name](), size, alt="A hall")
    shown = attributes(html)
    assert int(shown["width"]) > 0
    assert int(shown["height"]) > 0
    assert (shown["alt"], shown["loading"]) == ("A hall", "lazy")
    for sources in re.findall('srcset="([^"]*)"', html):
        widths = re.findall(r" (\d+)w", sources)
        assert len(widths) == len(set(widths))
        assert not widths or shown["sizes"]


def test_a_photograph_in_two_formats_and_the_widths_that_are_shown():
    html = drawn(photograph(), "card", alt="")
    assert re.findall(r"(\d+)w", html.partition("<img")[2]) == ["360", "720"]
    assert attributes(html)["src"].endswith(".webp")
    assert ('type="image/avif"' in html) is features.check("avif")


def test_a_photograph_held_upright_stands():
    shown = attributes(drawn(upright(), "picture"))
    assert (shown["width"], shown["height"]) == ("300", "400")


def test_a_small_picture_is_not_enlarged():
    assert "srcset" not in drawn(photograph((300, 200)), "picture").partition("<img")[2]


def test_where_pillow_writes_no_avif_there_is_webp(monkeypatch):
    monkeypatch.setattr(renditions, "formats", lambda: ("webp",))
    html = drawn(photograph(), "card")
    assert "<source" not in html
    assert attributes(html)["srcset"].count(".webp") == 2


def test_a_drawing_is_one_file():
    image = stored(SVG, "drawing.svg")
    assert "srcset" not in drawn(image, "card")
    assert attributes(drawn(image, "card"))["src"].endswith(".svg")


def test_the_first_picture_is_not_late():
    shown = attributes(drawn(photograph((900, 600)), lazy=False))
    assert shown["fetchpriority"] == "high"
    assert "loading" not in shown


def broken(image):
    image.file.storage.delete(image.file.name)
    image.file.storage.save(image.file.name, ImageFile(BytesIO(b"\xff\xd8\xff no picture"), name="x.jpg"))


@pytest.mark.parametrize("harm", [lambda image: image.file.storage.delete(image.file.name), broken])
def test_a_file_that_is_gone_or_broken_leaves_its_words(harm):
    image = photograph((900, 600))
    harm(image)
    image = get_image_model().objects.get(pk=image.pk)
    assert drawn(image, alt="A <hall>") == '<span class="es-gone">A &lt;hall&gt;</span>'
    assert drawn(image) == ""
    address = Template('{% load essaimage_tags %}{% picture_url image "picture" %}')
    assert address.render(Context({"image": image})) == ""
    assert shared_rendition(image) is None


def test_pages_of_a_deleted_file_are_served(client, site, make_sheet):
    image = photograph((900, 600))
    sheet = make_sheet(
        "Jardin", cover=image, cover_alt="A garden", body=[("picture", {"image": image, "alt": "A bed"})]
    )
    image.file.storage.delete(image.file.name)
    assert "A garden" in get(client, sheet.url).content.decode()
    assert "A bed" in get(client, sheet.url).content.decode()
    assert "Jardin" in get(client, site.directory["fr"].url).content.decode()


@pytest.mark.parametrize("count", [2, 10])
def test_pictures_of_a_list_cost_one_query(count):
    images = [photograph((900 + number, 600)) for number in range(count)]
    for image in images:
        renditions_of(image, "card")
    get_image_model().get_rendition_model().cache_backend.clear()
    images = list(get_image_model().objects.order_by("pk"))
    with CaptureQueriesContext(connection) as captured:
        prefetch_renditions(images, "card")
        html = "".join(drawn(image, "card", alt="") for image in images)
    assert html.count("<img") == count
    assert len(captured.captured_queries) == 1, captured.captured_queries


@pytest.mark.parametrize("count", [1, 6])
def test_a_list_of_photographs_costs_what_one_costs(client, site, make_sheet, count):
    for number in range(count):
        make_sheet(f"Jardin {number}", cover=photograph((900, 600)))
    assert len(queries(client, site.directory["fr"].url)) <= MOST_QUERIES


def test_specs_are_those_under_which_wagtail_keeps_renditions():
    """Else what is fetched for a list is fetched in vain."""
    for image in (photograph(), stored(SVG, "drawing.svg")):
        for size in SIZES:
            assert list(image.get_renditions(*specs(image, size))) == specs(image, size)
