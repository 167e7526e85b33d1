/* What one types on a ticket is kept on each pause, an answer and a note apart, and found again on any machine.
   Without this file the button “Keep draft” does it. */
"use strict";

(() => {
  const area = document.querySelector("textarea[data-draft]");
  if (!area) return;
  const form = area.form;
  const said = form.querySelector("[data-kept]");
  const keep = form.querySelector("[data-keep]");
  const begun = {};
  const saved = {};
  for (const other of form.querySelectorAll("[data-begun]")) saved[other.dataset.begun] = begun[other.dataset.begun] = other.value;

  const kind = () => form.querySelector("[name=say]:checked")?.value || form.querySelector("[name=say]")?.value || "note";
  const version = (say) => form.elements[`draft_${say}`];
  let say = kind(), timer = 0, saving = null, blocked = false, sending = false;
  if (!(say in saved)) saved[say] = "";
  keep.hidden = true;
  if (area.value !== saved[say]) setTimeout(later);

  const unsaved = () => area.value !== (saved[say] ?? "");

  function later() {
    clearTimeout(timer);
    if (!blocked && !sending) timer = setTimeout(save, 1000);
  }

  async function save() {
    clearTimeout(timer);
    if (saving) { await saving; }
    if (!unsaved() || blocked || sending) return;
    saving = send(say, area.value);
    await saving;
    saving = null;
    if (unsaved()) later();
  }

  async function send(which, text) {
    const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, say: which, text });
    body.set(`draft_${which}`, version(which).value);
    try {
      const answer = await fetch(area.dataset.draft, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: text.length < 20000 });
      if (answer.status === 200 && !answer.redirected) {
        const kept = await answer.json();
        version(which).value = kept.version;
        saved[which] = text;
        tell(kept.said);
      } else if (answer.status === 409) {
        conflict(which);
      } else {
        tell("The draft is not kept: this page is signed out or out of date.");
      }
    } catch {
      tell("Not kept yet: offline. It stays here, and is kept when the line is back.");
      setTimeout(later, 5000);
    }
  }

  function tell(words, ...more) {
    said.replaceChildren(words, ...more);
  }

  /* Another window wrote on it, sent it or dropped it: nothing is written over until somebody says so */
  function conflict(which) {
    blocked = true;
    const mine = Object.assign(document.createElement("button"), { type: "button", className: "linkish", textContent: "Keep this one" });
    const theirs = Object.assign(document.createElement("a"), { href: `?say=${which}#msg`, textContent: "open the other" });
    mine.addEventListener("click", () => { version(which).value = ""; blocked = false; save(); });
    tell("This draft was changed, sent or dropped in another window. ", mine, ", or ", theirs, ".");
  }

  form.addEventListener("input", (event) => { if (event.target === area) later(); });
  form.addEventListener("change", (event) => {
    if (event.target.name !== "say") return;
    begun[say] = area.value;
    if (unsaved()) save();
    say = kind();
    area.value = begun[say] ?? "";
    saved[say] ??= "";
  });
  area.addEventListener("blur", (event) => { if (!form.contains(event.relatedTarget)) save(); });
  addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  addEventListener("online", later);
  addEventListener("beforeunload", (event) => { if (unsaved() && !sending && !saving) { save(); if (!navigator.onLine) event.preventDefault(); } });

  /* A save under way ends before the text is sent, or it would bring a draft back that has just gone */
  document.addEventListener("submit", (event) => {
    if (event.target !== form) return;
    if (saving) {
      event.preventDefault();
      event.stopImmediatePropagation();
      saving.then(() => { saving = null; form.requestSubmit(event.submitter); });
      return;
    }
    clearTimeout(timer);
    sending = true;
  }, true);
  addEventListener("pageshow", () => { sending = false; });
})();
