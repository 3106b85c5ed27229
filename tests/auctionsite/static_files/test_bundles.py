"""Many files in one: what a bundle of modules does, and what it refuses."""

import gzip
import shutil
import subprocess
from pathlib import Path

import pytest

from auctionsite.settings import BASE_DIR
from auctionsite.static_files.bundles import CannotBundle, bundle_module, bundle_sheet
from auctionsite.static_files.storage import BUNDLED_MODULES, MODULES_APART

NODE = shutil.which("node")
LARGEST_KIB = 60
FILES = {
    "js/main.js": """
/** Needs `import("./room/late.js")` for its types. */
import { lift as raise, Room } from "./room/room.js";
import * as late from "./room/late.js";
import "./room/side.js";
import { report } from "./apart.js";
const name = "main";
/** @type {string} */
const said = `${name} ${raise(1)} ${new Room().name} ${late.NAME} ${globalThis.effects}`;
report(said);
""",
    "js/room/room.js": """import{NAME as e}from"./late.js";import{twice}from"../vendor/tiny.js";
const name = "room";
export class Room {
  name = `${name} after ${e}`;
}
export async function later() {}
const up = (number) => twice(number) + 1;
export { up as lift };
""",
    "js/room/late.js": """export const NAME = "late";\nglobalThis.effects = (globalThis.effects ?? 0) + 1;\n""",
    "js/room/side.js": """import { NAME } from "./late.js";\nglobalThis.effects += `:${NAME}`;\n""",
    "js/vendor/tiny.js": "/**\n * @license\n * Somebody\n */\nconst t=n=>2*n;export{t as twice,t as default_};\n",
}


def test_bundle_does_what_its_modules_do(tmp_path: Path) -> None:
    if NODE is None:
        pytest.skip("Node isn't installed; `apt-get install nodejs` brings it")
    bundle = bundle_module("js/main.js", FILES.__getitem__, ["js/apart.js"])
    (tmp_path / "main.mjs").write_text(bundle.replace("./apart.js", "./apart.mjs"))
    (tmp_path / "apart.mjs").write_text("export const report = (text) => console.log(text);")
    run = subprocess.run([NODE, tmp_path / "main.mjs"], capture_output=True, text=True, timeout=120, check=False)
    assert (run.stdout, run.stderr) == ("main 3 room after late late 1:late\n", "")


def test_bundle_keeps_licences_and_no_other_words_for_readers() -> None:
    bundle = bundle_module("js/main.js", FILES.__getitem__, ["js/apart.js"])
    assert "@license" in bundle
    assert "@type" not in bundle
    assert "for its types" not in bundle


@pytest.mark.parametrize(
    "text",
    [
        "export default 1;",
        'export { a } from "./b.js";',
        "export let changing = 1;",
        'import whole from "./room/late.js";',
        "const here = import.meta.url;",
    ],
)
def test_what_a_bundle_cannot_hold_is_refused_by_name(text: str) -> None:
    with pytest.raises(CannotBundle, match=r"js/odd.js: a bundle can't hold “(export|import)"):
        bundle_module("js/odd.js", (FILES | {"js/odd.js": text}).__getitem__)


def test_circle_is_refused_by_its_names() -> None:
    files = {"js/a.js": 'import "./b.js";', "js/b.js": 'import "./a.js";'}
    with pytest.raises(CannotBundle, match=r"js/a.js → js/b.js → js/a.js: modules import each other"):
        bundle_module("js/a.js", files.__getitem__)


def test_sheets_stand_in_the_places_of_their_imports() -> None:
    files = {
        "css/all.css": '@import "a.css";\n@import url("b.css");\np {}\n',
        "css/a.css": "a {}\n",
        "css/b.css": "b {}\n",
    }
    assert bundle_sheet("css/all.css", files.__getitem__) == "a {}\nb {}\np {}\n"
    with pytest.raises(CannotBundle, match="in another folder"):
        bundle_sheet("css/all.css", {"css/all.css": '@import "../a.css";'}.__getitem__)
    with pytest.raises(CannotBundle, match=r"css/a.css → css/a.css: style sheets import each other"):
        bundle_sheet("css/a.css", {"css/a.css": '@import "a.css";'}.__getitem__)


@pytest.mark.parametrize("entry", BUNDLED_MODULES)
def test_page_on_a_slow_line_loads_little_javascript(entry: str) -> None:
    bundle = bundle_module(entry, lambda path: (BASE_DIR / "static" / path).read_text(), MODULES_APART)
    assert len(gzip.compress(bundle.encode())) < LARGEST_KIB * 1024
