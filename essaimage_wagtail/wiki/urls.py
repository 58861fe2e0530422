"""Addresses of the wiki, below those of the package: ``{% url "essaimage:wiki:…" %}``, where the app is installed."""

from django.urls import path

from .accounts import signing
from .accounts.views import AccountRequestView, AskedView, AskView
from .contributors.views import ContributorView, MakersView
from .history.views import CompareView, HistoryView, VersionView
from .links.views import LinksView
from .recent.views import RecentView
from .suggestions.views import ImproveView, SuggestionView
from .watching.views import AskedView as WatchAskedView
from .watching.views import StopView, WatchChangesView, WatchingView, WatchPageView, WatchSearchView

app_name = "wiki"

urlpatterns = [
    path("history/<uuid:key>/<str:code>/", HistoryView.as_view(), name="history"),
    path("links/<uuid:key>/<str:code>/", LinksView.as_view(), name="links"),
    path("version/<int:revision>/", VersionView.as_view(), name="version"),
    path("compare/<int:old>/<int:new>/", CompareView.as_view(), name="compare"),
    path("makers/<uuid:key>/<str:code>/", MakersView.as_view(), name="makers"),
    path("contributor/<uuid:key>/", ContributorView.as_view(), name="contributor"),
    path("recent/", RecentView.as_view(), name="recent"),
    path("improve/<uuid:key>/<str:code>/", ImproveView.as_view(), name="improve"),
    path("improve/<uuid:key>/<str:code>/<slug:place>/", ImproveView.as_view(), name="improve"),
    path("suggestion/<uuid:secret>/", SuggestionView.as_view(), name="suggestion"),
    path("suggestion/<uuid:secret>/confirm/<str:token>/", SuggestionView.as_view(), name="confirm"),
    path("account/request/<str:token>/", AccountRequestView.as_view(), name="account_request"),
    path("account/sign-in/", signing.SignInView.as_view(), name="sign_in"),
    path("account/<str:code>/sign-in/", signing.SignInView.as_view(), name="sign_in"),
    path("account/<str:code>/sign-out/", signing.SignOutView.as_view(), name="sign_out"),
    path("account/<str:code>/ask/", AskView.as_view(), name="ask"),
    path("account/<str:code>/asked/", AskedView.as_view(), name="asked"),
    path("account/<str:code>/password/", signing.ResetView.as_view(), name="reset_password"),
    path("account/<str:code>/password/sent/", signing.PasswordSentView.as_view(), name="password_sent"),
    path("account/<str:code>/password/set/", signing.PasswordSetView.as_view(), name="password_set"),
    path(
        "account/<str:code>/password/<str:uidb64>/<str:token>/", signing.SetPasswordView.as_view(), name="set_password"
    ),
    path("watch/page/<uuid:key>/<str:code>/", WatchPageView.as_view(), name="watch_page"),
    path("watch/changes/<str:code>/", WatchChangesView.as_view(), name="watch_changes"),
    path("watch/search/<uuid:key>/<str:code>/", WatchSearchView.as_view(), name="watch_search"),
    path("watch/asked/<str:code>/", WatchAskedView.as_view(), name="watch_asked"),
    path("watching/<uuid:secret>/", WatchingView.as_view(), name="watching"),
    path("watching/<uuid:secret>/stop/", StopView.as_view(), name="stop_watching"),
]
