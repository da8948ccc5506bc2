// Small comforts of the patients' pages. Every page works without this file.

const main = document.getElementById("main");

// The first thing to hear after a refused form is what is wrong. Without script, role="alert" says it.
document.querySelector("[data-focus]")?.focus();

// One press, one request. A page that comes back from the browser's memory gets its buttons back.
const guarded = new Set();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (guarded.has(form)) {
    event.preventDefault();
    return;
  }
  guarded.add(form);
  form.setAttribute("aria-busy", "true");
});

addEventListener("pageshow", () => {
  for (const form of guarded) form.removeAttribute("aria-busy");
  guarded.clear();
});

// "None of these" and "I am not sure" do not stand beside another tick.
function tickAlone(box) {
  const group = [...box.form.elements].filter((other) => other.name === box.name && other.type === "checkbox");
  for (const other of group) {
    if (other !== box && (box.hasAttribute("data-alone") || other.hasAttribute("data-alone"))) other.checked = false;
  }
}

document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.type === "checkbox" && box.checked && box.form?.querySelector("[data-alone]")) tickAlone(box);
  showChosen();
});

// The hand map says in words what is marked.
function showChosen() {
  for (const map of document.querySelectorAll("[data-handmap]")) {
    const line = map.querySelector("[data-chosen]");
    const words = [...map.querySelectorAll("input:checked")].map((box) => {
      const finger = box.closest("fieldset").dataset.finger;
      const joint = box.labels[box.labels.length - 1].textContent.trim();
      return joint.toLowerCase().includes(finger.toLowerCase()) ? joint : `${finger}: ${joint}`;
    });
    line.hidden = words.length === 0;
    line.querySelector("strong").textContent = words.join(", ");
  }
}

showChosen();

// Read aloud: the main part of the page, in its own language.
const speech = window.speechSynthesis;

function wordsOf(node) {
  const copy = node.cloneNode(true);
  for (const skip of copy.querySelectorAll("svg, button, [aria-hidden], [hidden], script")) skip.remove();
  const blocks = copy.querySelectorAll("h1, h2, h3, h4, p, li, dt, dd, label, legend, th, td, a.button");
  const spoken = [...blocks].filter((block) => !block.querySelector("h1, h2, h3, h4, p, li, label"));
  return spoken.map((block) => block.textContent.trim().replace(/\s+/g, " ")).filter(Boolean);
}

function readAloud(button) {
  const label = button.querySelector("[data-words]");
  const [start, stop] = label.dataset.words.split("|");
  const show = (speaking) => {
    label.textContent = speaking ? stop : start;
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    if (speech.speaking) {
      speech.cancel();
      show(false);
      return;
    }
    const lines = wordsOf(main).map((line) => new SpeechSynthesisUtterance(line));
    for (const line of lines) {
      line.lang = document.documentElement.lang;
      speech.speak(line);
    }
    lines.at(-1)?.addEventListener("end", () => show(false));
    show(true);
  });
}

if (speech) {
  for (const button of document.querySelectorAll("[data-aloud]")) readAloud(button);
  addEventListener("pagehide", () => speech.cancel());
}

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
