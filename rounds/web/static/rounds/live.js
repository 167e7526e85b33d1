/* An open page stays true: told by the live process, or by asking every few seconds, it asks its own address again and
   changes only what differs. Focus, selection, scroll and whatever is being typed stay. Without this file a reload does the same.

   body[data-news]       where to ask; data-since: what the page knows; data-live, data-pass: where it may listen, and with what
   body[data-url]        after a refused act: where the page stands, for the address is the act's; [data-refused] says what was refused
   [data-fresh="a b"]    a part that is asked for again when records of these kinds change
   #list                 the desk's list; #t[data-ticket]: the ticket beside it
   [data-beside]         who else is here; [data-meanwhile]: what happened while one wrote */
"use strict";

(() => {
  const { news, since: drawn, live, pass } = document.body.dataset;
  if (!news) return;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const jitter = (ms) => ms * (0.75 + Math.random() / 2);

  /* Hearing of it */
  const ASK_EVERY = 4000, PATIENCE = 6000, AT_MOST = 60000, REST = 1200, REOPEN_AFTER = 3000;
  let since = drawn, url = live, given = pass;
  let source = null, asking = 0, listenAt = 0, failures = 0, broken = 0, misses = 0, over = false;

  function listen() {
    if (!url || document.hidden || source || over) return;
    const patience = setTimeout(lost, PATIENCE);
    source = new EventSource(`${url}?pass=${encodeURIComponent(given)}&since=${encodeURIComponent(since)}`, { withCredentials: true });
    source.addEventListener("hello", () => {
      clearTimeout(patience);
      clearTimeout(asking);
      failures = broken = 0;
      say("net-poll", false);
    });
    source.addEventListener("news", (event) => { since = event.lastEventId || since; told(JSON.parse(event.data)); });
    for (const end of ["end", "error"]) source.addEventListener(end, () => { clearTimeout(patience); lost(); });
    source.addEventListener("closing", () => lost(jitter(REOPEN_AFTER)));
  }

  function deaf() {
    source?.close();
    source = null;
  }

  function lost(rest = 0) {
    deaf();
    failures += 1;
    broken ||= Date.now();
    listenAt = Date.now() + (failures > 1 ? jitter(Math.min(2000 * 2 ** failures, AT_MOST)) : rest);
    ask();
  }

  /* Asking, while nobody tells: every few seconds, seldom while the line is down, never all pages at once */
  async function ask() {
    clearTimeout(asking);
    const again = url && Date.now() >= listenAt;
    const answer = await get(`${news}?since=${encodeURIComponent(since)}${again ? "&again=1" : ""}`);
    if (answer?.status === 200) {
      const found = await answer.json();
      ({ since, url, pass: given } = found);
      number(found.counts);
      told(found.changed);
    }
    if (url && broken && Date.now() - broken > 5000) say("net-poll", !offline());
    if (answer && again) listen();
    if (!source && !over && !document.hidden) asking = setTimeout(ask, jitter(Math.min(ASK_EVERY * 2 ** misses, AT_MOST)));
  }

  async function get(address, headers = {}) {
    try {
      const answer = await fetch(address, { headers, credentials: "same-origin" });
      misses = 0;
      say("net-off", false);
      if (answer.redirected && one("#t[data-url]") && /^\/desk\/\d+$/.test(new URL(answer.url).pathname)) {
        moved(answer.url);
        return null;
      }
      if (answer.redirected || answer.status === 403) {
        over = true;
        deaf();
        say("net-out", true);
        return null;
      }
      return answer;
    } catch {
      if (!offline()) one("#net-off [data-at]").textContent = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: document.body.dataset.zone });
      say("net-poll", false);
      say("net-off", true);
      misses += 1;
      return null;
    }
  }

  /* The ticket was merged into another: what is typed is kept as a draft there, so the page can go too */
  function moved(address) {
    over = true;
    deaf();
    clearTimeout(asking);
    location.assign(address);
  }

  const offline = () => one("#net-off") && !one("#net-off").hidden;
  function say(id, shown) {
    const bar = document.getElementById(id);
    if (bar && bar.hidden === shown) bar.hidden = !shown;
  }

  let sleeping = 0;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(sleeping);
    if (document.hidden) sleeping = setTimeout(() => { deaf(); clearTimeout(asking); }, 15000);
    else if (!source) ask();
  });
  addEventListener("online", ask);
  one("#net-off button")?.addEventListener("click", ask);
  addEventListener("pagehide", deaf); // browsers call it aborted whichever way a stream ends that its page leaves
  addEventListener("pageshow", (event) => { if (event.persisted) ask(); });

  /* Drawing it: at once, then not more often than each second or so, whatever happens meanwhile */
  const waiting = new Set();
  let drawing = false;

  function told(words) {
    words.forEach((word) => waiting.add(word));
    if (waiting.size && !drawing) draw();
  }

  async function draw() {
    drawing = true;
    await wait(Math.random() * 80);
    while (waiting.size) {
      const words = new Set(waiting);
      waiting.clear();
      try { await refresh(words); } catch (trouble) { console.warn("not drawn", trouble); }
      await wait(jitter(REST));
    }
    drawing = false;
  }

  async function refresh(words) {
    const everything = words.has("*");
    const kinds = new Set([...words].map((word) => word.split(":")[0]));
    const ticket = one("#t[data-ticket]")?.dataset.ticket;
    const whole = all("[data-fresh]").some((part) => everything || part.dataset.fresh.split(" ").some((kind) => kinds.has(kind)))
      || (ticket && (everything || words.has(`ticket:${ticket}`)));
    if (ticket ? everything || words.has(`presence:${ticket}`) : everything || kinds.has("draft")) beat();
    if (whole) {
      await page();
    } else {
      if (one("#list") && (everything || kinds.has("ticket"))) await list();
      const answer = await get(`${news}?since=${encodeURIComponent(since)}&again=1`);
      if (answer?.status === 200) number((await answer.json()).counts);
    }
    if (everything || kinds.has("ticket")) await tally();
  }

  /* After a refused act the address is the act's, which nothing can ask again; the page says where it stands. */
  const act = document.body.dataset.url ? location.pathname : "";
  const here = () => (act && location.pathname === act ? document.body.dataset.url : location.href);

  async function list() {
    const answer = await get(here(), { "HX-Request": "true", "HX-Target": "list" });
    if (answer?.status === 200) into("#list", new DOMParser().parseFromString(await answer.text(), "text/html"));
  }

  async function page() {
    const answer = await get(here());
    if (answer?.status !== 200) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    keepTally(fresh);
    for (const selector of [".rail nav", "#list", ".talk-h", ".about"]) into(selector, fresh);
    all("[data-fresh]").forEach((part, place) => { const other = all("[data-fresh]", fresh)[place]; if (other) morph(part, other); });
    const came = thread(fresh);
    cards(fresh);
    meanwhile(fresh, came);
    document.dispatchEvent(new CustomEvent("rounds:drawn"));
  }

  function into(selector, fresh) {
    const old = one(selector), other = one(selector, fresh);
    if (!old || !other) return;
    morph(old, other);
    window.htmx?.process(old);
  }

  function number(counts) {
    for (const [name, count] of Object.entries(counts || {})) {
      const link = all(".rail nav a").find((each) => each.firstElementChild?.nextSibling?.textContent.trim() === name);
      if (link) mark(link, count ? String(count) : "");
    }
  }

  function mark(link, count) {
    let number = one(".n", link);
    if ((number?.firstChild.textContent || "") === count) return;
    const unread = count === "!", was = number?.firstChild.textContent === "!";
    if (!count || unread !== was) number?.remove();
    if (!count) return;
    const fresh = !number?.isConnected;
    if (fresh) {
      number = document.createElement("span");
      number.className = unread ? "n n-due" : "n";
      number.append("", Object.assign(document.createElement("span"), { className: "vh", textContent: unread ? " cannot be read any more" : " waiting" }));
      link.append(number);
    }
    number.firstChild.textContent = count;
    if (!fresh) number.classList.add("just");
  }

  /* How many stand in each list and view: asked for by itself, so that no page waits for it */
  async function tally() {
    const rail = one(".rail nav[data-counts]");
    if (!rail || !one("[data-list]", rail)) return;
    const answer = await get(rail.dataset.counts);
    if (answer?.status !== 200) return;
    const counts = await answer.json();
    for (const link of all("[data-list]", rail)) mark(link, (counts[link.dataset.list] ?? "0").replace(/^0$/, ""));
  }

  function keepTally(fresh) {
    for (const link of all(".rail [data-list]", fresh)) {
      const known = one(`.rail [data-list="${CSS.escape(link.dataset.list)}"] .n`);
      if (known) link.append(document.importNode(known, true));
    }
  }

  /* Changing only what differs. What is typed in, chosen in or open stays as it is, and so does what an act was refused for. */
  const touched = (element) => element.matches("input, textarea, select, [contenteditable]") && (element === document.activeElement || element.type !== "hidden");
  const keyOf = (node) => node.id || (node.nodeType === 1 && (one(":scope > a[data-row]", node)?.pathname || one(":scope > .item > .grow > a[data-row]", node)?.pathname || (node.matches(".panel") && one("form", node)?.getAttribute("action")))) || "";

  const stays = (node) => node.nodeType === 1 && node.matches("[data-refused]");
  const past = (node) => (node && stays(node) ? past(node.nextSibling) : node);

  /* What somebody has begun to fill in, or was refused for */
  const isFilled = (field) => field.matches("[type=checkbox], [type=radio]") ? field.checked !== field.defaultChecked : field.matches("textarea, input:not([type=hidden])") && field.value !== field.defaultValue;
  const isTypedIn = (node) => all("form", node).some((form) => (act && form.getAttribute("action") === act) || [...form.elements].some(isFilled));

  function put(node, parent, at) {
    const held = node.contains(document.activeElement) && document.activeElement;
    parent.insertBefore(node, at);
    if (held) held.focus({ preventScroll: true });
  }

  function morph(old, other) {
    if (old.isEqualNode(other)) return;
    if (old.nodeType === 3) { old.data = other.data; return; }
    if (old.nodeType !== 1 || touched(old) || old.matches(":popover-open")) return;
    attributes(old, other);
    children(old, other);
  }

  function attributes(old, other) {
    for (const { name, value } of [...other.attributes]) {
      if (name !== "open" && name !== "popovertargetaction" && old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    for (const name of ["aria-current", "hidden", "disabled"]) if (!other.hasAttribute(name)) old.removeAttribute(name);
  }

  function children(old, other) {
    const byKey = new Map([...old.childNodes].filter(keyOf).map((node) => [keyOf(node), node]));
    const kept = new Set([...old.childNodes].filter(stays));
    let at = past(old.firstChild);
    for (const node of [...other.childNodes]) {
      const key = keyOf(node);
      const match = key ? byKey.get(key) : alike(at, node, kept);
      const same = match?.nodeName === node.nodeName;
      if (match && !kept.has(match) && (same || isTypedIn(match))) {
        const before = marks(match);
        if (same) morph(match, node);
        if (key && marks(match) !== before) just(match);
        if (key && match !== at) put(match, old, at);  // only text stands before another
        kept.add(match);
        at = past(match.nextSibling);
      } else {
        const added = document.importNode(node, true);
        old.insertBefore(added, at);
        kept.add(added);
        if (key) just(added);
      }
    }
    for (const node of [...old.childNodes]) if (!kept.has(node)) drop(node);
  }

  function alike(at, node, kept) {
    for (let each = at; each; each = past(each.nextSibling)) {
      if (!kept.has(each) && each.nodeName === node.nodeName && !keyOf(each)) return each;
      if (each.nodeType === 1) return null;
    }
    return null;
  }

  const marks = (node) => node.nodeType === 1 && node.matches("li") ? all(".mark, .turn, .ticket-t, .item-s", node).map((each) => each.textContent).join("|") : "";

  function drop(node) {
    const next = node.nextElementSibling || node.previousElementSibling;
    const held = node.contains?.(document.activeElement) && document.activeElement.matches("[data-row]");
    node.remove();
    if (held) one("[data-row]", next || document)?.focus({ preventScroll: true });
  }

  function just(node) {
    node.classList?.add("just");
    setTimeout(() => node.classList?.remove("just"), 2000);
  }

  /* The talk: what is new stands below; what stands there keeps its place */
  function thread(fresh) {
    const old = one(".thread"), other = one(".thread", fresh);
    if (!old || !other) return [];
    const low = old.scrollHeight - old.scrollTop - old.clientHeight < 80;
    const there = new Set(all("li[id]", other).map((node) => node.id));
    all("li[id]", old).filter((node) => !there.has(node.id)).forEach((node) => node.remove());
    const came = [];
    for (const node of all("li[id]", other)) {
      const match = document.getElementById(node.id);
      if (match) { morph(match, node); continue; }
      const added = document.importNode(node, true);
      old.append(added);
      just(added);
      came.push(added);
    }
    if (low && came.length) old.scrollTop = old.scrollHeight;
    return came;
  }

  function cards(fresh) {
    const own = (root) => all("body > .why-card[id]", root).filter((card) => card.id !== "me");
    const others = new Map(own(fresh).map((card) => [card.id, card]));
    for (const card of own(document)) {
      if (card.matches(":popover-open") || isTypedIn(card)) others.delete(card.id);
      else card.remove();
    }
    for (const card of others.values()) document.body.insertBefore(document.importNode(card, true), document.getElementById("palette"));
  }

  /* What happened while one wrote is said before a stale write is refused */
  function meanwhile(fresh, came) {
    const form = one(".composer"), other = one(".composer", fresh);
    if (!form || !other) return;
    const mine = form.elements.version, now = other.elements.version.value;
    const place = one("[data-meanwhile]", form);
    if (Number(now) <= Math.max(Number(mine.value), Number(place.dataset.version || 0))) return;  // drawn before, come after
    if (!form.elements.text.value.trim()) { mine.value = now; return; }
    place.dataset.version = now;
    if (place.childElementCount && !came.some((entry) => entry.matches(".msg"))) return;
    place.replaceChildren(
      Object.assign(document.createElement("b"), { textContent: `${saidBy(came)} while you wrote.` }),
      button("Show", () => (came[0] || one(".thread > :last-child"))?.scrollIntoView({ block: "center" })),
      button("Write on", () => { mine.value = place.dataset.version; place.replaceChildren(); form.elements.text.focus(); }),
    );
  }

  /* A message says more than what it caused */
  function saidBy(came) {
    const message = came.filter((entry) => entry.matches(".msg")).at(-1);
    const who = one("b, .auto", message || came.at(-1) || document.createElement("i"))?.textContent.trim() || "Somebody";
    if (!message) return `${who} changed this ticket`;
    return `${who} ${message.matches(".msg-note") ? "wrote a note" : message.matches(".msg-ours") ? "answered" : "wrote"}`;
  }

  function button(words, act) {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", textContent: words });
    made.addEventListener("click", act);
    return made;
  }

  /* Who else is here: said every quarter of a minute while the ticket, or the draft, is in sight, and when one begins to write */
  const talk = one("[data-presence]"), beside = one("[data-beside]");
  let typedAt = 0, wrote = false, beating = 0;

  function doing(word) {
    const form = new FormData();
    form.set("csrfmiddlewaretoken", one("[name=csrfmiddlewaretoken]").value);
    form.set("doing", word);
    if (talk.dataset.version) form.set("version", talk.dataset.version);
    if (talk.dataset.saved) form.set("saved", talk.dataset.saved);
    return form;
  }

  async function beat() {
    clearTimeout(beating);
    if (!talk || document.hidden || over) return;
    beating = setTimeout(beat, jitter(14000));
    wrote = Date.now() - typedAt < 9000;
    try {
      const answer = await fetch(talk.dataset.presence, { method: "POST", body: doing(wrote ? "writing" : "looking") });
      if (answer.status !== 200 || answer.redirected) return;
      const words = await answer.text();
      if (beside && beside.innerHTML.trim() !== words.trim()) beside.innerHTML = words;
    } catch { /* offline: the next one says so again, and the bar has said it */ }
  }

  if (talk) {
    document.addEventListener("input", (event) => {
      if (!event.target.closest(".composer textarea, [data-writes]")) return;
      typedAt = Date.now();
      if (!wrote) { wrote = true; beat(); }
    });
    const gone = () => navigator.sendBeacon(talk.dataset.presence, doing("gone"));
    document.addEventListener("visibilitychange", () => (document.hidden ? gone() : beat()));
    addEventListener("pagehide", gone);
    beat();
  }

  tally();
  if (url) listen(); else asking = setTimeout(ask, jitter(ASK_EVERY));
})();
