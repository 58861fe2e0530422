"""What the page types of a site inherit: the fields of ``models`` with their context, templates and forms."""

from .cloud import CloudMixin
from .common import CommonMixin
from .directory import DirectoryMixin
from .method import MethodMixin, MethodStepMixin
from .page import EssaimagePageMixin
from .sheet import SheetMixin

__all__ = [
    "CloudMixin",
    "CommonMixin",
    "DirectoryMixin",
    "EssaimagePageMixin",
    "MethodMixin",
    "MethodStepMixin",
    "SheetMixin",
]
