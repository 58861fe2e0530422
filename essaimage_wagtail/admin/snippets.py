"""The menu “Swarming”: everything that sheets refer to."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from ..forms.choosers import SnippetWidgetViewSet
from ..forms.many import NameChooserViewSet, NameFilterForm
from ..models import Audience, Organisation, ProjectFrame, Theme, Usage
from ..replications.admin.viewset import ReplicationViewSet
from .adding import AddingViewSetMixin, TermChooserViewSet
from .concepts import ConceptViewSet
from .in_languages import SaidViewSet
from .new_people import NewOrganisationForm
from .people import ContactViewSet
from .search_words import SearchWordViewSet
from .territory import TerritoryViewSet
from .translatable import TranslatableViewSet


class ThemeViewSet(TranslatableViewSet):
    model = Theme
    chooser_viewset_class = TermChooserViewSet
    icon = "tag"
    menu_label = _("Themes")
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]


class AudienceViewSet(TranslatableViewSet):
    model = Audience
    chooser_viewset_class = TermChooserViewSet
    icon = "group"
    menu_label = _("Audiences")
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]


class UsageViewSet(TranslatableViewSet):
    model = Usage
    chooser_viewset_class = TermChooserViewSet
    icon = "pick"
    menu_label = _("Usages of commons")
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]


class ProjectFrameViewSet(TranslatableViewSet):
    model = ProjectFrame
    chooser_viewset_class = SnippetWidgetViewSet
    icon = "list-ul"
    menu_label = _("Project frames")
    list_display = ["name", "purpose"]
    search_fields = ["name"]


class OrganisationFilterForm(NameFilterForm):
    names = ("name", "other_names")


class OrganisationChooserViewSet(AddingViewSetMixin, NameChooserViewSet):
    filter_form_class = OrganisationFilterForm
    creation_form_class = NewOrganisationForm
    creation_tab_label = _("New organisation")


class OrganisationViewSet(SaidViewSet):
    model = Organisation
    icon = "home"
    menu_label = _("Organisations")
    list_display = ["name", "kind", "territory"]
    list_filter = ["kind"]
    search_fields = ["name", "other_names"]
    chooser_viewset_class = OrganisationChooserViewSet
    chooser_per_page = 20


class SwarmingViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Swarming")
    menu_icon = "site"
    menu_order = 300
    items = (
        ReplicationViewSet,
        ProjectFrameViewSet,
        ThemeViewSet,
        AudienceViewSet,
        UsageViewSet,
        TerritoryViewSet,
        OrganisationViewSet,
        ContactViewSet,
        ConceptViewSet,
        SearchWordViewSet,
    )
