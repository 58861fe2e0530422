"""Images with a credit, documents with a note, users known by a UUID who log in with their e-mail address."""

import uuid

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import Page
from wagtail.snippets.models import register_snippet


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = None
    email = models.EmailField(unique=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []


class SiteImage(AbstractImage):
    credit = models.CharField(max_length=200, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "credit")


class SiteRendition(AbstractRendition):
    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="hostsite_one_rendition")
        ]


class SiteDocument(AbstractDocument):
    owner_note = models.CharField(max_length=200, blank=True)

    admin_form_fields = Document.admin_form_fields


# Page types by names that the plugin's have too.


class SheetTag(ItemBase):
    tag = models.ForeignKey("taggit.Tag", related_name="+", on_delete=models.CASCADE)
    content_object = ParentalKey("hostsite.SheetPage", related_name="tagged_items", on_delete=models.CASCADE)


class SheetPage(Page):
    tags = ClusterTaggableManager(through=SheetTag, blank=True)

    parent_page_types = ["wagtailcore.Page"]
    template = "hostsite/sheet_page.html"


class DirectoryPage(Page):
    template = "hostsite/sheet_page.html"


@register_snippet
class Theme(models.Model):
    """A snippet of the site's, by a name that one of the plugin's has."""

    name = models.CharField(max_length=100)

    def __str__(self):
        return self.name
