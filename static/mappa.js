// Starts what the design systems enhance, and warns before typed words are lost.
import { initAll as startGovuk } from "./govuk-frontend/govuk-frontend.min.js";
import { initAll as startMoj } from "./moj/moj-frontend.min.js";
import { putBack } from "./typed_text.js";

putBack();
startGovuk();
startMoj();
// A part of the page that htmx has brought is enhanced as the whole was.
document.addEventListener("htmx:load", ({ detail }) => {
  if (detail.elt === document.body) return;
  startGovuk({ scope: detail.elt });
  startMoj({ scope: detail.elt });
});

for (const form of document.querySelectorAll('form[data-module="mappa-typed"]')) {
  let typed = document.querySelector(".govuk-error-summary") !== null; // sent back: typed, and not yet kept
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { typed = false; });
  addEventListener("mappa:leaving", () => { typed = false; });
  addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
}
