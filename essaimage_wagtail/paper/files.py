"""What a document is made of beside its text: style sheets, fonts and pictures of the site. Nothing is fetched."""

from io import BytesIO
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from PIL import Image, ImageOps
from wagtail.images import get_image_model
from weasyprint import urls

from .drawings import is_drawn_soon

MOST_PIXELS = 1100
"""Width and height of a picture in a document: 150 to the inch across a page."""
DRAWINGS = "image/svg+xml"


class SiteFiles(urls.URLFetcher):
    """Reads from the site's own storages what a document refers to by addresses; all others are refused, so that no
    text of a page makes the server ask for something.

    ``base``: the address of the page.
    """

    def __init__(self, base: str) -> None:
        super().__init__(allowed_protocols=())
        self._static = _without_query(urljoin(base, django_settings.STATIC_URL or "/static/"))
        self._renditions = get_image_model().get_rendition_model()
        self._storage = self._renditions._meta.get_field("file").storage
        self._pictures = _without_query(urljoin(base, _root_of(self._storage)))

    def fetch(self, url: str, headers: Any = None) -> urls.URLFetcherResponse:
        address = _without_query(url)
        if self._pictures and address.startswith(self._pictures):
            # A file beside the pictures may be for some readers only.
            name = unquote(address.removeprefix(self._pictures))
            if self._renditions.objects.filter(file=name).exists():
                with self._storage.open(name) as file:
                    return _picture(url, file.read())
        elif address.startswith(self._static):
            return urls.URLFetcherResponse(url, _static(unquote(address.removeprefix(self._static))), _type_of(address))
        raise ValueError("not a static file or a picture of this site")


def _without_query(url: str) -> str:
    return urlsplit(url)._replace(query="", fragment="").geturl()


def _root_of(storage: Any) -> str:
    """The address below which the files of a storage are; nothing where each has an address of another shape."""
    name = "essaimage"
    url = _without_query(storage.url(name))
    return url.removesuffix(name) if url.endswith(f"/{name}") else ""


def _static(name: str) -> bytes:
    """A static file by its name or, where the site's storage writes one, by its name with a hash."""
    if path := finders.find(name):
        with open(path, "rb") as found:
            return found.read()
    with staticfiles_storage.open(name) as stored:
        return stored.read()


def _type_of(address: str) -> dict[str, str]:
    return {"Content-Type": "text/css"} if address.endswith(".css") else {}


def _picture(url: str, content: bytes) -> urls.URLFetcherResponse:
    """A bitmap as JPEG, no larger than paper shows it: PDF has no WebP, and would hold each of its pixels."""
    if content.lstrip()[:1] == b"<":
        if not is_drawn_soon(content):
            raise ValueError("a drawing that repeats itself for too long")
        return urls.URLFetcherResponse(url, content, {"Content-Type": DRAWINGS})
    with Image.open(BytesIO(content)) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGBA")
    picture.thumbnail((MOST_PIXELS, MOST_PIXELS))
    # Paper is white.
    flat = Image.new("RGB", picture.size, "white")
    flat.paste(picture, mask=picture)
    written = BytesIO()
    flat.save(written, "JPEG", quality=80, optimize=True)
    return urls.URLFetcherResponse(url, written.getvalue(), {"Content-Type": "image/jpeg"})
