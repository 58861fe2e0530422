"""Who may make, change and publish translations: Wagtail's rights on the tree of each language."""

from django.conf import settings
from wagtail.models import DraftStateMixin, Locale, Page
from wagtail.permissions import page_permission_policy
from wagtail.snippets.permissions import get_permission_name


def may_be_read(user, page):
    """Whether someone may take the words of a page: it is published, or theirs to edit."""
    return page.live or page.permissions_for_user(user).can_edit()


def may_translate(user, page, locale):
    """Whether someone may edit the page's version in a language; as long as there is none, whether they may add one
    below the nearest translated page above it."""
    target = Page.objects.filter(translation_key=page.translation_key, locale=locale).first()
    if target is not None:
        rights = target.permissions_for_user(user)
        return rights.can_edit() and (rights.can_publish() or not _goes_live(page))
    rights = _parent_in(page, locale).permissions_for_user(user)
    return rights.can_add_subpage() and (rights.can_publish_subpage() or not _goes_live(page))


def may_translate_below(user, page, locale):
    """Whether someone may translate all that lies below a page. Three queries at the most."""
    below = page.get_descendants()
    drafts = below.filter(live=False)
    if drafts.exclude(pk__in=_pages_for(user, "change").values("pk")).exists():
        return False
    targets = Page.objects.filter(translation_key__in=below.values("translation_key"), locale=locale)
    actions = ["add", "change"] + (["publish"] if live_status_is_copied() else [])
    return not any(targets.exclude(pk__in=_pages_for(user, action).values("pk")).exists() for action in actions)


def languages_written_by(user):
    """The languages in whose trees someone may add pages; all languages for somebody who may add pages at the root."""
    pages = Page.objects.filter(pk__in=_pages_for(user, "add").values("pk"))
    if pages.filter(depth=1).exists():
        return Locale.objects.all()
    return Locale.objects.filter(pk__in=pages.values("locale"))


def languages_kept_by(user):
    """The languages among these in whose trees someone may also change pages of others. A person who may only add pages
    writes drafts, so nothing that they write is shown at once."""
    written = languages_written_by(user)
    if user.is_superuser:
        return written
    rights = page_permission_policy.get_cached_permissions_for_user(user)
    changed = [right.page for right in rights if right.permission.codename == "change_page"]
    if any(page.depth == 1 for page in changed):
        return written
    return written.filter(pk__in={page.locale_id for page in changed})


def may_publish(user, instance):
    """Whether someone may publish a page, or a snippet, which has no draft unless it says so."""
    if isinstance(instance, Page):
        return instance.permissions_for_user(user).can_publish()
    action = "publish" if isinstance(instance, DraftStateMixin) else "change"
    return user.has_perm(get_permission_name(action, type(instance)))


def may_add_snippet(user, model):
    return user.has_perm(get_permission_name("add", model))


def _parent_in(page, locale):
    """Where wagtail-localize starts to add what a language lacks: itself, and what lies above it."""
    above = page.get_ancestors().order_by("-depth")
    keys = [ancestor.translation_key for ancestor in above if not ancestor.is_root()]
    translated = {
        parent.translation_key: parent for parent in Page.objects.filter(translation_key__in=keys, locale=locale)
    }
    return next((translated[key] for key in keys if key in translated), None) or page.get_root()


def _pages_for(user, action):
    return page_permission_policy.instances_user_has_permission_for(user, action)


def live_status_is_copied():
    return getattr(settings, "WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE", True)


def _goes_live(page):
    return page.live and live_status_is_copied()
