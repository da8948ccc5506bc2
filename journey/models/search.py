"""Finding people by the start of a name, a record number or a phone number."""

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from journey.models.patient import MARKS, Patient, patient_words


def find_patients(rows: QuerySet[Patient], text: str) -> QuerySet[Patient]:
    """Those of `rows` in whom every word of `text` begins a word. A text without letters or digits finds nobody."""
    words = text.translate({ord(mark): " " for mark in MARKS}).replace("\x00", " ").split()
    if not words:
        return rows.none()
    query = SearchQuery(" & ".join(f"'{word}':*" for word in words), config="simple", search_type="raw")
    return rows.alias(words=patient_words()).filter(words=query)
