// "Was I there?": reads the visitor's file in this window, compares, and says what was found. Sends and keeps nothing.
import { matches, read } from "./history.js";

const places = JSON.parse(document.getElementById("places").textContent);
const form = document.getElementById("check");
const answer = document.getElementById("answer");
const words = answer.dataset;
const shown = new Intl.DateTimeFormat(words.language, { dateStyle: "medium", timeStyle: "short", timeZone: "Asia/Seoul" });
const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function put(tag, text, parent = answer) {
  const element = document.createElement(tag);
  element.textContent = text;
  parent.append(element);
  return element;
}

function tell(points, found, bad) {
  answer.replaceChildren();
  for (const file of bad) put("p", say(words.bad, { file })).className = "notice error";
  if (!points.length) return;
  put("h2", found.length ? say(words.some, { n: found.length }) : words.none);
  if (found.length) {
    const rows = put("ul", "");
    for (const one of found) {
      put("li", say(words.at, {
        place: one.place.name, address: one.place.address, metres: Math.round(one.metres),
        from: shown.format(one.start), to: shown.format(one.end),
      }), rows);
    }
    const next = put("p", `${words.do} `);
    const link = put("a", words.clinicsText, next);
    link.href = words.clinics;
  } else {
    put("p", words.still);
  }
  const times = points.map((one) => one.from);
  const [first, last] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
  const bands = places.flatMap((place) => place.bands);
  const from = bands.reduce((a, band) => Math.min(a, Date.parse(band.start)), Infinity);
  const to = bands.reduce((a, band) => Math.max(a, Date.parse(band.end)), -Infinity);
  const inside = points.filter((one) => one.to >= from && one.from < to).length;
  put("p", say(words.read, { points: points.length, first: shown.format(first), last: shown.format(last), inside })).className = "soft";
}

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
document.getElementById("history").addEventListener("change", async (event) => {
  answer.replaceChildren();
  put("p", words.reading);
  const points = [];
  const bad = [];
  for (const file of event.target.files) {
    const found = read(await file.text());
    if (found === null || !found.length) bad.push(file.name);
    else for (const one of found) points.push(one);
  }
  tell(points, matches(points, places), bad);
  answer.focus();
});
