"""Finding people by the start of a name, a record number or a phone number."""

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.functions import Concat

from journey.models.patient import Patient

# Marks that people leave out or write differently; as blanks they separate words on both sides.
MARKS = "-./+(),:;'\"\\&|!<>*@"


def patient_words() -> SearchVector:
    """The words of a patient as the index holds them."""
    text = Concat(F("full_name"), Value(" "), F("record_no"), Value(" "), F("phone"), output_field=TextField())
    plain = Func(text, Value(MARKS), Value(" " * len(MARKS)), function="translate", output_field=TextField())
    return SearchVector(plain, config="simple")


def find_patients(rows: QuerySet[Patient], text: str) -> QuerySet[Patient]:
    """Those of `rows` in whom every word of `text` begins a word. A text without letters or digits finds nobody."""
    words = text.translate({ord(mark): " " for mark in MARKS}).replace("\x00", " ").split()
    if not words:
        return rows.none()
    query = SearchQuery(" & ".join(f"'{word}':*" for word in words), config="simple", search_type="raw")
    return rows.alias(words=patient_words()).filter(words=query)
