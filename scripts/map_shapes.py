"""Write the shapes of countries that maps are drawn with, from Natural Earth's (public domain) as ``world-atlas`` packs
them: ``npm pack world-atlas@2``, unpack it, then ``python -m scripts.map_shapes package/countries-50m.json``.

Each country is ``[its code of ISO 3166-1, longitude and latitude of its name, its shapes]``; a country without a code
has no name on maps.
"""

import csv
import json
import sys
from pathlib import Path

from babel.core import get_global

PACKAGE = Path(__file__).resolve().parent.parent / "essaimage_wagtail"
TARGET = PACKAGE / "static" / "essaimage_wagtail" / "map" / "countries.json"
POINTS = PACKAGE / "data" / "territories" / "countries.csv"
NAMED_ONLY = {"Kosovo": "XK"}
"""Countries that have no number in ISO 3166-1, by the name that Natural Earth gives them."""
POINTS_OF_OTHERS = {"XK": [20.9, 42.58]}
"""Where countries are named that our own list does not have."""
TOLERANCE = 0.05
"""Degrees by which a line may be moved when points are left out."""
SMALLEST = 0.03
"""Square degrees below which an island is left out."""
UNIT = 100
"""Numbers in the file are hundredths of a degree."""


def main(source):
    topology = json.loads(Path(source).read_text())
    scale, translate = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [simplified(list(decoded(arc, scale, translate))) for arc in topology["arcs"]]
    codes, points_of = get_global("territory_aliases"), named_points()
    countries = []
    for country in topology["objects"]["countries"]["geometries"]:
        polygons, rings = country.get("arcs", []), []
        for polygon in [polygons] if country["type"] == "Polygon" else polygons:
            for ring in polygon[:1]:
                points = joined(ring, arcs)
                if len(points) > 3 and area(points) > SMALLEST:
                    rings += map(packed, unrolled(points))
        code = NAMED_ONLY.get(country["properties"]["name"]) or codes.get(country.get("id"), [""])[0]
        if rings:
            countries.append([code, points_of.get(code), rings])
    TARGET.write_text(json.dumps(countries, separators=(",", ":")) + "\n")
    print(f"{len(countries)} countries, {TARGET.stat().st_size // 1000} kB")


def named_points():
    """``{code: [longitude, latitude]}`` of the places where countries are named: inside their largest landmass."""
    with POINTS.open(newline="") as rows:
        return POINTS_OF_OTHERS | {
            row["code"]: [float(row["longitude"]), float(row["latitude"])]
            for row in csv.DictReader(rows)
            if row["level"] == "country" and row["longitude"]
        }


def decoded(arc, scale, translate):
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield x * scale[0] + translate[0], y * scale[1] + translate[1]


def simplified(points):
    """Without the points that are no farther than the tolerance from the line (Ramer, Douglas and Peucker)."""
    kept, stack = {0, len(points) - 1}, [(0, len(points) - 1)]
    while stack:
        first, last = stack.pop()
        distance, farthest = max(
            ((offset(points[at], points[first], points[last]), at) for at in range(first + 1, last)), default=(0, 0)
        )
        if distance > TOLERANCE:
            kept.add(farthest)
            stack += [(first, farthest), (farthest, last)]
    return [points[at] for at in sorted(kept)]


def offset(point, start, end):
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    if not length:
        return ((x - x1) ** 2 + (y - y1) ** 2) ** 0.5
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length


def joined(ring, arcs):
    points = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc if not points else arc[1:]
    return points


def unrolled(points):
    """The ring on a flat map: twice if it crosses the line where 180° east is 180° west."""
    flat, turns = [points[0]], 0
    for (before, _), (longitude, latitude) in zip(points, points[1:], strict=False):
        turns += 360 * ((longitude - before < -180) - (longitude - before > 180))
        flat.append((longitude + turns, latitude))
    if turns:  # around the pole
        return [[(-180, -90), *((longitude, latitude) for longitude, latitude in sorted(points)), (180, -90)]]
    lowest, highest = min(flat)[0], max(flat)[0]
    shifts = [0] + [360] * (lowest < -180) + [-360] * (highest > 180)
    return [[(longitude + shift, latitude) for longitude, latitude in flat] for shift in shifts]


def area(points):
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False))) / 2


def packed(points):
    """Longitudes and latitudes by turns, the first two as they are, the others as the step from the point before."""
    whole = [(round(x * UNIT), round(y * UNIT)) for x, y in points]
    steps = [whole[0], *((x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in zip(whole, whole[1:], strict=False))]
    return [number for step in steps for number in step if step != (0, 0)]


if __name__ == "__main__":
    main(sys.argv[1])
