/* Offers kinds, keys and values of the manual while it is typed. Down and up choose, Enter or Tab take, Escape closes,
   Ctrl+Space asks. Without this file the text is written by hand, and the checker says what is wrong. */
"use strict";

const editor = document.getElementById("draft-text");
const words = JSON.parse(editor?.dataset.words ?? "{}");
const most = 8;
let offered = [];
let chosen = -1;

const list = document.createElement("ul");
list.id = "draft-offers";
list.className = "offers";
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", "What can stand here");
list.hidden = true;

function fenceOf(lines, line) {
  for (let at = line - 1; at >= 0; at -= 1) {
    if (/^```\s*$/.test(lines[at])) return null;
    const opens = /^```(clause|template)\s*$/.exec(lines[at]);
    if (opens) return { first: at + 1, template: opens[1] === "template" };
  }
  return null;
}

function namesOf(kind, lines) {
  const found = [];
  lines.forEach((line, at) => {
    const fence = /^```(clause|template)\s*$/.exec(lines[at - 1] ?? "");
    const start = fence?.[1] === "template" ? (kind === "template" ? "name:" : null) : `${kind}:`;
    if (fence && start && line.startsWith(start)) found.push(line.slice(start.length).trim());
  });
  return found;
}

/* What a key takes, seen from the keys that stand around the caret: takes: {ticket kind: … */
function takenBy(kind, path) {
  return path.reduce((here, key) => here?.keys?.[key], { keys: words[kind] ?? {} });
}

function place(text, caret) {
  const lines = text.split("\n");
  const before = text.slice(0, caret).split("\n");
  const line = before.length - 1;
  const fence = fenceOf(lines, line);
  if (!fence) return null;
  const typed = before[line];
  const kind = fence.template ? "template" : (lines[fence.first] ?? "").split(":")[0].trim();
  return { lines, line, typed, fence, kind };
}

/* The keys that are open where the caret stands: of the line, of braces in it, of lines less indented above. */
function openKeys({ lines, line, typed, fence }) {
  const path = [];
  let indent = typed.search(/\S|$/);
  for (let at = line - 1; at > fence.first - 1 && indent > 0; at -= 1) {
    const above = lines[at].search(/\S|$/);
    const key = /^\s*(?:- )?([^:{}[\],]+):\s*$/.exec(lines[at])?.[1];
    if (key && above < indent) {
      path.unshift(key.trim());
      indent = above;
    }
  }
  const inline = [];
  let token = "";
  for (const letter of typed.replace(/^\s*(?:- )?/, "")) {
    if (letter === ":") inline.push(token.trim());
    if (letter === ",") while (inline.length > 1 && inline.at(-1) !== "{" && inline.at(-1) !== "[") inline.pop();
    if (letter === "{" || letter === "[") inline.push(letter);
    if (letter === "}" || letter === "]") inline.splice(Math.max(inline.lastIndexOf(letter === "}" ? "{" : "["), 0));
    token = ":,{}[]".includes(letter) ? "" : token + letter;
  }
  const isValue = inline.length > 0 && inline.at(-1) !== "{";
  return { path: [...path, ...inline.filter((each) => each !== "{" && each !== "[")], isValue, token: token.trimStart() };
}

function offers() {
  const where = place(editor.value, editor.selectionStart);
  if (!where || editor.selectionStart !== editor.selectionEnd) return null;
  const { path, isValue, token } = openKeys(where);
  if (where.line === where.fence.first && !where.fence.template) {
    return isValue ? null : { token, all: Object.keys(words).filter((kind) => kind !== "template"), after: ": " };
  }
  const here = takenBy(where.kind, path);
  if (isValue) {
    const all = here?.words ?? (here?.names ? namesOf(here.names, where.lines) : []);
    return { token, all, after: "" };
  }
  const beside = new Set(where.lines.slice(where.fence.first, where.line).map((each) => each.split(":")[0].trim()));
  const keys = Object.keys(here?.keys ?? {}).filter((key) => path.length || !beside.has(key));
  return { token, all: keys, after: ": " };
}

function show(asked) {
  const found = offers();
  const wanted = found?.token.toLowerCase() ?? "";
  offered = !found || (!asked && wanted === "") ? [] : found.all
    .filter((word) => word.toLowerCase().startsWith(wanted) && word !== found.token)
    .slice(0, most)
    .map((word) => ({ word, token: found.token, after: found.after }));
  choose(asked && offered.length ? 0 : -1);
  list.replaceChildren(...offered.map(({ word }, at) => {
    const option = document.createElement("li");
    option.id = `draft-offer-${at}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", String(at === chosen));
    option.textContent = word;
    return option;
  }));
  list.hidden = offered.length === 0;
  if (!list.hidden) stand();
}

/* Below the line of the caret, at its column: the text is set in one width. */
function stand() {
  const typed = editor.value.slice(0, editor.selectionStart).split("\n");
  const style = getComputedStyle(editor);
  const height = parseFloat(style.lineHeight);
  const top = editor.offsetTop + parseFloat(style.paddingTop) + typed.length * height - editor.scrollTop;
  list.style.insetBlockStart = `${Math.min(top, editor.offsetTop + editor.clientHeight)}px`;
  list.style.insetInlineStart = `min(${Math.min(typed.at(-1).length, 60)}ch, 100% - 14rem)`;
}

function choose(at) {
  chosen = at;
  for (const option of list.children) option.setAttribute("aria-selected", String(option.id === `draft-offer-${at}`));
  if (at < 0) editor.removeAttribute("aria-activedescendant");
  else editor.setAttribute("aria-activedescendant", `draft-offer-${at}`);
}

function close() {
  offered = [];
  choose(-1);
  list.hidden = true;
}

function take(at) {
  const { word, token, after } = offered[at];
  const caret = editor.selectionStart;
  const colon = editor.value[caret] === ":" ? "" : after;
  editor.setRangeText(word + colon, caret - token.length, caret, "end");
  close();
  editor.dispatchEvent(new Event("input", { bubbles: true }));
}

function keyed(event) {
  if (event.ctrlKey && event.code === "Space") show(true);
  else if (list.hidden) return;
  else if (event.key === "ArrowDown") choose((chosen + 1) % offered.length);
  else if (event.key === "ArrowUp" && chosen >= 0) choose(chosen - 1);
  else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0 && !event.ctrlKey) take(chosen);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

if (editor) {
  editor.after(list);
  const hint = document.getElementById("draft-keys");
  if (hint) hint.hidden = false;
  editor.setAttribute("aria-controls", list.id);
  editor.setAttribute("aria-autocomplete", "list");
  editor.addEventListener("input", (event) => event.isTrusted && show(false));
  editor.addEventListener("keydown", keyed);
  editor.addEventListener("blur", close);
  editor.addEventListener("scroll", () => list.hidden || stand()); // typing at the end scrolls, too
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) take([...list.children].indexOf(option));
  });
}
