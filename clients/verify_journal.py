"""Check an auction's journal: that nothing in it was changed, and that money and sales follow from it.

    python verify_journal.py proof.jsonl
    python verify_journal.py proof.jsonl --head 5f2c…    with the head that was mailed to you when the auction ended

Python's own library and nothing of the product: read it, or write your own from docs/proof.md. Exit code 1: a fault.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

Json = dict[str, Any]
GIVEN = {"grant": 1, "revoke": -1, "adjust": 1, "pay": -1, "receive": 1, "refund": 1}
SPENT = {"capture": 1, "reverse": -1}


def hash_of(event: Json) -> str:
    """Return the hash of an event's record: of its canonical JSON, without the hash itself."""
    record = {name: value for name, value in event.items() if name != "hash"}
    return sha256(json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def chain_faults(top: Json, events: list[Json], kept: str = "") -> Iterator[str]:
    """Yield what is wrong with the chain; `top` is the file's first line, `kept` a head known from elsewhere."""
    numbers = [event["seq"] for event in events]
    yield from (f"Event {n + 1} is missing." for n, seq in pairwise([0, *sorted({*numbers})]) if seq > n + 1)
    yield from (f"Event {seq} is there more than once." for seq, times in sorted(Counter(numbers).items()) if times > 1)
    yield from (f"Event {seq} stands after event {before}." for before, seq in pairwise(numbers) if seq < before)
    hashes_by_seq = {0: sha256(top["auction"].encode()).hexdigest()}
    for event in sorted(events, key=lambda event: int(event["seq"])):
        seq, before = event["seq"], event["before"]
        if hash_of(event) != event["hash"]:
            yield f"Event {seq} was altered: its hash is another."
        if hashes_by_seq.get(seq - 1, before) != before:
            yield f"Event {seq} doesn't follow on event {seq - 1}."
        hashes_by_seq[seq] = event["hash"]
    last, head = max(hashes_by_seq), top["head"]
    if (last, hashes_by_seq[last]) != (head["seq"], head["hash"]):
        yield f"Event {last} isn't the head that the file names, which is event {head['seq']}."
    if kept and kept not in hashes_by_seq.values():
        yield "The head that you kept is no event's: the journal was changed since."


def money_faults(events: list[Json]) -> Iterator[str]:
    """Yield what doesn't follow in the money and the sales, with the first event after which it shows."""
    seats: dict[int, Json] = {}
    lots: dict[int, Json] = {}
    given, spent = Counter[int](), Counter[int]()
    for event in (each for each in events if "lots" in each):
        for entry in event["ledger"]:
            given[entry["participant"]] += GIVEN.get(entry["kind"], 0) * entry["amount"]
            spent[entry["participant"]] += SPENT.get(entry["kind"], 0) * entry["amount"]
        before = {lot["id"]: lots.get(lot["id"], lot) for lot in event["lots"]}
        lots.update({lot["id"]: lot for lot in event["lots"]})
        seats.update({seat["id"]: seat for seat in event["participants"]})
        faults = [*sale_faults(event, before, lots)]
        for seat in event["participants"]:
            faults += seat_faults(seat, lots, given[seat["id"]], spent[seat["id"]])
        owned = Counter(lot for seat in seats.values() for lot, _ in seat["roster"])
        faults += [f"lot {lots[lot]['number']} has more than one owner" for lot in sorted(owned) if owned[lot] > 1]
        yield from (f"Event {event['seq']}: {fault}." for fault in faults)


def seat_faults(seat: Json, lots: dict[int, Json], given: int, spent: int) -> Iterator[str]:
    """Yield what is wrong with a manager's money or roster; `given` and `spent` are by the ledger."""
    who = f"manager {seat['id']}"
    held = sum(lot["price"] for lot in lots.values() if lot["status"] == "open" and lot["leader"] == seat["id"])
    if (seat["granted"], seat["spent"], seat["held"]) != (given, spent, held):
        yield f"{who} has other money than was given, paid and bid"
    if seat["granted"] < seat["spent"] + seat["held"]:
        yield f"{who} has spent more than they had"
    if any((lots[lot]["status"], lots[lot]["sold_for"]) != ("sold", price) for lot, price in seat["roster"]):
        yield f"{who} owns what wasn't sold at that price"


def sale_faults(event: Json, before: dict[int, Json], lots: dict[int, Json]) -> Iterator[str]:
    """Yield what is wrong with the bid or the sale that an event is; `before` are its lots as they were."""
    detail = event["detail"]
    if event["kind"] in ("bid_placed", "proxy_bid"):
        lot = lots[detail["lot"]]
        if (lot["leader"], lot["price"]) != (detail["participant"], detail["amount"]):
            yield f"the bid on lot {lot['number']} isn't the one that leads"
        if detail["amount"] < max(lot["opening_price"], before[lot["id"]]["price"] or 0):
            yield f"the bid on lot {lot['number']} is below its price"
    if event["kind"] == "lot_sold":
        lot, last, sale = lots[detail["lot"]], before[detail["lot"]], (detail["participant"], detail["price"])
        if not sale == (last["leader"], last["price"]) == (lot["sold_to"], lot["sold_for"]):
            yield f"lot {lot['number']} wasn't sold to its highest bidder at their bid"


def main() -> None:
    """Check a file, and say what was found."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("file", type=Path)
    asked.add_argument("--head", default="", help="the hash that was mailed to you")
    options = asked.parse_args()
    top, *events = map(json.loads, options.file.read_text(encoding="utf-8").splitlines())
    faults = [*chain_faults(top, events, options.head)] or [*money_faults(events)]
    sys.stdout.write("\n".join(faults or [f"{len(events)} events, none changed. Money and sales follow."]) + "\n")
    sys.stdout.write(f"Head: {top['head']['hash']}, event {top['head']['seq']}.\n")
    if top["late"]:
        sys.stdout.write(f"Up to event {top['late']} the chain was made later than the events.\n")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
