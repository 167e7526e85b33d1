/* The sum behind a date in the desk's list: beside it while the pointer rests there, or with W on its row. The same stands at
   the ticket's own address, /desk/42/targets, which this asks for when it is wanted and not before. */
(() => {
  const REST = 400;
  let card = null, timer = 0, current = null;

  function made() {
    card = document.createElement("div");
    card.className = "why-card sums-card";
    card.id = "why-due";
    card.popover = "auto";
    card.setAttribute("role", "dialog");
    card.setAttribute("aria-label", "Why it is due then");
    card.addEventListener("pointerenter", () => clearTimeout(timer));
    card.addEventListener("pointerleave", leave);
    card.addEventListener("toggle", (event) => { if (event.newState === "closed") current = null; });
    document.body.append(card);
  }

  async function show(due) {
    const row = due.closest(".ticket");
    if (!row || current === row) return;
    current = row;
    const answer = await fetch(`${row.pathname}/targets`, { headers: { "HX-Request": "true", "HX-Target": "sums" } });
    if (!answer.ok || current !== row || !due.isConnected) return;
    if (!card) made();
    const part = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("sums");
    if (!part || current !== row) return;
    part.removeAttribute("id");
    card.replaceChildren(part);
    if (!card.matches(":popover-open")) card.showPopover({ source: due });
    current = row;
  }

  function leave() {
    clearTimeout(timer);
    timer = setTimeout(() => { if (card?.matches(":popover-open")) card.hidePopover(); current = null; }, REST);
  }

  document.addEventListener("pointerover", (event) => {
    const due = event.target.closest?.(".ticket .due");
    if (!due) return;
    clearTimeout(timer);
    timer = setTimeout(() => show(due), REST);
  });
  document.addEventListener("pointerout", (event) => {
    if (event.target.closest?.(".ticket .due") && !event.relatedTarget?.closest?.(".ticket .due, #why-due")) leave();
  });
  document.addEventListener("rounds:why", (event) => {
    const due = event.target.querySelector(".due");
    if (due) show(due);
  });
})();
