"use strict";
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const status = document.getElementById("status");
  const none = document.getElementById("none");
  const files = [...document.querySelectorAll(".file")].map((section) => ({
    section,
    rows: [...section.querySelectorAll(".engine")].map((row) => ({
      row,
      fate: row.dataset.fate,
      backends: row.dataset.backends.split("\n"),
      aside: "aside" in row.dataset,
      text: `${section.querySelector("h2").textContent} ${row.textContent}`.toLowerCase(),
    })),
  }));
  const total = files.reduce((sum, file) => sum + file.rows.length, 0);
  const engines = total === 1 ? "1 engine" : `${total} engines`;

  function apply() {
    const data = new FormData(form);
    const fates = data.getAll("fate");
    const backends = data.getAll("backend");
    const words = data.get("text").toLowerCase().split(/\s+/);
    const keeps = (each) =>
      (!fates.length || fates.includes(each.fate)) &&
      (!backends.length || backends.some((name) => each.backends.includes(name))) &&
      !(data.has("aside") && each.aside) &&
      words.every((word) => each.text.includes(word));
    let shown = 0;
    for (const { section, rows } of files) {
      let any = false;
      for (const each of rows) {
        const kept = keeps(each);
        each.row.hidden = !kept;
        any = any || kept;
        shown += kept;
      }
      section.hidden = !any;
    }
    none.hidden = shown > 0;
    status.textContent = shown === total ? engines : `${shown} of ${engines}`;
  }

  for (const part of form.querySelectorAll("fieldset")) part.disabled = false;
  form.querySelector(".scripted").hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
})();
