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
addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// The stock picker leaves its box without a name, and draws it a turn after the page has loaded.
const namePickers = () => {
  for (const box of document.querySelectorAll(".select2-selection__rendered")) {
    const label = document.querySelector(`label[for="${box.id.slice("select2-".length, -"-container".length)}"]`);
    if (label) box.setAttribute("aria-label", label.textContent.trim());
  }
};
addEventListener("load", () => setTimeout(namePickers));

// The summary of what went wrong is read first.
document.querySelector("#content [data-focus]")?.focus();
