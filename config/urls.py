"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.urls")),
    path("", include("journey.urls")),
]

handler400 = "journey.views.errors.bad_request"
handler403 = "journey.views.errors.not_permitted"
handler404 = "journey.views.errors.not_found"
handler500 = "journey.views.errors.broken"
