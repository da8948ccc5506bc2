"""Signing in and out, one's own password, devices, and the second factor."""

from allauth.account import views
from django.urls import include, path

from accounts import code_views, second_factor_views, session_views
from accounts.fresh import fresh
from accounts.own_password import ChangePassword, SetPassword, no_password
from accounts.sign_in_page import SignIn

second_factor = [
    path("", second_factor_views.overview, name="mfa_index"),
    path("give/", second_factor_views.Give.as_view(), name="mfa_authenticate"),
    path("again/", second_factor_views.GiveAgain.as_view(), name="mfa_reauthenticate"),
    path("again/passkey/", second_factor_views.GivePasskeyAgain.as_view(), name="mfa_reauthenticate_webauthn"),
    path("app/", fresh(second_factor_views.SetUpApp.as_view()), name="mfa_activate_totp"),
    path("app/remove/", fresh(second_factor_views.RemoveApp.as_view()), name="mfa_deactivate_totp"),
    path("passkeys/add/", fresh(second_factor_views.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path("passkeys/<uuid:key_id>/rename/", fresh(second_factor_views.rename_passkey), name="mfa_rename_passkey"),
    path("passkeys/<uuid:key_id>/remove/", fresh(second_factor_views.remove_passkey), name="mfa_remove_passkey"),
    path("codes/", fresh(second_factor_views.recovery_codes), name="mfa_recovery_codes"),
    path("codes/download/", fresh(second_factor_views.download_codes), name="mfa_download_recovery_codes"),
    path("codes/kept/", second_factor_views.codes_are_kept, name="mfa_codes_are_kept"),
]

urlpatterns = [
    path("login/", SignIn.as_view(), name="account_login"),
    path("login/passkey/", second_factor_views.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("logout/", session_views.sign_out, name="account_logout"),
    path("session/", session_views.session, name="account_session"),
    path("session/stay/", session_views.stay, name="account_stay"),
    path("session/keep/", session_views.keep, name="account_keep"),
    path("devices/", session_views.devices, name="account_devices"),
    path("devices/end-others/", session_views.end_others, name="account_end_others"),
    path("devices/<uuid:device_id>/end/", session_views.end_device, name="account_end_device"),
    path("password/change/", fresh(ChangePassword.as_view()), name="account_change_password"),
    path("password/set/", fresh(SetPassword.as_view()), name="account_set_password"),
    path("password/none/", fresh(no_password), name="account_no_password"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("reauthenticate/code/", code_views.again_by_code, name="account_again_by_code"),
    path("reauthenticate/code/send/", code_views.send_code_again, name="account_send_code_again"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("second-factor/", include(second_factor)),
]
