"""One launcher per data folder."""

from tests.auctionsite.local.launchers import Launcher


def test_stop_ends_a_living_launcher_and_is_quiet_when_there_is_none(launcher: Launcher) -> None:
    popen = launcher.run()
    assert launcher.call("stop") == (0, "", "")
    assert popen.wait(60) == 0
    assert not launcher.processes()
    assert launcher.call("stop") == (0, "", "")


def test_second_run_is_refused_and_the_first_goes_on(launcher: Launcher) -> None:
    first = launcher.run()
    parts = launcher.processes()
    code, _, errors = launcher.call("run", PORT="1")
    assert code == 1
    assert errors == (
        f"It is already running on {launcher.data} (process {first.pid}); stop it with `make stop`, "
        "or choose another folder with DATA_DIR=/some/folder.\n"
    )
    assert launcher.processes() == parts
