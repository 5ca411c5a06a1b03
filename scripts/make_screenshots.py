"""Take the screenshots in docs/images: the pages over the sample corpus, on a desktop and on a phone.

python scripts/make_screenshots.py [FOLDER]     writes them to FOLDER, by default docs/images
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
from pathlib import Path

import waitress
from playwright.sync_api import Browser, sync_playwright

import zhenwen
from searchapp import create_app

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SIZES = {1280: 900, 390: 844}
# GitHub shows pictures of up to this many bytes without making readers wait.
MAX_PICTURE_BYTES = 300_000


def take(browser: Browser, site: str, folder: Path) -> list[Path]:
    """Take screenshots of the home page, a results page and an article; the results also in dark mode."""
    taken = []
    for width, height in SIZES.items():
        for scheme in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": width, "height": height}, locale="zh-CN", color_scheme=scheme
            )
            page = context.new_page()
            for name, path in _pages(site, page.request.get(f"{site}/search?q=樱桃").text()).items():
                if scheme == "dark" and name != "results":
                    continue
                page.goto(path)
                taken.append(folder / f"{name}-{width}{'-dark' if scheme == 'dark' else ''}.png")
                page.screenshot(path=taken[-1], animations="disabled")
            context.close()
    return taken


def _pages(site: str, results: str) -> dict[str, str]:
    first = results.partition('href="/article/')[2].partition('"')[0]
    return {"home": f"{site}/", "results": f"{site}/search?q=樱桃", "article": f"{site}/article/{first}"}


def main(folder: Path) -> int:
    """Build an index, serve it, take the screenshots and return the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        zhenwen.main(["build", str(ROOT / "corpus"), "--data", data], standalone_mode=False)
        app = create_app({"data": data})
        server = waitress.create_server(app, host="127.0.0.1", port=0)
        threading.Thread(target=server.run, daemon=True).start()
        path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
            taken = take(browser, f"http://127.0.0.1:{server.effective_port}", folder)
            browser.close()
        server.close()
        app.extensions["live_index"].close()
    large = [picture.name for picture in taken if picture.stat().st_size > MAX_PICTURE_BYTES]
    print(f"{len(taken)} pictures in {folder}" + (f"; too large: {', '.join(large)}" if large else ""))
    return 1 if large else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES))
