"""Patients' addresses. Every one that holds an id answers 404 to everybody but its patient and their helpers. The
door's are for all."""

from django.urls import include, path

from journey.views.door import code, invitation, joining, new_password
from journey.views.patient import (
    answers,
    caregivers,
    check_in,
    consent,
    consent_back,
    day_list,
    emergency,
    home,
    language_and_place,
    looks,
    measurements,
    own_address,
    phone,
    report,
    result,
    stage,
    your_data,
    your_requests,
)

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
    path("journeys/<uuid:journey_id>/days/", day_list.day_list, name="day_list"),
    path("journeys/<uuid:journey_id>/measurements/", measurements.measurements, name="measurements"),
    path("journeys/<uuid:journey_id>/emergency-sheet/", emergency.emergency_sheet, name="emergency_sheet"),
    path("journeys/<uuid:journey_id>/red-flag-card/", emergency.card, name="red_flag_card"),
    path("journeys/<uuid:journey_id>/report/", report.report, name="report"),
    path("answers/", answers.answers, name="answers"),
    path("answers/<uuid:submission_id>/", answers.answer, name="answer"),
    path("consents/<uuid:cycle_id>/", consent.consent, name="consent"),
    path("consents/<uuid:cycle_id>/read/", consent.read, name="consent_read"),
    path("consents/<uuid:cycle_id>/lines/<slug:lines>/", consent.lines, name="consent_lines"),
    path("consents/<uuid:cycle_id>/sign/", consent.sign, name="consent_sign"),
    path("consents/<uuid:cycle_id>/signed/<uuid:consent_id>/", consent.signed, name="consent_signed"),
    path("consents/<uuid:cycle_id>/take-back/", consent_back.take_back, name="consent_take_back"),
    path(
        "consents/<uuid:cycle_id>/take-back/<slug:scope>/", consent_back.take_back_scope, name="consent_take_back_scope"
    ),
    path("account/", home.account, name="account"),
    path("account/e-mail/", own_address.new_address, name="new_address"),
    path("account/e-mail/code/", own_address.new_address_code, name="new_address_code"),
    path("account/language-and-place/", language_and_place.language_and_place, name="language_and_place"),
    path("account/phone/", phone.own_phone, name="phone"),
    path("account/looks/", looks.looks, name="looks"),
    path("account/your-data/", your_data.your_data, name="your_data"),
    path("account/your-data/correction/", your_requests.correction, name="correction"),
    path("account/your-data/close/", your_requests.closing, name="closing"),
    path("account/your-data/close/confirm/", your_requests.confirm_closing, name="confirm_closing"),
    path("account/your-data/download/", your_data.download, name="your_data_download"),
    path("account/your-data/download/page/", your_data.page_file, name="your_data_page"),
    path("account/your-data/download/whole/", your_data.whole_file, name="your_data_whole"),
    path("helpers/", caregivers.helpers, name="helpers"),
    path("helpers/invite/", caregivers.invite, name="invite_helper"),
    path("helpers/<uuid:caregiver_id>/change/", caregivers.change, name="change_help"),
    path("helpers/<uuid:caregiver_id>/send-again/", caregivers.invite_again, name="invite_helper_again"),
    path("helpers/<uuid:caregiver_id>/end/", caregivers.end, name="end_help"),
    path("people/", caregivers.people, name="people"),
    path("people/<uuid:patient_id>/", home.person, name="person"),
    path("people/<uuid:patient_id>/phone/", phone.person_phone, name="person_phone"),
    path("people/<uuid:patient_id>/answers/", answers.person_answers, name="person_answers"),
    path("helping/<uuid:caregiver_id>/stop/", caregivers.stop_helping, name="stop_helping"),
]

door = [
    path("invitation/<slug:token>/", invitation.invitation, name="invitation"),
    path("invitation/<slug:token>/come-in/", invitation.arrive, name="arrive"),
    path("help/<slug:token>/", joining.asked, name="helper"),
    path("help/<slug:token>/join/", joining.join, name="join"),
    path("sign-in/send-code/", code.send_code, name="send_code"),
    path("sign-in/code/", code.code, name="code"),
    path("sign-in/date-of-birth/", code.date_of_birth, name="date_of_birth"),
    path("sign-in/forgotten/", new_password.forgotten, name="forgotten"),
    path("sign-in/forgotten/sent/", new_password.link_sent, name="link_sent"),
    path("sign-in/new-password/<slug:token>/", new_password.new_password, name="new_password"),
]

urlpatterns = [path("", include((patient, "patient"))), path("", include((door, "door")))]
