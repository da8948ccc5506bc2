// A field that belongs to one answer is hidden while another is chosen, unless something is written in it. Without this
// file every field is shown, and says what it is for.

const form = document.querySelector("[data-only]")?.closest("form");

const chosen = (name) =>
  [...form.elements]
    .filter((input) => input.name === name)
    .flatMap((input) => {
      if (input.type === "radio" || input.type === "checkbox") return input.checked ? [input.value] : [];
      return [input.value];
    });

const isWritten = (box) =>
  [...box.querySelectorAll("input, select, textarea")].some((input) =>
    input.type === "radio" || input.type === "checkbox" ? input.checked && input.value !== "" : input.value !== "",
  );

const update = () => {
  for (const box of form.querySelectorAll("[data-only]")) {
    const codes = box.dataset.codes.split(" ");
    const belongs = chosen(box.dataset.only).some((code) => codes.includes(code));
    box.hidden = !belongs && !isWritten(box);
  }
};

if (form) {
  form.addEventListener("change", update);
  update();
}
