"""Addresses of discussions, below those of the package (``essaimage:discussions:…``), where the app and the wiki are
installed."""

from typing import Any

from django.apps import apps
from django.urls import path

app_name = "discussions"

urlpatterns: list[Any] = []

if apps.is_installed("essaimage_wagtail.wiki"):
    from .people.views import LeftView, OwnView
    from .sending.views import UnfollowView
    from .threads import views
    from .threads.listing import PageThreadsView, ThreadsView
    from .threads.thread import MessageView, ThreadView

    urlpatterns += [
        path("", ThreadsView.as_view(), name="threads"),
        path("page/<uuid:key>/<str:code>/", PageThreadsView.as_view(), name="of_page"),
        path("start/<str:code>/", views.StartView.as_view(), name="start"),
        path("follow/<str:code>/", views.FollowingView.as_view(), name="follow"),
        path("thread/<uuid:key>/", ThreadView.as_view(), name="thread"),
        path("thread/<uuid:key>/answer/<str:code>/", views.AnswerView.as_view(), name="answer"),
        path("thread/<uuid:key>/follow/<str:code>/", views.FollowThreadView.as_view(), name="follow_thread"),
        path("message/<uuid:key>/", MessageView.as_view(), name="message"),
        path("message/<uuid:key>/report/<str:code>/", views.ReportView.as_view(), name="report"),
        path("asked/<str:code>/", views.AskedView.as_view(), name="asked"),
        path("reported/<str:code>/", views.ReportedView.as_view(), name="reported"),
        path("left/<str:code>/", LeftView.as_view(), name="left"),
        path("own/<uuid:secret>/", OwnView.as_view(), name="own"),
        path("unfollow/<uuid:secret>/", UnfollowView.as_view(), name="unfollow"),
    ]
