"""Write telephone numbers as they are dialled from anywhere (E.164), where the paper or its number tells the country."""

from __future__ import annotations

from collections.abc import Sequence

_ANY = "ZZ"


def international(printed: str, countries: Sequence[str]) -> str:
    """``+49221445566`` for a number as it is printed; empty when it has no country's code and none of ``countries`` has such a number."""
    # Loaded here, as not every process that knows extractors reads documents; those that do load it before any comes. 26 ms and 1.4 MB.
    import phonenumbers

    if printed.startswith("+"):
        countries = (_ANY,)
    for country in countries:
        try:
            number = phonenumbers.parse(printed, country)
        except phonenumbers.NumberParseException:
            continue
        is_right = phonenumbers.is_valid_number if country != _ANY else phonenumbers.is_possible_number
        if is_right(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return ""
