// Sections of minutes that save themselves as they are typed. What is typed stays in its field until the server has said that it has it;
// nothing is kept in the browser. Two people in one section are shown both texts, and choose.
import { typed } from "./parts.js";

const PAUSE = 1500; // after the last key
const LONGEST = 4000; // while somebody goes on typing
const PATIENCE = 10000; // for an answer
const LOOKS = 15000; // at what another is writing: each look is written in the trail
const RETRIES = [1000, 2000, 4000, 8000, 10000];
const said = document.getElementById("saved");
const hand = newHand();
let nth = 0;

function newHand() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
// Two texts that both go on from one: its words once, then what each added; else one after the other.
function together(base, theirs, ours) {
  if (!base || !theirs.startsWith(base) || !ours.startsWith(base)) return [theirs, ours].filter(Boolean).join("\n\n");
  return theirs + ours.slice(base.length);
}
const say = (words) => { if (said && said.textContent !== words) said.textContent = words; };

class Section {
  constructor(form) {
    this.form = form;
    this.key = form.dataset.section;
    this.text = form.elements[`${this.key}-text`];
    this.version = form.elements[`${this.key}-version`];
    this.line = form.querySelector("[data-saved]");
    this.both = form.querySelector("[data-both]");
    this.saved = this.text.defaultValue;
    this.failures = 0;
    this.since = 0;
    this.isStopped = false;
    form.addEventListener("input", () => this.wait());
    form.addEventListener("focusin", () => { if (this.newest) this.look(this.newest, true); });
    form.addEventListener("focusout", () => this.save());
    form.addEventListener("submit", (event) => { event.preventDefault(); this.save(); });
    if (this.text.value !== this.saved) this.wait(); // put back after a session ended
    if (form.querySelector(".moj-alert--error")) this.wait();
  }
  get isUnsaved() { return this.text.value !== this.saved; }
  get heading() { return this.form.querySelector("label")?.textContent.trim() ?? ""; }

  mark() {
    this.form.toggleAttribute("data-unsaved", this.isUnsaved);
    if (this.isUnsaved) typed.add(this.key);
    else typed.delete(this.key);
  }
  wait() {
    this.mark();
    if (!this.isUnsaved || this.conflict || this.isStopped) return;
    this.since ||= Date.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), Math.max(0, Math.min(PAUSE, this.since + LONGEST - Date.now())));
    if (!this.failures) this.line.textContent = "Not saved yet";
  }
  again() {
    const pause = RETRIES[Math.min(this.failures, RETRIES.length) - 1];
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }
  async save({ leaving = false } = {}) {
    clearTimeout(this.timer);
    if (!this.isUnsaved || this.conflict || this.isStopped || (this.isSending && !leaving)) return;
    this.isSending = true;
    const sent = this.text.value;
    this.since = 0;
    let answer = null;
    try { answer = await this.send(sent, leaving); } catch { /* no connection, or no answer in time */ }
    this.isSending = false;
    await this.take(answer, sent);
  }
  send(text, leaving) {
    const body = new URLSearchParams({
      csrfmiddlewaretoken: this.form.elements.csrfmiddlewaretoken.value,
      [`${this.key}-text`]: text, [`${this.key}-version`]: this.version.value,
      [`${this.key}-hand`]: hand, [`${this.key}-nth`]: String(++nth),
    });
    const headers = { Accept: "application/json" };
    return fetch(this.form.action, {
      method: "POST", body, headers, redirect: "manual", keepalive: leaving, signal: AbortSignal.timeout(PATIENCE),
    });
  }
  async take(answer, sent) {
    if (answer?.status === 204) return this.took(answer, sent);
    if (answer?.type === "opaqueredirect") return this.stop("You have been signed out. What you typed here was kept: sign in again in this window, and it is put back.");
    if (answer?.status === 409 || answer?.status === 400) return this.refused(await answer.json());
    if (answer?.status === 403 || answer?.status === 404) return this.stop("Not saved: you can no longer write here. Copy what you typed, and open this page again.");
    this.failures += 1;
    this.line.textContent = `Not saved yet. ${answer ? "The service does not answer" : "The connection has dropped"}: what you typed stays on this page and is sent again by itself. Do not close it.`;
    if (this.failures === 1) say(`${this.heading}: ${this.line.textContent}`);
    this.again();
  }
  took(answer, sent) {
    if (this.failures) say(`${this.heading}: saved, the connection is back.`);
    this.failures = 0;
    this.version.value = answer.headers.get("ETag").replaceAll('"', "");
    this.saved = sent;
    this.line.textContent = `Saved at ${answer.headers.get("Saved-At")}`;
    this.form.closest("section").querySelector("[data-carried]")?.remove();
    document.dispatchEvent(new Event("mappa:active"));
    this.mark();
    if (this.isUnsaved) this.wait();
  }
  refused(why) {
    if (why.text === undefined) return this.stop(`Not saved. ${why.words} Copy what you typed before you leave this page.`);
    this.conflict = why;
    this.line.textContent = "Not saved: choose between the two texts.";
    say(`${this.heading}: not saved. ${why.by} wrote in it as well. Choose between the two texts.`);
    this.show(why);
  }
  stop(words) {
    this.isStopped = true;
    this.line.textContent = words;
    say(`${this.heading}: ${words}`);
  }
  // Both texts, side by side: theirs is saved, ours is in the field and stays there until one is chosen.
  show(theirs) {
    const box = document.getElementById("both-texts").content.cloneNode(true);
    box.querySelector("[data-by]").textContent = theirs.by;
    box.querySelector("[data-at]").textContent = theirs.at;
    box.querySelector("[data-theirs]").textContent = theirs.text || "Nothing.";
    box.querySelector("[data-ours]").textContent = this.text.value || "Nothing.";
    const choose = (text) => () => {
      this.text.value = text();
      this.version.value = theirs.version;
      this.saved = theirs.text;
      this.conflict = null;
      this.both.hidden = true;
      this.both.replaceChildren();
      this.line.textContent = this.isUnsaved ? "Not saved yet" : `Saved at ${theirs.at}`;
      this.text.focus();
      this.mark();
      this.save();
    };
    const ours = () => this.text.value;
    const base = this.saved;
    box.querySelector("[data-keep-both]").addEventListener("click", choose(() => together(base, theirs.text, ours())));
    box.querySelector("[data-keep-theirs]").addEventListener("click", choose(() => theirs.text));
    box.querySelector("[data-keep-ours]").addEventListener("click", choose(ours));
    this.text.addEventListener("input", () => { const now = this.both.querySelector("[data-ours]"); if (now) now.textContent = this.text.value; });
    this.both.replaceChildren(box);
    this.both.hidden = false;
  }
  // Somebody else has saved this section, and nothing is typed here: show what it says now.
  async look(version, isWanted = false) {
    if (Number(this.version.value) >= version || this.isUnsaved || this.isSending || this.conflict) return;
    this.newest = version;
    if (!isWanted && Date.now() - (this.looked ?? 0) < LOOKS) return;
    this.looked = Date.now();
    try {
      const answer = await fetch(this.form.action, { headers: { Accept: "application/json", "X-Background": "1" }, redirect: "manual" });
      if (!answer.ok) return;
      const theirs = await answer.json();
      if (this.isUnsaved || this.isSending) return; // typed meanwhile: their save and this one meet at the server
      this.text.value = this.saved = theirs.text;
      this.version.value = theirs.version;
      this.line.textContent = `Saved at ${theirs.at} by ${theirs.by}`;
    } catch { /* the next look tries again */ }
  }
}

const sections = new Map([...document.querySelectorAll("form[data-saves-itself]")].map((form) => [form.dataset.section, new Section(form)]));
export function lookAt(versions) {
  for (const [key, version] of versions) sections.get(key)?.look(version);
}
const flush = () => sections.forEach((each) => each.save({ leaving: true }));
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") flush(); });
addEventListener("online", () => sections.forEach((each) => each.save()));
addEventListener("mappa:leaving", flush);
