"""Runs a command in a terminal of 100 columns and writes what it shows as an animated SVG. No network, no packages.

    record.py OUT.svg TITLE COMMAND ARGUMENT...
"""
import html
import os
import pty
import re
import sys
import time

COLUMNS, ROWS = 100, 34
LINE, WIDTH, PAD = 17, 8.0, 14
LONGEST_PAUSE, END = 1.2, 4.0
COLOURS = {9: "#ff7b72", 10: "#7ee787", 11: "#e3b341", 7: "#b1bac4", 8: "#8b949e", 14: "#79c0ff"}


def recorded(command):
    """The lines of the output, each with the second at which it came; long pauses are cut."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(COLUMNS=str(COLUMNS), TERM="xterm-256color")
        os.execvp(command[0], command)
    import fcntl, struct, termios
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    lines, rest, at, last = [], b"", 0.0, time.monotonic()
    while True:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        now = time.monotonic()
        at += min(now - last, LONGEST_PAUSE)
        last = now
        rest += data
        *whole, rest = rest.split(b"\n")
        for line in whole:
            # Lines that come at once appear one after another, quickly.
            at += 0.05
            text = line.decode(errors="replace").rstrip("\r").split("\r")[-1]
            lines.extend((at, part) for part in wrapped(text))
    _, status = os.waitpid(child, 0)
    if status != 0:
        sys.exit(f"{command} ended with {status}")
    return lines


def wrapped(line):
    """A line in parts that fit, as a terminal breaks it; lines with colours fit already."""
    if "\x1b" in line or len(line) <= COLUMNS:
        return [line]
    return [line[start:start + COLUMNS] for start in range(0, len(line), COLUMNS)]


def spans(line):
    """A line as SVG text with its colours."""
    out, colour, bold = [], None, False
    for part in re.split(r"(\x1b\[[0-9;?]*[A-Za-z])", line):
        code = re.fullmatch(r"\x1b\[([0-9;]*)m", part)
        if code:
            numbers = [int(number or 0) for number in code[1].split(";")]
            if numbers[:2] == [38, 5]:
                colour = COLOURS.get(numbers[2])
            elif numbers == [39] or numbers == [0]:
                colour, bold = None, bold and numbers != [0]
            elif numbers == [1]:
                bold = True
        elif part and not part.startswith("\x1b"):
            style = (f' fill="{colour}"' if colour else "") + (' font-weight="bold"' if bold else "")
            text = html.escape(part)
            out.append(f"<tspan{style}>{text}</tspan>" if style else text)
    return "".join(out)


def svg(title, lines):
    """The whole picture: each line appears at its time, and the screen moves up when it is full."""
    total = lines[-1][0] + END
    moves = []
    for index, (at, _) in enumerate(lines):
        if index >= ROWS:
            moves.append(f"{100 * at / total:.2f}%{{transform:translateY({-(index - ROWS + 1) * LINE}px)}}")
    end = f"100%{{transform:translateY({-max(0, len(lines) - ROWS) * LINE}px)}}"
    width, height = COLUMNS * WIDTH + 2 * PAD, ROWS * LINE + 2 * PAD + 24
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" role="img">',
        f"<title>{html.escape(title)}</title>",
        "<style>",
        "text{font:13.3px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#e6edf3;white-space:pre}",
        f".s{{animation:s {total:.2f}s step-end infinite}}",
        f"@keyframes s{{0%{{transform:none}}{''.join(moves)}{end}}}",
    ]
    for index, (at, _) in enumerate(lines):
        share = 100 * at / total
        out.append(f".l{index}{{animation:k{index} {total:.2f}s step-end infinite}}"
                   f"@keyframes k{index}{{0%{{opacity:0}}{share:.2f}%{{opacity:1}}}}")
    out += [
        "</style>",
        f'<rect width="{width:.0f}" height="{height}" rx="8" fill="#0d1117"/>',
        '<circle cx="18" cy="16" r="5" fill="#ff5f57"/><circle cx="36" cy="16" r="5" fill="#febc2e"/><circle cx="54" cy="16" r="5" fill="#28c840"/>',
        f'<text x="{width / 2:.0f}" y="20" text-anchor="middle" style="fill:#8b949e">{html.escape(title)}</text>',
        f'<svg y="30" width="{width:.0f}" height="{ROWS * LINE + PAD}"><g class="s">',
    ]
    for index, (_, line) in enumerate(lines):
        if line:
            out.append(f'<text class="l{index}" x="{PAD}" y="{(index + 1) * LINE}" xml:space="preserve">{spans(line)}</text>')
    out.append("</g></svg></svg>\n")
    return "\n".join(out)


def main():
    out, title, *command = sys.argv[1:]
    lines = recorded(command)
    with open(out, "w", encoding="utf-8") as file:
        file.write(svg(title, lines))
    print(f"{out}: {len(lines)} lines, {lines[-1][0] + END:.0f} s, {os.path.getsize(out) // 1024} KiB")


if __name__ == "__main__":
    main()
