"""Signs of the symbol fonts of Word, which number them apart from Unicode, as far as people write them in texts."""

from typing import Final

_OWN = range(0xF000, 0xF100)
"""Numbers that mean a place in the font."""
_FONTS: Final = {
    "wingdings": {
        0x4A: "☺", 0x4B: "😐", 0x4C: "☹", 0x6F: "□", 0x76: "❖", 0xA7: "▪", 0xA8: "◻", 0xD8: "➢", 0xDF: "←",
        0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    },
    "symbol": {
        0x44: "Δ", 0x53: "Σ", 0x61: "α", 0x62: "β", 0x63: "χ", 0x64: "δ", 0x67: "γ", 0x6D: "μ", 0x70: "π", 0x73: "σ",
        0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB3: "≥",
        0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xBC: "…", 0xDE: "⇒",
    },
}  # fmt: skip
"""Sign by its place in a font; Word itself makes the arrows and faces of what people type."""


def shown(font: str, code: str) -> str:
    """What a sign of a font shows, U+FFFD where that is not known.

    >>> shown("Wingdings", "F0E0"), shown("Segoe UI Symbol", "2713"), shown("Wingdings", "F001")
    ('→', '✓', '\ufffd')
    """
    try:
        number = int(code, 16)
        sign = chr(number)
    except (ValueError, OverflowError):
        return "\ufffd"
    if number in _OWN:
        return _FONTS.get(font.lower(), {}).get(number - _OWN.start, "\ufffd")
    return sign if sign.isprintable() else "\ufffd"
