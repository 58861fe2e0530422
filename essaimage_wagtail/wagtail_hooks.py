"""What the plugin adds to Wagtail's admin."""

from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.models import register_snippet

from .admin.snippets import SwarmingViewSetGroup
from .models import EssaimagePageMixin

register_snippet(SwarmingViewSetGroup)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def point_out_what_is_doubtful(request, page):
    """Doubtful values are saved; the editor is told right after."""
    if request.method == "POST" and isinstance(page, EssaimagePageMixin):
        for warning in page.get_warnings():
            messages.warning(request, warning)
