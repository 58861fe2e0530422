"""The pictures and documents that content files name, as Wagtail keeps them."""

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from .content import FOLDER, ContentError


def image(name: str, title: str = "") -> Any:
    """The image of a file of ``content/covers/``, written anew when the file has changed."""
    model = get_image_model()
    data = _read("covers", name)
    found = model.objects.filter(description=f"covers/{name}").first() or model(description=f"covers/{name}")
    if _write(found, name, data):
        found.file_hash, found.file_size = "", len(data)
    found.title = title or name.partition(".")[0]
    found.save()
    return found


def document(name: str) -> Any:
    """The document of a file of ``content/documents/``; it is known by its name, which is its title."""
    model = get_document_model()
    data = _read("documents", name)
    found = model.objects.filter(title=name).first() or model(title=name)
    if _write(found, name, data):
        found.file_hash, found.file_size = "", len(data)
        found.save()
    return found


def _read(folder: str, name: str) -> bytes:
    try:
        return (FOLDER / folder / name).read_bytes()
    except OSError as error:
        raise ContentError(f"{folder}/{name}: {error.strerror}.") from error


def _write(found: Any, name: str, data: bytes) -> bool:
    """Give it the file's bytes unless it has them; whether it had to."""
    if found.pk is not None and found.get_file_hash() == hashlib.sha1(data, usedforsecurity=False).hexdigest():
        return False
    found.file = ContentFile(data, name=name)
    return True
