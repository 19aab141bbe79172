// Who is there and what is given to do, as others record it; and the time that this case has used. Asked every few seconds; an answer that
// says "as you have it" costs the server next to nothing. Asking keeps no session alive.
import { typed } from "./parts.js";
import { lookAt } from "./sections.js";

const EVERY = 4000;
const HIDDEN = 30000; // nobody looks
const PARTS = ["attendance", "disclosure", "decision", "action", "earlier", "progress", "clock", "close"];
const BACKGROUND = { "X-Background": "1" };
const said = document.getElementById("saved") ?? document.getElementById("followed");
let failures = 0;

const parse = (text) => new DOMParser().parseFromString(text, "text/html");
const versionsIn = (answer) => (answer.headers.get("Section-Versions") ?? "").split(" ").filter(Boolean).map((each) => { const [key, version] = each.split("="); return [key, Number(version)]; });

async function look() {
  const live = document.getElementById("live");
  if (!live?.dataset.follow) return;
  let pause = document.hidden ? HIDDEN : EVERY;
  try {
    const answer = await fetch(live.dataset.follow, { headers: { ...BACKGROUND, "If-None-Match": `"${live.dataset.mark}"` }, redirect: "manual", signal: AbortSignal.timeout(10000) });
    if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) return; // it is over for this page
    failures = 0;
    if (answer.status === 200) await take(await answer.text());
    lookAt(versionsIn(answer));
  } catch {
    failures = Math.min(failures + 1, 4);
    pause *= 2 ** failures;
  }
  setTimeout(look, pause);
}
async function take(text) {
  const now = parse(text).getElementById("live");
  if (!now) return;
  const before = document.getElementById("live");
  const isOurs = before.dataset.mark === now.dataset.mark;
  put(before, now);
  if (isOurs) return;
  if (said) said.textContent = "Attendance or actions have changed.";
  if (document.querySelector(".mappa-parts")) await refresh();
}
// The parts of the screen that others may have changed, but for those in which something is typed or the cursor stands.
async function refresh() {
  const answer = await fetch(location.pathname, { headers: BACKGROUND, redirect: "manual" });
  if (!answer.ok) return;
  const page = parse(await answer.text());
  for (const part of PARTS) {
    const [old, now] = [document.getElementById(part), page.getElementById(part)];
    if (old && now && !typed.has(part) && !old.contains(document.activeElement)) put(old, now);
  }
}
function put(old, now) {
  const fresh = document.adoptNode(now);
  old.replaceWith(fresh);
  window.htmx?.process(fresh);
  document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: fresh } })); // the design systems start in it
}

const clock = () => {
  const line = document.querySelector("[data-opened]");
  if (!line) return;
  const used = Math.max(0, Math.floor((Date.now() - Date.parse(line.dataset.opened)) / 60000));
  const left = Number(line.dataset.allotted) - used;
  const minutes = used === 1 ? "1 minute" : `${used} minutes`;
  const end = document.createElement("span");
  end.textContent = left < 0 ? `${-left} over` : `${left} left`;
  if (left < 0) end.className = "mappa-overdue";
  const strong = document.createElement("strong");
  strong.textContent = minutes;
  line.replaceChildren(strong, ` of ${line.dataset.allotted} used, `, end);
};
setInterval(clock, 15000);
setTimeout(look, EVERY);
