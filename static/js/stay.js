// Before a session ends: asks, keeps what is typed, and leaves the page so that nobody else reads it.
// Loaded only when the limit is near. The server says how long is left; other open pages count.

const WARN = 120;
const KEEP_AT = 10;
const stay = document.getElementById("stay");
const form = stay.querySelector("form");
const clock = stay.querySelector("[data-clock]");
const words = clock.dataset.words.split("|");
const longest = stay.querySelector("[data-longest]");
const changed = new Set();
let endsAt = 0;
let kept = false;

const left = () => Math.ceil((endsAt - Date.now()) / 1000);

async function ask(address, options = {}) {
  const answered = await fetch(address, { ...options, headers: { Accept: "application/json" } });
  // A session that is over leads to the page for signing in, which is no JSON.
  if (!answered.ok || answered.redirected) return { left: 0, can_stay: false };
  return answered.json();
}

function take(answered) {
  endsAt = Date.now() + answered.left * 1000;
  form.hidden = !answered.can_stay;
  longest.hidden = answered.can_stay;
}

async function keepTyped() {
  kept = true;
  const page = location.pathname + location.search;
  const sent = [...changed].map((each) => {
    const body = new FormData(each);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    const action = new URL(each.getAttribute("action") || "", location.href);
    body.set("__page", page);
    body.set("__action", action.pathname + action.search);
    return fetch(stay.dataset.keep, { method: "POST", body });
  });
  await Promise.allSettled(sent);
}

async function leave() {
  dispatchEvent(new Event("session-over"));
  if (!kept) await keepTyped();
  location.replace(location.pathname + location.search);
}

function show() {
  const said = words[Math.min(2, Math.floor((left() + 5) / 60))];
  if (clock.textContent !== said) clock.textContent = said;
  if (!stay.open) stay.showModal();
}

async function look() {
  // The last word before closing is the server's: another page may have been used.
  if (left() <= 0) {
    take(await ask(stay.dataset.ask));
    if (left() <= 0) return leave();
    kept = false;
  }
  if (left() > WARN) {
    if (stay.open) stay.close();
  } else {
    if (!stay.open) take(await ask(stay.dataset.ask));
    if (left() <= WARN) show();
    if (left() <= KEEP_AT && !kept) await keepTyped();
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  take(await ask(form.action, { method: "POST", body: new FormData(form) }));
  kept = false;
  if (left() > WARN) stay.close();
});

// Escape means the same as the button: whoever presses a key is there.
stay.addEventListener("cancel", (event) => {
  event.preventDefault();
  if (!form.hidden) form.requestSubmit();
});

export async function start(typed) {
  for (const each of typed) changed.add(each);
  document.addEventListener("input", (event) => {
    if (event.target.form?.method === "post") changed.add(event.target.form);
    kept = false;
  });
  take(await ask(stay.dataset.ask));
  await look();
  let busy = false;
  setInterval(async () => {
    if (busy) return;
    busy = true;
    await look().finally(() => {
      busy = false;
    });
  }, 1000);
}
