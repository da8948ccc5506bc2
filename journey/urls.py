"""Patients' addresses. Every one that holds an id answers 404 to everybody but its patient."""

from django.urls import include, path

from journey.views.patient import answers, check_in, home, looks, report, result, stage

patient = [
    path("", home.home, name="home"),
    path("journeys/<uuid:journey_id>/", home.journey, name="journey"),
    path("stages/<uuid:stage_id>/", stage.stage, name="stage"),
    path("check-ins/<uuid:check_in_id>/", check_in.start, name="check_in"),
    path("check-ins/<uuid:check_in_id>/questions/<slug:page_key>/", check_in.question, name="check_in_question"),
    path("check-ins/<uuid:check_in_id>/help-now/", check_in.help_now, name="check_in_help_now"),
    path("check-ins/<uuid:check_in_id>/check-your-answers/", check_in.check_answers, name="check_in_check_answers"),
    path("check-ins/<uuid:check_in_id>/send/", check_in.send, name="check_in_send"),
    path("check-ins/<uuid:check_in_id>/discard/", check_in.discard, name="check_in_discard"),
    path("check-ins/<uuid:check_in_id>/result/", result.result, name="check_in_result"),
    path("journeys/<uuid:journey_id>/report/", report.report, name="report"),
    path("answers/", answers.answers, name="answers"),
    path("answers/<uuid:submission_id>/", answers.answer, name="answer"),
    path("account/", home.account, name="account"),
    path("account/looks/", looks.looks, name="looks"),
]

urlpatterns = [path("", include((patient, "patient")))]
