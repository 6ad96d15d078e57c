"""Paths of codes: every list of names has its own, whatever slashes and backslashes the names have."""

from hypothesis import given
from hypothesis import strategies as st

from alianza.coding.project import code_path, path_names

NAMES = st.lists(st.text(st.sampled_from("ab/\\\n"), min_size=1, max_size=5), min_size=1, max_size=4)


@given(NAMES)
def test_the_names_come_back_from_their_path(names):
    assert path_names(code_path(names)) == tuple(names)


@given(NAMES, NAMES)
def test_two_lists_of_names_have_two_paths(one, other):
    assert (code_path(one) == code_path(other)) == (one == other)


def test_a_backslash_at_the_end_of_a_name_is_no_part_of_the_slash_behind_it():
    assert code_path(["a\\", "b"]) == r"a\\/b"
    assert code_path(["a/b"]) == r"a\/b"


def test_a_backslash_inside_a_name_is_written_as_it_is():
    assert code_path([r"c:\datos", "x"]) == r"c:\datos/x"


def test_a_name_of_backslashes_takes_no_time():
    names = ("\\" * 300_000 + "a", "\\" * 300_000)
    assert path_names(code_path(names)) == names
