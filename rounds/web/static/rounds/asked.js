/* A new ticket's form shows what the chosen kind asks for. Without this file all of it stands there, each under its kind. */
"use strict";

const kind = document.getElementById("n-kind");

function showAsked() {
  for (const each of document.querySelectorAll("[data-asked-of]")) {
    each.hidden = each.dataset.askedOf !== kind.value;
    each.disabled = each.hidden;
  }
}

kind?.addEventListener("change", showAsked);
if (kind) showAsked();
