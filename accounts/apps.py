from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.account.signals import password_changed, password_reset, password_set
        from allauth.mfa.signals import authentication_failed
        from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
        from django.db.backends.signals import connection_created

        from accounts import checks, sign_ins  # noqa: F401
        from accounts.moments import read_quickly
        from accounts.prepared import keep_plans
        from accounts.trace import sign_ins as trace

        connection_created.connect(keep_plans)
        connection_created.connect(read_quickly)
        user_logged_in.connect(sign_ins.begun)
        user_logged_in.connect(trace.signed_in)
        user_logged_out.connect(trace.signed_out)
        user_login_failed.connect(trace.refused)
        authentication_failed.connect(trace.factor_refused)
        for changed in (password_changed, password_set, password_reset):
            changed.connect(sign_ins.password_is_new)
