"""What is drawn of a sheet's actors, figures, money, plan and risks, and what is not when there is nothing to draw."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import timezone, translation
from django.utils.dateformat import format as format_date
from hypothesis import given
from hypothesis import strategies as st

from essaimage_wagtail import drawing
from essaimage_wagtail.blocks import ActorsBlock, BudgetBlock, ResultsBlock, SwotBlock, VigilanceBlock
from essaimage_wagtail.blocks.planning import PlanningBlock

BLOCKS = {
    "actors": ActorsBlock,
    "budget": BudgetBlock,
    "planning": PlanningBlock,
    "results": ResultsBlock,
    "swot": SwotBlock,
    "vigilance": VigilanceBlock,
}
DAYS = st.dates(date(1850, 1, 1), date(2100, 12, 31))
TODAY = date(2026, 6, 15)


def value_of(name, children):
    block = BLOCKS[name]()
    block.set_name(name)
    return block.normalize(children)


def render(value, language="en"):
    with translation.override(language):
        return value.block.render(value)


def entries(name, rows):
    child = {"actors": "actors", "budget": "lines", "planning": "actions", "results": "indicators"}.get(name, "points")
    return value_of(name, {child: rows})


def percents(svg, attribute):
    return [float(number) for number in re.findall(rf' {attribute}="(-?[\d.]+)%"', svg)]


@pytest.mark.parametrize("name", sorted(BLOCKS))
@pytest.mark.parametrize("language", ["en", "ar"])
def test_pictures_are_hidden_and_have_no_inline_style_or_script(name, language):
    with translation.override(language):
        html = render(BLOCKS[name]().get_preview_value(), language)
    assert not re.search(r"\sstyle=|<script|<style|\sid=", html)
    assert html.count("<svg class=") == len(re.findall(r'<svg class="[^>]*aria-hidden="true"', html))


# Actors


def actor(name, interest=None, influence=None, works_with=""):
    return {"name": name, "interest": interest, "influence": influence, "works_with": works_with}


def test_actors_are_on_the_map_where_their_scores_say():
    cells = drawing.matrix([(1, 1, 5), (2, 5, 1), (3, 1, 5)], 5, 5)
    assert cells[0][0] == {"level": 2, "numbers": [1, 3]}
    assert cells[4][4]["numbers"] == [2]
    assert sum(len(cell["numbers"]) for row in cells for cell in row) == 3
    assert (cells[4][0]["level"], cells[0][4]["level"]) == (0, 3)


def test_points_outside_the_scales_are_left_out():
    cells = drawing.matrix([(1, 0, 3), (2, 6, 3), (3, 3, -1)], 5, 5)
    assert not any(cell["numbers"] for row in cells for cell in row)


def test_numbers_on_the_map_are_those_of_the_table():
    html = render(entries("actors", [actor("Low", 1, 1), actor("High", 5, 5), actor("Unscored")]))
    table = html[html.index("<table") :]
    assert re.findall(r'es-point" aria-hidden="true">(\d)</span>\s*<bdi>(\w+)', table) == [
        ("1", "High"),
        ("2", "Low"),
        ("3", "Unscored"),
    ]
    assert html[: html.index("<table")].count("es-point") == 2


def test_forty_actors_are_all_on_the_map_even_in_one_cell():
    rows = [actor(f"Actor {n}", 3, 3, f"Actor {(n + 1) % 40}") for n in range(40)]
    value = entries("actors", rows)
    html = render(value)
    assert html[: html.index("es-network")].count("es-point") == 40
    network = value.network()
    assert len(network["actors"]) == len(network["links"]) == 40
    assert render(value) == html


@pytest.mark.parametrize("rows", [[], [actor("One", 3, 3)], [actor("One", 3, 3), actor("Two", 3)]])
def test_no_map_of_fewer_than_two_scored_actors(rows):
    value = entries("actors", rows)
    assert value.map() is None
    assert "es-point" not in render(value)


@pytest.mark.parametrize(
    ("works_with", "linked"),
    [
        ("Mairie", True),
        ("  MAIRIE d'Écully ", False),
        ("ecole du puits", True),
        ("Inconnu, École du Puits; autre", True),
        ("Inconnu", False),
        ("", False),
        ("Le café, la salle", True),
        (", ,;", False),
        ("Moi", False),
    ],
)
def test_links_are_names_of_the_table_whatever_their_case_and_accents(works_with, linked):
    rows = [actor("Moi", works_with=works_with), actor("Mairie"), actor("École du Puits"), actor("Le café, la salle")]
    network = entries("actors", rows).network()
    assert bool(network) == linked
    if linked:
        assert network["links"] == [(0, 1)]


def test_arabic_names_are_separated_by_arabic_commas():
    rows = [actor("أ", works_with="بلدية، مدرسة"), actor("بلدية"), actor("مدرسة")]
    assert entries("actors", rows).network()["links"] == [(0, 1), (0, 2)]


def test_a_link_said_by_both_is_drawn_once():
    value = entries("actors", [actor("A", works_with="B, b"), actor("B", works_with="A"), actor("C")])
    assert value.network()["links"] == [(0, 1)]
    assert [row["name"] for _number, row in value.network()["actors"]] == ["A", "B"]
    assert render(value).count("<path d=") == 1


@given(st.sets(st.tuples(st.integers(0, 39), st.integers(0, 39)).filter(lambda link: link[0] != link[1])))
def test_arcs_stay_in_their_picture_and_mirror(links):
    for mirrored in (False, True):
        svg = drawing.arcs(sorted(links), 40, mirrored)
        for edge, bend in re.findall(r'd="M(\d+) [\d.]+C([\d.-]+) ', svg):
            # The middle of a cubic curve whose two controls are at the same distance.
            assert 0 <= float(edge) / 4 + float(bend) * 3 / 4 <= 100
            assert edge == ("0" if mirrored else "100")


# Results


def indicator(value=None, baseline=None, target=None, **more):
    decimals = {"value": value, "baseline": baseline, "target": target}
    return {"name": "x", **{k: None if v is None else Decimal(str(v)) for k, v in decimals.items()}, **more}


@pytest.mark.parametrize(
    ("value", "baseline", "target", "share", "outcome"),
    [
        (50, 0, 100, "0.5", ""),
        (0, None, 100, "0", ""),
        (-50, 0, 100, "-0.5", "away"),
        (-50, None, 100, "-0.5", ""),
        (900, 0, 100, "9", "reached"),
        (900, None, 100, "9", ""),
        (30, 100, 20, "0.875", ""),
        (20, 100, 20, "1", "reached"),
        (120, 100, 20, "-0.25", "away"),
        (5, 3, None, None, ""),
        (None, 3, 10, None, ""),
        (3, 3, 3, None, ""),
    ],
)
def test_share_of_the_way_to_the_target(value, baseline, target, share, outcome):
    (row,) = entries("results", [indicator(value, baseline, target)]).rows()
    assert row.share() == (None if share is None else Decimal(share))
    assert row.outcome() == outcome
    assert ("es-course" in render(entries("results", [indicator(value, baseline, target)]))) == (share is not None)


def test_contested_figure_is_hatched_and_claims_no_success():
    html = render(entries("results", [indicator(900, 0, 100, contested=True)]))
    assert "es-course--doubtful" in html
    assert "Contested figure" in html
    assert "Target reached" not in html


@given(st.decimals(-(10**14), 10**14, places=4))
def test_course_stays_in_its_picture_and_mirrors(share):
    straight, mirrored = drawing.progress(share), drawing.progress(share, mirrored=True)
    for attribute in ("x", "x1", "x2"):
        places = percents(straight, attribute)
        assert all(0 <= place <= 100 for place in places)
        assert percents(mirrored, attribute)[-1:] == [
            pytest.approx(100 - place, abs=0.011) for place in places[-1:]
        ] or (attribute == "x2")


def test_course_starts_at_the_start_and_ends_at_the_flag():
    svg = drawing.progress(1)
    assert 'x1="0.00%" x2="100.00%"' in svg
    assert '<svg x="100.00%"' in svg
    assert "es-course__fill" not in drawing.progress(0)


# Budget


def line(amount, funder="", side="income", label="x"):
    return {"side": side, "amount": None if amount is None else Decimal(str(amount)), "funder": funder, "label": label}


def test_shares_by_kind_of_funder_are_exact():
    value = entries(
        "budget", [line("0.10", "state"), line("0.20", "sales"), line("0.10", "state"), line("9", side="expense")]
    )
    shares = value.shares()
    assert [(share["amount"], share["percent"]) for share in shares] == [
        (Decimal("0.20"), Decimal(50)),
        (Decimal("0.20"), Decimal(50)),
    ]


def test_amounts_that_are_not_above_nought_are_listed_and_not_drawn():
    value = entries(
        "budget", [line(75, "state"), line(25, "sales"), line(-5, "company"), line(0, "europe"), line(None, "own")]
    )
    assert [share["percent"] for share in value.shares()] == [75, 25, None, None]
    html = render(value)
    shares = html[html.index("es-shares__title") :]
    assert shares.count("<rect") == 2
    assert "Company" in shares
    assert "European Union" in shares
    assert "Own resources" not in shares


@pytest.mark.parametrize(
    "lines",
    [[], [line(5)], [line(5, "state"), line(6, "state")], [line(5, "state", side="expense"), line(5, "sales")]],
)
def test_no_shares_of_fewer_than_two_kinds(lines):
    assert entries("budget", lines).shares() == []


@pytest.mark.parametrize("amounts", [(-3, -4), (0, 0), (0, 5)])
def test_shares_without_a_picture(amounts):
    html = render(entries("budget", [line(amounts[0], "state"), line(amounts[1], "sales")]))
    assert "es-shares" in html
    assert "es-stack" not in html


def test_sixty_lines():
    kinds = ["state", "sales", "members", "europe"]
    html = render(entries("budget", [line(n - 20, kinds[n % 4], label=f"Line {n}") for n in range(60)]))
    assert html.count("Line ") >= 60
    assert html.count("<rect") == 4


@given(st.lists(st.decimals("0.01", 10**12, places=2), min_size=2, max_size=10))
def test_parts_fill_the_bar_whole(amounts):
    shares = [float(amount * 100 / sum(amounts)) for amount in amounts]
    for mirrored in (False, True):
        parts = re.findall(r'<rect[^>]* x="([\d.-]+)%" y="1" width="([\d.]+)%', drawing.stack(shares, mirrored))
        assert len(parts) == len(shares)
        for number, (x, width) in enumerate(parts):
            start = 100 - sum(shares[: number + 1]) if mirrored else sum(shares[:number])
            assert (float(x), float(width)) == (pytest.approx(start, abs=0.01), pytest.approx(shares[number], abs=0.01))


@pytest.mark.parametrize(("value", "text"), [("41.3", "41%"), ("0.2", "&lt; 1%"), ("100", "100%"), (None, "")])
def test_percent(value, text):
    template = Template("{% load essaimage_drawings %}{{ value|percent }}")
    with translation.override("en"):
        assert template.render(Context({"value": value and Decimal(value)})) == text


# Action plan


def action(start=None, end=None, state="todo", name="Find a hall", **more):
    return {"name": name, "start": start, "end": end, "state": state, **more}


def test_actions_are_in_order_of_date_and_those_without_come_after():
    value = entries(
        "planning",
        [
            action(name="C"),
            action(date(2026, 5, 1), name="B"),
            action(end=date(2026, 4, 1), name="A"),
            action(name="D"),
        ],
    )
    assert [row["name"] for row in value.dated()] == ["A", "B"]
    assert [row["name"] for row in value.undated()] == ["C", "D"]
    html = render(value)
    assert re.findall(r'es-plan__name">(\w)', html) == ["A", "B", "C", "D"]
    assert html.index(">B<") < html.index("No date yet") < html.index(">C<")


def test_an_end_before_its_start_is_shown_and_pointed_out():
    value = entries(
        "planning", [action(date(2026, 5, 1), date(2025, 5, 1)), action(date(2026, 5, 1), date(2026, 5, 1))]
    )
    with translation.override("en"):
        assert value.warnings() == ["“Find a hall” ends before it starts."]
    html = render(value)
    assert html.count("It ends before it starts.") == 1
    assert "<rect" in html


def test_a_warning_names_an_action_without_a_name():
    value = entries("planning", [action(date(2026, 5, 1), date(2025, 5, 1), name="")])
    with translation.override("en"):
        assert value.warnings() == ["“An action” ends before it starts."]


@pytest.mark.parametrize("state", ["todo", "doing", "done", "dropped", "", None])
def test_state_is_said_and_drawn(state):
    html = render(entries("planning", [action(date(2026, 5, 1), date(2026, 7, 1), state)]))
    label = {"todo": "To do", "doing": "In progress", "done": "Done", "dropped": "Dropped"}.get(state)
    if label:
        assert label in html
        assert f"es-time--{state}" in html
    assert "None" not in html


def test_only_dates_without_a_line_of_time():
    html = render(entries("planning", [action()]))
    assert "es-time" not in html
    assert "No date yet" not in html


def test_today_is_that_of_the_site(monkeypatch):
    plan = entries("planning", [action(date(2026, 6, 1), date(2026, 6, 30))])
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)
    html = render(plan)
    assert html.count("es-time__today") == 2
    assert ">Today<" in html
    monkeypatch.setattr(timezone, "localdate", lambda: date(2031, 1, 1))
    assert "es-time__today" not in render(plan)


def test_today_a_little_later_is_still_on_the_scale():
    axis, _bars = drawing.timeline([(date(2026, 1, 1), date(2026, 3, 31), "done")], TODAY, "Today")
    assert "Today" in axis
    assert all(0 <= place <= 100 for place in percents(axis, "x1"))


@pytest.mark.parametrize(
    ("first", "last", "ticks"),
    [
        (date(2026, 1, 5), date(2026, 5, 20), [(1, 2026), (2, None), (3, None), (4, None), (5, None)]),
        (date(2026, 11, 5), date(2027, 1, 20), [(11, 2026), (12, None), (1, 2027)]),
        (date(2025, 2, 1), date(2026, 1, 31), [(1, 2025), (4, None), (7, None), (10, None), (1, 2026)]),
        (date(1850, 1, 1), date(2100, 12, 31), [1850, 1900, 1950, 2000, 2050, 2100]),
        (date(9990, 1, 1), date(9999, 12, 31), [9990, 9992, 9994, 9996, 9998]),
    ],
)
def test_scale_of_months_or_years(first, last, ticks):
    with translation.override("fr"):
        axis, (bar,) = drawing.timeline([(first, last, "done")], date(1700, 1, 1), "Today")
        labels = [
            str(tick) if isinstance(tick, int) else format_date(date(2000, tick[0], 1), "M") + f" {tick[1] or ''}"
            for tick in ticks
        ]
    assert re.findall(r">([^<]+)</text>", axis) == [label.strip() for label in labels]
    assert percents(bar.split("<rect")[1], "width")[0] > 50


@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=40), DAYS)
def test_every_bar_is_on_the_scale_and_mirrors(pairs, today):
    spans = [(*sorted(pair), "doing") for pair in pairs]
    axis, bars = drawing.timeline(spans, today, "Today")
    mirrored_axis, mirrored_bars = drawing.timeline(spans, today, "Today", mirrored=True)
    assert len(bars) == len(mirrored_bars) == len(spans)
    assert 1 <= axis.count("<text") <= 7
    for svg, other in zip([axis, *bars], [mirrored_axis, *mirrored_bars], strict=True):
        for place, opposite in zip(percents(svg, "x1"), percents(other, "x1"), strict=True):
            assert -0.01 <= place <= 100.01
            assert place + opposite == pytest.approx(100, abs=0.02)
        for x, width in re.findall(r'<rect[^>]* x="([\d.-]+)%" y="50%" width="([\d.]+)%', svg):
            assert 0 <= float(x) + float(width) <= 100.02


def test_a_day_is_a_diamond_and_a_short_span_can_be_seen():
    spans = [
        (date(2000, 1, 1), date(2000, 1, 1), "todo"),
        (date(2000, 1, 1), date(2000, 1, 2), "todo"),
        (date(1900, 1, 1), date(2000, 1, 2), "todo"),
    ]
    _axis, (day, short, _long) = drawing.timeline(spans, TODAY, "Today")
    assert "<rect" not in day
    assert percents(short.split("<rect")[1], "width") == [1]
    assert drawing.timeline([], TODAY, "Today") == ("", [])


# Points of vigilance


def test_points_are_on_the_matrix_with_the_numbers_of_the_list():
    points = [
        {"title": "A", "likelihood": 3, "severity": 1},
        {"title": "B", "likelihood": 1, "severity": 3},
        {"title": "C", "likelihood": 1},
    ]
    value = entries("vigilance", points)
    assert value.map()["points"] == [(1, 1, 3), (2, 3, 1)]
    html = render(value)
    assert html[: html.index("<ul")].count("es-point") == 2
    assert re.findall(r">(\d)</span> (\w)</h3>", html) == [("1", "A"), ("2", "B"), ("3", "C")]
    assert value_of("vigilance", {"points": points[:1]}).map() is None


# SWOT


def test_empty_quadrants_say_so():
    html = render(value_of("swot", {"strengths": ["Cheap"]}))
    assert html.count("None declared") == 3


def test_days_between_are_days():
    """A span that ends the day before the next begins does not overlap it."""
    first, second = date(2026, 1, 1), date(2026, 2, 1)
    spans = [(first, second - timedelta(days=1), "done"), (second, date(2026, 2, 28), "done")]
    _axis, bars = drawing.timeline(spans, date(1900, 1, 1), "Today")
    (x, next_x) = (float(re.search(r'<rect[^>]* x="([\d.]+)%', bar)[1]) for bar in bars)
    assert x + percents(bars[0].split("<rect")[1], "width")[0] == pytest.approx(next_x, abs=0.02)
