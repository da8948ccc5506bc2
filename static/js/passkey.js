// Asks the device for a passkey. A form says what it wants: data-passkey="create" or "get", and the server's question
// in data-options, or at the address in data-options-from. The answer goes into its field "credential".

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const known = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

function question({ publicKey }) {
  const asked = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (publicKey.user) {
    asked.user = { ...publicKey.user, id: bytes(publicKey.user.id) };
    asked.excludeCredentials = known(publicKey.excludeCredentials);
  } else {
    asked.allowCredentials = known(publicKey.allowCredentials);
  }
  return { publicKey: asked };
}

function answer(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
}

async function optionsOf(form) {
  const from = form.dataset.optionsFrom;
  if (!from) return JSON.parse(form.dataset.options);
  const answered = await fetch(from, { headers: { Accept: "application/json" } });
  if (!answered.ok) throw new Error(`${answered.status}`);
  return (await answered.json()).request_options;
}

async function ask(form) {
  const failed = form.querySelector("[data-failed]");
  if (failed) failed.hidden = true;
  form.setAttribute("aria-busy", "true");
  try {
    const credential = await navigator.credentials[form.dataset.passkey](question(await optionsOf(form)));
    form.elements.credential.value = answer(credential);
    form.submit();
  } catch {
    // The person said no, or the device does not know this place: the page says so, and offers another way.
    form.removeAttribute("aria-busy");
    if (failed) failed.hidden = false;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  // A way in that this browser cannot go stays hidden.
  if (!window.PublicKeyCredential) break;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.hasAttribute("aria-busy")) ask(form);
  });
}
