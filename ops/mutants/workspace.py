"""A copy of the project in which mutmut mutates a target's modules and runs its tests."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from auctionsite.local.place import PROJECT
from ops.mutants.targets import MutationTarget

APPS = ("accounts", "auctions", "auctionsite", "leagues", "notices", "operations", "rollouts", "season")
KILLED = {"killed", "timeout"}
MUTMUT = str(Path(sys.executable).with_name("mutmut"))


class RunFailed(Exception):
    """mutmut could not finish; the end of what it said."""


@dataclass(frozen=True, slots=True, order=True)
class Mutant:
    """One change to a function: the line as it was and what it became; several lines are joined."""

    module: str
    function: str
    was: str
    becomes: str


@dataclass(frozen=True, slots=True)
class Result:
    """The fate of a module's mutants."""

    module: str
    mutants: int
    survivors: tuple[Mutant, ...]

    @property
    def killed(self) -> int:
        """The number that the tests noticed."""
        return self.mutants - len(self.survivors)


def run(target: MutationTarget, modules: list[str], jobs: int) -> list[Result]:
    """Mutate these modules of the target, in a folder made anew. Raises RunFailed."""
    folder = PROJECT / ".local" / "mutants" / target.name.replace(" ", "_")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in PROJECT.iterdir():
        if not path.name.startswith("."):
            (folder / path.name).symlink_to(path)
    (folder / "setup.cfg").write_text(configuration(target, modules))
    with (folder / "mutmut.log").open("w") as log:
        command = [MUTMUT, "run", "--max-children", "1" if target.database else str(jobs)]
        done = subprocess.run(command, cwd=folder, env=_environment(), stdout=log, stderr=log, check=False)
    if done.returncode != 0:
        raise RunFailed((folder / "mutmut.log").read_text().replace("\r", "\n")[-3000:])
    return results(folder, modules)


def configuration(target: MutationTarget, modules: list[str]) -> str:
    """Return the text of the `setup.cfg` by which mutmut mutates these modules."""
    # Few plugins, because pytest starts for each mutant; and the same examples each time, so that the same survive.
    pytest = ["-p", "django", "-p", "timeout", "-p", "hypothesispytest", "--hypothesis-profile=ci"]
    pytest += ["-p", "ops.mutants.cold_caches"]
    if target.database:
        pytest.append("--reuse-db")
    settings = {
        "source_paths": APPS,
        "only_mutate": modules,
        "also_copy": ("manage.py", *folders_beside()),
        "pytest_add_cli_args_test_selection": target.tests,
        "pytest_add_cli_args": pytest,
        # Tests that use the database leave threads and connections behind, which a fork would not have.
        "process_isolation": "forkserver" if target.database else "fork",
        "use_git_change_detection": "false",
        # A mutant that never ends counts as killed; mutmut would give each of them 30 s of CPU.
        "timeout_multiplier": "4",
    }
    lines = ["[mutmut]"]
    for name, value in settings.items():
        lines.append(f"{name}=" + (value if isinstance(value, str) else "".join(f"\n    {each}" for each in value)))
    return "\n".join(lines) + "\n"


def folders_beside() -> list[str]:
    """Return the project's folders that aren't mutated, for the settings and tests read them; mutmut copies tests."""
    mutated = {*APPS, "tests"}
    return sorted(
        path.name for path in PROJECT.iterdir() if path.is_dir() and path.name not in mutated and path.name[0] != "."
    )


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONHASHSEED": "0", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def results(folder: Path, modules: list[str]) -> list[Result]:
    """Return what mutmut found in a folder, module by module."""
    mutants: dict[str, int] = dict.fromkeys(modules, 0)
    survivors: dict[str, list[Mutant]] = {module: [] for module in modules}
    for line in _mutmut(folder, "results", "--all", "true").splitlines():
        name, _, status = line.strip().rpartition(": ")
        module = name.rpartition(".")[0].replace(".", "/") + ".py"
        mutants[module] += 1
        if status not in KILLED:
            survivors[module].append(mutant(name, _mutmut(folder, "show", name)))
    return [Result(module, mutants[module], tuple(sorted(survivors[module]))) for module in modules]


def _mutmut(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [MUTMUT, *arguments], cwd=folder, env=_environment(), capture_output=True, text=True, check=True
    )
    return done.stdout


def mutant(name: str, diff: str) -> Mutant:
    """A mutant from mutmut's name for it (`auctions.rules.state.xǁStateǁof__mutmut_2`) and its diff."""
    module, _, mangled = name.rpartition(".")
    function = mangled.rpartition("__mutmut_")[0]
    function = function.removeprefix("xǁ").replace("ǁ", ".") if "ǁ" in function else function.removeprefix("x_")
    lines = diff.splitlines()
    return Mutant(
        module=module.replace(".", "/") + ".py",
        function=function,
        was=_changed(lines, "-"),
        becomes=_changed(lines, "+"),
    )


def _changed(lines: list[str], sign: str) -> str:
    """The lines with this sign, without the diff's own head."""
    return " ".join(line[1:].strip() for line in lines if line.startswith(sign) and not line.startswith(sign * 3))
