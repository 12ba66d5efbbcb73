"use strict";
// A click on the name of a column sorts its table; without a script the table stays in its order.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  table.querySelectorAll("thead th").forEach((head, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    const said = (row) => row.cells[place].dataset.order ?? row.cells[place].textContent.trim();
    button.addEventListener("click", () => {
      const falling = head.getAttribute("aria-sort") === "ascending";
      for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", falling ? "descending" : "ascending");
      const rows = [...body.rows].sort((one, other) => said(one).localeCompare(said(other), undefined, { numeric: true }));
      body.append(...(falling ? rows.reverse() : rows));
    });
  });
}
