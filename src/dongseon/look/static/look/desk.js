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

  for (const button of document.querySelectorAll("[data-prints]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  showFaults();
})();
