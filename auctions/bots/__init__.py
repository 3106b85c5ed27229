"""Managers played by the program, through the same door as people.

mind.py        what a bot wants: pure, and the same for the same seed
schedule.py    when the bots of one auction act: pure
play.py        turning what a bot wants into a command of the engine
runner.py      playing all running auctions in real time (`manage.py run_bots`)
simulation.py  playing one auction in simulated time (`manage.py simulate`)
"""
