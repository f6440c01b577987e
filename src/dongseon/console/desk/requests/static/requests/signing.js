// Signing with a key that never leaves this browser.
//
// The key is made by WebCrypto (Ed25519, not extractable) and kept in IndexedDB: no script, this one
// neither, can read its bytes. The server gets the public half, and for each request a signature of
// exactly the bytes that the page shows.
"use strict";

(() => {
  const [DATABASE, STORE] = ["dongseon-signing", "keys"];

  const encoded = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const decoded = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

  const done = (asked) =>
    new Promise((resolve, reject) => {
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  const database = () => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    return done(asked);
  };
  const store = async (mode) => (await database()).transaction(STORE, mode).objectStore(STORE);
  const keyOf = async (keyId) => done((await store("readonly")).get(keyId));
  const keep = async (keyId, pair) => done((await store("readwrite")).put(pair, keyId));

  // RFC 7638: the thumbprint of the public key, as the server and the holders compute it.
  const thumbprint = async (raw) => {
    const members = `{"crv":"Ed25519","kty":"OKP","x":"${encoded(raw)}"}`;
    return encoded(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(members)));
  };

  const show = (form, name) => {
    for (const said of form.querySelectorAll("[data-said]")) said.hidden = said.dataset.said !== name;
    delete form.dataset.sent;
  };

  // ── making a key ───────────────────────────────────────────────────────────────────────────

  const make = async (form) => {
    const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]);
    const raw = await crypto.subtle.exportKey("raw", pair.publicKey);
    await keep(await thumbprint(raw), pair);
    form.elements.public_key.value = encoded(raw);
    form.submit();
  };

  // ── signing ────────────────────────────────────────────────────────────────────────────────

  const signed = async (asked) => {
    const { header, payload, key } = asked.dataset;
    const said = JSON.parse(new TextDecoder().decode(decoded(header)));
    if (said.alg !== "Ed25519" || said.kid !== key || said.typ !== "dongseon-mandate+json") throw new Error("header");
    const pair = await keyOf(key);
    if (!pair) throw new Error("absent");
    const text = new TextEncoder().encode(`${header}.${payload}`);
    return encoded(await crypto.subtle.sign("Ed25519", pair.privateKey, text));
  };

  const sign = async (form) => {
    const chosen = [...form.elements].filter((field) => field.dataset.payload && field.checked);
    if (!chosen.length) return show(form, "none");
    for (const asked of chosen) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = `signature.${asked.value}`;
      field.value = await signed(asked);
      form.append(field);
    }
    form.submit();
  };

  const begin = (form, act) =>
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      show(form, "");
      act(form).catch((fault) => show(form, fault.message === "absent" ? "absent" : "failed"));
    });

  for (const form of document.querySelectorAll("form[data-makes-key]")) begin(form, make);
  for (const form of document.querySelectorAll("form[data-signs]")) begin(form, sign);

  // Which of the listed keys lie in this browser.
  for (const place of document.querySelectorAll("[data-key-here]")) {
    keyOf(place.dataset.keyHere).then((pair) => {
      for (const said of place.querySelectorAll("[data-here]")) said.hidden = (said.dataset.here === "yes") !== Boolean(pair);
    });
  }
})();
