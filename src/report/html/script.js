"use strict";
(() => {
  const table = document.getElementById("table");
  const form = document.getElementById("filter");
  const search = document.getElementById("search");
  const verdict = document.getElementById("verdict");
  const region = document.getElementById("region");
  const shown = document.getElementById("shown");
  const more = document.getElementById("more");
  // The first rows are laid out at once, and as many more each time the button is pressed.
  const step = 500;
  let limit = step;
  let rows = [...table.tBodies];
  // Settings that several instances share stand once in the page, and a link in each row leads there.
  const settings = (link) => document.querySelector(`${link.hash} > div`);
  const words = new Map();
  const text = (node) => {
    if (!words.has(node)) words.set(node, node.textContent.toLowerCase());
    return words.get(node);
  };
  const has = (row, word) => {
    const link = row.querySelector("a[href^='#']");
    return text(row).includes(word) || (link && text(settings(link)).includes(word));
  };

  const filter = () => {
    const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const fits = (!verdict.value || row.classList.contains(verdict.value)) &&
        (!region.value || row.rows[0].cells[1].textContent === region.value) &&
        wanted.every((word) => has(row, word));
      count += fits;
      row.hidden = !fits || count > limit;
    }
    const cut = count > limit;
    shown.textContent = (cut ? shown.dataset.first : shown.dataset.of).replace("{}", cut ? limit : count).replace("{fit}", count);
    more.hidden = !cut;
  };
  const narrow = () => {
    limit = step;
    filter();
  };

  const sort = (heading, index) => {
    const up = heading.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", up ? "ascending" : "descending");
    const known = heading.dataset.order?.split("|");
    const value = ({ dataset, textContent }) => known ? known.indexOf(textContent) + 1 || known.length + 1 : dataset.value ?? textContent;
    const keyed = rows.map((row) => [value(row.rows[0].cells[index]), row]);
    const natural = new Intl.Collator("en", { numeric: true }).compare;
    keyed.sort(([one], [other]) => (up ? 1 : -1) * (known ? one - other : natural(one, other)));
    rows = keyed.map(([, row]) => row);
    table.append(...rows);
    narrow();
  };

  [...table.tHead.rows[0].cells].forEach((heading, index) => {
    const button = heading.querySelector("button");
    heading.querySelector(".plain").hidden = true;
    button.hidden = false;
    button.addEventListener("click", () => sort(heading, index));
  });
  table.addEventListener("toggle", ({ target }) => {
    const link = target.querySelector("a[href^='#']:not([hidden])");
    if (!link || !target.open) return;
    link.after(settings(link).cloneNode(true));
    link.hidden = true;
  }, true);
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", narrow);
  form.addEventListener("reset", () => setTimeout(narrow));
  more.addEventListener("click", () => {
    limit += step;
    filter();
  });
  let opened = [];
  addEventListener("beforeprint", () => {
    limit = Infinity;
    filter();
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const one of opened) one.open = true;
  });
  addEventListener("afterprint", () => { for (const one of opened) one.open = false; });
  filter();
  table.classList.add("ready");
})();
