"""Personal data, in rows of its own.

A page refers to a contact by id, so nothing about a person is in a StreamField, a revision, a
translation or a copy of a page: erasing the row erases it everywhere.
"""

import uuid

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.signals import pre_save
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.models import ModelLogEntry

from .editors import lies_with
from .in_languages import SaidInLanguages
from .typed import DateField


class ContactQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The contacts whose names a user may read and choose.

        People who may view, change or delete contacts see all of them. Everybody else sees the contacts that agreed to
        be published, those that they entered themselves, and those whose organisation is of their territories (see
        :mod:`.editors`). ``user``: ``None`` for an unknown visitor.
        """
        if user is not None and any(
            user.has_perm(f"essaimage_wagtail.{action}_contact") for action in ("view", "change", "delete")
        ):
            return self
        visible = models.Q(consent=True)
        if user is not None and user.is_authenticated:
            visible |= models.Q(created_by=user) | models.Q(lies_with(user, "organisation__territory"))
        return self.filter(visible)


class Contact(SaidInLanguages):
    """A person that the readers of a sheet may write to, if that person agreed."""

    SAID = ("role",)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=200, blank=True)
    organisation = models.ForeignKey(
        "essaimage_wagtail.Organisation",
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    consent = models.BooleanField(
        _("agrees to be published"),
        default=False,
        help_text=_("Tick only if the person said yes. Without it, nothing about them is shown."),
    )
    consent_date = DateField(_("date of the consent"), null=True, blank=True, help_text=_("Today, if left empty."))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entered by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ContactQuerySet.as_manager()

    hidden_name = _("a contact that you may not see")
    """The words for a contact that an editor may not see."""

    panels = [
        HelpPanel(
            content=_(
                "This is personal data. Keep what is needed, publish what the person agreed to, "
                "and delete it when they ask: it then disappears from every page."
            )
        ),
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("role"), FieldPanel("language")]),
        FieldPanel("organisation"),
        FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
        MultiFieldPanel([FieldPanel("consent"), FieldPanel("consent_date")], heading=_("Consent")),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Consent that begins is dated today unless it is dated already; while it stays, so does its date, also a date
        that nobody knows; consent that is withdrawn has none."""
        update_fields = kwargs.get("update_fields")
        if update_fields is None or {"consent", "consent_date"} & {*update_fields}:
            if update_fields is not None:
                kwargs["update_fields"] = {*update_fields, "consent_date"}
            before = type(self)._base_manager.filter(pk=self.pk).values_list("consent", "consent_date").first()
            if not self.consent:
                self.consent_date = None
            elif self.consent_date is None:
                agreed, day = before or (False, None)
                self.consent_date = day if agreed else timezone.localdate()
        super().save(*args, **kwargs)

    def withdraw_consent(self):
        """From now on no visitor sees anything of this person."""
        self.consent = False
        self.save(update_fields=["consent"])


def keep_name_out_of_log(sender, instance, **kwargs):
    """Wagtail's log keeps the names of edited and deleted objects, and shows them to people who may only add contacts:
    store a number instead."""
    if instance.content_type == ContentType.objects.get_for_model(Contact):
        instance.label = f"#{instance.object_id}"


pre_save.connect(keep_name_out_of_log, sender=ModelLogEntry, dispatch_uid="essaimage_keep_contacts_out_of_log")
