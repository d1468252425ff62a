"""One arrangement under watch: the case file, what it makes of readings, and what it derives from them.

Invariant: whatever a case says rests on the records of its reports, and each derived fact names the ones it rests on.
"""

from trucewatch.cases.checking import Warning, check
from trucewatch.cases.file import Case
from trucewatch.cases.loading import CaseError, CaseFile, Problem, load
from trucewatch.cases.picture import Picture, picture

__all__ = ["Case", "CaseError", "CaseFile", "Picture", "Problem", "Warning", "check", "load", "picture"]
