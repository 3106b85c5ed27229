"""Mutation tests: change the pure parts and the engine in small ways, and see that the tests notice.

    make mutants                                       all modules of targets.py
    make mutants ARGS=auctions/rules/money.py          some of them
    make mutants ARGS='auctions/rules/*.py --jobs 1'

Each mutant is one change, such as `<=` for `<`. It is killed if a test fails, else it survives: then a test is missing,
the code does nothing, or the change makes no difference that anybody could see. Survivors of the last kind are listed
with their reason in ops/mutants/survivors.toml. Exit code 1 if one survives that isn't listed, if one that is listed
is killed, or if fewer than 90 % are killed in a run of all modules; 2 if it could not be found out.
"""

import argparse
import os
import sys
from fnmatch import fnmatch

from auctionsite.local.place import PROJECT
from ops.mutants import survivors
from ops.mutants.targets import TARGETS
from ops.mutants.workspace import Result, RunFailed, run

LEAST_KILLED = 0.9


def main(arguments: list[str] | None = None) -> int:
    """0: every survivor has its reason; 1: something is to be done; 2: mutmut failed."""
    parser = argparse.ArgumentParser(
        prog="make mutants", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="paths or globs; all by default")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="mutants at the same time (%(default)s)")
    options = parser.parse_args(arguments)
    results: list[Result] = []
    for target in TARGETS:
        modules = [path for path in target.files(PROJECT) if _chosen(path, options.modules)]
        if not modules:
            continue
        print(f"Mutating {target.name}: {len(modules)} modules…", flush=True)
        try:
            results += run(target, modules, options.jobs)
        except RunFailed as error:
            print(error, file=sys.stderr)
            return 2
    if not results:
        parser.error("none of these modules is mutated; ops/mutants/targets.py says which are")
    return report(results, everything=not options.modules)


def _chosen(path: str, wanted: list[str]) -> bool:
    return not wanted or any(fnmatch(path, each) for each in wanted)


def report(results: list[Result], *, everything: bool) -> int:
    """Print the table and what is to be done; the exit code."""
    results = [result for result in results if result.mutants]
    total = Result(
        "all", sum(result.mutants for result in results), tuple(m for result in results for m in result.survivors)
    )
    print(f"\n{'module':<40} {'mutants':>8} {'killed':>8} {'survived':>8} {'killed':>9}")
    for result in (*results, total):
        share = 100 * result.killed / max(1, result.mutants)
        print(f"{result.module:<40} {result.mutants:>8} {result.killed:>8} {len(result.survivors):>8} {share:>7.1f} %")
    reasons = survivors.listed()
    unexplained = survivors.unexplained(total.survivors, reasons)
    outdated = survivors.outdated(total.survivors, reasons, [result.module for result in results])
    if unexplained:
        print(f"\n{len(unexplained)} survive without a reason. Write a test that fails, or list them:")
    for mutant in unexplained:
        print(f"\n{survivors.entry(mutant)}")
    if outdated:
        print(f"\n{len(outdated)} are listed as survivors and are none. Take them out of survivors.toml:")
    for mutant in outdated:
        print(f"  {mutant.module} {mutant.function}: {mutant.becomes}")
    too_few = everything and total.killed < LEAST_KILLED * total.mutants
    if too_few:
        print(f"\nFewer than {LEAST_KILLED:.0%} were killed.")
    return 1 if unexplained or outdated or too_few else 0


if __name__ == "__main__":
    sys.exit(main())
