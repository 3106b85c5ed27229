"""The layout holds: imports go down, edges write nothing, each decision has one place, each name one meaning."""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from auctionsite.settings import BASE_DIR
from tests.product import (
    APPS,
    EDGES,
    FRAME,
    PROGRAMS,
    aliases_of,
    app_of_template,
    classes_of,
    has_logic,
    imported,
    included_templates,
    is_edge,
    loaded_libraries,
    module_of,
    modules,
    name_of,
    own_imports,
    rendered_templates,
    room_of,
    template_name,
    templates,
    tree_of,
)

MAY_KNOW = {
    "accounts": {"accounts"},
    "leagues": {"accounts", "leagues"},
    "notices": {"accounts", "leagues", "rollouts", "notices"},
    "auctions": {"accounts", "leagues", "auctions", "rollouts", "notices"},
    "rollouts": {"accounts", "rollouts"},
    "season": {"accounts", "leagues", "auctions", "rollouts", "notices", "season"},
    "operations": set(APPS),  # the site as a whole
}
COMPOSED = {"auctionsite.settings", "auctionsite.urls", "auctionsite.asgi"}
"""What puts the site together; everything else of the frame knows no app, and no app knows these."""
PARTS_OF_APPS_ABOVE = {
    "leagues/league.html": {"league_page", "league_table"},  # its rosters and sales, and its table of the season
    "leagues/presets.html": {"offers"},  # if slow auctions are offered, which a flag says
    "leagues/settings_fields.html": {"offers"},
}
"""Libraries of tags by which a page of a lower app shows what a higher one knows, as its Python may not."""
ROOMS = {
    "accounts": "models language backends outbox services sign_in account rate_limits entering queries request_types "
    "sent_forms middleware admin_site",
    "leagues": "money files settings settings_fields sport_definitions sports permissions models uploads lists "
    "queries dates payloads built_in_sports assets services owners imports pools targets own_lists requests "
    "member_changes account_deletion invites guide",
    "auctions": "rules models store publish flags talk engine seats access clock audit recovery reads lineup services "
    "new_settings more_lots notifying dates seating stand_ins proof sockets bots demo showcase spectators",
    "notices": "kinds sentences models attempts choices reading push queue announcing stop_links digests mailing "
    "upkeep queries",
    "rollouts": "evaluation evidence models propagation exposures subjects flags fleet_command audiences changes "
    "openfeature figures stale explain plans messages gates testing waffle_backend",
    "season": "scoring trade_policy models schemes locks competitions standings ownership uploads scores fixtures "
    "upload_kinds taking_back league_seasons trades score_news background demo",
    "operations": "distribution backup health public_health status_page monitoring read_only database_away unreadable "
    "running_auctions queries concerns control_room launch_gates overview design",
    "auctionsite": "charts close_codes coroutines release languages flag_overrides process_settings commands "
    "bounded_json outgoing static_files formats numbers text moments postgresql observability serving http web_app "
    "local",
}
"""Rooms of each app from low to high: a room knows those before it, and no room after it."""
MODULES_IN_A_FOLDER = 16
READ_ONLY = (
    "auctions/reads", "auctions/showcase/queries.py",
    "auctions/talk/queries.py", "leagues/dates/queries.py", "leagues/invites/queries.py",
    "leagues/lists/queries.py", "leagues/own_lists/queries.py", "leagues/owners/queries.py",
    "leagues/queries.py", "leagues/targets/queries.py", "notices/queries.py",
    "season/competitions/queries.py", "season/fixtures/queries.py",
    "season/league_seasons/queries.py", "season/ownership/queries.py", "season/schemes/queries.py",
    "season/scores/queries.py", "season/standings/bargains.py", "season/standings/queries.py",
    "season/trades/queries.py", "season/uploads/queries.py", "rollouts/explain/queries.py",
    "rollouts/stale/queries.py", "operations/queries.py",
    "operations/control_room.py", "operations/admin/site.py",
)  # fmt: skip
PURE = {
    "auctionsite/charts.py": set(),
    "auctionsite/http/spreadsheets.py": set(),
    "auctionsite/moments/local_times.py": set(),
    "auctionsite/moments/utc_times.py": set(),
    "auctionsite/numbers/reading.py": set(),
    "auctionsite/numbers/writing.py": set(),
    "auctionsite/text/alike.py": set(),
    "auctionsite/text/isolates.py": set(),
    "auctionsite/text/typed.py": set(),
    "auctions/rules": {
        "auctions.rules",
        "leagues.settings.auction",
        "leagues.settings.limits",
        "leagues.settings.quiet_hours",
        "leagues.settings.sets",
        "leagues.settings.typed",
    },
    "auctions/notifying/news.py": {"auctions.rules", "notices.kinds"},
    "auctions/store/chain.py": set(),
    "auctions/seating/files.py": {"auctions.seating.typed", "leagues.files"},
    "auctions/seating/typed.py": {
        "auctions.rules",
        "auctionsite.numbers.reading",
        "leagues.settings.auction",
        "leagues.settings.limits",
        "leagues.settings.typed",
    },
    "leagues/settings/auction.py": {
        "leagues.money",
        "auctionsite.text.typed",
        "leagues.settings.increments",
        "leagues.settings.limits",
        "leagues.settings.pace",
        "leagues.settings.quiet_hours",
        "leagues.settings.sets",
        "leagues.settings.typed",
    },
    "leagues/settings/differences.py": {
        "leagues.money",
        "leagues.settings.auction",
        "leagues.settings.increments",
        "leagues.settings.limits",
    },
    "leagues/settings/feasibility.py": {"leagues.money", "leagues.settings.auction", "leagues.settings.limits"},
    "leagues/settings/increments.py": set(),
    "leagues/settings/limits.py": set(),
    "leagues/settings/pace.py": {"leagues.settings.quiet_hours"},
    "leagues/settings/presets.py": {"leagues.settings.auction"},
    "leagues/settings/quiet_hours.py": set(),
    "leagues/settings/seat_needs.py": {"leagues.money"},
    "leagues/settings/sets.py": {"auctionsite.text.typed"},
    "leagues/settings/typed.py": {"auctionsite.numbers.reading", "auctionsite.text.typed"},
    "leagues/files": {
        "auctionsite.bounded_json",
        "auctionsite.http.spreadsheets",
        "auctionsite.numbers.reading",
        "auctionsite.numbers.writing",
        "auctionsite.text.typed",
        "leagues.files",
    },
    "leagues/assets/identity.py": {"leagues.files"},
    "leagues/dates/calendar.py": set(),
    "leagues/dates/wording.py": set(),
    "leagues/lists/choosing.py": set(),
    "leagues/lists/naming.py": {"leagues.files"},
    "leagues/money.py": {"auctionsite.text.isolates"},
    "leagues/sport_definitions.py": set(),
    "leagues/sports/words.py": {"auctionsite.numbers.writing"},
    "notices/kinds.py": set(),
    "notices/sentences": {"notices.kinds", "notices.sentences"},
    "leagues/uploads/mending.py": {"auctionsite.bounded_json", "auctionsite.http.spreadsheets", "leagues.files"},
    "operations/public_health.py": set(),
    "rollouts/evaluation": {"rollouts.evaluation"},
    "rollouts/evidence": {"rollouts.evidence"},
    "rollouts/stale/staleness.py": {"rollouts.evaluation"},
    "rollouts/gates/findings.py": set(),
    "rollouts/messages/release_messages.py": set(),
    "rollouts/messages/release_news.py": {"rollouts.messages.release_messages"},
    "rollouts/plans/checks.py": {"rollouts.evaluation", "rollouts.evidence", "rollouts.plans"},
    "rollouts/plans/definition.py": {"rollouts.evaluation"},
    "rollouts/plans/machine.py": {"auctionsite.moments", "rollouts.evidence", "rollouts.plans"},
    "season/competitions/asset_index.py": {"auctionsite.text.isolates", "leagues.files"},
    "season/fixtures/files.py": {
        "auctionsite.moments.local_times",
        "leagues.files",
        "season.fixtures",
        "season.uploads.checks",
    },
    "season/fixtures/football_txt.py": {"leagues.files", "season.fixtures"},
    "season/fixtures/list_kind.py": {"leagues.files"},
    "season/fixtures/results.py": {"leagues.files"},
    "season/fixtures/rows.py": {"auctionsite.moments.local_times", "leagues.files"},
    "season/fixtures/tables.py": {
        "auctionsite.moments.local_times",
        "auctionsite.numbers.reading",
        "leagues.files",
        "season.fixtures",
    },
    "season/ownership/periods.py": set(),
    "season/scores/list_kind.py": {"leagues.files", "leagues.sport_definitions"},
    "season/scores/files.py": {
        "auctionsite.bounded_json",
        "auctionsite.numbers.reading",
        "leagues.files",
        "leagues.sport_definitions",
    },
    "season/scoring": {"season.scoring"},
    "season/trade_policy.py": set(),
    "season/uploads/checks.py": {"leagues.files"},
    "season/trades/settings.py": {"leagues.settings.typed", "season.trade_policy"},
}
"""What knows no framework, no clock and no database, and the modules of ours that it knows."""
WORDS = {"django.utils.translation", "django.utils.formats", "django.utils.dateformat"}
"""What is pure may have words for people, in the language that is in force; the rules of auctions have none."""
STANDARD = {
    "codecs", "collections", "csv", "dataclasses", "datetime", "decimal", "difflib", "enum", "functools", "hashlib",
    "heapq", "io", "itertools", "json", "math", "operator", "random", "re", "types", "typing", "unicodedata", "uuid",
    "warnings", "zipfile", "zoneinfo",
    "openpyxl", "orjson",  # not Python's own, and as pure: they make cells and values of bytes
}  # fmt: skip
READERS_OF_OUR_OWN_JSON = {
    "auctions/reads/queries.py", "auctions/store/journal.py", "auctions/store/room_report.py",
    "auctions/store/chain.py", "auctions/store/empty_rooms.py", "auctions/store/late_chain.py",
    "auctions/store/lost_lines.py",
    "auctions/store/state_cache.py", "auctionsite/local/processes.py", "auctionsite/observability/exposition.py",
    "leagues/built_in_sports.py",
    "operations/backup/catalogue.py", "operations/backup/verify.py", "rollouts/propagation/fleet.py",
    "season/schemes/services.py",
}  # fmt: skip
ASKS_ITS_OWN_CLOCK = {
    "accounts/middleware.py": "how often a session is noted as seen; it compares with what it wrote itself, in minutes",
    "leagues/uploads/records.py": "when a file was applied or taken back, for people to read",
    "auctions/store/heartbeat.py": "until the database's clock is known",
    "auctionsite/local/launch.py": "how long a start took, in one process",
    "operations/backup/catalogue.py": "how old a backup is, in hours",
    "operations/backup/create.py": "when a backup was made, and which are days too old",
    "operations/backup/restore.py": "a name",
    "operations/backup/verify.py": "when it was, for people to read",
    "operations/control_room.py": "where today begins, for people to read",
    "operations/status_page.py": "when the page was made, for people to read",
    "rollouts/admin/actions.py": "since when a flag is frozen, for people to read",
    "rollouts/admin/trace.py": "that a moment somebody typed isn't in the future",
    "rollouts/api/views.py": "since when a flag is frozen, for people to read",
    "rollouts/explain/page_queries.py": "which flags are past the day at which they were to end",
    "rollouts/management/commands/rollout.py": "since when a flag is frozen, for people to read",
    "rollouts/subjects.py": "how many days old an account is",
    "season/templatetags/points.py": "whether a match must be over, in hours, for people to read",
}
"""Everything else goes by the database's clock (`Now()`, `clock_timestamp()`), since machines' differ. Why these may
ask their machine: what is compared isn't of two machines, or is of days."""
WITHOUT_TEST_OF_THEIR_NAME = {"__init__", "__main__", "apps", "asgi", "settings", "urls"}
"""What puts other modules together: every test of a page, a call or a site goes through them."""
NAMED_ELSEWHERE_TOO = {
    "Command": {"*/management/commands/*.py": "Django asks for it"},
    "Lot": {"benchmarks/peers/naive/models.py": "the auction of somebody else, which ours is measured against"},
    "Bid": {"benchmarks/peers/naive/models.py": "the auction of somebody else, which ours is measured against"},
}
"""Names of types that these modules may give another meaning, and why."""
ROOMS_OF_SCRIPTS = ("connection", "selectors", "feed", "actions", "views")
"""The folders of `static/js/room/` from low to high."""
WHAT_DRAWS = {"page", "picture", "view", "views"}
"""Scripts, or folders of them, whose work is what a browser shows: tests/e2e plays them in real ones."""
WRITERS = {"create", "bulk_create", "bulk_update", "update", "update_or_create", "get_or_create", "delete", "save"}


def calls(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr


def written_fields(path: Path) -> Iterator[str]:
    """The attributes that a module assigns to, and the fields that it names in calls that write."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITERS:
            yield from (each.arg for each in node.keywords if each.arg)


def own_clocks(path: Path) -> Iterator[str]:
    """Yield the calls by which a module asks its machine what time it is."""
    for node in ast.walk(tree_of(path)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            call = f"{node.func.value.id}.{node.func.attr}"
            if call in {"timezone.now", "datetime.now", "time.time", "time.time_ns", "date.today"}:
                yield call


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def files(name: str) -> list[Path]:
    """A module, or all of a folder; fails if there is none, so that no list here outlives what it names."""
    path = BASE_DIR / name
    assert path.exists(), name
    return [path] if path.suffix else modules(name)


@pytest.mark.parametrize("app", APPS)
def test_apps_import_downwards_only(app: str) -> None:
    for path in modules(app):
        known = {module.split(".")[0] for module in imported(path)} & set(APPS)
        assert known <= MAY_KNOW[app], name_of(path)
        assert not COMPOSED & own_imports(path), name_of(path)


def test_templates_include_downwards_only() -> None:
    """Pages that are directly in `templates/` may have parts of all apps; those in a folder of no app, of none."""
    above = defaultdict(set)
    for path in templates():
        name = template_name(path)
        may_know = MAY_KNOW.get(app_of_template(name) or "", set(APPS) if "/" not in name else set())
        for included in included_templates(path):
            assert app_of_template(included) in {None, *may_know}, f"{name} includes {included}"
        for library, app in loaded_libraries(path).items():
            if app not in may_know:
                above[name].add(library)
    assert above == PARTS_OF_APPS_ABOVE, "a part that a page below needs goes to a folder of no app"


def test_modules_render_templates_of_their_app_or_below() -> None:
    for app in (*APPS, FRAME):
        for path in modules(app):
            for name in rendered_templates(path):
                assert app_of_template(name) in {None, *MAY_KNOW.get(app, set())}, f"{name_of(path)} renders {name}"


def test_frame_knows_no_app() -> None:
    for path in modules(FRAME):
        if module_of(path) not in COMPOSED:
            assert not {module.split(".")[0] for module in imported(path)} & set(APPS), name_of(path)


@pytest.mark.parametrize("app", [*APPS, FRAME])
def test_rooms_know_only_those_below(app: str) -> None:
    order = [f"{app}.{room}" for room in ROOMS[app].split()]
    inside = [path for path in modules(app) if not is_edge(module_of(path)) and module_of(path) not in {app, *COMPOSED}]
    assert {room_of(module_of(path)) for path in inside} == set(order)
    for path in inside:
        below = order[: order.index(room_of(module_of(path))) + 1]
        for module in own_imports(path):
            if module.startswith(f"{app}.") and module not in COMPOSED:
                assert room_of(module) in below, f"{name_of(path)} imports {module}"


def test_no_circle_of_modules() -> None:
    above = {module_of(path): own_imports(path) for path in modules()}
    while leaves := [module for module, known in above.items() if not known & above.keys()]:
        for module in leaves:
            del above[module]
    assert not above


def test_nothing_of_ours_is_imported_inside_a_function() -> None:
    """It would hide a circle. Django makes apps ready when all models are there, so apps.py has no other place."""
    for path in modules():
        for function in ast.walk(tree_of(path)):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and path.stem != "apps":
                for node in ast.walk(function):
                    module = node.module if isinstance(node, ast.ImportFrom) else None
                    assert (module or "").split(".")[0] not in {*APPS, FRAME}, f"{name_of(path)}: {function.name}"


def test_instants_of_several_machines_are_compared_by_the_databases_clock() -> None:
    ask = {name_of(path) for path in modules() if [*own_clocks(path)]}
    assert ask == ASKS_ITS_OWN_CLOCK.keys(), "use Now() or database_now(), or say in that table why not"


def test_nobody_imports_from_the_edges() -> None:
    for path in modules(*APPS):
        if path.stem in {"urls", "routing"}:
            continue
        for module in own_imports(path):
            if is_edge(module) and not module.endswith(".forms"):  # whose fields higher pages may show too
                # Edges know those of their app and of their kind: an API builds on the API of the app below.
                near = {module.split(".")[0], module.split(".")[1]} & {*path.relative_to(BASE_DIR).parts}
                assert is_edge(module_of(path)), f"{name_of(path)} imports {module}"
                assert near, f"{name_of(path)} imports {module}"


def test_members_leave_and_come_back_in_one_place() -> None:
    """So that all that follows from either follows whichever way they went; the admin's form calls it too."""
    writers = {
        name_of(path)
        for path in modules("accounts", "leagues", "notices", "auctions", "season", "operations")
        if "left_at" in written_fields(path)
    }
    assert writers == {"leagues/services.py"}


def test_edges_write_nothing_themselves() -> None:
    edges = [
        path
        for path in modules("auctions", "leagues", "notices", "season")
        if EDGES & {*path.relative_to(BASE_DIR).parts, path.stem}
    ]
    edges = [path for path in edges if path.stem != "admin"]
    for path in [*edges, *(path for name in READ_ONLY for path in files(name))]:
        assert not WRITERS & set(calls(path)), name_of(path)


@pytest.mark.parametrize("name", PURE)
def test_pure_modules_know_no_framework_no_clock_and_no_database(name: str) -> None:
    for path in files(name):
        for module in imported(path):
            ours = any(f"{module}.".startswith(f"{known}.") for known in PURE[name])
            words = name != "auctions/rules" and any(f"{module}.".startswith(f"{known}.") for known in WORDS)
            assert ours or words or module.split(".")[0] in STANDARD, f"{name_of(path)} imports {module}"


def test_one_place_sends_to_groups() -> None:
    senders = {name_of(path) for path in modules() if "group_send" in set(calls(path))}
    by_line = {name_of(path) for path in modules() if any("publish.line" in module for module in imported(path))}
    assert senders == by_line == {"auctions/publish/broadcast.py"}


def test_one_place_asks_waffle() -> None:
    askers = {name_of(path) for path in modules(*APPS) if any(module.startswith("waffle") for module in imported(path))}
    assert askers == {"rollouts/models/flags.py", "rollouts/testing.py"}


def test_one_place_reads_the_json_of_strangers() -> None:
    """Python's reader bounds no depth, so what it reads elsewhere we have written ourselves."""
    readers = {
        name_of(path)
        for path in modules()
        if any(re.search(r"\b(or)?json\.loads?\(|\bJSON(Parser|Decoder)\b", line) for line in lines(path))
    }
    assert readers == {"auctionsite/bounded_json.py"} | READERS_OF_OUR_OWN_JSON


def test_only_the_engine_and_its_services_write_the_journal() -> None:
    writers = {name_of(path) for path in modules("auctions") if any(" Writing(" in line for line in lines(path))}
    assert writers == {"auctions/engine.py", "auctions/services.py"}


def test_name_of_a_type_has_one_meaning() -> None:
    places = defaultdict(list)
    for path in modules(*APPS, FRAME, *PROGRAMS):
        for name in [*(node.name for node in classes_of(path)), *aliases_of(path)]:
            if not any(fnmatch(name_of(path), pattern) for pattern in NAMED_ELSEWHERE_TOO.get(name, {})):
                places[name].append(name_of(path))
    assert not {name: paths for name, paths in places.items() if len(paths) > 1}


def test_programs_beside_the_product_are_listed() -> None:
    """Those that guards of the whole repository look at."""
    folders = {path.parent.name for path in BASE_DIR.glob("*/__init__.py")}
    assert folders == {*APPS, FRAME, *PROGRAMS, "tests"}


def test_folders_are_easily_read() -> None:
    scripts_and_sheets = [path for end in ("js", "css") for path in (BASE_DIR / "static" / end).rglob(f"*.{end}")]
    files = [*modules(), *(path for path in scripts_and_sheets if "vendor" not in path.parts)]
    counts = Counter(path.parent for path in files if path.stem != "__init__")
    assert not {str(folder): count for folder, count in counts.items() if count > MODULES_IN_A_FOLDER}


def test_files_and_functions_fit_on_a_screen_or_two() -> None:
    for path in modules():
        assert len(lines(path)) <= 400, name_of(path)
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                assert length <= 60, f"{name_of(path)}: {node.name} has {length} lines"


def test_module_with_logic_has_a_test_of_its_name() -> None:
    missing = []
    for path in modules():
        folder = path.parent.relative_to(BASE_DIR).as_posix().replace("management/commands", "management")
        tested = (BASE_DIR / "tests" / folder / f"test_{path.stem}.py").exists()
        if has_logic(path) and not tested and path.stem not in WITHOUT_TEST_OF_THEIR_NAME:
            missing.append(name_of(path))
    assert not missing


def test_scripts_of_the_room_import_downwards_only() -> None:
    folder = BASE_DIR / "static" / "js" / "room"
    for number, room in enumerate(ROOMS_OF_SCRIPTS):
        scripts = [*(folder / room).glob("*.js")]
        assert scripts, room
        for script in scripts:
            text = script.read_text(encoding="utf-8")
            others = set(re.findall(r"""^(?:import|export|\}).*["']\.\./(\w+)/""", text, re.MULTILINE))
            assert others <= {*ROOMS_OF_SCRIPTS[:number]}, script.name


def test_script_that_others_import_has_a_test_of_its_name() -> None:
    scripts = BASE_DIR / "static" / "js"
    names = [path.relative_to(scripts).with_suffix("") for path in scripts.rglob("*.js")]
    missing = [
        str(name)
        for name in names
        if not WHAT_DRAWS & set(name.parts)
        and "vendor" not in name.parts
        and re.search(r"^export ", (scripts / name.with_suffix(".js")).read_text(encoding="utf-8"), re.MULTILINE)
        and not (BASE_DIR / "tests" / "js" / name.with_suffix(".test.mjs")).exists()
    ]
    assert not missing
