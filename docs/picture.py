#!/usr/bin/env python3
"""Runs the laptop in a terminal of 100 columns and writes what the terminal shows to docs/laptop.svg.

Needs Python 3 on Linux or macOS, and the .NET SDK. Run it in the top folder: python3 docs/picture.py
"""
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from xml.sax.saxutils import escape

COMMAND = "dotnet run --project src/SqsLambda.Local -- --port 0 --until-idle"
COLUMNS, ROWS = 100, 50

FONT_SIZE, LINE_HEIGHT, COLUMN_WIDTH = 14, 20, 8.43
MARGIN, BAR_HEIGHT = 20, 40

BACKGROUND, BAR, PLAIN, DIM = "#0d1117", "#161b22", "#e6edf3", "#9198a1"
COLOURS = {2: "#3fb950", 9: "#ff7b72", 11: "#e3b341"}  # by their numbers in the palette of 256 colours

ERASED = re.compile(r".*\r\x1b\[2K")
SEQUENCE = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|\x1b[=>]")


def run():
    """The bytes that the command writes to a terminal."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", DOTNET_NOLOGO="1")
        os.environ.pop("NO_COLOR", None)
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        os.execvp("dotnet", COMMAND.replace("run", "run --no-build", 1).split())
    output = b""
    while True:
        try:
            data = os.read(terminal, 65536)
        except OSError:  # Linux reports the end of the terminal as an error.
            break
        if not data:
            break
        output += data
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code not in (0, 1):  # 1: a sample was dead-lettered, as it should be.
        sys.exit(f"{COMMAND}\nended with exit code {code}:\n{output.decode(errors='replace')}")
    return output.decode()


def lines_of(output):
    """The lines that stay on the screen, each a list of (style, text)."""
    style, lines = {}, []
    for line in output.replace("\r\n", "\n").split("\n"):
        line = ERASED.sub("", line)
        pieces, end = [], 0
        for sequence in SEQUENCE.finditer(line):
            pieces.append((style, line[end:sequence.start()]))
            end = sequence.end()
            if sequence.group(2) == "m":
                style = styled(style, sequence.group(1))
        pieces.append((style, line[end:]))
        lines.append([(each, text) for each, text in pieces if text])
    while lines and not lines[-1]:
        lines.pop()
    return lines


def styled(style, codes):
    numbers = [int(code or 0) for code in codes.split(";")]
    style = dict(style)
    while numbers:
        number = numbers.pop(0)
        if number == 0:
            style = {}
        elif number == 1:
            style["bold"] = True
        elif number == 2:
            style["dim"] = True
        elif number == 38:
            style["colour"] = numbers[1]
            numbers = numbers[2:]
    return style


def span(style, text):
    fill = COLOURS.get(style.get("colour"), DIM if style.get("dim") else PLAIN)
    weight = ' font-weight="bold"' if style.get("bold") else ""
    return f'<tspan fill="{fill}"{weight}>{escape(text)}</tspan>'


def svg(lines):
    width = round(COLUMNS * COLUMN_WIDTH + 2 * MARGIN)
    height = BAR_HEIGHT + MARGIN + len(lines) * LINE_HEIGHT + MARGIN // 2
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="title desc"'
        f' font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, \'DejaVu Sans Mono\', \'Liberation Mono\', monospace" font-size="{FONT_SIZE}">',
        '<title id="title">The output of a run on the laptop</title>',
        '<desc id="desc">A terminal shows five sample orders. Three are processed, one of them after a retry. One is a duplicate. '
        'One is not valid: it is dead-lettered at its first receive. The last line counts them.</desc>',
        f'<rect width="{width}" height="{height}" rx="8" fill="{BACKGROUND}"/>',
        f'<path d="M0 {BAR_HEIGHT}V8a8 8 0 0 1 8-8h{width - 16}a8 8 0 0 1 8 8v{BAR_HEIGHT - 8}z" fill="{BAR}"/>',
        f'<text class="command" x="{MARGIN}" y="26" fill="{DIM}">$ <tspan fill="{PLAIN}">{escape(COMMAND)}</tspan></text>',
    ]
    for number, line in enumerate(lines, 1):
        y = BAR_HEIGHT + MARGIN // 2 + number * LINE_HEIGHT - 2
        if line:
            spans = "".join(span(*piece) for piece in line)
            parts.append(f'<text class="line" x="{MARGIN}" y="{y}" xml:space="preserve">{spans}</text>')
    return "\n".join(parts) + "\n</svg>\n"


if __name__ == "__main__":
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    subprocess.run(["dotnet", "build", "src/SqsLambda.Local", "--verbosity", "quiet", "--nologo"], check=True)
    with open("docs/laptop.svg", "w", encoding="utf-8", newline="\n") as file:
        file.write(svg(lines_of(run())))
