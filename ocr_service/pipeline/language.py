"""Which language a text is in, by its commonest small words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_COMMON = {
    "eng": """
        the and of to in is for that with you are this be on have it not as was by from or at your
        we will an which their has can our all been would if please
    """,
    "deu": """
        der die und das den von zu mit ist im für auf nicht ein eine dem des sich auch als werden
        wird sind bei oder bitte wir sie ihre einen zum zur nach über durch
    """,
    "fra": """
        le la les des et du un une est dans pour que qui sur au par vous avec ne pas ce nous plus
        votre sont être cette aux ou été vos leur
    """,
    "spa": """
        el los las del y en que por con para una se su al lo como más no es sus este esta ha o pero
        sin sobre entre también hasta
    """,
    "ita": """
        il di che e la per un non con del della sono una le dei nel alla i gli si da ha come più
        anche o delle questo essere al dal
    """,
}
_SMALL_WORDS = {code: frozenset(words.split()) for code, words in _COMMON.items()}
_LEAST_HITS = 3


def language_of(words: Iterable[str], among: Sequence[str]) -> str | None:
    """The language whose small words are commonest, out of ``among``; None when too few are there to tell."""
    plain = [word.strip(".,;:!?()\"'").lower() for word in words]
    hits = {code: sum(word in _SMALL_WORDS[code] for word in plain) for code in among if code in _SMALL_WORDS}
    if not hits:
        return None
    best, *others = sorted(hits.values(), reverse=True)
    if best < _LEAST_HITS or (others and best == others[0]):
        return None
    return max(hits, key=lambda code: hits[code])
