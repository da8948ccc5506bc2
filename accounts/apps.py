from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.account.signals import password_changed, password_reset, password_set
        from django.contrib.auth.signals import user_logged_in

        from accounts import checks, sign_ins  # noqa: F401

        user_logged_in.connect(sign_ins.begun)
        for changed in (password_changed, password_set, password_reset):
            changed.connect(sign_ins.password_is_new)
