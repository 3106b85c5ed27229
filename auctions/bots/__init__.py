"""Managers played by the program, through the same engine as people.

strategy.py    a bot's valuations and moves: pure, and the same for the same seed
schedule.py    the planned moves of one auction's bots: pure
seats.py       a bot's move as a command of the engine
runner.py      plays all running auctions in real time (`manage.py run_bots`)
simulation.py  plays one auction in simulated time (`manage.py simulate`)
report.py      purchases and totals of an auction, and whether they add up
"""
