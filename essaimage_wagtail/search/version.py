"""Which code makes tokens of texts: documents that other code has indexed are stale."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from .. import __version__

MODULES = ("analysis/*.py", "storing.py")
"""The modules on which the tokens of a document depend, beside the libraries that they use."""


@cache
def code_version() -> str:
    """A fingerprint of these modules (16 hexadecimal digits), the same for any line ends; where they are installed
    without their source, the version of the package."""
    here = Path(__file__).parent
    sources = [path.read_bytes() for pattern in MODULES for path in sorted(here.glob(pattern))]
    made_of = b"".join(source.replace(b"\r\n", b"\n") for source in sources) or __version__.encode()
    return blake2b(made_of, digest_size=8).hexdigest()
