import pytest
from datetime import timedelta
from tests.builders import *
from tests.flows.pages import *
from tests.flows.conftest import DESK, PHONE
from tests.flows.test_every_screen import stage_of, question_of
from django.urls import reverse
pytestmark = pytest.mark.browser

def test_shots(device, clock, live_server):
    j = journey_at("post_care", day=3)
    k = journey_at("post_care", day=3, who=patient("Ken Ode"))
    journey_at("preparation", who=patient("Lea Fox"), procedure_at=NOW+timedelta(days=8))
    send(check_in_of(k, "A-3"), pain_worst=9)
    from journey.actions.appointments import book_appointment
    book_appointment(cycle=newest_cycle(j), clinician=staff(), kind="w2", starts_at=NOW+timedelta(hours=2), ends_at=NOW+timedelta(hours=3), by=staff(), at=NOW)
    pages = [("home","/",j),("stage",stage_of(j),j),("question",question_of(j),j),("result",reverse("patient:check_in_result", args=[check_in_of(k,"A-3").pk]),k),
      ("dashboard","/admin/",None),("workspace",f"/admin/journey/journey/{k.pk}/change/",None)]
    for size,vp in (("390",PHONE),("1280",DESK)):
        for look,opt in (("light",{"color_scheme":"light"}),("dark",{"color_scheme":"dark"}),("forced",{"forced_colors":"active"})):
            if look=="forced" and size=="1280": continue
            page = device(viewport=vp, **opt)
            for name,url,who in pages:
                let_in(page, who.patient.user if who else staff(), live_server.url)
                page.goto(url)
                page.screenshot(path=f"/tmp/final_shots/{name}_{size}_{look}.png", full_page=True)
                w = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
                if w[0]>w[1]: print("WIDE", name, size, look, w)
    page = device(color_scheme="dark"); let_in(page, j.patient.user, live_server.url); page.goto("/"); page.emulate_media(media="print"); page.screenshot(path="/tmp/final_shots/home_print.png", full_page=True)
    page.goto(stage_of(j)); page.screenshot(path="/tmp/final_shots/stage_print.png", full_page=True)
