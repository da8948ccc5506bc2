"""One page: the session, the user, one query and a tiny template."""

from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.template import Context, engines
from django.urls import path

TINY = engines["django"].from_string("<p>{{ name }}, {{ first }}</p>").template


def page(request: HttpRequest) -> HttpResponse:
    first = Group.objects.order_by("name").values_list("name", flat=True).first()
    return HttpResponse(TINY.render(Context({"name": request.user, "first": first})))


urlpatterns = [path("", page)]
