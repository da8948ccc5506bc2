"""The clinical record as tables: every field of clinical.md 2 is declared here once, and the rest is made from it."""
