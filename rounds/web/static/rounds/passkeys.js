/* Passkeys: a form marked with data-passkey asks the browser for one when it is sent, and carries its answer.

   data-passkey="make" or "show"   what the browser is asked for
   data-options="/…"               where it hears what is needed: an address that a plain POST answers as JSON
   Without this file such a form stays hidden, and what stands in data-passkey-none says so. */
"use strict";

(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const listed = (many) => (many ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

  async function needed(form) {
    const mark = form.elements.csrfmiddlewaretoken.value;
    const answer = await fetch(form.dataset.options, { method: "POST", headers: { "X-CSRFToken": mark } });
    if (!answer.headers.get("content-type")?.includes("json")) throw new Error("Too many tries, or signed out meanwhile.");
    const options = await answer.json();
    if (!answer.ok) throw new Error(options.problem);
    return options;
  }

  async function made(options) {
    const user = { ...options.user, id: bytes(options.user.id) };
    const excludeCredentials = listed(options.excludeCredentials);
    const publicKey = { ...options, user, excludeCredentials, challenge: bytes(options.challenge) };
    const key = await navigator.credentials.create({ publicKey });
    return whole(key, {
      attestationObject: text(key.response.attestationObject),
      transports: key.response.getTransports?.() ?? [],
    });
  }

  async function shown(options) {
    const publicKey = { ...options, allowCredentials: listed(options.allowCredentials), challenge: bytes(options.challenge) };
    const key = await navigator.credentials.get({ publicKey });
    return whole(key, {
      authenticatorData: text(key.response.authenticatorData),
      signature: text(key.response.signature),
      userHandle: text(key.response.userHandle),
    });
  }

  const whole = (key, response) => ({
    id: key.id,
    rawId: text(key.rawId),
    type: key.type,
    response: { clientDataJSON: text(key.response.clientDataJSON), ...response },
  });

  const why = (trouble) => ({
    NotAllowedError: "Nothing was shown, or it took too long. Try again.",
    InvalidStateError: "This device has a passkey here already.",
    SecurityError: "This address has no passkeys.",
  })[trouble.name] ?? trouble.message;

  async function send(form) {
    const said = form.querySelector("[data-passkey-said]");
    const button = form.querySelector("button[type=submit]");
    said.hidden = true;
    button.disabled = true;
    try {
      const options = await needed(form);
      const key = form.dataset.passkey === "make" ? await made(options) : await shown(options);
      form.elements.answer.value = JSON.stringify(key);
      form.submit();
    } catch (trouble) {
      said.lastElementChild.textContent = why(trouble);
      said.hidden = false;
      button.disabled = false;
      button.focus();
    }
  }

  if (!window.PublicKeyCredential) return;
  for (const each of document.querySelectorAll("[data-passkey-none]")) each.hidden = true;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }
})();
