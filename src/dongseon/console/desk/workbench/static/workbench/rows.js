// Keys of lists whose rows are decided upon. Each does what a button or link of the row does; none is needed.
"use strict";

(() => {
  const rows = [...document.querySelectorAll("tr.keyed")];
  if (!rows.length) return;
  const place = `row ${location.pathname}`;
  let here = -1;

  const go = (to) => {
    if (to < 0 || to >= rows.length) return;
    rows[here]?.classList.remove("here");
    here = to;
    rows[here].classList.add("here");
    rows[here].focus({ preventScroll: true });
    rows[here].scrollIntoView({ block: "center" });
  };

  const press = (key) => {
    const found = rows[here]?.querySelector(`[data-key="${key}"]`);
    if (!found) return;
    sessionStorage.setItem(place, String(here)); // the page that follows goes on from there
    if (found.tagName === "FORM") found.requestSubmit();
    else found.click();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "j") go(here + 1);
    else if (event.key === "k") go(here - 1);
    else if (/^[a-z]$/.test(event.key)) press(event.key);
    else return;
    event.preventDefault();
  });

  // Whoever comes by a link of the map or the time line, or back from a decision, goes on from there.
  const arrive = () => {
    const at = rows.findIndex((row) => row.id === location.hash.slice(1));
    const left = sessionStorage.getItem(place);
    sessionStorage.removeItem(place);
    if (at >= 0) go(at);
    else if (left !== null) go(Math.min(Number(left), rows.length - 1));
  };
  window.addEventListener("hashchange", arrive);
  arrive();
})();
