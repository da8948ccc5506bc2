"""Encounter, problem, imaging, examination, history, contraindications, decision (clinical.md 2.1)."""
