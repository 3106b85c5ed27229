"""The guide's marks."""

from leagues.guide.markup import as_html


def shown(text: str) -> str:
    return as_html(text, picture=lambda path: f"/pictures/{path}", link=lambda path: path if path == "known.md" else "")


def test_each_mark_becomes_its_element() -> None:
    assert shown("# Bids\nYou **bid**\nby `B`.\n\n- one\n- two\n1. first") == (
        '<h1>Bids</h1>\n<p>You <b>bid</b> by <span class="code">B</span>.</p>\n'
        '<ul class="guide-list ul"><li>one</li><li>two</li></ul>\n<ol class="guide-list ol"><li>first</li></ol>'
    )
    assert shown("![A room](a.png)") == (
        '<img class="guide-picture" src="/pictures/a.png" alt="A room" loading="lazy">'
    )


def test_a_link_to_what_the_site_has_not_is_words_alone() -> None:
    assert shown("[A](known.md) [B](other.md)") == '<p><a href="known.md">A</a> B</p>'


def test_text_is_escaped() -> None:
    assert "<script>" not in shown("# <script>\n- <script>\n[<script>](known.md) **<script>**\n![<script>](x)")
