// The self-check: what is ticked decides here, in the browser, which advice is shown. Nothing is sent.
const form = document.querySelector("[data-selfcheck]");

if (form) {
  for (const each of form.querySelectorAll(".without-script")) each.hidden = true;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    const ticked = new Set([...form.querySelectorAll("input:checked")].map((input) => input.value));
    const gravest = ["emergency", "call", "watch"].find((advice) => ticked.has(advice)) ?? "";
    for (const said of form.querySelectorAll("[data-for]")) said.hidden = said.dataset.for !== gravest;
  });
}
