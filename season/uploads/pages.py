"""What the pages of a league and the admin say of uploads in the same way."""

from auctionsite.http.confirmation import Question
from leagues.uploads.responses import counted_sentence
from season.models import Upload


def question_of(upload: Upload, back: str) -> Question:
    """The question before an upload is taken back."""
    what = {Upload.Kind.SCORES: "score", Upload.Kind.FIXTURES: "fixture"}[Upload.Kind(upload.kind)]
    follows = [
        counted_sentence(upload.created, what, "that it added goes.", "that it added go."),
        counted_sentence(upload.changed, what, "that it changed is as before.", "that it changed are as before."),
        "Points and standings are counted again.",
    ]
    return Question(
        title=f"Take back {upload.file_name or upload.get_kind_display()}?",
        follows=[sentence for sentence in follows if sentence],
        button="Take back this upload",
        back=back,
    )
