from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "journey"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The rules speak the language of whoever reads the page."""
        from django.utils.formats import date_format
        from django.utils.translation import gettext, ngettext

        from journey.domain.words import Voice, speak_with

        speak_with(Voice(gettext, ngettext, lambda day: date_format(day, "j F Y")))
