"""What Lighthouse says of the demonstration in production: ``python -m benchmarks.lighthouse``.

The site runs in gunicorn behind nginx with the configuration of ``docs/how-to/production.md``; Lighthouse (from npm)
reads each page as a phone on a slow network would, in a real Chromium. Printed: of 100, performance, accessibility,
best practices and what search engines ask for. Performance depends on the machine too, and on what else it does.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.npm import installed
from tests.production import running_nginx

from .load import serving

PACKAGES = {"lighthouse": "12.8.2"}
PAGES = {
    "home": "/fr/",
    "directory": "/fr/initiatives/",
    "complete sheet": "/fr/initiatives/cuisine-de-voisinage-exemple-fictif/",
    "method": "/fr/essaimer-par-dissemination/",
    "map": "/fr/initiatives/?view=map",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--details", action="store_true", help="say what each page loses points for")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "benchmarks.lighthouse_settings", "ESSAIMAGE_DEMO_VAR": name}
        for command in (["migrate"], ["load_demo"], ["collectstatic", "--no-input"]):
            subprocess.run([sys.executable, "-m", "django", *command, "-v0"], check=True)  # noqa: S603
        with serving(2, directory / "server.log") as port, running_nginx(directory, port, host="$http_host") as address:
            print(f"{'':>16}" + "".join(f"{category:>16}" for category in CATEGORIES))
            for name, path in PAGES.items():
                said = audited(address + path, directory)
                scores = [100 * said["categories"][category]["score"] for category in CATEGORIES]
                print(f"{name:>16}" + "".join(f"{score:16.0f}" for score in scores), flush=True)
                if options.details:
                    print("".join(f"{'':>16}  {problem}\n" for problem in problems(said)), end="")


def audited(address: str, directory: Path) -> dict:
    """Lighthouse's report of a page."""
    program = installed("lighthouse", PACKAGES) / "lighthouse" / "cli" / "index.js"
    report = directory / "report.json"
    flags = "--headless=new --disable-gpu" + (" --no-sandbox" if os.geteuid() == 0 else "")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
    command = [shutil.which("node") or "node", str(program), address, "--quiet", "--output=json"]
    command += [f"--output-path={report}", f"--chrome-flags={flags}"]
    subprocess.run(command, check=True, env=os.environ | {"CHROME_PATH": chromium})  # noqa: S603
    return json.loads(report.read_text())


def problems(said: dict) -> list[str]:
    """Audits that cost points, with what they measured."""
    weighed = {one["id"] for category in said["categories"].values() for one in category["auditRefs"] if one["weight"]}
    audits = [said["audits"][name] for name in sorted(weighed)]
    return [
        f"{one['score']:.2f} {one['title']} {one.get('displayValue', '')}"
        for one in audits
        if one["score"] is not None and one["score"] < 1
    ]


if __name__ == "__main__":
    main()
