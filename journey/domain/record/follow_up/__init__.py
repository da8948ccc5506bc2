"""The follow-up: what is measured, and each visit with its decision (clinical.md 2.6, 6.1)."""
