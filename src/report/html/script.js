"use strict";
(() => {
  const table = document.getElementById("table");
  const form = document.getElementById("filter");
  const search = document.getElementById("search");
  const verdict = document.getElementById("verdict");
  const region = document.getElementById("region");
  const shown = document.getElementById("shown");
  const rows = [...table.tBodies];
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const fits = (!verdict.value || row.dataset.verdict === verdict.value) &&
        (!region.value || row.dataset.region === region.value) &&
        words.every((word) => texts.get(row).includes(word));
      row.hidden = !fits;
      count += fits;
    }
    shown.textContent = shown.dataset.of.replace("{}", count);
  };

  const sort = (heading, index) => {
    const up = heading.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", up ? "ascending" : "descending");
    const value = (row) => row.rows[0].cells[index].dataset.value;
    const sorted = [...rows].sort((a, b) =>
      (up ? 1 : -1) * value(a).localeCompare(value(b), "en", { numeric: true }));
    table.append(...sorted);
  };

  [...table.tHead.rows[0].cells].forEach((heading, index) => {
    const button = heading.querySelector("button");
    heading.querySelector(".plain").hidden = true;
    button.hidden = false;
    button.addEventListener("click", () => sort(heading, index));
  });
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const one of opened) one.open = true;
  });
  addEventListener("afterprint", () => { for (const one of opened) one.open = false; });
  filter();
})();
