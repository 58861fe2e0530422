"""Discussions as they are read: by everybody, and not at all where what they are about is out of sight."""

import mailbox

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from essaimage_wagtail.discussions.choices import About
from essaimage_wagtail.discussions.models import Message, Thread
from essaimage_wagtail.discussions.threads.text import html_of, parted, quoted
from essaimage_wagtail.discussions.writing import hide

from .discussing import address, say
from .naughty import NAUGHTY

pytestmark = pytest.mark.django_db
