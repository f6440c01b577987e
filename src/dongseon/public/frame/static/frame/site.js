// High contrast without a server: remembered in this browser, only once somebody asks for it.
const KEY = "contrast";
const root = document.documentElement;
const link = document.querySelector("a.contrast");

function show(high) {
  if (high) root.dataset.krdsMode = "high-contrast";
  else delete root.dataset.krdsMode;
  if (link) link.textContent = high ? link.dataset.usual : link.dataset.high;
}

let kept = null;
try { kept = localStorage.getItem(KEY); } catch { /* storage is closed: the address still works */ }
if (kept === "high" || (kept === null && matchMedia("(prefers-contrast: more)").matches)) show(true);
link?.addEventListener("click", (event) => {
  const high = root.dataset.krdsMode !== "high-contrast";
  event.preventDefault();
  show(high);
  try { localStorage.setItem(KEY, high ? "high" : "usual"); } catch { /* as above */ }
});
