"""Second processes may draw the pictures of Word files; they are the same whoever drew them."""

from alianza.render.pictures import Pictures, rasterised

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="4"><rect width="{0}" height="4" fill="#14756f"/></svg>'
)
FIRST, SECOND, THIRD = (SVG.format(width) for width in (3, 7, 9))


def test_pictures_drawn_ahead_are_the_same_in_whatever_order_they_are_asked_for() -> None:
    pictures = Pictures()
    pictures.begin([FIRST, SECOND])
    pictures.begin([THIRD])
    assert [pictures.png(one) for one in (THIRD, FIRST, SECOND)] == [rasterised(one) for one in (THIRD, FIRST, SECOND)]


def test_a_figure_that_no_process_could_draw_is_drawn_when_it_is_asked_for() -> None:
    pictures = Pictures()
    pictures.begin([FIRST, "no figure"])
    assert pictures.png(FIRST) == rasterised(FIRST)
    assert pictures.png(SECOND) == rasterised(SECOND)


def test_nothing_is_left_once_it_stops() -> None:
    pictures = Pictures()
    pictures.begin([FIRST])
    [(_, process)] = pictures._begun
    running = process._process
    pictures.stop()
    assert running is not None and running.poll() is not None
    assert pictures._begun == []
