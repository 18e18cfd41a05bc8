"use strict";
(() => {
  const items = [...document.querySelectorAll(".item")];
  const part = (id) => document.getElementById(id);
  const key = `parallax-review-${document.body.dataset.sheet}`;
  const known = { reviewer: "", at: 0, verdicts: {}, notes: {} };
  // Storage may be forbidden, full, or hold what another program wrote.
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "{}");
    for (const name of Object.keys(known)) if (typeof kept?.[name] === typeof known[name]) known[name] = kept[name] ?? known[name];
  } catch {
    part("alarm").hidden = false;
  }

  const keep = () => {
    try {
      localStorage.setItem(key, JSON.stringify(known));
    } catch {
      part("alarm").hidden = false;
    }
  };
  const radios = (item) => [...item.querySelectorAll("input[type=radio]")];
  const remark = (item) => item.querySelector(".remark");

  const show = (item) => {
    const verdict = known.verdicts[item.id];
    for (const radio of radios(item)) radio.checked = radio.value === verdict;
    item.classList.toggle("judged", Boolean(verdict));
    const judged = items.filter((one) => known.verdicts[one.id]).length;
    part("progress").value = judged;
    part("count").textContent = `${judged} of ${items.length}`;
  };
  const judge = (item, verdict) => {
    if (verdict) known.verdicts[item.id] = verdict;
    else delete known.verdicts[item.id];
    show(item);
    keep();
  };
  const go = (at, scroll = true) => {
    known.at = Math.max(0, Math.min(items.length - 1, at));
    items.forEach((item, place) => {
      item.classList.toggle("now", place === known.at);
      if (place === known.at) item.setAttribute("aria-current", "true");
      else item.removeAttribute("aria-current");
    });
    if (scroll) {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      items[known.at].scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
      items[known.at].focus({ preventScroll: true });
    }
    keep();
  };

  for (const [place, item] of items.entries()) {
    item.addEventListener("pointerdown", () => go(place, false));
    item.addEventListener("focusin", () => go(place, false));
    for (const radio of radios(item)) radio.addEventListener("change", () => judge(item, radio.value));
    remark(item).value = known.notes[item.id] ?? "";
    remark(item).addEventListener("input", (event) => {
      known.notes[item.id] = event.target.value;
      keep();
    });
    show(item);
  }

  part("reviewer").value = known.reviewer;
  part("reviewer").addEventListener("input", (event) => {
    known.reviewer = event.target.value.trim();
    keep();
  });

  const verdicts = { y: "yes", n: "no", u: "unsure" };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input[type=text]")) {
      if (event.key === "Enter" || event.key === "Escape") items[known.at]?.focus();
      return;
    }
    const item = items[known.at];
    const pressed = event.key.toLowerCase();
    if (!item) return;
    if (pressed in verdicts) {
      judge(item, verdicts[pressed]);
      go(known.at + 1);
    } else if (pressed === "x") judge(item, null);
    else if (pressed === "j") go(known.at + 1);
    else if (pressed === "k") go(known.at - 1);
    else if (pressed === "m") remark(item).focus();
    else return;
    event.preventDefault();
  });

  part("open").addEventListener("click", () => {
    const open = items.findIndex((item, place) => place > known.at && !known.verdicts[item.id]);
    const first = items.findIndex((item) => !known.verdicts[item.id]);
    if (first >= 0) go(open >= 0 ? open : first);
  });

  part("download").addEventListener("click", () => {
    const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const row = (item) => [item.id, known.verdicts[item.id] ?? "", known.notes[item.id] ?? "", known.reviewer].map(cell).join(",");
    const table = ["item,verdict,note,reviewer", ...items.map(row)].join("\r\n") + "\r\n";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([table], { type: "text/csv" }));
    const who = known.reviewer.match(/[\p{L}\p{N}]+/gu)?.join("-");
    link.download = who ? `verdicts-${who}.csv` : "verdicts.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });

  if (items.length) go(known.at, known.at > 0);
})();
