"""What goes out: a reading set out for a person."""

from trucewatch.exports.dossier import show, to_text

__all__ = ["show", "to_text"]
