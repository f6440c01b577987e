// What a page does beyond its links and forms. Every page works without it.
"use strict";

(() => {
  // htmx writes no inline style and evaluates no text: the policy forbids both (see the meta tag).

  // After a refused form the summary of faults is read first.
  const showFaults = () => document.querySelector(".error-summary")?.focus();

  // Only one open menu at a time, and Escape closes it.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const open of document.querySelectorAll("details.who[open], details.confirm[open]")) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll("details.who[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });

  // A form is sent once, however often a tired hand clicks.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-again")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // Choices that take effect at once (a filter's order, say) need their button only without script.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
  });

  // Typing is working: the server hears of it, so that a long form does not end with the session. When
  // nothing is typed or clicked the session does end, and two minutes before a notice says so.
  const idle = document.getElementById("idle");
  if (idle) {
    const [step_ms, warning_ms] = [60_000, 120_000];
    const idle_ms = 1000 * Number(idle.dataset.idleS);
    let heard = Date.now();
    let alarm;
    const wait = () => {
      clearTimeout(alarm);
      alarm = setTimeout(() => document.getElementById("notices").append(idle.content.cloneNode(true)), idle_ms - warning_ms);
    };
    document.addEventListener("input", () => {
      if (Date.now() - heard < step_ms) return;
      heard = Date.now();
      fetch(idle.dataset.stay, { redirect: "manual" }).then(wait, () => {});
    });
    document.addEventListener("htmx:afterRequest", wait);
    wait();
  }

  for (const button of document.querySelectorAll("[data-prints]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  showFaults();
})();
