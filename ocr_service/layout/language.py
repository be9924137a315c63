"""Tell the language of words by the small ones, and by those of letters and invoices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

# Codes of ISO 639-2, as Tesseract's.
_LISTED = {
    "eng": """
        the and of to in is for on that with you are this be have it not as was by from or at your an if
        we will which their has can our all been would please
        invoice number amount payment order address name page year phone customer price due description
    """,
    "deu": """
        der die das und den dem des von zu zum zur mit ist im für auf nicht ein eine einen sich auch als an bis
        werden wird sind bei oder bitte wir sie ihre ihr nach über durch vom
        rechnung nummer betrag zahlung kunde kunden datum seite menge preis straße lieferung herr frau
    """,
    "fra": """
        le la les des du de et un une est dans pour que qui sur par au aux avec vous nous votre notre ne pas ce plus
        ou sont être cette été vos leur
        facture numéro montant paiement commande adresse nom client prix somme payer désignation jour année
    """,
    "spa": """
        el la los las de del y e en que un una es por con para se su al lo como más no sus este esta ha o son pero
        sin sobre entre también hasta nos le
        factura número importe pago pedido dirección nombre cliente precio fecha cantidad año calle
    """,
    "ita": """
        il lo gli i di che e è la le per un una non con del della delle dei nel alla da su al si ha come più sono
        anche o questa questo essere dal
        fattura numero importo pagamento ordine indirizzo nome cliente prezzo quantità anno totale pagina
    """,
    "nld": "de het een en van is voor op met dat te in zijn niet bij uw wij je aan of door naar",
    "por": "o os a as e é um uma do da de em para que por com seu ao se no na não como mais este ou são",
}
_WORDS = {language: frozenset(words.split()) for language, words in _LISTED.items()}

_LEAST_HITS = 3
# Of two languages on a page the one it was read in stays unless the other has this many times its words.
_MUCH_RATHER = 1.5


def language_of(words: Iterable[str], among: Sequence[str], *, read_as: str | None = None) -> str | None:
    """The language whose words are commonest, out of ``among``; None when too few are there to tell.

    ``read_as`` is the language that the words were read in, which another must clearly outdo.
    """
    plain = (word.strip(".,;:!?()\"'").lower() for word in words)
    hits = _hits(plain, [language for language in among if language in _WORDS])
    if not hits:
        return None
    (best, most), *others = hits.most_common()
    if most < _LEAST_HITS:
        return None
    if read_as is not None and read_as in hits and most < _MUCH_RATHER * hits[read_as]:
        return read_as
    return None if others and most == others[0][1] else best


def _hits(words: Iterable[str], among: Sequence[str]) -> Counter[str]:
    """How many of the words each language has; what several have counts for each of them in part."""
    hits: Counter[str] = Counter(dict.fromkeys(among, 0))
    for word in words:
        having = [language for language in among if word in _WORDS[language]]
        for language in having:
            hits[language] += 1 / len(having)  # type: ignore[assignment]  # a Counter's values may be parts
    return hits
