// Going about the screen of a case by keyboard: Alt+G opens a menu, in which a letter leads to a part; Ctrl+S saves the part one is in.
const box = document.querySelector("[data-keys]");
const menu = box?.querySelector("dialog");

if (menu) {
  box.hidden = false;
  const links = [...menu.querySelectorAll("[data-key]")];
  const open = () => { menu.showModal(); links[0].focus(); };
  const go = (link) => {
    menu.close();
    const part = document.getElementById(link.hash.slice(1));
    if (!part) return;
    location.hash = link.hash;
    const field = part.querySelector("textarea, select, input:not([type=hidden]), button, a[href]") ?? part;
    if (field === part) part.tabIndex = -1;
    field.focus();
  };
  box.querySelector("[data-keys-open]").addEventListener("click", open);
  box.querySelector("[data-keys-close]").addEventListener("click", () => menu.close());
  menu.addEventListener("click", (event) => {
    const link = event.target.closest("[data-key]");
    if (link) { event.preventDefault(); go(link); }
  });
  menu.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const place = links.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      links[(place + step + links.length) % links.length].focus();
    }
    const link = links.find((each) => each.dataset.key === event.key.toUpperCase());
    if (link) { event.preventDefault(); go(link); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey && !event.ctrlKey && event.code === "KeyG") { event.preventDefault(); if (!menu.open) open(); }
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.code === "KeyS") {
      const form = document.activeElement?.closest("form[data-part]");
      if (form) { event.preventDefault(); form.requestSubmit(); }
    }
  });
}
