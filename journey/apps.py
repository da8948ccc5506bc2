from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "journey"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The rules speak the language of whoever reads the page; messages get their words from here."""
        from django.utils.formats import date_format
        from django.utils.translation import gettext, ngettext

        from accounts.composing import compose_with
        from journey.domain.words import Voice, speak_with
        from journey.notifications import alert_calls, alert_notices, event_notices, reminders, report_notices

        speak_with(Voice(gettext, ngettext, lambda day: date_format(day, "j F Y")))
        compose_with(alert_notices.KIND, alert_notices.compose)
        compose_with(alert_calls.KIND, alert_calls.compose)
        compose_with(reminders.KIND, reminders.compose)
        compose_with(report_notices.KIND, report_notices.compose)
        compose_with(event_notices.KIND, event_notices.compose)
