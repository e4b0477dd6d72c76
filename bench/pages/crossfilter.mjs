// The questions for crossfilter, as its users would write them: a dimension for each facet and one for the order.
import { EXPIRED, FACETS } from "./choice.mjs";

export async function open({ columns, sizes }) {
  return new Crossfilter(columns, sizes);
}

class Crossfilter {
  constructor(columns, sizes) {
    const at = (column) => (row) => column[row];
    const filter = crossfilter(Array.from({ length: columns.status.length }, (_, row) => row));
    this.dimensions = Object.fromEntries(FACETS.map((facet) => [facet, filter.dimension(at(columns[facet]))]));
    this.groups = FACETS.map((facet) => ({ group: this.dimensions[facet].group(), size: sizes[facet] }));
    const [deployed, purchased] = [at(columns.deployed), at(columns.purchased)];
    this.totals = filter.groupAll().reduce(
      (sums, row) => ((sums[0] += 1), (sums[1] += deployed(row)), (sums[2] += purchased(row)), sums),
      (sums, row) => ((sums[0] -= 1), (sums[1] -= deployed(row)), (sums[2] -= purchased(row)), sums),
      () => [0, 0, 0],
    );
    // One number per row, so that equal days are ordered by their keys.
    this.order = filter.dimension((row) => columns.expiration[row] * 2 ** 20 + row);
    this.choose("status", new Set());
  }

  choose(facet, values) {
    const dimension = this.dimensions[facet];
    if (values.size === 1) dimension.filterExact([...values][0]);
    else if (values.size > 1) dimension.filterFunction((value) => values.has(value));
    else if (facet === "status") dimension.filterFunction((value) => value !== EXPIRED);
    else dimension.filterAll();
  }

  read(limit) {
    const counts = this.groups.map(({ group }) => group.all());
    return { totals: this.totals.value(), counts, rows: this.order.bottom(limit) };
  }

  /** Returns the form of Bench.click; not timed. */
  flat({ totals, counts, rows }) {
    const flat = [...totals];
    for (const [at, { size }] of this.groups.entries()) {
      const values = new Array(size).fill(0);
      for (const { key, value } of counts[at]) values[key] = value;
      flat.push(...values);
    }
    return flat.concat(rows);
  }
}
