// Small comforts of the staff screens. Every screen works without this file.

const form = document.querySelector("#content-main form[method=post]:not(#changelist-form)");
let unsaved = false;

// The stock form forgets what was typed when a link is followed. Asking is the browser's own window.
form?.addEventListener("input", () => {
  unsaved = true;
});
form?.addEventListener("submit", () => {
  unsaved = false;
});
// What is typed is kept then, and nobody may be there to answer.
addEventListener("session-over", () => {
  unsaved = false;
});
addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// An address that is shown once: one press copies it, and says so.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    button.nextElementSibling.textContent = button.dataset.copied;
  });
}

// The stock picker leaves its box without a name, and draws it a turn after the page has loaded.
const namePickers = () => {
  for (const box of document.querySelectorAll(".select2-selection__rendered")) {
    const label = document.querySelector(`label[for="${box.id.slice("select2-".length, -"-container".length)}"]`);
    if (label) box.setAttribute("aria-label", label.textContent.trim());
  }
};
addEventListener("load", () => setTimeout(namePickers));

// How many alerts nobody has taken: asked once a minute while somebody looks, said aloud only when there are more.
const waits = document.querySelector(".waiting[data-ask]");
if (waits) {
  const link = waits.querySelector("a");
  let known = Number(waits.dataset.count);
  setInterval(async () => {
    if (document.hidden) return;
    const answered = await fetch(waits.dataset.ask, { headers: { Accept: "application/json" } }).catch(() => null);
    // A session that is over leads to the page for signing in, which is no JSON.
    if (!answered?.ok || answered.redirected) return;
    const { count, words, late } = await answered.json();
    waits.hidden = !count;
    link.textContent = words;
    link.classList.toggle("waiting--late", late);
    waits.nextElementSibling.textContent = count > known ? words : "";
    known = count;
  }, 60_000);
}

// The summary of what went wrong is read first.
document.querySelector("#content [data-focus]")?.focus();

// Near the end of the session, and only then, the script that asks whether to stay. Which forms were used is noted now.
const stay = document.getElementById("stay");
if (stay) {
  const typed = new Set(document.querySelector("[aria-invalid], [data-kept]") ? document.querySelectorAll("main form") : []);
  document.addEventListener("input", (event) => {
    if (event.target.form?.method === "post") typed.add(event.target.form);
  });
  const near = Date.now() + (stay.dataset.seconds - 130) * 1000;
  const waiting = setInterval(async () => {
    if (Date.now() < near) return;
    clearInterval(waiting);
    (await import(stay.dataset.script)).start(typed);
  }, 2000);
}
