"""Which language a text is in, by its commonest small words and those of letters and invoices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_COMMON = {
    "eng": """
        the and of to in is for that with you are this be on have it not as was by from or at your
        we will an which their has can our all been would if please
        invoice number amount payment order address name page year phone customer price due description
    """,
    "deu": """
        der die und das den von zu mit ist im für auf nicht ein eine dem des sich auch als werden
        wird sind bei oder bitte wir sie ihre einen zum zur nach über durch
        rechnung nummer betrag zahlung kunde kunden datum seite menge preis straße lieferung vom bis herr frau
    """,
    "fra": """
        le la les des du et un une est dans pour que qui sur au par vous avec ne pas ce nous plus
        votre sont être cette aux ou été vos leur
        facture numéro montant paiement commande adresse nom client prix somme payer désignation jour année
    """,
    "spa": """
        el los las del y en que por con para una se su al lo como más no es sus este esta ha o pero
        sin sobre entre también hasta
        factura número importe pago pedido dirección nombre cliente precio fecha cantidad año calle
    """,
    "ita": """
        il di che e la per un non con del della sono una le dei nel alla i gli si da ha come più
        anche o delle questo essere al dal
        fattura numero importo pagamento ordine indirizzo nome cliente prezzo quantità anno totale pagina
    """,
}
_KNOWN_WORDS = {code: frozenset(words.split()) for code, words in _COMMON.items()}
_LEAST_HITS = 3
# Of two languages on a page the one it was read in stays unless the other has this many times its words.
_MUCH_RATHER = 1.5


def language_of(words: Iterable[str], among: Sequence[str], *, read_as: str | None = None) -> str | None:
    """The language whose words are commonest, out of ``among``; None when too few are there to tell.

    ``read_as`` is the language that the words were read in, which another must clearly outdo.
    """
    plain = [word.strip(".,;:!?()\"'").lower() for word in words]
    hits = {code: sum(word in _KNOWN_WORDS[code] for word in plain) for code in among if code in _KNOWN_WORDS}
    if not hits:
        return None
    best, *others = sorted(hits.values(), reverse=True)
    if best < _LEAST_HITS:
        return None
    if read_as in hits and best < _MUCH_RATHER * hits[read_as]:
        return read_as
    return None if others and best == others[0] else max(hits, key=lambda code: hits[code])
