"""Reading a QR code as a scanner does, from its modules alone (ISO/IEC 18004): the smallest size, with letters and
digits. Nothing here comes from what draws the codes."""

import re
from collections.abc import Iterator, Mapping

SIDE, QUIET = 21, 4
FORMAT_MASK = 0b101010000010010
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
ALPHANUMERIC, MEDIUM = 0b0010, 0b00
DATA_BITS = 16 * 8  # of the 26 codewords, with medium correction
Modules = frozenset[tuple[int, int]]  # the dark ones, by row and column


def read_path(path: str) -> Modules:
    """The dark modules of a path of `M{x} {y}h1v1h-1z`, without the quiet zone around them."""
    found = re.findall(r"M(\d+) (\d+)h1v1h-1z", path)
    dark = frozenset((int(row) - QUIET, int(column) - QUIET) for column, row in found)
    assert all(0 <= row < SIDE and 0 <= column < SIDE for row, column in dark), "no quiet zone, or another size"
    return dark


def read_qr(dark: Modules) -> str:
    """What the code says."""
    for top, left in ((0, 0), (0, SIDE - 7), (SIDE - 7, 0)):
        assert all(((top + step, left) in dark) and ((top, left + step) in dark) for step in range(7)), "no finder"
    level, mask = _format(dark)
    assert level == MEDIUM
    bits = "".join(str(int(((row, column) in dark) != _is_flipped(mask, row, column))) for row, column in _way())
    bits = bits[:DATA_BITS]
    assert int(bits[:4], 2) == ALPHANUMERIC
    length, rest = int(bits[4:13], 2), bits[13:]
    said = ""
    while len(said) < length:
        if length - len(said) > 1:
            pair, rest = int(rest[:11], 2), rest[11:]
            said += LETTERS[pair // len(LETTERS)] + LETTERS[pair % len(LETTERS)]
        else:
            said += LETTERS[int(rest[:6], 2)]
    return said


def _format(dark: Modules) -> tuple[int, int]:
    places = [(8, 0), (8, 1), (8, 2), (8, 3), (8, 4), (8, 5), (8, 7), (8, 8), (7, 8)]
    places += [(row, 8) for row in range(5, -1, -1)]
    word = int("".join(str(int(place in dark)) for place in places), 2) ^ FORMAT_MASK
    return word >> 13, (word >> 10) & 0b111


def _way() -> Iterator[tuple[int, int]]:
    """The data modules in the order of reading: two columns at a time from the right, up and down in turn."""
    columns = [*range(SIDE - 1, 6, -2), 5, 3, 1]
    for turn, right in enumerate(columns):
        rows = range(SIDE) if turn % 2 else range(SIDE - 1, -1, -1)
        for row in rows:
            for column in (right, right - 1):
                if not _is_pattern(row, column):
                    yield row, column


def _is_pattern(row: int, column: int) -> bool:
    corner = (row < 9 and column < 9) or (row < 9 and column >= SIDE - 8) or (row >= SIDE - 8 and column < 9)
    return corner or 6 in (row, column)


def _is_flipped(mask: int, row: int, column: int) -> bool:
    both = row * column
    rules: Mapping[int, int] = {
        0: (row + column) % 2,
        1: row % 2,
        2: column % 3,
        3: (row + column) % 3,
        4: (row // 2 + column // 3) % 2,
        5: both % 2 + both % 3,
        6: (both % 2 + both % 3) % 2,
        7: ((row + column) % 2 + both % 3) % 2,
    }
    return rules[mask] == 0
