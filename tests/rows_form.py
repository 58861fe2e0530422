"""A form of the admin with lists of a site's own: one with widgets that the plugin does not know, one opted out."""

from django import forms
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import path
from wagtail import blocks

from essaimage_wagtail.blocks import ActorBlock, EntriesBlock

from .testextends.blocks import ShortActorBlock
from .urls import urlpatterns as site_urls


class StarsInput(forms.TextInput):
    """A widget without an adapter of its own: Wagtail takes that of the class it inherits from."""

    def __init__(self):
        super().__init__({"data-stars": ""})


class StarsBlock(blocks.FieldBlock):
    def __init__(self, **kwargs):
        self.field = forms.CharField(required=False, widget=StarsInput())
        super().__init__(**kwargs)


class VisitBlock(blocks.StructBlock):
    name = blocks.CharBlock(required=False)
    text = blocks.RichTextBlock(required=False)
    stars = StarsBlock()
    page = blocks.PageChooserBlock(required=False)
    open = blocks.BooleanBlock(required=False)

    class Meta:
        columns = ("name", "text", "stars", "removed")


class PlainActorBlock(ActorBlock):
    class Meta:
        columns = ()


LISTS = blocks.StructBlock(
    [
        ("visits", EntriesBlock(VisitBlock(), default=[])),
        ("plain", EntriesBlock(PlainActorBlock(), default=[{"name": "A"}])),
        ("short", EntriesBlock(ShortActorBlock(), default=[])),
    ]
)


class ListsForm(forms.Form):
    lists = blocks.BlockField(LISTS)


def edit(request):
    form = ListsForm(request.POST or None, initial={"lists": LISTS.get_default()})
    if request.method == "POST" and form.is_valid():
        return JsonResponse(LISTS.get_prep_value(form.cleaned_data["lists"]))
    return render(request, "testapp/rows_form.html", {"form": form})


urlpatterns = [path("rows/", edit), *site_urls]
