"""A text that the study itself brings, in the languages in which it is known."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A title, label or definition in Spanish and English.

    Texts come from the study folder (titles, value labels, definitions), never from the program:
    the program's own sentences are messages, turned into words by `alianza.render.messages`.
    """

    es: str
    en: str = ""

    def spoken(self, language: str) -> str:
        """The text in `language`, or in the other one where only that is known.

        >>> Text("comercio", "trade").spoken("en")
        'trade'
        >>> Text("comercio").spoken("en")
        'comercio'
        """
        return (self.en or self.es) if language == "en" else (self.es or self.en)
