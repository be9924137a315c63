"""What the words before a date say that it is the date of: due, delivery, birth, … issue, dated."""

from __future__ import annotations

from functools import lru_cache

from ocr_service.extractors.dates.find import KEPT_TEXTS
from ocr_service.layout.quick_pattern import quick_pattern

INVOICE = r"(?:\w*RECHNUNG|INVOICE|FACTUR[AE]|FATTURA|FATURA|FACTUUR|FAKTU\w+|СЧЕТ\w*)"
_LETTER = r"(?:SCHREIBEN|LETTER|COURRIER|LETTRE|CARTA|LETTERA|BRIEF|BREV|PISMO|DOPIS|ПИСЬМ\w*|NACHRICHT|MAIL|E-MAIL)"
# A deed speaks of itself: `dieser Vertrag vom`, `the present contract of`.
_THIS = (
    "THIS",
    "PRESENT",
    "DIESER",
    "DIESEM",
    "DIESES",
    "DIESEN",
    "PRÉSENT",
    "PRÉSENTE",
    "PRESENTE",
    "QUESTO",
    "ЦЕЙ",
    "НАСТОЯЩИЙ",
)
_NOT_OF_THIS = "".join(rf"(?<!\b{word})" for word in _THIS)
_LABELS: tuple[tuple[str, str], ...] = (
    (
        "due",
        r"\bDUE\b|FÄLLIG|ZAHLBAR|ZAHLUNGSZIEL|ZU ZAHLEN BIS|ÉCHÉANCE|ECHEANCE|DATE LIMITE|R[ÈE]GLEMENT\b.{0,20}\b(?:SOIT|AU PLUS TARD|AVANT|POUR)\b|VENCIMI?ENTO?|\bVENCE\b|SCADENZA|PAY(?:ABLE|MENT)? (?:BY|BEFORE|UNTIL)|VERVALDATUM"
        r"|UITERLIJK|\bBIS (?:ZUM|SPÄTESTENS)|SKONTO|PRÉLÈVEMENT|FÖRFALL|FORFALL|FORFALD|BETAL(?:A|E)?S? (?:SENAST|SENEST|INNEN)|GJALDDAG|EINDAG|UITERSTE BETAA?LDATUM|ERÄPÄIVÄ|TERMIN P[ŁL]ATNO[ŚS]CI|P[ŁL]ATNE DO"
        r"|(?:DATUM |D[ÁA]TUM )?SPLATNOS|(?<!I )\bHATÁRID[ŐO]|FIZETÉSI HATÁRID|ESEDÉKES|SCADEN[ȚŢT]|ДО ОПЛАТ|СРОК ОПЛАТ|ОПЛАТИТЬ ДО|ПЛАТИТИ ДО|ПАДЕЖ|ΛΉΞΗ|ΛΗΞΗ|ΠΛΗΡΩΤ[ΈΕ]|SON ÖDEME|VADE|DOSPIJE|ROK PLA[ĆČC]"
        r"|MAKSETÄHTAEG|(?:AP)?MOKĖJIMO TERMIN|ZAPADLOST|KRAJNJI ROK|DÁTA DLITE|DYDDIAD TALU|DATA E PAGES|TERMEN DE PLAT|DEN SPLATNOSTI|SPLATN[ÉÁÝ]|РОК (?:ЗА |НА )?ПЛА[ЋЌ]А|\bВАЛУТА\W*$|VALUTA PLA[ĆC]ANJA|DATUM VALUTE|ДОСПЕ[ЋЛ]|СРОК ЗА ПЛАЩАНЕ|ТЕРМІН (?:ОП|СП)ЛАТ|HẠN THANH TOÁN|ครบกำหนด|תאריך פירעון|לתשלום עד|תאריך לתשלום|تاريخ الاستحقاق|APMAKSAS TERMI[ŅN]|APMOK[ĖE]TI IKI|JATUH TEMPO|DATA DE VENC|DATA LIMITE|DEADLINE|\bFRIST\b|BETALINGS?(?:FRIST|DATO|DAG|TERMIJN)|SISTE? FRIST|CLOSING DATE|\b(?:PAY|SETTLE|REMIT)\b[^.:]{0,40}\b(?:BY|BEFORE|UNTIL)\b|\b(?:ZAHLEN|BEGLEICHEN|ÜBERWEISEN)\b[^.:]{0,40}\bBIS\b|\b(?:R[ÉE]GLER|PAYER|PAYABLE|PAIEMENT)\b[^.:]{0,40}\b(?:AVANT|JUSQU|AU PLUS TARD|D[’']ICI)\b|\bBETAL(?:ING|NING)\w*\b[^.]{0,40}\bSEN[AE]ST\b|\bPAY\w*\b[^.:]{0,40}\bNOT? LATER THAN\b|\bBETALA?S?\b[^:]{0,40}\bSENAST\b|\bBETALE?S?\b[^:]{0,40}\bSENEST\b|\b(?:UHRA[ĎD]\w*|(?:W|ZA)P[ŁL]A[TĆC]\w*|(?:UPLATI|PLATI|PLAČA)\w*)\b(?:(?!\bOD\b)[^:]){0,40}\bDO(?: D(?:NIA|NE|ANA))? ?$|\b(?:ОПЛАТИТ|УПЛАТИТ|ЗАПЛАТИТ|СПЛАТИТ)\w*\b(?:(?!ПЕРИОД|ПЕРІОД)[^:]){0,40}\b(?:ДО|НЕ ПОЗДНЕЕ|НЕ ПІЗНІШЕ)\b|\bACHITA\w*\b[^:]{0,40}\bPÂNĂ\b|\b(?:ABON[EAR]{1,2}|PAG(?:UE|AR|ARE|O)|SALDARE)\b[^.:]{0,40}\b(?:ANTES|ENTRO(?: IL)?|HASTA|ATÉ)\b|\bBETALEN\b[^.:]{0,40}\bV(?:OO|ÓÓ)R\b|支払期[限日]|付款(?:期限|日|截止日)|납부기한|납기일",
    ),
    (
        "delivery",
        r"DELIVER|SHIP(?:PED|PING)|LIEFER(?!ANT)|LEISTUNGS|LIVRAISON|ENTREGA|CONSEGNA|LEVER(?:ING|DATUM|ANS)|DOSTAW|DODÁ(?:NÍ|NIA)|TOIMITUS|SZÁLLÍTÁS|ПОСТАВК|ДОСТАВК|TESLİM",
    ),
    (
        "birth",
        r"\bBIRTH|\bBORN\b|\bD\.?O\.?B\b|GEB(?:OREN|URTS|OORTE|\.)|NAISSANCE|NÉ\(?E?\)? LE|NACIMIENTO|NASC(?:ITA|IMENTO)|NAT[OA] (?:IL|A)\b|URODZ|NAROZEN|NARODEN|FÖDEL?SE|FÖDD|FØDSEL|FØDT"
        r"|SYNTYMÄ|SZÜLET|ROĐEN|ROJST|РОЖДЕН|НАРОДЖЕН|ΓΈΝΝΗΣΗΣ|ΓΕΝΝΗΣΗΣ|DOĞUM|NAȘTERI|NĂSCUT",
    ),
    (
        "validity",
        r"VALID|EXPIR|GÜLTIG|ABLAUF|\bLÄUFT\b.{0,20}\bAB\b|VALABLE|EXPIRATION|VÁLID|CADUC|SCADE\b|BEST BEFORE|MHD|GELDIG|GILTIG|GÄLLER|GYLDIG|GÆLDER|VOIMASSA|WA[ŻZ]N[YEA]|(?<!S)PLATN[ÝÉÁ]|PLATÍ (?:DO|OD)"
        r"|ÉRVÉNYES|DEJSTV|ДЕЙСТВ|ДІЙСН|ВАЛИД|VAŽI|VELJ[AÁ]|GEÇERL|ΙΣΧΎ|ΙΣΧΥ|BERLAKU|有効期限|有效期|\bДІЄ (?:ДО|З)\b|\bСРОК\w* (?:Е |НА \w+ Е )?ДО\b|\bВАЖИ ДО\b|ИЗТИЧА"
        # Until when goods are taken back.
        r"|\bUNTIL\b|\b(?:RETURN|REFUND|EXCHANGE)S?\b|R[ÜU]CKGABE|UMTAUSCH|\bJUSQU|[ÉE]CHANGE|\bHASTA\b|DEVOLUCI|DEVOLU[ÇC]|\bTROCAS?\b|\bFINO AL|\bENTRO IL|\bTOT EN MET|RUILEN"
        r"|\bZWROT|ÖPPET KÖP|OPPET KOP|\bBYTE(?:S|SR[ÄA]TT)\b|\bBYTTES?\b|PALAUTU|VAIHTO-?OIKEU|\bVR[ÁA]CEN",
    ),
    (
        "order",
        r"\bORDER|BESTELL|AUFTRAG|COMMANDE|PEDIDO|ORDINE|VERTRAG|CONTRACT|ZAMÓWIENI|OBJEDNÁV|BESTÄLL|TILAUS|ЗАКАЗ|SİPARİŞ",
    ),
    (
        "period",
        r"PERIOD|ZEITRAUM|PÉRIODE|PERÍODO|PERIODO|\bFROM\b|\bVON\b.*\bBIS\b|\bDU\b.*\bAU\b|PERIODE|OKRES|OBDOBÍ|IDŐSZAK",
    ),
    ("version", r"VERSION|\bSTAND\b|©|\(C\)|COPYRIGHT|REVISION"),
    ("print", r"PRINT|PRN|GEDRUCKT|CLOS"),
    # The number and date of an invoice that a reminder asks to pay, a credit note takes back or a letter answers.
    (
        "another",
        rf"(?:\b(?:UNSER|OUR|NOTRE|NUESTR|NOSTR|NOSSA|ONZE|NASZ|NAŠ|VÅR|НАШ|ZUR?|TO|FOR|AGAINST|SUR|RELATIVE À)\w{{0,3}}\b(?: (?!DATE)\w+)? {INVOICE}"
        rf"|\b(?:IHR|YOUR|VOTRE|SU|VOSTR|VOSSA|UW|WASZ|VAŠ|ER|DERES|ВАШ)\w{{0,3}}\b(?: \w+)? {_LETTER}|URSPR[UÜ]NG\w*|\bD.ORIGINE|RECTIFICA\w*|ORIGINAL) ?[^:]{{0,40}}(?:(?<=\bVOM)\s?:\s*|(?<=\bDATED)\s?:\s*|(?<=\bDU)\s?:\s*|(?<=\bDEL)\s?:\s*|(?<=\bVAN)\s?:\s*)?$|\bD.ORIGINE\W.{{0,30}}$|\b(?:THE|AN?|SAID|THAT|YOUR|OUR)\b [^:.]{{1,40}}\bDATED\W*$"
        # In a sentence; at the beginning of a row it is the paper's own heading.
        rf"|[\w,;]{_NOT_OF_THIS} (?:ДОГОВ[ОІ]Р|ЗАЯВ|ВЕРТРАГ|VERTRAG|ANTRAG|CONTRA[CT]|DEMANDE|DOMANDA|SOLICITUD|LICENCIA|APPLICATION|REQUEST|UMOW|WNIOS|SMLOUV|ŽÁDOST|UGOVOR|ЗАЯВЛЕНИЕ)\w* (?:(?:№|NR\.?|N°|NO\.?) ?\S+ )?(?:VOM|DU|DEL?|OF|DATED|ВІД|ОТ|Z DNIA|ZE DNE|OD) ?$",
    ),
    (
        "issue",
        rf"\b(?:{'|'.join(_THIS)}) (?:CONTRA[CT]|AGREEMENT|DEED|VERTRAG|ДОГОВ[ОІ]Р)\w* (?:VOM|DU|DEL?|OF|DATED|ВІД|ОТ)\s*$|"
        r"\b(?:MADE|DATED|SIGNED|EXECUTED|ENTERED INTO)\b[^.:]{0,20}\bTHIS(?: THE)?\s*$|"
        r"(?:INVOICE|BILL|ISSUE|RECEIPT|DOC(?:UMENT)?|STATEMENT|LETTER|SALES?|TRANS(?:ACTION)?|PAID|TRX) ?\.?(?:DATE|TIME)|DATE OF ISSUE|\bISSUED\b(?: ON| AT)?|TAX POINT|(?:RECHNUNGS|MAHN|BESCHEID|BRIEF)-?\s?DATUM|(?:AUSGESTELLT|ERSTELLT) AM"
        r"|BELEG-?DATUM|AUSSTELLUNGSDATUM|FACTUURDATUM|DATE (?:DE )?(?:LA )?FACTURE|FECHA (?:DE )?(?:LA )?(?:FACTURA|EMISIÓN)|DATA (?:DI |DE |DA )?(?:LA )?(?:FATTURA|DOCUMENTO|EMISSÃO|FATURA|FACTURII|EMITERII)"
        r"|DATE D.ÉMISSION|FAKTURADAT(?:UM|O)|LASKUN PÄIV|DATA WYSTAWIENIA|DATUM (?:VYSTAVENÍ|IZDAVANJA|IZDAJE|VYHOTOVENIA)|D[ÁA]TUM VYHOTOVENIA|SZÁMLA KELTE|KIÁLLÍTÁS|ДАТА (?:СЧЕТА|ВЫСТАВЛЕНИЯ|ВЫДАЧИ|ВИДАЧІ)"
        r"|FATURA TARİHİ|DÜZENLEME TARİHİ|ΗΜΕΡΟΜΗΝΊΑ ΈΚΔΟΣΗΣ|ARVE KUUPÄEV|発行日|請求日|开票日期|작성일자|تاريخ الفاتورة|ÚTGÁFUDAG|\b[ÉE]MISE? LE|\bEMITID[OA] (?:EL|EM)|\bEMESS[OA] IL|UTFÄRDA[DT]|UTSTÄLL[DT]|\bU(?:D|T)STEDT|OPGESTELD OP|VYHOTOVEN[ÉÁÝ]|ДАТУМ (?:ИЗДАВАЊА|РАЧУНА)",
    ),
    (
        "dated",
        r"\bDATE\b|\bDATUM\b|\bFECHA\b|\bDATA\b|\bDATED\b|\b(?:DEN|LE|VOM|DU)\b(?=\W*(?:[^\W\d_]+\W+)?$)|\bDATO\b|\bPÄIVÄ(?:YS|MÄÄRÄ)\b|\bPVM\b|\bD[ÁA]TUM\b|\bKELT\b|\bDNIA\b|\bDNE\b|\bZE DNE\b"
        r"|\bДАТ(?:А|УМ)\b|\bОТ\b|\bВІД\b|\bΗΜΕΡΟΜΗΝΊΑ\b|\bΗΜΕΡΟΜΗΝΙΑ\b|\bTARİHİ?\b|\bTARIHI?\b|\bKUUPÄEV\b|\bDATUMS\b|\bTANGGAL\b|\bTARIKH\b|\bNGÀY\b|\bPETSA\b|\bDYDDIAD\b|\bDÁTA\b|\bDAGSETNING\b|ΗΜ/ΝΊΑ|ΗΜ/ΝΙΑ|תאריך|التاريخ|วันที่|日付|日期|날짜",
    ),
)
_LABEL_PATTERNS = tuple((name, quick_pattern(pattern)) for name, pattern in _LABELS)
KINDS = tuple(name for name, _ in _LABELS)
# How far before a bare word for `date` another label still belongs to it.
BARE_REACH = 10


@lru_cache(maxsize=KEPT_TEXTS)
def label_of(text: str) -> str:
    """What kind of date the words before it name: due, delivery, birth, … issue, dated, or empty.

    The last label counts; a bare word for `date` gives way to one just before it (`Delivery date`).
    """
    upper = text.upper()
    ends = {
        name: max(match.end() for match in pattern.pattern.finditer(upper))
        for name, pattern in _LABEL_PATTERNS
        if pattern.search(upper)
    }
    bare = ends.pop("dated", None)
    last = max(ends, key=lambda name: ends[name], default="")
    if bare is None:
        return last
    return last if last and ends[last] + BARE_REACH >= bare else "dated"
