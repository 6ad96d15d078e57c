"""Pages of Taguette: words of different blocks and cells stand apart, and offsets count what Taguette counts."""

import pytest

from alianza.formats.refi.taguette import Page


@pytest.mark.parametrize(
    ("contents", "text"),
    [
        ("hola<br>mundo", "hola\nmundo"),
        ("hola<br/><br/>mundo", "hola\n\nmundo"),
        ("<p>uno</p><hr><p>dos</p>", "uno\ndos\n"),
        ("<div>uno<p>dos</p>tres</div>", "uno\ndos\ntres\n"),
        ("<p>uno</p> <p>dos</p>", "uno\n dos\n"),
        ("<p>uno</p>\n<p>dos</p>", "uno\n\ndos\n"),
        ("<table><tr><td>a</td><td><p>b</p></td></tr><tr><th>c</th><td>d</td></tr></table>", "a\tb\nc\td\n"),
        ("<ul><li>uno</li><li>dos</li></ul>", "uno\ndos\n"),
        ("<p>un <b>so</b>lo</p>", "un solo\n"),
    ],
)
def test_blocks_lines_and_cells_stand_apart(contents, text):
    assert Page(contents).text == text


@pytest.mark.parametrize("between", ["<br>", "<hr>", "</p><p>", "<div>", "</td><td>", "<p>"])
def test_what_is_put_between_counts_nothing(between):
    page = Page(f"<p>señor{between}mundo")
    places = [page.place(*ends) for ends in ((0, 6), (6, 11), (0, 11))]
    assert [page.text[slice(*place)] for place in places if place][:2] == ["señor", "mundo"]
    assert page.text[slice(*places[2])] in ("señor\nmundo", "señor\tmundo")
