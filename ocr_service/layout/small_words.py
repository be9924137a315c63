"""The small words of languages, by script: articles, prepositions, pronouns, and those that letters and bills begin with.

Compiled by hand, the commonest of each language first; codes of ISO 639-2 as Tesseract's.
"""

from __future__ import annotations

from collections.abc import Mapping

_LATIN = {
    "eng": """the and of to in is for on that with you are this be have it not as was by from or at your an if we will
        which their has can our all been would please were they his her but had who when there should may any into
        dear invoice amount address date page""",
    "deu": """der die das und den dem des von zu zum zur mit ist im für auf nicht ein eine einen einer sich auch als an
        bis werden wird sind bei oder bitte wir sie ihre ihr ihnen nach über durch vom aus wie haben hat es ich dass
        rechnung betrag datum seite""",
    "fra": """le la les des du de et un une est dans pour que qui sur par au aux avec vous nous votre notre ne pas ce
        cette plus ou sont être été vos leur il elle je se son sa ses mais dont nos d'une l'article facture montant date""",
    "spa": """el la los las de del y en que un una es por con para se su al lo como más no sus este esta ha o son pero
        sin sobre entre también hasta nos le usted muy ya fue cuando factura importe fecha señor""",
    "ita": """il lo gli i di che e è la le per un una non con del della delle dei nel nella alla al da su si ha come più
        sono anche o questa questo essere dal sua suo ed dell fattura importo data totale""",
    "nld": """de het een en van is voor op met dat te in zijn niet bij uw wij je aan of door naar ook als er om dit deze
        wordt worden heeft hebben kunt onze ons u dan nog maar tot over factuur bedrag datum geachte""",
    "por": """o os a as de e é um uma do da dos das em para que por com seu sua ao à se no na nos nas não como mais este ou
        são foi pelo pela também já entre fatura valor data senhor você""",
    "dan": """og at det er en til af på for med som den der ikke de har et vi du jeg kan eller om fra skal vil ved blev
        være hvis dette efter også meget hvor deres faktura beløb""",
    "nob": """og å det er en til av på for med som den ikke de har et vi du jeg kan eller om fra skal vil ved ble være
        hvis dette etter også mye hvor deres faktura beløp hva""",
    "swe": """och att det är en till av på för med som den inte de har ett vi du jag kan eller om från ska vill vid blev
        vara detta efter också mycket där deras era vår faktura belopp""",
    "fin": """ja on ei se että hän oli ovat joka mutta kun niin myös tai olla kuin sen mukaan sekä ole voi tämä tämän
        jos vain minä me te he lasku päivä""",
    "pol": """i w na z do się nie jest to że o od po za dla jak przez oraz jego są ale czy był być jako przy lub pan
        pani ten ta tego które który faktura kwota data dnia""",
    "ces": """a v na se je to že s z do o i za pro by jako ale po k od není jsou byl jeho který která které nebo při
        této bude faktura částka dne vážený""",
    "slk": """a v na sa je to že s z do o aj za pre by ako ale po k od nie sú bol jeho ktorý ktorá ktoré alebo pri tejto
        bude faktúra suma dňa vážený""",
    "hun": """a az és hogy nem is egy ez meg van volt csak de vagy ha mint már még el fel kell lesz amely ezt azt után
        alapján szerint számla összeg tisztelt""",
    "ron": """și în de la cu pe nu este un o din ce care mai pentru sau prin se au fost sunt lui ale după acest această
        vă factura suma data domnule""",
    "tur": """ve bir bu da de için ile olarak çok daha en gibi kadar sonra olan ne ya o ki her ama veya değil oldu fatura
        tutar tarih sayın""",
    "cat": """el la els les de del i en que un una és per amb es no al com més són o pel aquest aquesta seva seu ha dels
        també però factura import""",
    "hrv": """i u na je se da za od su s ne koji koja koje što ili kao bi iz po do ali te biti račun iznos datum
        poštovani""",
    "slv": """in v na je se da za od so z ne ki ali kot bi iz po do pa tudi ter lahko biti račun znesek datum
        spoštovani""",
    "est": """ja on ei see et ta oli mis kui ka või aga siis kes oma mida ning nii selle arve summa kuupäev""",
    "lav": """un ir ar no uz par ka kas to šis tas bet vai pie arī kā tika nav rēķins summa datums""",
    "lit": """ir yra su iš į kad tai kaip apie bei bet arba nuo po už šis buvo ne sąskaita suma data""",
    "ind": """yang dan di ini itu dengan untuk dari pada adalah tidak ke akan atau dalam oleh telah kami anda sebagai
        bahwa juga faktur jumlah""",
    "msa": """yang dan di ini itu dengan untuk dari pada adalah tidak ke akan atau dalam oleh telah kami anda sebagai
        bahawa juga ialah kepada jumlah tarikh terima kasih encik""",
    "vie": """và của là có không được cho một các trong với người này khi đã những để từ về như ngày hóa đơn""",
    "isl": """og að er í á sem það til við um ekki með en hann var fyrir af frá þetta eða verið""",
    "gle": """agus an na ar is le do ag sa go tá atá nach níl bhí seo sin""",
    "cym": """y yr a ac yn i o ar mae gan am eich ei fod wedi hyn""",
    "afr": """die en van is nie in het vir op met wat dat te aan om ek ons hulle sal deur""",
    "lat": """et in est non ad ut cum sed quod qui quae ex ab sunt enim etiam""",
    "sqi": """dhe të në e i për me që nga një është si ka nuk së do""",
    "eus": """eta da ez bat du dira izan ere baina dute hau""",
    "epo": """la kaj de en estas al por ne kun ke mi vi li""",
    "tgl": """ang ng sa na mga at ay ito para hindi ako kung""",
    "swa": """na ya wa kwa ni za katika la cha kuwa hii""",
}
_CYRILLIC = {
    "rus": """и в не на что с по это как а из к у за от о для же вы мы был или при его все так бы если еще ещё только
        она они счет сумма""",
    "ukr": """і в не на що з по це як а із до у за від про для же ви ми був або при його все так би якщо ще та є
        рахунок сума""",
    "bel": """і ў не на што з па гэта як а да у за ад для вы мы быў або пры яго ёсць""",
    "bul": """и в не на че с по това как а от за до се да е са си или при той ще във със като което фактура сума""",
    "srp": """и у не на да с по то како а од за до се је су или при који која што са би рачун износ""",
    "mkd": """и во не на дека со по тоа како а од за до се да е или при кој што ќе сметка""",
    "kaz": """және бұл мен да де үшін бір бар болып деп""",
}


def _sets(listed: Mapping[str, str]) -> dict[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in listed.items()}


SMALL_WORDS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "LATIN": _sets(_LATIN),
    "CYRILLIC": _sets(_CYRILLIC),
}
