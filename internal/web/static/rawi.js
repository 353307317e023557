// What a pointer or a key touches on one side shows on the other. Pages work without this.
"use strict";
const facts = (el) => (el?.dataset?.f ?? "").split(" ").filter(Boolean);
const show = (ids, on) => {
  for (const el of document.querySelectorAll("[data-f]")) {
    if (facts(el).some((id) => ids.includes(id))) el.classList.toggle("on", on);
  }
};
let now = [];
const point = (target) => {
  const ids = facts(target.closest?.("[data-f]"));
  if (ids.join() === now.join()) return;
  show(now, false);
  show(ids, true);
  now = ids;
};
document.addEventListener("pointerover", (e) => point(e.target));
document.addEventListener("focusin", (e) => point(e.target));

// A click on marked words brings their fact into view; the address then names the words.
document.addEventListener("click", (e) => {
  const mark = e.target.closest?.(".print mark[data-f]");
  if (!mark) return;
  const id = facts(mark)[0];
  document.getElementById("f-" + id)?.scrollIntoView({ block: "center" });
  history.replaceState(null, "", "#" + id);
});

// #p=START-END names a stretch of the report by its code points.
const stretch = () => {
  const m = location.hash.match(/^#p=(\d+)-(\d+)$/);
  const id = location.hash.slice(1);
  if (m) {
    const [start, end] = [Number(m[1]), Number(m[2])];
    const hits = [...document.querySelectorAll(".print mark[data-at]")].filter((el) => {
      const at = Number(el.dataset.at);
      return at < end && at + [...el.textContent].length > start;
    });
    hits.forEach((el) => el.classList.add("on"));
    hits[0]?.scrollIntoView({ block: "center" });
  } else if (/^[vqa]\d+$/.test(id)) {
    show(now, false);
    now = [id];
    show(now, true);
    document.querySelector(`.print mark[data-f~="${id}"]`)?.scrollIntoView({ block: "center" });
  }
};
addEventListener("hashchange", stretch);
addEventListener("DOMContentLoaded", stretch);

// j and k walk through the rows of a list, / goes to the search field.
document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName)) return;
  if (e.key === "/") {
    e.preventDefault();
    document.getElementById("q")?.focus();
    return;
  }
  if (e.key !== "j" && e.key !== "k") return;
  const rows = [...document.querySelectorAll("main .row a:first-of-type, main .fact .to")];
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, at + (e.key === "j" ? 1 : -1)))]?.focus();
});

// A page of progress is looked at again until all is read; where it leads on to a record, so does this.
const progress = async () => {
  if (!document.querySelector("[data-progress]")) return;
  await new Promise((later) => setTimeout(later, 700));
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.redirected) return location.replace(answer.url);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("main > section"), was = document.querySelector("[data-progress]");
    if (answer.ok && now) was.replaceWith(now);
  } catch {
    // the server may be back in a moment
  }
  progress();
};
addEventListener("DOMContentLoaded", progress);
