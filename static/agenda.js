// Drags a case of a proposed agenda; its buttons do the same without a pointer, and without scripts.
let dragged = null;

const agenda = () => document.getElementById("agenda");
const casesOf = (list) => [...list.querySelectorAll("[data-case]")].filter((each) => each !== dragged);
const above = (list, y) => casesOf(list).filter((each) => {
  const box = each.getBoundingClientRect();
  return y > box.top + box.height / 2;
}).length;

function unmark() {
  for (const each of document.querySelectorAll(".mappa-agenda__case--before")) each.classList.remove("mappa-agenda__case--before");
  for (const each of document.querySelectorAll(".mappa-agenda__cases--over")) each.classList.remove("mappa-agenda__cases--over");
}

// What would break in each session is asked for as soon as a case is lifted.
function ask(key) {
  const would = document.getElementById("would");
  htmx.ajax("GET", `${would.dataset.href}?case=${key}`, { target: "#would", select: "#would > *", swap: "innerHTML" });
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-case]") ?? null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", "");
  dragged.classList.add("mappa-agenda__case--dragged");
  ask(dragged.dataset.case);
});
document.addEventListener("dragover", (event) => {
  const list = dragged && event.target.closest?.("[data-session]");
  unmark();
  if (!list) return;
  event.preventDefault();
  list.classList.add("mappa-agenda__cases--over");
  casesOf(list)[above(list, event.clientY)]?.classList.add("mappa-agenda__case--before");
});
document.addEventListener("drop", (event) => {
  const list = dragged && event.target.closest?.("[data-session]");
  if (!list) return;
  event.preventDefault();
  const form = document.getElementById("dragged");
  form.elements.case.value = dragged.dataset.case;
  form.elements.to.value = list.dataset.session;
  form.elements.position.value = list.dataset.session === "out" ? "" : above(list, event.clientY);
  form.requestSubmit();
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("mappa-agenda__case--dragged");
  dragged = null;
  document.getElementById("would")?.replaceChildren();
  unmark();
});

// A refusal comes with the agenda as it is now, so it is shown like any other answer.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status !== 409) return;
  detail.shouldSwap = true;
  detail.isError = false;
});
// The button that was pressed keeps the focus, or its case does, and what has changed is said.
let pressed = "";
document.addEventListener("htmx:beforeRequest", (event) => {
  const asksAgain = event.detail.elt === agenda();
  if (asksAgain && dragged) event.preventDefault(); // what is held is not taken from under the pointer
  if (!asksAgain) pressed = event.detail.elt.querySelector?.("button")?.id ?? "";
});
document.addEventListener("htmx:afterSettle", () => {
  if (!agenda() || !pressed) return;
  const button = document.getElementById(pressed);
  const instead = document.getElementById(pressed.replace(/^(up|down)-/, "move-"));
  (button && !button.disabled ? button : instead)?.focus();
  document.getElementById("said").textContent = agenda().dataset.said;
  pressed = "";
});
