/* Counts down what waits to leave; without this file the page says how long it had when it was shown. */
"use strict";

(() => {
  const left = document.querySelector("[data-seconds]");
  if (!left) return;
  const ends = performance.now() + Number(left.dataset.seconds) * 1000;
  const tick = setInterval(() => {
    const seconds = Math.ceil((ends - performance.now()) / 1000);
    if (seconds > 0) { left.textContent = `${seconds} s`; return; }
    clearInterval(tick);
    const form = left.closest("[data-undo]");
    form.querySelector("[type=submit]").disabled = true;
    left.parentElement.textContent = "Your answer is on its way";
  }, 250);
})();
