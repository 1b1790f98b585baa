"""A page as its frames leave it, to be compared with a reload."""

from __future__ import annotations

import re

import lxml.html

from realtime import frames, log

Nodes = dict[str, str]


def nodes(html: str, ids: re.Pattern[str]) -> Nodes:
    """The nodes of a page that fragments replace, by id."""
    tree = lxml.html.fromstring(html)
    return {
        n.get("id"): canonical(n) for n in tree.iter() if isinstance(n.tag, str) and ids.fullmatch(n.get("id") or "")
    }


def canonical(node: lxml.html.HtmlElement) -> str:
    """The node without what only a page knows: its form's token and where to come back to without scripts."""
    node.tail = None
    for only_here in node.xpath('.//input[@name="csrfmiddlewaretoken" or @name="next" or @name="client_id"]'):
        only_here.drop_tree()
    text: str = lxml.html.tostring(node, encoding="unicode")
    return re.sub(r"\s+", "", text)


def apply(page: Nodes, stream: str, after: int) -> Nodes:
    """The page after the frames since a position, as fragments.js does it: replace by id, add, or take out."""
    page = dict(page)
    for event in log.read(stream, after):
        for piece in frames.of_event(event)["html"]:
            if piece["html"] is None:
                page.pop(piece["id"], None)
            elif piece["target"] or piece["id"] in page:
                page[piece["id"]] = canonical(lxml.html.fragment_fromstring(piece["html"]))
            nested(page, piece["id"])
    return page


def nested(page: Nodes, changed: str) -> None:
    """What stands inside another node that fragments replace: votes in a question, the result in a poll."""
    poll = re.fullmatch(r"(?:desk-)?(poll-\d+)(-tally)?", changed)
    if poll:
        keep_tally_same(page, f"{poll[1]}-tally", changed)
        return
    if re.match(r"message-\d+", changed):
        keep_signs_same(page, changed)
        return
    votes = re.fullmatch(r"(question-\d+)-votes", changed)
    if votes and changed in page and votes[1] in page:
        page[votes[1]] = re.sub(rf'<bid="{changed}"[^>]*>.*?</b>', page[changed], page[votes[1]])
    question = re.fullmatch(r"question-\d+", changed)
    inner = f"{changed}-votes"
    if question and changed in page:
        found = re.search(rf'<bid="{inner}"[^>]*>.*?</b>', page[changed])
        if found:
            page[inner] = found[0]
    elif question:
        page.pop(inner, None)


def keep_signs_same(page: Nodes, changed: str) -> None:
    """Reactions stand inside their message and are replaced alone."""
    message = re.match(r"message-\d+", changed)[0]  # type: ignore[index]
    signs = f"{message}-reactions"
    inside = re.compile(rf'<pclass="signs"id="{signs}">.*?</p>')
    if changed == signs and message in page:
        page[message] = inside.sub(lambda _found: page[signs], page[message])
    elif changed == message:
        page.pop(signs, None)
        found = inside.search(page.get(message, ""))
        page.update({signs: found[0]} if found else {})


def keep_tally_same(page: Nodes, tally: str, changed: str) -> None:
    inside = re.compile(rf'<divclass="tally"id="{tally}">.*?</div>')
    if changed == tally:
        page.update({name: inside.sub(page[tally], html) for name, html in page.items() if tally in page})
        return
    page.pop(tally, None)
    found = inside.search(page.get(changed, ""))
    page.update({tally: found[0]} if found else {})
