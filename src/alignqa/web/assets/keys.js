// Keys for those who do not use a mouse; every page works without them.
"use strict";
const field = () => document.querySelector("[data-main]");
const items = () => [...document.querySelectorAll(".quotes > li, .places > li, .shelf > li, .times > li, .line[id]")];
let went = false;

function step(by) {
  const all = items();
  const at = all.indexOf(document.activeElement.closest(".quotes > li, .places > li, .shelf > li, .times > li, .line[id]"));
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
  if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
}

function follow(selector, root = document) {
  const link = root.querySelector(selector);
  if (link) { link.click(); }
  return Boolean(link);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) { return; }
  const inField = event.target.closest("input, select, textarea");
  if (inField) {
    if (event.key === "Escape") { inField.blur(); }
    return;
  }
  if (went) {
    went = false;
    if (/^[a-z]$/.test(event.key) && follow(`nav [data-key="${event.key}"]`)) { event.preventDefault(); }
    return;
  }
  if (event.key === "/" && field()) { event.preventDefault(); field().focus(); field().select(); }
  else if (event.key === "j") { step(1); }
  else if (event.key === "k") { step(-1); }
  else if (event.key === "n") { follow('a[rel="next"]'); }
  else if (event.key === "b") { follow('a[rel="prev"]'); }
  else if (event.key === "g") { went = true; }
  else if (event.key === "?") { location.assign("/keys"); }
  else if (event.key === "Enter" && items().includes(event.target)) { follow(".ways a, h2 a", event.target); }
});
