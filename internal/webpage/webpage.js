// The page works without this: it adds what a reader points at, filters, tables for phones, and opens everything for printing.
"use strict";

for (const map of document.querySelectorAll(".map")) {
  const part = map.closest(".part");
  const things = [...map.querySelectorAll(".thing")];
  const links = [...map.querySelectorAll(".link")];
  let kept = null;

  const show = (thing) => {
    const id = thing && thing.dataset.id;
    const near = new Set();
    for (const link of links) {
      const on = id === link.dataset.from || id === link.dataset.to;
      link.classList.toggle("on", on);
      if (on) near.add(link.dataset.from).add(link.dataset.to);
    }
    for (const each of things) {
      each.classList.toggle("on", each === thing);
      each.classList.toggle("near", near.has(each.dataset.id));
    }
    map.classList.toggle("pointing", Boolean(thing));
    for (const detail of part.querySelectorAll(".detail")) detail.hidden = detail.dataset.for !== id;
  };
  const keep = (thing) => {
    kept = kept === thing ? null : thing;
    for (const each of things) each.setAttribute("aria-pressed", String(each === kept));
    show(kept);
  };
  for (const thing of things) {
    thing.setAttribute("aria-pressed", "false");
    thing.addEventListener("mouseenter", () => kept || show(thing));
    thing.addEventListener("mouseleave", () => kept || show(null));
    thing.addEventListener("focus", () => kept || show(thing));
    thing.addEventListener("blur", () => kept || show(null));
    thing.addEventListener("click", () => keep(thing));
    thing.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        keep(thing);
      }
      if (event.key === "Escape") {
        kept = thing;
        keep(thing);
      }
    });
  }
}

for (const filter of document.querySelectorAll(".filter")) {
  filter.hidden = false;
  const rows = [...filter.parentElement.querySelectorAll("tbody tr")];
  filter.querySelector("input").addEventListener("input", (event) => {
    const words = event.target.value.toLowerCase().split(/\s+/);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
  });
}

// A matrix shows the cells that match all three filters, and the rows and columns that still have one.
for (const filter of document.querySelectorAll(".matrix-filter")) {
  filter.hidden = false;
  const table = filter.parentElement.querySelector("table");
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows];
  const words = (kind) => filter.querySelector(`[data-filter="${kind}"]`).value.toLowerCase().split(/\s+/);
  const matches = (text, kind) => words(kind).every((word) => text.toLowerCase().includes(word));
  const apply = () => {
    const used = new Set();
    const columns = heads.map((head, i) => i > 0 && matches(head.textContent, "column"));
    let shown = 0;
    for (const row of rows) {
      const fits = matches(row.cells[0].textContent, "row");
      const found = [...row.cells].filter((cell, i) => fits && columns[i] && cell.textContent !== "" && matches(cell.textContent, "cell"));
      for (const cell of row.cells) cell.classList.toggle("faint", cell.cellIndex > 0 && !found.includes(cell));
      for (const cell of found) used.add(cell.cellIndex);
      row.hidden = found.length === 0;
      shown += row.hidden ? 0 : 1;
    }
    for (const row of [table.tHead.rows[0], ...rows])
      for (const cell of row.cells) cell.hidden = cell.cellIndex > 0 && !used.has(cell.cellIndex);
    filter.querySelector("output").textContent = `${shown} of ${rows.length} rows, ${used.size} of ${heads.length - 1} columns`;
  };
  filter.addEventListener("input", apply);
  apply();
}

// On a phone each row of a table is a card, in which every cell says what it is. The roles keep the table a table for screen readers then.
for (const table of document.querySelectorAll(".wide > table:not(.bars, .counts)")) {
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  table.classList.add("cards");
  table.role = "table";
  for (const group of [table.tHead, ...table.tBodies]) group.role = "rowgroup";
  for (const row of table.rows) {
    row.role = "row";
    for (const cell of row.cells) {
      cell.role = cell.scope === "col" ? "columnheader" : cell.scope === "row" ? "rowheader" : "cell";
      if (cell.textContent.trim() === "") cell.replaceChildren();
      cell.dataset.label = heads[cell.cellIndex];
    }
  }
}

// A link to a section of an environment shows that environment.
const follow = () => {
  const part = document.getElementById(location.hash.slice(1))?.closest(".part");
  const button = part && document.getElementById(part.id.replace("part-", "show-"));
  if (button && !button.checked) {
    button.checked = true;
    document.getElementById(location.hash.slice(1)).scrollIntoView();
  }
};
window.addEventListener("hashchange", follow);
follow();

const opened = [];
window.addEventListener("beforeprint", () => {
  for (const each of document.querySelectorAll("details:not([open])")) {
    each.open = true;
    opened.push(each);
  }
});
window.addEventListener("afterprint", () => {
  while (opened.length) opened.pop().open = false;
});
