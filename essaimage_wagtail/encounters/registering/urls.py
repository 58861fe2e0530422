"""Addresses of those who register."""

from django.urls import path

from .views import CalendarView, RegisteredView, RegisterView, RegistrationView, WithdrawView

urlpatterns = [
    path("register/<uuid:key>/<str:code>/", RegisterView.as_view(), name="register"),
    path("registered/<uuid:key>/<str:code>/", RegisteredView.as_view(), name="registered"),
    path("registration/<uuid:secret>/", RegistrationView.as_view(), name="registration"),
    path("registration/<uuid:secret>/withdraw/", WithdrawView.as_view(), name="withdraw"),
    path("registration/<uuid:secret>/calendar/", CalendarView.as_view(), name="registration_calendar"),
]
