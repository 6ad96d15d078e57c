"""The order in which people look things up: accents do not count, and ñ comes after n."""

import unicodedata

_TILDE = "\u0303"
_LAST = "\U0010ffff"


def reading_order(text: str) -> tuple[str, str]:
    """A sort key in Spanish collation, which serves English as well; equal letters fall back on the text itself.

    >>> sorted(["Ñandú", "Quito", "Carchi", "Nube", "Cañar", "Ávila", "azul"], key=reading_order)
    ['Ávila', 'azul', 'Cañar', 'Carchi', 'Nube', 'Ñandú', 'Quito']

    Source:
        Real Academia Española, Ortografía (2010): alphabetical order.
    """
    signs = unicodedata.normalize("NFD", text.casefold())
    kept = "".join(
        f"{_LAST}" if sign == _TILDE and signs[place - 1 : place] == "n" else sign
        for place, sign in enumerate(signs)
        if sign == _TILDE and signs[place - 1 : place] == "n" or not unicodedata.combining(sign)
    )
    return kept, text
