"""The method note of a situation report: what it is, how sure its words are, what it cannot do.

Invariant: it says what the code does and no more; docs/reports.md says the same at length.
"""

from __future__ import annotations

METHOD = (
    "Reports were read by machine, offline, into records: one claim of one report each, with the words that prove it."
    " Records that seem to be about one thing were linked; copies of one wire story count as one source. A number in"
    " brackets names the report in the list of sources. Quotations are the report's own words; cuts are shown by …,"
    " and invisible control characters were taken out.",
    "The report covers what happened in the period, and what reports that came out in the period say of earlier days."
    " What stands is given as of its last day. “New” is what only reports of the period tell of.",
    "Confidence is about two things only: how many independent sources tell of something, and how surely their words"
    " were read. It says nothing of whether they are true. High confidence: three or more independent sources, not all of"
    " them parties or their allies, undisputed. Moderate: two or more, undisputed. Low: one source, or one that is denied or"
    " disputed in whether it happened or how it ended. The levels, and the words for how surely something was read"
    " (likely: 55–80 %, very likely: 80–95 %, almost certainly: 95 % and more), lean on the standard ICD 203 of the United"
    " States’ intelligence community. A reading of 80 % or more is not remarked on.",
    "“Unconfirmed” means one independent source, or words that say themselves that something is only possible. “Denied”"
    " means that somebody denies it; “disputed” that two values of one thing exclude each other. Neither side is chosen."
    " “Announced” has been said to be coming and no more. “Derived” is worked out from several records by rule, or counted,"
    " and is in no report.",
    "Figures stand as each source gives them. A lowest and a highest are the least and the most that anybody says; where a"
    " source says “more than”, the highest is open. Sums over incidents leave out tolls over a period, and may count one"
    " incident twice where two reports of it were not recognised as one.",
    "Limits: reading and linking make mistakes, in part by leaving out what they do not understand; what no report of the"
    " case tells of is not here, and silence proves nothing. Places without coordinates are not on the map, and the point of"
    " a town says nothing of where in or near it something happened. Check the words before a number is published.",
)
