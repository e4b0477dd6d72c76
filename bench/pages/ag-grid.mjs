// The report with AG Grid Community: buttons with counts, and two grids with an external filter. One pass over the codes of the
// facets counts, and marks the rows to show, so that the filter of the grids only looks a mark up.
import { FACETS, licenses, nothing, toggle } from "./count.mjs";

const { names, columns, sections } = await (await fetch("/report.json")).json();
const choice = nothing();
const values = Object.fromEntries(FACETS.map((facet) => [facet, [...sections.cloud.rows[facet], ...sections.products.rows[facet]]]));
const total = values.status.length;
const codes = FACETS.map((facet) => {
  const code = new Map(names[facet].map((name, at) => [name, at]));
  return Uint16Array.from(values[facet], (name) => code.get(name));
});
const marks = new Uint8Array(total);

/** Counts every slice under the choices of the other facets, and marks the rows to show. */
function count() {
  const passes = FACETS.map((facet) => names[facet].map((name) => choice[facet].size === 0 || choice[facet].has(name)));
  const counts = FACETS.map((facet) => new Uint32Array(names[facet].length));
  let shown = 0;
  for (let row = 0; row < total; row += 1) {
    let failures = 0;
    let failed = 0;
    for (let facet = 0; facet < FACETS.length; facet += 1) {
      if (!passes[facet][codes[facet][row]]) {
        failures += 1;
        failed = facet;
      }
    }
    marks[row] = failures === 0 ? 1 : 0;
    if (failures === 0) {
      shown += 1;
      for (let facet = 0; facet < FACETS.length; facet += 1) counts[facet][codes[facet][row]] += 1;
    } else if (failures === 1) {
      counts[failed][codes[failed][row]] += 1;
    }
  }
  return { counts, shown };
}

function grid(id, offset) {
  const { rows, height, without } = sections[id];
  const shown = columns.filter(({ field }) => !without.includes(field));
  const element = document.querySelector(`#${id}`);
  element.style.height = `${height}px`;
  return agGrid.createGrid(element, {
    columnDefs: shown.map(({ title, field }) => ({ headerName: title, colId: title, field })),
    defaultColDef: { flex: 1, minWidth: 40 },
    rowData: Array.from(rows.status, (_, at) => ({
      mark: offset + at,
      ...Object.fromEntries(shown.map(({ field }) => [field, rows[field][at]])),
    })),
    isExternalFilterPresent: () => FACETS.some((facet) => choice[facet].size > 0),
    doesExternalFilterPass: ({ data }) => marks[data.mark] === 1,
  });
}

const buttons = FACETS.flatMap((facet, by) =>
  names[facet].map((name, at) => {
    const button = document.createElement("button");
    button.className = "slice";
    button.addEventListener("click", () => {
      toggle(choice, facet, name);
      show();
      for (const made of grids) made.onFilterChanged();
    });
    document.querySelector("#slices").append(button);
    return { button, facet, name, by, at };
  }),
);

function show() {
  const { counts, shown } = count();
  for (const { button, facet, name, by, at } of buttons) {
    const text = `${name} ${counts[by][at]}`;
    button.textContent = text;
    button.setAttribute("aria-label", text);
    button.setAttribute("aria-pressed", String(choice[facet].has(name)));
  }
  document.querySelector("#total").textContent = licenses(shown);
}

show();
const grids = [grid("cloud", 0), grid("products", sections.cloud.rows.status.length)];
window.ready = true;
