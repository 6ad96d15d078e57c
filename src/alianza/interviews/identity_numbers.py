"""Numbers by which Ecuador knows persons and firms: their shape and their check digit."""

_PROVINCES = frozenset(f"{number:02d}" for number in (*range(1, 25), 30))
"""The 24 provinces, and 30 for those registered abroad."""
_FIRM = (4, 3, 2, 7, 6, 5, 4, 3, 2)
_STATE = (3, 2, 7, 6, 5, 4, 3, 2)


def is_cedula(digits: str) -> bool:
    """Whether ten digits are a person's number (cédula): province, third digit below six, check digit modulo 10.

    >>> is_cedula("1710034065"), is_cedula("1710034066")
    (True, False)

    Source:
        Registro Civil del Ecuador: every second digit, from the first, counts double, nine less where that is more
        than nine; the tenth digit fills the sum up to the next ten.
    """
    if not (len(digits) == 10 and _is_number(digits) and digits[:2] in _PROVINCES and digits[2] < "6"):
        return False
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits[:9])]
    return -sum(value - 9 if value > 9 else value for value in doubled) % 10 == int(digits[9])


def is_ruc(digits: str) -> bool:
    """Whether thirteen digits are a taxpayer's number (RUC): a person's and the establishment, a firm's, the state's.

    >>> is_ruc("1710034065001"), is_ruc("1790011674001"), is_ruc("1760001550001"), is_ruc("1790011675001")
    (True, True, True, False)

    Source:
        Servicio de Rentas Internas: modulo 11 with the weights 4 3 2 7 6 5 4 3 2 for firms (third digit 9) and
        3 2 7 6 5 4 3 2 for public bodies (third digit 6).
    """
    if not (len(digits) == 13 and _is_number(digits) and digits[:2] in _PROVINCES):
        return False
    if digits[2] == "9":
        return _checked(digits, _FIRM) and digits[10:] != "000"
    if digits[2] == "6":
        return _checked(digits, _STATE) and digits[9:] != "0000"
    return is_cedula(digits[:10]) and digits[10:] != "000"


def _checked(digits: str, weights: tuple[int, ...]) -> bool:
    """Whether the digit behind the weighted ones fills their sum up to a multiple of eleven."""
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False))
    return -total % 11 == int(digits[len(weights)])


def _is_number(digits: str) -> bool:
    return digits.isascii() and digits.isdigit()
