/* Rounds by keyboard. Every key is a shortcut to something that already stands on the page,
   marked there with a data attribute; without this file nothing is lost.

   data-go="d"     G then D goes there            data-row     J and K move between these
   data-key="r"    the letter presses this         data-back    Esc goes there
   data-all="name" ticks all boxes of that name
   data-focus="id" and then focus moves to that    data-card    a card that opens on hover and focus too
   Letters act outside fields only, and can be switched off; the switch stays in this browser. */
"use strict";

(() => {
  const SWITCH = "rounds.letters";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);
  const shown = (element) => element.getClientRects().length > 0;
  const typing = (element) => element.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
  const openCard = () => one("[popover]:popover-open");

  /* Letters on and off */
  const lettersOn = () => {
    try { return localStorage.getItem(SWITCH) !== "off"; } catch { return true; }
  };
  const keepSwitch = (on) => {
    try { localStorage.setItem(SWITCH, on ? "on" : "off"); } catch { /* a browser that keeps nothing starts with letters on */ }
  };
  for (const label of all("[data-letters]")) {
    const box = one("input", label);
    label.hidden = false;
    box.checked = lettersOn();
    box.addEventListener("change", () => keepSwitch(box.checked));
  }

  /* Letters */
  let going = 0;
  const rows = () => all("[data-row]").filter(shown);

  function step(by) {
    const list = rows();
    const current = list.indexOf(document.activeElement.closest("[data-row]"));
    const start = current >= 0 ? current : list.findIndex((row) => row.closest("[aria-current]"));
    const next = start < 0 ? 0 : Math.min(Math.max(start + by, 0), list.length - 1);
    list[next]?.focus();
  }

  function press(element) {
    if (element.matches("[popovertarget]")) {
      element.focus();
      show(element);
    } else {
      element.click();
    }
    const then = element.dataset.focus && document.getElementById(element.dataset.focus);
    then?.focus();
  }

  /* All ticks of a list at once; a second press takes them away */
  for (const button of all("[data-all]")) {
    const ticks = () => all(`input[type=checkbox][name="${CSS.escape(button.dataset.all)}"]`, button.form || document);
    button.hidden = false;
    button.addEventListener("click", () => {
      const on = !ticks().every((tick) => tick.checked);
      ticks().forEach((tick) => { tick.checked = on; });
    });
  }

  function nextWhy() {
    const row = document.activeElement?.closest?.(".ticket");
    if (row?.querySelector(".due")) return row.dispatchEvent(new CustomEvent("rounds:why", { bubbles: true }));
    const list = all(".why[popovertarget]").filter(shown);
    const next = list[(list.indexOf(document.activeElement) + 1) % (list.length || 1)];
    next?.focus();
    if (next) show(next);
  }

  function letter(event) {
    const key = event.key.toLowerCase();
    const went = Date.now() - going < 1500 && one(`[data-go="${CSS.escape(key)}"]`);
    going = 0;
    if (went) { went.click(); return true; }
    if (key === "g") { going = Date.now(); return true; }
    if (key === "j" || key === "k") { step(key === "j" ? 1 : -1); return true; }
    if (key === "w") { nextWhy(); return true; }
    if (key === "x" && document.activeElement.matches("input[type=checkbox][data-row]")) {
      document.activeElement.click();
      step(1);
      return true;
    }
    if (event.key === "?") { one("#help")?.showPopover(); return true; }
    const target = all(`[data-key="${CSS.escape(key)}"]`).find(shown);
    if (target) press(target);
    return Boolean(target);
  }

  function back(event) {
    if (openCard()) return;
    if (typing(event.target)) { event.target.blur(); return; }
    one("[data-back]")?.click();
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      one("#palette")?.showPopover();
    } else if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.form?.matches("[data-send]")) {
      event.preventDefault();
      event.target.form.requestSubmit(all("[type=submit]", event.target.form).find(shown));
    } else if (event.key === "Escape") {
      back(event);
    } else if (!event.ctrlKey && !event.metaKey && !event.altKey && event.key.length === 1) {
      if (lettersOn() && !typing(event.target) && !openCard() && letter(event)) event.preventDefault();
    }
  });

  /* Cards that open on hover and focus, not only when pressed */
  let closing = 0;
  const cardOf = (button) => document.getElementById(button.getAttribute("popovertarget"));

  function show(button) {
    const card = cardOf(button);
    clearTimeout(closing);
    if (card && !card.matches(":popover-open")) card.showPopover({ source: button });
  }

  function hideSoon(card) {
    clearTimeout(closing);
    closing = setTimeout(() => {
      if (card.matches(":popover-open") && !card.contains(document.activeElement)) card.hidePopover();
    }, 250);
  }

  function wireCard(button) {
    const card = cardOf(button);
    let waiting = 0;
    if (!card) return;
    button.setAttribute("popovertargetaction", "show");
    button.addEventListener("focus", () => button.matches(":focus-visible") && show(button));
    button.addEventListener("blur", () => hideSoon(card));
    button.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "mouse") waiting = setTimeout(() => show(button), 180);
    });
    button.addEventListener("pointerleave", () => { clearTimeout(waiting); hideSoon(card); });
    card.addEventListener("pointerenter", () => clearTimeout(closing));
    card.addEventListener("pointerleave", () => hideSoon(card));
    card.addEventListener("focusin", () => clearTimeout(closing));
  }
  const wireCards = () => all("[data-card]:not([popovertargetaction])").forEach(wireCard);
  wireCards();
  document.addEventListener("rounds:drawn", wireCards);

  /* Search or do: the links of the palette, narrowed while typing; what the house finds comes in behind them */
  function wirePalette(palette) {
    const field = one("input", palette);
    const list = one("[data-options]", palette);
    const found = one("#palette-found", list);
    let options = [];
    const jump = one("[data-jump]", palette);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-expanded", "true");
    field.setAttribute("aria-controls", list.id);
    list.setAttribute("role", "listbox");

    function take() {
      options = all("a", list);
      options.forEach((option) => { option.setAttribute("role", "option"); option.tabIndex = -1; });
    }
    take();

    const visible = () => options.filter((option) => !option.hidden);

    function choose(option) {
      options.forEach((each) => each.setAttribute("aria-selected", String(each === option)));
      if (option) {
        field.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else {
        field.removeAttribute("aria-activedescendant");
      }
    }

    function narrow() {
      const words = field.value.trim().toLowerCase();
      const number = words.replace(/^#/, "");
      const each = words.split(/\s+/);
      options.forEach((option) => {
        const text = option.textContent.toLowerCase();
        option.hidden = option !== jump && !("found" in option.dataset) && !each.every((word) => text.includes(word));
      });
      if (jump) {
        jump.hidden = !/^\d{1,9}$/.test(number);
        if (!jump.hidden) {
          jump.href = jump.dataset.jump + number;
          one("b", jump).textContent = `#${number}`;
        }
      }
      all("[data-group]", list).forEach((group) => { group.hidden = !all("a", group).some((option) => !option.hidden); });
      choose(visible()[0]);
    }

    function move(by) {
      const choices = visible();
      const current = choices.findIndex((option) => option.getAttribute("aria-selected") === "true");
      choose(choices[(current + by + choices.length) % (choices.length || 1)]);
    }

    field.addEventListener("input", narrow);
    field.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        move(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter") {
        const chosen = visible().find((option) => option.getAttribute("aria-selected") === "true");
        if (chosen) { event.preventDefault(); palette.hidePopover(); chosen.click(); }
      }
    });
    palette.addEventListener("beforetoggle", (event) => {
      if (event.newState === "open") { field.value = ""; found.replaceChildren(); take(); narrow(); }
    });
    found.addEventListener("htmx:afterSwap", () => {
      const chosen = options.find((option) => option.getAttribute("aria-selected") === "true" && option.isConnected);
      take();
      choose(chosen ?? visible()[0]);
    });
    list.addEventListener("click", (event) => {
      const option = event.target.closest("a");
      const press_ = option?.dataset.press && document.getElementById(option.dataset.press);
      if (!press_) return;
      event.preventDefault();
      palette.hidePopover();
      press(press_);
    });
  }
  const palette = one("#palette");
  if (palette) wirePalette(palette);

  /* A form that was sent is not sent twice by a second press */
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    if (event.target.method === "post") event.target.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => all("[data-sent]").forEach((form) => delete form.dataset.sent));

  /* Where the talk scrolls by itself, the newest stands in sight */
  if (matchMedia("(min-width: 62.01rem)").matches) one(".thread > :last-child")?.scrollIntoView({ block: "nearest" });

  /* What was refused is what is read first */
  one("[data-first]")?.focus();
})();
