"""Write docs/openapi.json, the description of the API, from the code.

python scripts/make_openapi.py            writes the file
python scripts/make_openapi.py --check    exits 1 if the file is out of date
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from searchapp.api import openapi

FILE = Path(__file__).parent.parent / "docs" / "openapi.json"

if __name__ == "__main__":
    text = json.dumps(openapi.document(), ensure_ascii=False, indent=1, default=str) + "\n"
    if "--check" in sys.argv:
        sys.exit(not FILE.exists() or FILE.read_text(encoding="utf-8") != text)
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(text, encoding="utf-8")
