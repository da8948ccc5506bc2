"""A person using the app, and their allergies."""

import uuid
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.models.clinic import Site, check_time_zone
from journey.models.constraints import Stamp, choices_of, never_deleted, one_of, paired


class AllergyStatus(models.TextChoices):
    NOT_YET_ASKED = "not_yet_asked", _("Not yet asked")
    NONE_KNOWN = "none_known", _("None known")
    HAS_ALLERGIES = "has_allergies", _("Has allergies")


class AllergyClass(models.TextChoices):
    """clinical.md 2.1, history and risk."""

    LOCAL_ANAESTHETIC = "local_anaesthetic", _("Local anaesthetic")
    HEPARIN = "heparin", _("Heparin")
    CITRATE = "citrate", _("Citrate")
    CHLORHEXIDINE = "chlorhexidine", _("Chlorhexidine")
    IODINE = "iodine", _("Iodine")
    LATEX = "latex", _("Latex")
    ADHESIVE = "adhesive", _("Adhesive or plaster")
    ANTIBIOTIC = "antibiotic", _("Antibiotic")
    CONTRAST = "contrast", _("Contrast medium")
    DMSO = "dmso", _("DMSO")
    ALBUMIN = "albumin", _("Albumin")
    ANIMAL_SERUM = "animal_serum", _("Animal serum")
    ENZYME_COLLAGENASE = "enzyme_collagenase", _("Collagenase (enzyme)")
    FOOD = "food", _("Food")
    OTHER = "other", _("Other")


class AllergySource(models.TextChoices):
    """Where an allergy is known from (clinical.md 2.1)."""

    PATIENT = "patient", _("The patient said so")
    RECORD = "record", _("Another record")
    LETTER = "letter", _("A letter")


class AllergySeverity(models.TextChoices):
    MILD = "mild", _("Mild")
    MODERATE = "moderate", _("Moderate")
    ANAPHYLAXIS = "anaphylaxis", _("Anaphylaxis")
    UNKNOWN = "unknown", _("Unknown")


EARLIEST_BIRTH = date(1900, 1, 1)
# Marks that people leave out or write differently; as blanks they separate words on both sides.
MARKS = "-./+(),:;'’‘\"\\&|!<>*@"
# Accents are left out too ("Sean" finds "Seán"): what NFKD takes apart, and letters that it leaves whole.
ACCENTS = "[\u0300-\u036f]"
LETTERS, PLAIN_LETTERS = "øØłŁđĐı", "oOlLdDi"


def patient_words() -> SearchVector:
    """The words of a patient as the index holds them."""
    text = Concat(F("full_name"), Value(" "), F("record_no"), Value(" "), F("phone"), output_field=TextField())
    apart = Func(text, Value("NFKD"), function="pg_catalog.normalize", output_field=TextField())
    bare = Func(apart, Value(ACCENTS), Value(""), Value("g"), function="regexp_replace", output_field=TextField())
    marks, plain = Value(MARKS + LETTERS), Value(" " * len(MARKS) + PLAIN_LETTERS)
    return SearchVector(Func(bare, marks, plain, function="translate", output_field=TextField()), config="simple")


class Patient(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="patient",
        verbose_name=_("sign-in"),
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="patients", verbose_name=_("site"))
    record_no = models.CharField(_("record number"), max_length=30, unique=True)
    full_name = models.CharField(_("full name"), max_length=120)
    called = models.CharField(_("called"), max_length=60, help_text=_("What we call them: usually the first name."))
    date_of_birth = models.DateField(_("date of birth"))
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    postal_address = models.TextField(
        _("postal address"), max_length=300, blank=True, help_text=_("As on an envelope, without the name.")
    )
    language = models.CharField(_("language"), max_length=10, default="en")
    time_zone = models.CharField(_("time zone"), max_length=60)
    medicines = models.CharField(_("medicines"), max_length=500, blank=True, help_text=_("For the emergency sheet."))
    allergy_status = models.CharField(
        _("allergy status"),
        max_length=20,
        choices=choices_of(AllergyStatus),
        default=AllergyStatus.NOT_YET_ASKED.value,
    )
    allergies_confirmed_at = Stamp(_("allergies confirmed"))
    allergies_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    off_app_since = Stamp(
        _("not asked by the app since"), help_text=_("Took back being asked by the app: calls and visits ask instead.")
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("patient")
        verbose_name_plural = _("patients")
        ordering = ["full_name", "id"]
        constraints = [
            one_of("allergy_status", AllergyStatus, "patient_allergy_status_known"),
            paired("allergies_confirmed_at", "allergies_confirmed_by", "patient_allergies_confirmed_paired"),
            models.CheckConstraint(
                condition=models.Q(date_of_birth__gte=EARLIEST_BIRTH), name="patient_born_after_1900"
            ),
        ]
        indexes = [
            models.Index(models.functions.Lower("full_name"), name="patient_full_name_lower"),
            models.Index(fields=["full_name", "id"], name="patient_by_name"),
            GinIndex(patient_words(), name="patient_search"),
        ]
        triggers = [Traced("self"), never_deleted("patient_is_never_deleted")]

    def __str__(self) -> str:
        return self.full_name

    def clean(self) -> None:
        check_time_zone(self.time_zone)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Allergy(models.Model):
    """One of the list. `verified_at`: when it was last written down or changed in a list that was read aloud; blank for
    what is older than this column."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="allergies")
    substance = models.CharField(_("substance"), max_length=80)
    kind = models.CharField(_("class"), max_length=20, choices=choices_of(AllergyClass))
    reaction = models.CharField(_("reaction"), max_length=120, blank=True)
    severity = models.CharField(
        _("severity"), max_length=12, choices=choices_of(AllergySeverity), default=AllergySeverity.UNKNOWN.value
    )

    source = models.CharField(_("known from"), max_length=8, choices=choices_of(AllergySource), blank=True)
    verified_at = Stamp(_("verified"))
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("allergy")
        verbose_name_plural = _("allergies")
        constraints = [
            one_of("kind", AllergyClass, "allergy_class_known"),
            one_of("severity", AllergySeverity, "allergy_severity_known"),
            one_of("source", AllergySource, "allergy_source_known", blank=True),
            paired("verified_at", "verified_by", "allergy_verified_paired"),
            models.UniqueConstraint("patient", models.functions.Lower("substance"), name="allergy_once_per_substance"),
        ]
        triggers = [Traced("patient")]

    def __str__(self) -> str:
        return f"{self.substance}: {self.reaction}" if self.reaction else self.substance
