"""Results as tables for a terminal."""

from landweave.core.engine.tables import aligned, area_table


def test_numbers_are_set_to_the_right_and_lines_end_without_blanks():
    assert aligned([("a", "b"), ("long", "12345"), ("x", "1")], 1) == "a         b\nlong  12345\nx         1"
    assert aligned([("a", "b"), ("long", "12345"), ("x", "1")]) == "a     b\nlong  12345\nx     1"


def test_letters_that_take_two_columns_count_twice():
    assert aligned([("건물", "1"), ("road", "20")], 1) == "건물   1\nroad  20"


def test_columns_that_say_nothing_are_left_out():
    facts = {"areas": [{"name": "roof", "pixels": 1500, "share": 0.25, "area_m2": None}], "seconds": 3.0, "megapixels": 0.006,
             "polygons": 12}
    assert area_table(facts) == "class  pixels   share\nroof    1,500  25.0 %\n0.01 Mpx in 3.0 s, 12 polygons"


def test_polygons_alone():
    facts = {"areas": [{"name": "roof", "polygons": 2, "area_m2": 1234.5}], "polygons": 2}
    assert area_table(facts) == "class     m²  polygons\nroof   1,234         2\n2 polygons"


def test_no_class_at_all():
    assert area_table({"areas": [], "polygons": 0}) == "class\n0 polygons"
