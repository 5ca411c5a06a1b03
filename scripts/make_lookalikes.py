"""Make engine/data/lookalikes.txt: for each character in use, the most similar-looking ones, one line each.

Usage: pip install pillow; python scripts/make_lookalikes.py NotoSansCJK-Regular.ttc

Each character is drawn, slightly blurred, and compared with all others pixel by pixel (cosine). OCR and tired eyes
confuse such characters: 潮 and 漷, 己 and 已. The characters are those of GB 2312 and of the names of towns.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

FILE = Path(__file__).parents[1] / "engine" / "data" / "lookalikes.txt"
SIZE, NEAREST, ALIKE = 32, 10, 0.5


def characters() -> list[str]:
    """Return the characters to draw."""
    from engine.text.gazetteer import gazetteer

    found = {char for name in gazetteer().names.values() for char in name if "\u4e00" <= char <= "\u9fff"}
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(bytes([high, low]).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return sorted(found)


def drawn(chars: list[str], font_file: str) -> np.ndarray:
    """Return one row of pixels per character, with mean 0 and length 1."""
    from PIL import Image, ImageDraw, ImageFilter, ImageFont

    font = ImageFont.truetype(font_file, SIZE, index=2)
    rows = []
    for char in chars:
        image = Image.new("L", (SIZE + 4, SIZE + 4))
        ImageDraw.Draw(image).text((2, -4), char, font=font, fill=255)
        rows.append(np.asarray(image.filter(ImageFilter.GaussianBlur(1.2)), np.float32).reshape(-1))
    pixels = np.stack(rows)
    pixels -= pixels.mean(axis=0)
    pixels /= np.linalg.norm(pixels, axis=1, keepdims=True)
    return pixels


def main() -> None:
    """Write the file."""
    chars = characters()
    pixels = drawn(chars, sys.argv[1])
    lines = ["# A character and those that look most like it, the most alike first.\n"]
    for place, char in enumerate(chars):
        alike = pixels @ pixels[place]
        alike[place] = 0
        nearest = [other for other in np.argsort(-alike)[:NEAREST] if alike[other] >= ALIKE]
        if nearest:
            lines.append(char + "".join(chars[other] for other in nearest) + "\n")
    FILE.write_text("".join(lines), encoding="utf-8")
    print(f"{len(chars)} characters, {len(lines) - 1} with others like them")


if __name__ == "__main__":
    main()
