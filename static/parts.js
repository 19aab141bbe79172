// A page of many forms, each saved on its own: what is typed in the others stays, and leaving warns.
export const typed = new Set();
const formOf = (target) => target.closest?.("form[data-part]");

document.addEventListener("input", ({ target }) => {
  const form = formOf(target);
  if (form && !("savesItself" in form.dataset)) typed.add(form.dataset.part); // those that save themselves know better
});
// A refusal comes with the page that explains it, so it is shown like any other answer.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status !== 409) return;
  detail.shouldSwap = true;
  detail.isError = false;
});
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const form = detail.elt.querySelector?.("form[data-part]");
  if (!form || detail.elt.id !== form.dataset.part) return;
  const wrong = form.querySelector(".govuk-error-message, .moj-alert--error");
  const said = document.getElementById("saved");
  if (wrong) {
    said.textContent = "Not saved. " + wrong.textContent.trim();
    (form.querySelector(".govuk-input--error, .govuk-textarea--error, .govuk-select--error") ?? form).focus();
  } else {
    typed.delete(form.dataset.part);
    said.textContent = "Saved.";
  }
});
document.addEventListener("submit", ({ target }) => {
  const form = formOf(target);
  if (form && !("savesItself" in form.dataset)) typed.delete(form.dataset.part);
});
addEventListener("mappa:leaving", () => typed.clear());
addEventListener("beforeunload", (event) => { if (typed.size) event.preventDefault(); });
