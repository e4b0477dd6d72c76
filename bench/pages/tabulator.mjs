// The report with Tabulator: buttons with counts, and two tables that they filter.
import { count, FACETS, licenses, nothing, toggle } from "./count.mjs";

const { names, columns, sections } = await (await fetch("/report.json")).json();
const choice = nothing();
const all = [...sections.cloud.rows, ...sections.products.rows];
const built = [];

function table(id) {
  const { rows, height, without } = sections[id];
  const shown = columns.filter(({ field }) => !without.includes(field));
  const made = new Tabulator(`#${id}`, {
    data: rows,
    height,
    layout: "fitColumns",
    columns: shown.map(({ title, field }) => ({ title, field })),
    initialFilter: filters(),
  });
  built.push(new Promise((resolve) => made.on("tableBuilt", resolve)));
  return made;
}

/** Returns the choice as Tabulator's own filters. */
function filters() {
  const chosen = FACETS.filter((facet) => choice[facet].size > 0);
  return chosen.map((facet) => ({ field: facet, type: "in", value: [...choice[facet]] }));
}

const buttons = FACETS.flatMap((facet) =>
  names[facet].map((name) => {
    const button = document.createElement("button");
    button.className = "slice";
    button.addEventListener("click", () => {
      toggle(choice, facet, name);
      for (const made of tables) made.setFilter(filters());
      show();
    });
    document.querySelector("#slices").append(button);
    return { button, facet, name };
  }),
);

function show() {
  const { counts, shown } = count(all, choice);
  for (const { button, facet, name } of buttons) {
    const text = `${name} ${counts[facet].get(name) ?? 0}`;
    button.textContent = text;
    button.setAttribute("aria-label", text);
    button.setAttribute("aria-pressed", String(choice[facet].has(name)));
  }
  document.querySelector("#total").textContent = licenses(shown);
}

const tables = [table("cloud"), table("products")];
show();
await Promise.all(built);
window.clearFilters = () => tables.forEach((made) => made.clearFilter());
window.ready = true;
