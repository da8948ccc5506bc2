"""The clinic's content as data: read with `load` or `load_default`, asked page by page with `flow`."""

from journey.pathway.compiled import readiness_table, rule_set, window_specs
from journey.pathway.loader import checksum, dump, load, load_default
from journey.pathway.problems import PathwayInvalid, Problem
from journey.pathway.schema import Pathway

__all__ = [
    "Pathway",
    "PathwayInvalid",
    "Problem",
    "checksum",
    "dump",
    "load",
    "load_default",
    "readiness_table",
    "rule_set",
    "window_specs",
]
