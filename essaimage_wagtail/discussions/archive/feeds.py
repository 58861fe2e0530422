"""Atom feeds of messages: of the whole site, of a page, of a thread."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from ...directory.responses import xml_text
from ...wiki.names import Authors
from ..models import Message
from ..threads.reading import message_url, name_of
from ..threads.text import html_of

MOST = 50
"""Messages of a feed: the newest."""


def feed_of(messages: QuerySet[Message], title: str, url: str, essaimage: Any) -> HttpResponse:
    """``url``: where the messages are read on the web. Nobody's address is in it."""
    absolute = essaimage.request.build_absolute_uri
    newest = list(messages.select_related("author", "thread").defer("words").order_by("-shown_at", "-pk")[:MOST])
    names = Authors(one.author.user_id for one in newest if one.author)
    name = f"{title} – {essaimage.site_name}" if essaimage.site_name else title
    feed = Atom1Feed(
        title=xml_text(name),
        link=absolute(url),
        description="",
        language=essaimage.language.code,
        feed_url=absolute(essaimage.request.get_full_path()),
    )
    for message in newest:
        address = absolute(message_url(message))
        feed.add_item(
            xml_text(message.thread.title or _("Discussion")),
            address,
            xml_text(html_of(message.text)),
            unique_id=f"urn:uuid:{message.uuid}",
            updateddate=message.shown_at or message.written_at,
            pubdate=message.written_at,
            author_name=xml_text(name_of(message, names).name),
        )
    response = HttpResponse(feed.writeString("utf-8"), content_type=Atom1Feed.content_type)
    response.headers["Content-Language"] = essaimage.language.code
    response.headers["X-Robots-Tag"] = "noindex"
    return response
