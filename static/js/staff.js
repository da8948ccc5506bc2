// Small comforts of the staff screens. Every screen works without this file.

const form = document.querySelector("#content-main form[method=post]");
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
