"""The files that an auction's results, rosters and journal can be downloaded as."""

from uuid import UUID

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.views import APIView

from auctions.api.views import admit
from auctions.reads import exports, proof
from auctionsite.http.downloads import download
from auctionsite.http.openapi import call

_CSV = {(200, "text/csv"): (OpenApiTypes.STR, None)}
_LINES = {(200, "application/x-ndjson"): (OpenApiTypes.STR, None)}


class ResultsCsvView(APIView):
    """`GET auction/{id}/results.csv`: who bought what."""

    @call("auction_results", _CSV, 404, 503)
    def get(self, request: Request, auction_id: UUID) -> StreamingHttpResponse:
        """A line for each lot, in order of number."""
        admit(request, auction_id)
        return download("results.csv", exports.results(auction_id).as_csv())


class ResultsLinesView(APIView):
    """`GET auction/{id}/results.jsonl`: who bought what, for programs."""

    @call("auction_results_lines", _LINES, 404, 503)
    def get(self, request: Request, auction_id: UUID) -> StreamingHttpResponse:
        """An object for each lot, in order of number."""
        admit(request, auction_id)
        return download("results.jsonl", exports.results(auction_id).as_json_lines())


class RostersCsvView(APIView):
    """`GET auction/{id}/rosters.csv`: who owns what now."""

    @call("auction_rosters", _CSV, 404, 503)
    def get(self, request: Request, auction_id: UUID) -> StreamingHttpResponse:
        """A line for each asset that somebody owns, manager by manager, trades included."""
        admit(request, auction_id)
        return download("rosters.csv", exports.rosters(auction_id).as_csv())


class RostersLinesView(APIView):
    """`GET auction/{id}/rosters.jsonl`: who owns what now, for programs."""

    @call("auction_rosters_lines", _LINES, 404, 503)
    def get(self, request: Request, auction_id: UUID) -> StreamingHttpResponse:
        """An object for each asset that somebody owns, manager by manager, trades included."""
        admit(request, auction_id)
        return download("rosters.jsonl", exports.rosters(auction_id).as_json_lines())


class JournalCsvView(APIView):
    """`GET auction/{id}/journal.csv`: what happened, for spreadsheets."""

    @call("auction_journal_table", _CSV, 404, 503)
    def get(self, request: Request, auction_id: UUID) -> StreamingHttpResponse:
        """A line for each event, as everybody in the room saw it."""
        admit(request, auction_id)
        return download("journal.csv", exports.journal(auction_id).as_csv())


class JournalView(APIView):
    """`GET auction/{id}/journal.jsonl`: the whole journal, one event a line, as everybody in the room saw it."""

    @call("auction_journal", _LINES, 404, 503)
    def get(self, request: Request, auction_id: UUID) -> StreamingHttpResponse:
        """Streamed page by page, so that a long journal is never whole in memory."""
        admit(request, auction_id)
        return download("journal.jsonl", exports.journal_lines(auction_id))


class ProofView(APIView):
    """`GET auction/{id}/proof.jsonl`: the journal as a chain of hashes, for `clients/verify_journal.py`."""

    @call("auction_proof", _LINES, 404, 503)
    def get(self, request: Request, auction_id: UUID) -> StreamingHttpResponse:
        """What the file is of, then an event a line: sales and money by ids, and the hash of the one before."""
        admit(request, auction_id)
        return download("proof.jsonl", proof.proof_lines(auction_id))
