"""Who gets what at every address: one letter a person, in the order of `world.PEOPLE`.

    L  sent to the sign-in page        .  not found       x  not permitted, with the reason
    o  let in and answered             m  wrong method

The order: nobody signed in, the patient, another patient, clinician, nurse, coordinator, manager, auditor, staff
without a role, a closed sign-in.
"""

EVERYBODY = "oooooooooo"
SIGNED_IN = "LooooooooL"
PATIENTS = "Loo......L"
OWNER = "Lo.......L"
NO_SUCH_METHOD = "LmmmmmmmmL"
NOBODY = "L........L"
TO_THE_DOOR = "L" * 10
STAFF = "L..ooooo.L"
STAFF_WRONG_METHOD = "L..mmmmm.L"
READERS = "L..oooox.L"
READERS_WRONG_METHOD = "L..mmmmx.L"
READERS_FIND = "L..oooo..L"  # the auditor does not even learn that the record is there
DESK = "L..oooxx.L"
DESK_NO_SUCH_METHOD = "L..mmmxx.L"
DESK_FIND = "L.....xx.L"
CLINICAL = "L..ooxxx.L"
CLINICIANS = "L..oxxxx.L"
RENEWERS = "L..xxoox.L"
MANAGERS = "L..xxxox.L"
MANAGERS_FIND = "L.....o..L"
NOT_EVEN_STAFF = "L..xxxxx.L"
TRACERS = "L..ooxox.L"
TRACERS_FIND = "L..oo.o..L"
RECALLERS = "L..oxxox.L"
PLANNERS = "L..xxoox.L"
NO_NUMBER = "L..xx..x.L"
PLANNERS_FIND = "L....oo..L"
LOG = "L..xxxoo.L"
LOG_FINDS = "L.....oo.L"
# The workspace of a journey is found by its readers only, then asks for the role.
W_DESK = "L..ooox..L"
W_CLINICAL = "L..ooxx..L"
W_CLINICIANS = "L..oxxx..L"
W_WRONG_METHOD = "L..mmmm..L"

RECORD_SECTION = "admin/journey/journey/<uuid:journey_id>/record/<uuid:cycle_id>/<slug:part>"
PRODUCT = "admin/journey/journey/<uuid:journey_id>/product/<uuid:cycle_id>"

PATIENT_PAGES = {
    "": (SIGNED_IN, NO_SUCH_METHOD),
    "account/": (PATIENTS, NO_SUCH_METHOD),
    "account/e-mail/": (PATIENTS, PATIENTS),
    "account/e-mail/code/": (PATIENTS, PATIENTS),  # nothing was asked for yet
    "account/calendar/": (PATIENTS, PATIENTS),
    "account/language-and-place/": (PATIENTS, PATIENTS),
    "account/phone/": (PATIENTS, PATIENTS),
    "account/reminders/": (PATIENTS, PATIENTS),
    "account/looks/": (PATIENTS, NO_SUCH_METHOD),
    "account/your-data/": (PATIENTS, NO_SUCH_METHOD),
    "account/your-data/close/": (PATIENTS, NO_SUCH_METHOD),
    "account/your-data/close/confirm/": (PATIENTS, PATIENTS),
    "account/your-data/correction/": (PATIENTS, PATIENTS),
    "account/your-data/download/": (PATIENTS, NO_SUCH_METHOD),  # first asked who they are
    "account/your-data/download/page/": (PATIENTS, NO_SUCH_METHOD),
    "account/your-data/download/whole/": (PATIENTS, NO_SUCH_METHOD),
    "answers/": (PATIENTS, NO_SUCH_METHOD),
    "answers/<uuid:submission_id>/": (OWNER, NO_SUCH_METHOD),
    "calls/<uuid:alert_id>/<uuid:call_id>/": (OWNER, OWNER),
    "check-ins/<uuid:check_in_id>/": (OWNER, NO_SUCH_METHOD),
    "check-ins/<uuid:check_in_id>/check-your-answers/": (OWNER, NO_SUCH_METHOD),
    "check-ins/<uuid:check_in_id>/discard/": (NO_SUCH_METHOD, OWNER),
    "check-ins/<uuid:check_in_id>/help-now/": (OWNER, NO_SUCH_METHOD),
    "check-ins/<uuid:check_in_id>/photos/<uuid:photo_id>/": (OWNER, NO_SUCH_METHOD),
    "check-ins/<uuid:check_in_id>/questions/<slug:page_key>/": (OWNER, OWNER),
    "check-ins/<uuid:check_in_id>/result/": (OWNER, NO_SUCH_METHOD),
    "check-ins/<uuid:check_in_id>/send/": (NO_SUCH_METHOD, OWNER),
    "consents/<uuid:cycle_id>/": (OWNER, NO_SUCH_METHOD),
    "consents/<uuid:cycle_id>/lines/<slug:lines>/": (OWNER, OWNER),
    "consents/<uuid:cycle_id>/read/": (OWNER, OWNER),
    "consents/<uuid:cycle_id>/sign/": (OWNER, OWNER),
    "consents/<uuid:cycle_id>/signed/<uuid:consent_id>/": (OWNER, NO_SUCH_METHOD),
    "consents/<uuid:cycle_id>/take-back/": (OWNER, NO_SUCH_METHOD),
    "consents/<uuid:cycle_id>/take-back/<slug:scope>/": (OWNER, OWNER),
    "documents/<uuid:document_id>/": (OWNER, NO_SUCH_METHOD),
    "helpers/": (PATIENTS, NO_SUCH_METHOD),
    "helpers/<uuid:caregiver_id>/change/": (OWNER, OWNER),
    "helpers/<uuid:caregiver_id>/end/": (NO_SUCH_METHOD, OWNER),
    "helpers/<uuid:caregiver_id>/send-again/": (NO_SUCH_METHOD, OWNER),
    "helpers/invite/": (PATIENTS, PATIENTS),
    "helping/<uuid:caregiver_id>/stop/": (NO_SUCH_METHOD, NOBODY),
    "journeys/<uuid:journey_id>/": (OWNER, NO_SUCH_METHOD),
    "journeys/<uuid:journey_id>/days/": (NO_SUCH_METHOD, OWNER),
    "journeys/<uuid:journey_id>/measurements/": (OWNER, NO_SUCH_METHOD),
    "journeys/<uuid:journey_id>/visits/": (OWNER, NO_SUCH_METHOD),
    "journeys/<uuid:journey_id>/what-changed/": (NO_SUCH_METHOD, OWNER),
    "visits/<uuid:visit_id>/": (OWNER, NO_SUCH_METHOD),
    "visits/<uuid:visit_id>/calendar/": (OWNER, NO_SUCH_METHOD),
    "visits/<uuid:visit_id>/change/": (OWNER, OWNER),
    "visits/<uuid:visit_id>/confirm/": (NO_SUCH_METHOD, OWNER),
    "visits/<uuid:visit_id>/earlier/": (OWNER, OWNER),
    "visits/<uuid:visit_id>/offer/": (OWNER, OWNER),
    "visits/<uuid:visit_id>/take-back/": (NO_SUCH_METHOD, OWNER),
    "visits/<uuid:visit_id>/times/": (OWNER, OWNER),
    "journeys/<uuid:journey_id>/emergency-sheet/": (OWNER, NO_SUCH_METHOD),
    "journeys/<uuid:journey_id>/red-flag-card/": (OWNER, NO_SUCH_METHOD),
    "journeys/<uuid:journey_id>/report/": (OWNER, OWNER),
    "people/": (NOBODY, NO_SUCH_METHOD),  # neither of the two patients helps anybody
    "people/<uuid:patient_id>/": (NOBODY, NO_SUCH_METHOD),
    "people/<uuid:patient_id>/answers/": (NOBODY, NO_SUCH_METHOD),
    "people/<uuid:patient_id>/phone/": (NOBODY, NOBODY),
    "stages/<uuid:stage_id>/": (OWNER, NO_SUCH_METHOD),
    "stages/<uuid:stage_id>/questions/": (OWNER, OWNER),
}
DOOR = {
    "calendars/<slug:token>.ics": ("." * 10, "m" * 10),  # a token that nobody has
    "help/<slug:token>/": ("." * 10, "m" * 10),  # a token that nobody has
    "help/<slug:token>/join/": ("." * 10, "." * 10),
    "invitation/<slug:token>/": ("." * 10, "m" * 10),  # a token that nobody has
    "invitation/<slug:token>/come-in/": ("." * 10, "." * 10),
    "sign-in/code/": (TO_THE_DOOR, TO_THE_DOOR),  # nothing was asked for yet
    "sign-in/date-of-birth/": (TO_THE_DOOR, TO_THE_DOOR),
    "sign-in/forgotten/": (EVERYBODY, EVERYBODY),
    "sign-in/forgotten/sent/": (EVERYBODY, "m" * 10),
    "sign-in/new-password/<slug:token>/": ("." * 10, "." * 10),  # a token that nobody has
    "sign-in/send-code/": ("m" * 10, "oLLLLLLLLo"),
    "accounts/login/passkey/": (SIGNED_IN, SIGNED_IN),  # without a passkey
    "accounts/reauthenticate/code/": (NOBODY, NOBODY),
    "accounts/reauthenticate/code/send/": (NO_SUCH_METHOD, NOBODY),
    "accounts/inactive/": (EVERYBODY, "m" * 10),
    "accounts/login/": (EVERYBODY, EVERYBODY),
    "accounts/logout/": (SIGNED_IN, "L" * 10),
    "accounts/password/change/": (SIGNED_IN, SIGNED_IN),
    "accounts/password/set/": (SIGNED_IN, SIGNED_IN),
    "accounts/password/none/": (SIGNED_IN, SIGNED_IN),  # first asked who they are
    "accounts/reauthenticate/": (SIGNED_IN, SIGNED_IN),
    "accounts/devices/": (SIGNED_IN, NO_SUCH_METHOD),
    "accounts/devices/<uuid:device_id>/end/": (NO_SUCH_METHOD, NOBODY),
    "accounts/devices/end-others/": (NO_SUCH_METHOD, SIGNED_IN),
    "accounts/session/": (SIGNED_IN, NO_SUCH_METHOD),
    "accounts/session/keep/": (NO_SUCH_METHOD, SIGNED_IN),
    "accounts/session/stay/": (NO_SUCH_METHOD, SIGNED_IN),
    "accounts/second-factor/": (SIGNED_IN, NO_SUCH_METHOD),
    "accounts/second-factor/again/": (SIGNED_IN, SIGNED_IN),
    "accounts/second-factor/again/passkey/": (SIGNED_IN, SIGNED_IN),
    "accounts/second-factor/app/": (SIGNED_IN, SIGNED_IN),
    "accounts/second-factor/app/remove/": (SIGNED_IN, SIGNED_IN),  # first asked who they are
    "accounts/second-factor/codes/": (SIGNED_IN, SIGNED_IN),
    "accounts/second-factor/codes/download/": (SIGNED_IN, SIGNED_IN),
    "accounts/second-factor/codes/kept/": (NO_SUCH_METHOD, SIGNED_IN),
    "accounts/second-factor/give/": (SIGNED_IN, SIGNED_IN),
    "accounts/second-factor/passkeys/<uuid:key_id>/remove/": (SIGNED_IN, SIGNED_IN),  # first asked who they are
    "accounts/second-factor/passkeys/<uuid:key_id>/rename/": (SIGNED_IN, SIGNED_IN),
    "accounts/second-factor/passkeys/add/": (SIGNED_IN, SIGNED_IN),
    "admin/login/": (STAFF, STAFF),
    "admin/logout/": (STAFF, STAFF),
    "admin/password_change/": (STAFF, STAFF),
    "admin/password_change/done/": (STAFF, STAFF_WRONG_METHOD),
}
STAFF_PAGES = {
    "admin/": (STAFF, STAFF),
    "admin/jsi18n/": (STAFF, STAFF_WRONG_METHOD),
    "admin/autocomplete/": (NOT_EVEN_STAFF, STAFF_WRONG_METHOD),  # a field must be named, and readable
    "admin/accounts/user/<uuid:person_id>/address/": (MANAGERS, MANAGERS),
    "admin/accounts/user/<uuid:person_id>/link/": (MANAGERS, MANAGERS),
    "admin/accounts/user/<uuid:person_id>/link-back/": (MANAGERS, MANAGERS),
    "admin/accounts/user/<uuid:person_id>/roles/": (MANAGERS, MANAGERS),
    "admin/accounts/user/<uuid:person_id>/second-factor/": (MANAGERS, MANAGERS),
    "admin/accounts/user/<uuid:person_id>/sign-in/": (MANAGERS, MANAGERS),
    "admin/accounts/user/<uuid:person_id>/sites/": (MANAGERS, MANAGERS),
    "admin/accounts/user/<uuid:person_id>/told/": (MANAGERS, MANAGERS),
    "admin/accounts/outgoingmail/<uuid:message_id>/resend/": (PLANNERS, PLANNERS),
    "admin/accounts/outgoingmail/queue/": (PLANNERS, PLANNERS),
    "admin/accounts/outgoingmail/queue/<slug:job>/run/": (PLANNERS, PLANNERS),
    "admin/journey/alert/waiting/": (READERS, READERS_WRONG_METHOD),
    "admin/journey/alert/<uuid:alert_id>/call/": (DESK, DESK),
    "admin/journey/alert/<uuid:alert_id>/close/": (CLINICAL, CLINICAL),
    "admin/journey/alert/<uuid:alert_id>/hand-over/": (CLINICAL, CLINICAL),
    "admin/journey/alert/<uuid:alert_id>/propose/": (CLINICAL, CLINICAL),
    "admin/journey/alert/<uuid:alert_id>/reopen/": (CLINICAL, CLINICAL),
    "admin/journey/alert/<uuid:alert_id>/snooze/": (CLINICIANS, CLINICIANS),
    "admin/journey/alert/<uuid:alert_id>/take/": (CLINICAL, CLINICAL),
    "admin/journey/alert/<uuid:alert_id>/wake/": (CLINICAL, CLINICAL),
    "admin/journey/adverseevent/<uuid:event_id>/assess/": (CLINICIANS, CLINICIANS),
    "admin/journey/adverseevent/<uuid:event_id>/aware/": (CLINICIANS, CLINICIANS),
    "admin/journey/adverseevent/<uuid:event_id>/close/": (RECALLERS, RECALLERS),
    "admin/journey/adverseevent/<uuid:event_id>/confirm/": (CLINICIANS, CLINICIANS),
    "admin/journey/adverseevent/<uuid:event_id>/dismiss/": (CLINICIANS, CLINICIANS),
    "admin/journey/adverseevent/<uuid:event_id>/facts/": (CLINICAL, CLINICAL),
    "admin/journey/adverseevent/<uuid:event_id>/opinion/": (CLINICIANS, CLINICIANS),
    "admin/journey/adverseevent/<uuid:event_id>/reopen/": (RECALLERS, RECALLERS),
    "admin/journey/adverseevent/<uuid:event_id>/report/": (READERS, STAFF_WRONG_METHOD),
    "admin/journey/adverseevent/<uuid:event_id>/share/": (CLINICIANS, CLINICIANS),
    "admin/journey/adverseevent/<uuid:event_id>/reports/<uuid:report_id>/sent/": (RECALLERS, RECALLERS),
    "admin/journey/adverseevent/<uuid:event_id>/reports/<uuid:report_id>/not-needed/": (RECALLERS, RECALLERS),
    "admin/journey/adverseevent/summary/": (READERS, READERS_WRONG_METHOD),
    "admin/journey/tumourreview/<uuid:review_id>/examined/": (CLINICIANS, CLINICIANS),
    "admin/journey/tumourreview/<uuid:review_id>/imaged/": (CLINICIANS, CLINICIANS),
    "admin/journey/tumourreview/<uuid:review_id>/close/": (CLINICIANS, CLINICIANS),
    "admin/journey/infectioncluster/<uuid:cluster_id>/settle/": (RECALLERS, RECALLERS),
    "admin/journey/journey/<uuid:journey_id>/adverse-events/new/": (W_CLINICAL, W_CLINICAL),
    "admin/journey/recall/file/": (TRACERS, TRACERS),
    "admin/journey/closure/<uuid:closure_id>/open/": (PLANNERS, PLANNERS),
    "admin/journey/oncallduty/<uuid:duty_id>/end/": (PLANNERS, PLANNERS),
    "admin/journey/leave/<uuid:leave_id>/take-back/": (PLANNERS, PLANNERS),
    "admin/journey/visittype/<slug:kind>/set/": (MANAGERS, MANAGERS),
    "admin/journey/appointment/<uuid:visit_id>/another-time/": (DESK, DESK),
    "admin/journey/appointment/<uuid:visit_id>/told/": (DESK, DESK),
    "admin/journey/appointment/<uuid:visit_id>/arrived/": (DESK, DESK),
    "admin/journey/appointment/<uuid:visit_id>/booked/": (DESK, DESK),
    "admin/journey/appointment/<uuid:visit_id>/confirmed/": (DESK, DESK),
    "admin/journey/appointment/<uuid:visit_id>/error/": (DESK, DESK),
    "admin/journey/appointment/calendar/": (READERS, READERS),
    "admin/journey/appointment/calendar/phone/": (READERS, READERS),
    "admin/journey/appointment/find/": (DESK, DESK),
    "admin/journey/appointment/numbers/": (PLANNERS, PLANNERS),
    "admin/journey/appointment/numbers/people/": (NO_NUMBER, NO_NUMBER),  # of no number there are none
    "admin/journey/appointment/planner/": (READERS, READERS),
    "admin/journey/appointment/waiting/": (READERS, READERS),
    "admin/journey/appointment/planner/book/": (DESK, DESK),
    "admin/journey/appointment/slot/": (DESK_FIND, DESK_FIND),  # without a time there is nothing to take
    "admin/journey/appointment/<uuid:visit_id>/cancel/": (DESK, DESK),
    "admin/journey/appointment/<uuid:visit_id>/done/": (DESK, DESK),
    "admin/journey/appointment/<uuid:visit_id>/move/": (DESK, DESK),
    "admin/journey/appointment/<uuid:visit_id>/no-show/": (DESK, DESK),
    "admin/journey/appointment/<uuid:visit_id>/refuse/": (DESK, DESK),
    "admin/journey/checkin/<uuid:check_in_id>/read/": (CLINICAL, CLINICAL),
    "admin/journey/datarequest/<uuid:request_id>/done/": (MANAGERS, MANAGERS),
    "admin/journey/datarequest/<uuid:request_id>/open-again/": (MANAGERS, MANAGERS),
    "admin/journey/datarequest/<uuid:request_id>/refuse/": (MANAGERS, MANAGERS),
    "admin/journey/journey/coming/": (READERS, READERS),
    "admin/journey/journey/<uuid:journey_id>/enter/": (W_CLINICAL, W_CLINICAL),
    "admin/journey/journey/<uuid:journey_id>/going-on/": (W_CLINICAL, W_CLINICAL),
    "admin/journey/journey/<uuid:journey_id>/follow-ups/": (READERS_FIND, READERS_FIND),
    "admin/journey/journey/<uuid:journey_id>/measurements/": (W_CLINICAL, W_CLINICAL),
    "admin/journey/journey/<uuid:journey_id>/take-along/": (W_CLINICAL, W_CLINICAL),
    "admin/journey/journey/<uuid:journey_id>/enter/<uuid:check_in_id>/<slug:told>/": (W_CLINICAL, W_CLINICAL),
    "admin/journey/journey/<uuid:journey_id>/allergies/": (W_CLINICAL, W_CLINICAL),
    "admin/journey/journey/<uuid:journey_id>/answers/<uuid:submission_id>/read/": (W_WRONG_METHOD, W_CLINICAL),
    "admin/journey/journey/<uuid:journey_id>/consent/": (READERS_FIND, READERS_FIND),
    "admin/journey/journey/<uuid:journey_id>/consent/<uuid:consent_id>/countersign/": (W_CLINICIANS, W_CLINICIANS),
    "admin/journey/journey/<uuid:journey_id>/consent/again/": (W_CLINICIANS, W_CLINICIANS),
    "admin/journey/journey/<uuid:journey_id>/consent/paper/": (W_CLINICIANS, W_CLINICIANS),
    "admin/journey/journey/<uuid:journey_id>/consent/talk/": (W_CLINICIANS, W_CLINICIANS),
    "admin/journey/journey/<uuid:journey_id>/consent/withdrawal/": (W_DESK, W_DESK),
    "admin/journey/journey/<uuid:journey_id>/contact/": (W_DESK, W_DESK),
    "admin/journey/journey/<uuid:journey_id>/letter/<slug:visit_code>/": (W_DESK, W_DESK),
    "admin/journey/journey/<uuid:journey_id>/wait/<slug:visit_code>/": (W_DESK, W_DESK),
    "admin/journey/reminder/post/": (DESK_NO_SUCH_METHOD, DESK_FIND),  # without a letter there is nothing to mark
    "admin/journey/reminder/print/": (DESK_FIND, DESK_FIND),
    "admin/journey/journey/<uuid:journey_id>/dates/": (READERS_FIND, READERS_FIND),
    "admin/journey/journey/<uuid:journey_id>/dates/<slug:what>/": (W_CLINICAL, W_CLINICAL),  # of what happened
    "admin/journey/journey/<uuid:journey_id>/dates/<slug:what>/move/": (W_CLINICAL, W_CLINICAL),  # of what happened
    "admin/journey/journey/<uuid:journey_id>/decision/": (W_CLINICIANS, W_CLINICIANS),
    "admin/journey/journey/<uuid:journey_id>/gate/<str:check_id>/clear/": (W_CLINICAL, W_CLINICAL),
    "admin/journey/journey/<uuid:journey_id>/gate/<str:check_id>/override/": (W_CLINICIANS, W_CLINICIANS),
    "admin/journey/journey/<uuid:journey_id>/history/": (READERS_FIND, READERS_FIND),
    "admin/journey/journey/<uuid:journey_id>/move/<slug:move>/": (W_DESK, W_DESK),  # a pause
    "admin/journey/journey/<uuid:journey_id>/summaries/<uuid:stage_id>/": (W_CLINICAL, W_CLINICAL),
    "admin/journey/journey/<uuid:journey_id>/documents/": (READERS_FIND, READERS_FIND),
    "admin/journey/journey/<uuid:journey_id>/photos/": (W_CLINICAL, W_CLINICAL),
    "admin/journey/journey/<uuid:journey_id>/photos/<uuid:photo_id>/": (W_CLINICAL, W_CLINICAL),
    "admin/journey/journey/<uuid:journey_id>/documents/new/": (W_CLINICAL, W_CLINICAL),
    "admin/journey/journey/<uuid:journey_id>/documents/<uuid:document_id>/": (W_CLINICAL, W_CLINICAL),
    "admin/journey/journey/<uuid:journey_id>/documents/<uuid:document_id>/share/": (W_CLINICAL, W_CLINICAL),
    "admin/journey/journey/<uuid:journey_id>/documents/<uuid:document_id>/strike/": (W_CLINICAL, W_CLINICAL),
    "admin/journey/journey/<uuid:journey_id>/notes/<uuid:note_id>/share/": (W_CLINICAL, W_CLINICAL),
    "admin/journey/journey/<uuid:journey_id>/notes/new/": (W_DESK, W_DESK),
    "admin/journey/journey/<uuid:journey_id>/questions/new/": (W_CLINICAL, W_CLINICAL),
    "admin/journey/journey/<uuid:journey_id>/questions/<uuid:question_id>/answer/": (W_CLINICAL, W_CLINICAL),
    "admin/journey/journey/<uuid:journey_id>/overrides/<uuid:decision_id>/agree/": (W_CLINICIANS, W_CLINICIANS),
    "admin/journey/journey/<uuid:journey_id>/record/": (READERS_FIND, READERS_FIND),
    "admin/journey/journey/<uuid:journey_id>/record/<uuid:cycle_id>/": (READERS_FIND, READERS_FIND),
    "admin/journey/journey/<uuid:journey_id>/record/<uuid:cycle_id>/recovery-room/": (W_CLINICAL, W_CLINICAL),
    f"{RECORD_SECTION}/": (W_CLINICIANS, W_CLINICIANS),  # of a section that nurses do not write
    f"{RECORD_SECTION}/history/": (READERS_FIND, READERS_FIND),
    f"{PRODUCT}/": (READERS_FIND, READERS_FIND),
    f"{PRODUCT}/label/": (READERS_FIND, READERS_FIND),
    f"{PRODUCT}/register/": (W_CLINICAL, W_CLINICAL),
    f"{PRODUCT}/identity/<slug:point>/": (W_CLINICAL, W_CLINICAL),
    f"{PRODUCT}/release/": (W_CLINICAL, W_CLINICAL),
    f"{PRODUCT}/quarantine/": (W_CLINICAL, W_CLINICAL),
    f"{PRODUCT}/end/": (W_CLINICAL, W_CLINICAL),
    "admin/journey/journey/<uuid:journey_id>/plan/": (W_CLINICIANS, W_CLINICIANS),
    "admin/journey/journey/<uuid:journey_id>/pathway/": (W_CLINICIANS, W_CLINICIANS),
    "admin/journey/identityremoval/<uuid:patient_id>/ask/": (MANAGERS, MANAGERS),
    "admin/journey/identityremoval/<uuid:patient_id>/confirm/": (MANAGERS, MANAGERS),
    "admin/journey/identityremoval/<uuid:patient_id>/hold/": (MANAGERS, MANAGERS),
    "admin/journey/identityremoval/<uuid:patient_id>/keeping/": (MANAGERS, MANAGERS),
    "admin/journey/identityremoval/<uuid:patient_id>/lift-hold/": (MANAGERS, MANAGERS),
    "admin/journey/identityremoval/<uuid:patient_id>/take-back/": (MANAGERS, MANAGERS),
    "admin/journey/openedrecord/<uuid:opening_id>/end/": (NOBODY, NOBODY),  # only for who opened it
    "admin/journey/openedrecord/<uuid:opening_id>/review/": (MANAGERS, MANAGERS),
    "admin/journey/pathwayversion/<uuid:version_id>/approve/": (CLINICIANS, CLINICIANS),
    "admin/journey/pathwayversion/<uuid:version_id>/bench/": (RECALLERS, RECALLERS),
    "admin/journey/pathwayversion/<uuid:version_id>/copy/": (RECALLERS, RECALLERS),
    "admin/journey/pathwayversion/<uuid:version_id>/difference/": (READERS, READERS),
    "admin/journey/pathwayversion/<uuid:version_id>/discard/": (RECALLERS, RECALLERS),
    "admin/journey/pathwayversion/<uuid:version_id>/export/": (READERS, READERS),
    "admin/journey/pathwayversion/<uuid:version_id>/journeys/": (CLINICIANS, CLINICIANS),
    "admin/journey/pathwayversion/<uuid:version_id>/parts/": (READERS, READERS),
    "admin/journey/pathwayversion/<uuid:version_id>/parts/<slug:pathway_part>/": (READERS, READERS),
    "admin/journey/pathwayversion/<uuid:version_id>/parts/<slug:pathway_part>/new/": (RECALLERS, RECALLERS),
    "admin/journey/pathwayversion/<uuid:version_id>/parts/<slug:pathway_part>/entry-<int:entry>/": (READERS, RECALLERS),
    "admin/journey/pathwayversion/<uuid:version_id>/parts/<slug:pathway_part>/entry-<int:entry>/take-out/": (
        RECALLERS,
        RECALLERS,
    ),
    "admin/journey/pathwayversion/<uuid:version_id>/publish/": (MANAGERS, MANAGERS),
    "admin/journey/pathwayversion/<uuid:version_id>/retire/": (MANAGERS, MANAGERS),
    "admin/journey/pathwayversion/<uuid:version_id>/rules/": (READERS, READERS),
    "admin/journey/pathwayversion/<uuid:version_id>/send/": (RECALLERS, RECALLERS),
    "admin/journey/pathwayversion/<uuid:version_id>/send-back/": (CLINICIANS, CLINICIANS),
    "admin/journey/savedcase/<uuid:case_id>/leave-out/": (CLINICIANS, CLINICIANS),
    "admin/journey/patient/<uuid:patient_id>/helpers/<uuid:caregiver_id>/end/": (DESK, DESK),
    "admin/journey/patient/<uuid:patient_id>/start-journey/": (DESK, DESK),
    "admin/journey/patient/<uuid:patient_id>/correct/": (READERS, READERS),
    "admin/journey/patient/<uuid:patient_id>/address/": (DESK, DESK),
    "admin/journey/patient/<uuid:patient_id>/invite/": (DESK, DESK),
    "admin/journey/patient/<uuid:patient_id>/renew-sign-in/": (RENEWERS, RENEWERS),
    "admin/journey/patient/<uuid:patient_id>/review-sign-in/": (MANAGERS, MANAGERS),
    "admin/journey/patient/<uuid:patient_id>/take-invitation-back/": (DESK, DESK),
}
# The stock addresses of each table: list, add, change, history. Nobody deletes; the bare id only leads on.
TABLES = {
    "accounts/user": (MANAGERS, MANAGERS, MANAGERS, MANAGERS),
    "accounts/trace": (LOG, NOT_EVEN_STAFF, LOG, LOG_FINDS),
    "journey/adverseevent": (READERS, NOT_EVEN_STAFF, READERS, READERS_FIND),
    "journey/tumourreview": (READERS, NOT_EVEN_STAFF, READERS, READERS_FIND),
    "journey/infectioncluster": (TRACERS, NOT_EVEN_STAFF, TRACERS, TRACERS_FIND),
    "journey/alert": (READERS, NOT_EVEN_STAFF, READERS, READERS_FIND),
    "journey/appointment": (READERS, DESK, READERS, READERS_FIND),
    "journey/checkin": (READERS, NOT_EVEN_STAFF, CLINICAL, READERS_FIND),
    "journey/consenttext": (READERS, CLINICIANS, READERS, READERS),
    "journey/clinic": (MANAGERS, NOT_EVEN_STAFF, MANAGERS, MANAGERS),
    "journey/datarequest": (MANAGERS, NOT_EVEN_STAFF, MANAGERS, MANAGERS_FIND),
    "journey/identityremoval": (MANAGERS, NOT_EVEN_STAFF, MANAGERS, MANAGERS_FIND),
    "journey/journey": (READERS, NOT_EVEN_STAFF, READERS_FIND, READERS_FIND),
    "journey/openedrecord": (MANAGERS, DESK, MANAGERS, MANAGERS),
    "journey/patientquestion": (READERS, NOT_EVEN_STAFF, READERS, READERS_FIND),
    "journey/reminder": (READERS, NOT_EVEN_STAFF, DESK, READERS_FIND),
    "journey/recall": (TRACERS, NOT_EVEN_STAFF, TRACERS, TRACERS_FIND),
    "journey/pathwayversion": (READERS, RECALLERS, READERS, READERS),
    "journey/patient": (READERS, DESK, READERS, READERS_FIND),
    "journey/savedcase": (RECALLERS, CLINICIANS, RECALLERS, RECALLERS),
    "journey/site": (MANAGERS, MANAGERS, MANAGERS, MANAGERS),
    "journey/room": (MANAGERS, MANAGERS, MANAGERS, MANAGERS),
    "journey/visittype": (MANAGERS, NOT_EVEN_STAFF, MANAGERS, MANAGERS),
    "journey/workinghours": (PLANNERS, PLANNERS, PLANNERS, PLANNERS),
    "journey/leave": (PLANNERS, PLANNERS, PLANNERS, PLANNERS),
    "journey/oncallduty": (PLANNERS, PLANNERS, PLANNERS, PLANNERS),
    "accounts/outgoingmail": (PLANNERS, NOT_EVEN_STAFF, PLANNERS, PLANNERS),
    "journey/closure": (PLANNERS, PLANNERS, PLANNERS, PLANNERS),
}


def _stock() -> dict[str, tuple[str, str]]:
    table: dict[str, tuple[str, str]] = {}
    for name, (listed, added, changed, told) in TABLES.items():
        row = f"admin/{name}/<path:object_id>/"
        table[f"admin/{name}/"] = (listed, listed)
        table[f"admin/{name}/add/"] = (added, added)
        table[f"{row}change/"] = (changed, changed)
        table[f"{row}history/"] = (told, told)
        table[f"{row}delete/"] = (NOT_EVEN_STAFF, NOT_EVEN_STAFF)
        table[row] = (STAFF, STAFF)
    table["admin/journey/recall/"] = (TRACERS, RECALLERS)
    # The workspace only shows; every change from it has an address of its own.
    table["admin/journey/journey/<path:object_id>/change/"] = (READERS_FIND, STAFF_WRONG_METHOD)
    return table


TABLE = {**PATIENT_PAGES, **DOOR, **STAFF_PAGES, **_stock()}
# Addresses by expression: the menu of an application leads to the first page, anything else below admin is not found.
BY_EXPRESSION = {
    r"admin/^(?P<app_label>journey|accounts)/$": ("admin/journey/", STAFF),
    r"admin/(?P<url>.*)$": ("admin/nothing/here/", NOBODY),
}

# Helpers of the patient, in the order of `world.HELPERS`: who may look, who may fill in, who may manage, a helper of
# another patient, one whose help was ended, one whose help ran out. Where no row is here, a helper is any person who
# signed in and has nothing to do with the patient.
READ_BY_HELPERS = "ooo.xx"
WRITTEN_BY_HELPERS = "xoo.xx"
MANAGED_BY_HELPERS = "xxo.xx"
NO_SUCH_METHOD_FOR_HELPERS = "m" * 6
ALL_HELPERS = "o" * 6
NO_HELPER = "." * 6
_READ = (READ_BY_HELPERS, NO_SUCH_METHOD_FOR_HELPERS)
_FILLED = (WRITTEN_BY_HELPERS, WRITTEN_BY_HELPERS)
REFUSED_TO_HELPERS = "xxx.xx"  # nobody consents, or takes a consent back, for somebody else
_REFUSED = (REFUSED_TO_HELPERS, REFUSED_TO_HELPERS)
_REFUSED_TO_READ = (REFUSED_TO_HELPERS, NO_SUCH_METHOD_FOR_HELPERS)
HELPER_PAGES = {
    "": (ALL_HELPERS, NO_SUCH_METHOD_FOR_HELPERS),  # leads to whom they help
    "account/": (ALL_HELPERS, NO_SUCH_METHOD_FOR_HELPERS),
    "account/e-mail/": (ALL_HELPERS, ALL_HELPERS),  # of one's own sign-in
    "account/e-mail/code/": (ALL_HELPERS, ALL_HELPERS),
    "account/calendar/": (NO_HELPER, NO_HELPER),  # the patient's alone: a calendar is read without being seen
    "account/language-and-place/": (NO_HELPER, NO_HELPER),  # of one's own record, too
    "account/phone/": (NO_HELPER, NO_HELPER),  # theirs is under people/
    "account/reminders/": (NO_HELPER, NO_HELPER),  # the patient's alone
    "account/looks/": (NO_HELPER, NO_SUCH_METHOD_FOR_HELPERS),  # of one's own record, and a helper has none
    "account/your-data/": (NO_HELPER, NO_SUCH_METHOD_FOR_HELPERS),  # a copy, a correction: the patient alone
    "account/your-data/close/": (NO_HELPER, NO_SUCH_METHOD_FOR_HELPERS),
    "account/your-data/close/confirm/": (NO_HELPER, NO_HELPER),
    "account/your-data/correction/": (NO_HELPER, NO_HELPER),
    "account/your-data/download/": (NO_HELPER, NO_SUCH_METHOD_FOR_HELPERS),
    "account/your-data/download/page/": (NO_HELPER, NO_SUCH_METHOD_FOR_HELPERS),
    "account/your-data/download/whole/": (NO_HELPER, NO_SUCH_METHOD_FOR_HELPERS),
    "answers/": (ALL_HELPERS, NO_SUCH_METHOD_FOR_HELPERS),
    "answers/<uuid:submission_id>/": _READ,
    "check-ins/<uuid:check_in_id>/": _READ,
    "check-ins/<uuid:check_in_id>/check-your-answers/": (WRITTEN_BY_HELPERS, NO_SUCH_METHOD_FOR_HELPERS),
    "check-ins/<uuid:check_in_id>/discard/": (NO_SUCH_METHOD_FOR_HELPERS, WRITTEN_BY_HELPERS),
    "check-ins/<uuid:check_in_id>/help-now/": _READ,
    "check-ins/<uuid:check_in_id>/photos/<uuid:photo_id>/": _READ,
    "check-ins/<uuid:check_in_id>/questions/<slug:page_key>/": _FILLED,
    "check-ins/<uuid:check_in_id>/result/": _READ,
    "check-ins/<uuid:check_in_id>/send/": (NO_SUCH_METHOD_FOR_HELPERS, WRITTEN_BY_HELPERS),
    "consents/<uuid:cycle_id>/": _REFUSED_TO_READ,
    "consents/<uuid:cycle_id>/lines/<slug:lines>/": _REFUSED,
    "consents/<uuid:cycle_id>/read/": _REFUSED,
    "consents/<uuid:cycle_id>/sign/": _REFUSED,
    "consents/<uuid:cycle_id>/signed/<uuid:consent_id>/": _REFUSED_TO_READ,
    "consents/<uuid:cycle_id>/take-back/": _REFUSED_TO_READ,
    "consents/<uuid:cycle_id>/take-back/<slug:scope>/": _REFUSED,
    "documents/<uuid:document_id>/": _READ,
    "helpers/": (NO_HELPER, NO_SUCH_METHOD_FOR_HELPERS),
    "helpers/<uuid:caregiver_id>/change/": (NO_HELPER, NO_HELPER),
    "helpers/<uuid:caregiver_id>/end/": (NO_SUCH_METHOD_FOR_HELPERS, NO_HELPER),
    "helpers/<uuid:caregiver_id>/send-again/": (NO_SUCH_METHOD_FOR_HELPERS, NO_HELPER),
    "helpers/invite/": (NO_HELPER, NO_HELPER),
    "helping/<uuid:caregiver_id>/stop/": (NO_SUCH_METHOD_FOR_HELPERS, ".o...."),  # only one's own help
    "journeys/<uuid:journey_id>/": _READ,
    "journeys/<uuid:journey_id>/days/": (NO_SUCH_METHOD_FOR_HELPERS, WRITTEN_BY_HELPERS),
    "journeys/<uuid:journey_id>/measurements/": _READ,
    "journeys/<uuid:journey_id>/emergency-sheet/": _READ,
    "journeys/<uuid:journey_id>/red-flag-card/": _READ,
    "journeys/<uuid:journey_id>/report/": _FILLED,
    "calls/<uuid:alert_id>/<uuid:call_id>/": (MANAGED_BY_HELPERS, MANAGED_BY_HELPERS),
    "people/": (ALL_HELPERS, NO_SUCH_METHOD_FOR_HELPERS),
    "people/<uuid:patient_id>/": _READ,
    "people/<uuid:patient_id>/answers/": _READ,
    "people/<uuid:patient_id>/phone/": ("xxo.xx", "xxo.xx"),
    "journeys/<uuid:journey_id>/visits/": _READ,
    "journeys/<uuid:journey_id>/what-changed/": (NO_SUCH_METHOD_FOR_HELPERS, WRITTEN_BY_HELPERS),
    "visits/<uuid:visit_id>/": _READ,
    "visits/<uuid:visit_id>/calendar/": _READ,
    "visits/<uuid:visit_id>/change/": (MANAGED_BY_HELPERS, MANAGED_BY_HELPERS),
    "visits/<uuid:visit_id>/confirm/": (NO_SUCH_METHOD_FOR_HELPERS, MANAGED_BY_HELPERS),
    "visits/<uuid:visit_id>/earlier/": (MANAGED_BY_HELPERS, MANAGED_BY_HELPERS),
    "visits/<uuid:visit_id>/offer/": (MANAGED_BY_HELPERS, MANAGED_BY_HELPERS),
    "visits/<uuid:visit_id>/take-back/": (NO_SUCH_METHOD_FOR_HELPERS, MANAGED_BY_HELPERS),
    "visits/<uuid:visit_id>/times/": (MANAGED_BY_HELPERS, MANAGED_BY_HELPERS),
    "stages/<uuid:stage_id>/": _READ,
    "stages/<uuid:stage_id>/questions/": (READ_BY_HELPERS, WRITTEN_BY_HELPERS),
}


def helpers_get(route: str) -> tuple[str, str]:
    """What each helper gets there, by GET and by POST."""
    by_get, by_post = TABLE[route]
    return HELPER_PAGES.get(route, (by_get[2] * 6, by_post[2] * 6))
