"""What was seen, said while it happens and kept for the report."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Report:
    """The lines so far, and what failed."""

    lines: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Say one line."""
        print(text, flush=True)
        self.lines.append(text)

    def check(self, text: str, held: bool, seen: object = "") -> None:
        """Say whether something held, with what was seen."""
        shown = f" ({seen})" if seen != "" else ""
        self.say(f"{'holds ' if held else 'FAILED'}  {text}{shown}")
        if not held:
            self.failed.append(text)

    def end(self, file: Path | None) -> int:
        """Say how it ended and write it down; give the exit code."""
        self.say(
            f"FAILED: {len(self.failed)} of what was promised." if self.failed else "Everything that was promised held."
        )
        if file:
            file.write_text("\n".join(self.lines) + "\n")
        return 1 if self.failed else 0
