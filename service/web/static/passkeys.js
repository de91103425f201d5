// Passkeys: asks the service what to sign, lets the device sign it, and sends the answer with the form.
"use strict";

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const asked = async (form, address) => {
  const answer = await fetch(address, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  const options = await answer.json();
  options.challenge = toBytes(options.challenge);
  if (options.user) options.user.id = toBytes(options.user.id);
  for (const known of [...(options.excludeCredentials ?? []), ...(options.allowCredentials ?? [])]) known.id = toBytes(known.id);
  return options;
};

const said = (credential) => {
  const response = { clientDataJSON: toText(credential.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: toText(credential.rawId), type: credential.type, response });
};

const listen = (form, address, sign) => {
  let isAsking = false; // a second click would break off what the device is asked
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    const told = form.querySelector("[role=alert]");
    told.hidden = true;
    try {
      form.elements.answer.value = said(await sign(await asked(form, address)));
    } catch {
      told.hidden = false;
      isAsking = false;
      return;
    }
    form.submit();
  });
};

if (window.PublicKeyCredential) {
  for (const place of document.querySelectorAll("[data-passkey]")) place.hidden = false;
  for (const form of document.querySelectorAll("[data-passkey-add]")) {
    listen(form, form.dataset.passkeyAdd, (publicKey) => navigator.credentials.create({ publicKey }));
  }
  for (const form of document.querySelectorAll("[data-passkey-sign]")) {
    listen(form, form.dataset.passkeySign, (publicKey) => navigator.credentials.get({ publicKey }));
  }
}
