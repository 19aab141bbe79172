// Warns before the session ends, keeps what is typed on the server, and leaves no page open after it.
const BACKGROUND = { "X-Background": "1" }; // asked by the page, not by the person: it keeps no session alive
const WARNING = 120; // seconds
const SAVED_BEFORE = 5; // seconds before the end in which to keep and to leave
const SPOKEN = new Set(["60 seconds", "20 seconds"]); // read out: not every change
const dialog = document.getElementById("time-out");
const dirty = new Set();

const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
const pathOf = (address) => new URL(address, location.href).pathname;
const post = (address, body = {}, headers = {}) =>
  fetch(address, { method: "POST", headers: { "X-CSRFToken": token(), ...headers }, body: new URLSearchParams(body) });

document.addEventListener("input", ({ target }) => { if (target.form?.method === "post") dirty.add(target.form); });
document.addEventListener("submit", ({ target }) => dirty.delete(target));
for (const form of document.querySelectorAll(".govuk-error-summary ~ * form[method=post], form[method=post]:has(.govuk-error-message)")) dirty.add(form);

function fieldsOf(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    const isSecret = form.querySelector(`[name="${CSS.escape(name)}"]`)?.type === "password";
    if (typeof value === "string" && !isSecret && name !== "csrfmiddlewaretoken") (fields[name] ??= []).push(value);
  }
  return fields;
}
async function keepTyped() {
  for (const form of dirty) {
    if (!form.isConnected || ("savesItself" in form.dataset && !("unsaved" in form.dataset))) continue;
    const typed = JSON.stringify(fieldsOf(form));
    const sent = { path: location.pathname, action: pathOf(form.getAttribute("action") || location.href), typed };
    try { await post(dialog.dataset.keep, sent, BACKGROUND); } catch { /* offline: the next time tries again */ }
  }
}

if (dialog) {
  const left = dialog.querySelector("[data-left]");
  const said = dialog.querySelector("[data-said]");
  let ends = 0;
  let timer = 0;
  let ticks = 0;
  const now = () => Date.now() / 1000;
  const words = (seconds) => (seconds > 60 ? `${Math.ceil(seconds / 60)} minutes` : `${Math.max(0, Math.ceil(seconds / 10) * 10)} seconds`);

  function show() {
    left.textContent = words(ends - now());
    if (SPOKEN.has(left.textContent)) said.textContent = left.textContent;
  }
  function expect(seconds) {
    ends = now() + seconds;
    clearTimeout(timer);
    clearInterval(ticks);
    if (dialog.open) dialog.close();
    timer = setTimeout(look, Math.max(0, seconds - WARNING) * 1000);
  }
  async function secondsLeft() {
    try {
      const answer = await fetch(dialog.dataset.timeLeft, { headers: BACKGROUND });
      return (await answer.json()).seconds;
    } catch {
      return ends - now(); // offline: by this page's own clock
    }
  }
  // Another window may have been busy meanwhile: the server knows.
  async function look() {
    const seconds = await secondsLeft();
    if (seconds > WARNING + 1) return expect(seconds);
    ends = now() + seconds;
    await keepTyped();
    if (seconds <= 0) return leave(); // the machine slept through the warning
    dialog.showModal();
    show();
    ticks = setInterval(show, 1000);
    clearTimeout(timer);
    timer = setTimeout(leave, Math.max(0, seconds - SAVED_BEFORE) * 1000);
  }
  async function leave() {
    const seconds = await secondsLeft();
    if (seconds > WARNING + 1) return expect(seconds);
    await keepTyped();
    dirty.clear();
    dispatchEvent(new Event("mappa:leaving"));
    dialog.querySelector("form[data-ended]").submit();
  }
  async function stay() {
    try {
      const { seconds } = await (await post(dialog.dataset.stay)).json();
      expect(seconds);
    } catch {
      location.reload(); // it has ended, or the network has: the server says which
    }
  }
  dialog.querySelector("[data-stay]").addEventListener("click", stay);
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); stay(); });
  // What a person does on the page asks the server too, and so keeps the session.
  document.addEventListener("mappa:active", () => expect(Number(dialog.dataset.idle)));
  document.addEventListener("htmx:afterRequest", ({ detail }) => { if (detail.successful) expect(Number(dialog.dataset.idle)); });
  expect(Number(dialog.dataset.seconds));
}
