"""Files that are given to commands."""

from pathlib import Path

from django.core.management.base import CommandError


def read_text(file: Path) -> str:
    """What is in a file in UTF-8, as spreadsheets write it too. Raises ``CommandError``."""
    try:
        return file.read_text("utf-8-sig")
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{file} is not in UTF-8. Save it again with that encoding.") from error
