"""Names of places in, ranked candidates out.

    from trucewatch.places import Gazetteer
    Gazetteer.default().candidates("Saraqeb", country="Syria")[0]

The data are GeoNames' (CC BY 4.0) with countries and well-known geography of our own.
"""

from trucewatch.places.gazetteer import Candidate, Gazetteer, distance
from trucewatch.places.rows import GazetteerError

__all__ = ["Candidate", "Gazetteer", "GazetteerError", "distance"]
