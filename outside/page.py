"""A page as a program reads it: its forms, its links and its words. Standard library only."""

from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

VOID = {"input", "br", "hr", "img", "meta", "link", "path", "use", "source", "wbr", "area", "col", "embed", "track"}
UNSEEN = {"script", "style", "svg", "template", "head"}


@dataclass
class Form:
    """A form as it stands: where it goes and what it would send untouched. ways: where its buttons send it instead."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    ways: list[str] = field(default_factory=list)
    options: dict[str, list[str]] = field(default_factory=dict)


class Page(HTMLParser):
    """One page, read. forms, links (addresses), next (the link to what follows) and text (words, single spaces)."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.next: str | None = None
        self._words: list[str] = []
        self._unseen = 0
        self._area: str | None = None
        self._select: str | None = None
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        """The words of the page."""
        return " ".join(" ".join(self._words).split())

    def form(self, ending: str) -> Form:
        """Find the form that goes, or that a button of it sends, to an address ending so; a plain error names all."""
        for form in self.forms:
            for action in (form.action, *form.ways):
                if action.split("?")[0].endswith(ending):
                    return replace(form, action=action)
        raise LookupError(
            f"no form goes to …{ending}; the page has {[form.action for form in self.forms]}: {self.text[:300]}"
        )

    def has_form(self, ending: str) -> bool:
        """Say whether a form, or a button of one, goes to an address ending so."""
        return any(to.split("?")[0].endswith(ending) for form in self.forms for to in (form.action, *form.ways))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in what opens."""
        given = {name: value or "" for name, value in attrs}
        if tag in UNSEEN:
            self._unseen += 1
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
            if given.get("rel") == "next":
                self.next = given["href"]
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif self.forms:
            self._field(tag, given)

    def handle_endtag(self, tag: str) -> None:
        """Take in what closes."""
        if tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        if tag == "textarea" and self._area and self.forms:
            # A browser leaves out the first line break of a text area.
            self.forms[-1].values[self._area] = self.forms[-1].values[self._area].removeprefix("\n")
            self._area = None
        if tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        """Take in words."""
        if self._area and self.forms:
            self.forms[-1].values[self._area] += data
        if not self._unseen:
            self._words.append(data)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        form, name = self.forms[-1], given.get("name", "")
        if tag == "option" and self._select:
            form.options.setdefault(self._select, []).append(given.get("value", ""))
            if "selected" in given or self._select not in form.values:
                form.values[self._select] = given.get("value", "")
        if tag == "button" and given.get("formaction"):
            form.ways.append(given["formaction"])
        if not name:
            return
        form.names.add(name)
        if tag == "input":
            self._input(form, name, given)
        elif tag == "textarea":
            self._area = name
            form.values[name] = ""
        elif tag == "select":
            self._select = name

    def _input(self, form: Form, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in {"submit", "image", "button", "file", "reset"}:
            return
        if kind not in {"checkbox", "radio"} or "checked" in given:
            form.values[name] = given.get("value", "on" if kind == "checkbox" else "")
