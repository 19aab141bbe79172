// Puts back what was typed before a session ended, before the design systems look at the fields.
export function putBack() {
  for (const note of document.querySelectorAll("[data-typed-text]")) {
    const { action, fields } = JSON.parse(note.dataset.typedText);
    const goesThere = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname === action;
    const forms = [...document.querySelectorAll("form[method=post]")].filter(goesThere);
    const put = forms.map((form) => fill(form, fields)).some(Boolean);
    note.querySelector("[data-put-back]").hidden = !put;
    note.querySelector("[data-copy]").hidden = put;
  }
}
function fill(form, fields) {
  let filled = false;
  for (const [name, values] of Object.entries(fields)) {
    const inputs = [...form.elements].filter((each) => each.name === name && each.type !== "submit" && each.type !== "file");
    inputs.forEach((input, place) => {
      if (input.type === "radio" || input.type === "checkbox") input.checked = values.includes(input.value);
      else if (input.type === "select-multiple") for (const each of input.options) each.selected = values.includes(each.value);
      else input.value = values[place] ?? values[0];
      filled = true;
    });
  }
  if (filled) form.dispatchEvent(new Event("input", { bubbles: true }));
  return filled;
}
