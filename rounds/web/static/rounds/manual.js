/* From an error to its place in the draft. Without this file the line and the column are read, and nothing is lost. */
"use strict";

document.addEventListener("click", (event) => {
  const place = event.target.closest("[data-place]")?.dataset.place;
  const text = document.getElementById("draft-text");
  if (!place || !text) return;
  const [line, column] = place.split(".").map(Number);
  const lines = text.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
  text.focus();
  text.setSelectionRange(start, start + (lines[line - 1] ?? "").length - column + 1);
  text.scrollTop = (line - 4) * parseFloat(getComputedStyle(text).lineHeight);
});
