"""Draws the curves of docs/performance.md from the document that `tests/bench/run --json` printed.

    python3 tests/bench/chart.py FILE > docs/performance.svg

Both axes are logarithmic, so what grows in step with n runs along the grey line.
"""

import json
import math
import sys

WIDTH, HEIGHT, LEFT, TOP, LEGEND = 300, 240, 58, 34, 15
COLOURS = ["#0b6e99", "#c2410c", "#15803d", "#7c3aed", "#ca8a04", "#be185d", "#475569", "#06b6d4", "#84cc16", "#f472b6", "#1e3a8a", "#000000"]


def panel(x, title, axis, unit, curves):
    """One chart; `curves` is a list of (name, [(n, value)])."""
    points = [point for _, curve in curves for point in curve]
    lowest, highest = (round_to(pick(value for _, value in points)) for pick, round_to in ((min, down), (max, up)))
    first, last = down(min(n for n, _ in points)), up(max(n for n, _ in points))

    def place(n, value):
        across = math.log10(n / first) / math.log10(last / first)
        high = math.log10(value / lowest) / math.log10(highest / lowest)
        return x + LEFT + across * WIDTH, TOP + HEIGHT - high * HEIGHT

    def line(points, style):
        joined = " ".join(f"{a:.1f},{b:.1f}" for a, b in (place(*point) for point in points))
        return f'<polyline points="{joined}" fill="none" {style}/>'

    out = [f'<text x="{x + LEFT}" y="18" font-weight="bold">{title}</text>']
    value = lowest
    while value <= highest * 1.001:
        _, y = place(first, value)
        out.append(f'<path d="M{x + LEFT} {y:.1f}h{WIDTH}" stroke="#ddd"/><text x="{x + LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>')
        value *= 10
    n = first
    while n <= last:
        a, _ = place(n, lowest)
        out.append(f'<text x="{a:.1f}" y="{TOP + HEIGHT + 16}" text-anchor="middle">{n:,}</text>')
        n *= 10
    out.append(f'<text x="{x + LEFT}" y="{TOP + HEIGHT + 32}">{axis}; {unit}</text>')
    # As steep as n, from the lowest corner up to where it leaves the chart.
    reach = min(last, first * highest / lowest)
    out.append(line([(first, lowest), (reach, lowest * reach / first)], 'stroke="#999" stroke-dasharray="4 4"'))
    for number, (name, curve) in enumerate(curves):
        colour = COLOURS[number % len(COLOURS)]
        out.append(line(curve, f'stroke="{colour}" stroke-width="2"'))
        y = TOP + HEIGHT + 50 + number * LEGEND
        out.append(f'<path d="M{x + LEFT} {y - 4}h18" stroke="{colour}" stroke-width="2"/><text x="{x + LEFT + 24}" y="{y}">{name}</text>')
    return out


def down(value):
    return 10 ** math.floor(math.log10(value))


def up(value):
    return 10 ** math.ceil(math.log10(value))


def main():
    with open(sys.argv[1]) as file:
        seen = json.load(file)
    pure, growth = seen["computation"], seen["growth"]
    shapes = [(shape["records"], list(zip(pure["sizes"], shape["exposure_ms"]))) for shape in pure["shapes"]]
    panels = [
        panel(0, "Every gap of pg_hba records", "records", "milliseconds", shapes),
        panel(WIDTH + LEFT + 30, "check --all-regions", "instances", "processor seconds", list(growth["sweep"].items())),
        panel(2 * (WIDTH + LEFT + 30), "Reports", "instances", "processor milliseconds", list(growth["reports"].items())),
    ]
    width, height = 3 * (WIDTH + LEFT + 30), TOP + HEIGHT + 50 + 12 * LEGEND
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">')
    print(f'<rect width="{width}" height="{height}" fill="white"/>')
    for lines in panels:
        print("\n".join(lines))
    print("</svg>")


main()
