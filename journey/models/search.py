"""Finding people by the start of a name, a record number or a phone number."""

import re
from unicodedata import normalize

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from journey.models.patient import ACCENTS, LETTERS, MARKS, PLAIN_LETTERS, Patient, patient_words

PLAIN = str.maketrans(MARKS + LETTERS, " " * len(MARKS) + PLAIN_LETTERS)


def find_patients(rows: QuerySet[Patient], text: str) -> QuerySet[Patient]:
    """Those of `rows` in whom every word of `text` begins a word, whatever the accents. A text without letters or
    digits finds nobody."""
    words = re.sub(ACCENTS, "", normalize("NFKD", text)).translate(PLAIN).replace("\x00", " ").split()
    if not words:
        return rows.none()
    query = SearchQuery(" & ".join(f"'{word}':*" for word in words), config="simple", search_type="raw")
    return rows.alias(words=patient_words()).filter(words=query)
