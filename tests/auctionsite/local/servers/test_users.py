"""The servers run as an ordinary user, whoever starts them."""

import signal

from tests.auctionsite.local.launchers import PARTS, Launcher


def test_ordinary_user_runs_it_and_leaves_nothing(ordinary_launcher: Launcher) -> None:
    popen = ordinary_launcher.run()
    left = ordinary_launcher.processes()
    assert set(left) == set(PARTS)
    popen.kill()
    popen.communicate()
    again = ordinary_launcher.run()
    assert not any(process.is_alive() for process in left.values())
    again.send_signal(signal.SIGTERM)
    again.communicate(timeout=120)
    assert again.returncode == 0
    assert not ordinary_launcher.processes()
    assert not ordinary_launcher.postgres_pids()


def test_root_goes_on_with_an_ordinary_users_data(ordinary_launcher: Launcher) -> None:
    made = ordinary_launcher.call("exec", "--", "true")
    assert made == (0, "", "")
    as_root = Launcher(ordinary_launcher.data, port=ordinary_launcher.port)
    assert as_root.call("exec", "--", "true") == (0, "", "")
    assert ordinary_launcher.call("exec", "--", "true") == (0, "", "")
