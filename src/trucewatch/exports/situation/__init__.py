"""The situation report: what stands in a case, what a period changed, with sources, as Markdown, DOCX or PDF."""

from trucewatch.exports.situation.content import Situation
from trucewatch.exports.situation.making import PeriodError, situation

__all__ = ["PeriodError", "Situation", "situation"]
