"""The panel of a page's contacts: a comparison of two versions names only the contacts that the editor may see."""

import functools

from wagtail.admin.compare import M2MFieldComparison
from wagtail.admin.panels import FieldPanel


class ContactsPanel(FieldPanel):
    class BoundPanel(FieldPanel.BoundPanel):
        def get_comparison(self):
            # Wagtail's create_log_entries_from_revisions compares without a request.
            comparison = functools.partial(ContactsComparison, getattr(self.request, "user", None))
            return [functools.partial(comparison, self.panel.db_field)] if self.is_shown() else []


class ContactsComparison(M2MFieldComparison):
    """``user``: the editor who compares, if somebody does."""

    def __init__(self, user, field, obj_a, obj_b):
        super().__init__(field, obj_a, obj_b)
        contacts = {contact.pk for contact in [*self.val_a, *self.val_b]}
        self.visible = set()
        if user is not None:
            visible = field.related_model.objects.visible_to(user).filter(pk__in=contacts)
            self.visible = set(visible.values_list("pk", flat=True))

    def get_item_display(self, item):
        return str(item) if item.pk in self.visible else str(item.hidden_name)
