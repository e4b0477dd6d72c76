// The questions for Perspective: a view for each facet, made again only if its filter has changed, and one for totals and rows.
// Facets are dictionaries of strings, which Perspective filters and groups by.
import perspective from "/bench/node_modules/@perspective-dev/client/dist/cdn/perspective.js";
import { Dictionary, Int32, Table, Utf8, Vector, makeData, tableToIPC, vectorFromArray } from "apache-arrow";
import { EXPIRED, FACETS } from "./choice.mjs";

const PACKAGES = "/bench/node_modules/@perspective-dev";

export async function open({ columns, sizes }) {
  perspective.init_client?.(fetch(`${PACKAGES}/client/dist/wasm/perspective-js.wasm`));
  perspective.init_server(fetch(`${PACKAGES}/server/dist/wasm/perspective-server.wasm`));
  const client = await perspective.worker();
  const length = columns.status.length;
  const texts = (facet) => {
    const names = Array.from({ length: sizes[facet] }, (_, value) => String(value));
    const type = new Dictionary(new Utf8(), new Int32());
    return new Vector([makeData({ type, length, nullCount: 0, data: columns[facet], dictionary: vectorFromArray(names, new Utf8()) })]);
  };
  const numbers = (data) => new Vector([makeData({ type: new Int32(), length, nullCount: 0, data })]);
  const { expiration, deployed, purchased } = columns;
  const table = new Table({
    ...Object.fromEntries(FACETS.map((facet) => [facet, texts(facet)])),
    id: numbers(Int32Array.from(columns.status.keys())),
    expiration: numbers(expiration),
    deployed: numbers(deployed),
    purchased: numbers(purchased),
  });
  return new Perspective(await client.table(tableToIPC(table, "stream").slice().buffer), sizes);
}

class Perspective {
  chosen = new Map();
  counted = new Map();

  constructor(table, sizes) {
    Object.assign(this, { table, sizes });
  }

  choose(facet, values) {
    this.chosen.set(facet, [...values].map(String));
  }

  /** Returns the filters of all choices except that of one facet. */
  filter(without) {
    return FACETS.filter((facet) => facet !== without).flatMap((facet) => {
      const values = this.chosen.get(facet) ?? [];
      if (values.length > 0) return [[facet, "in", values]];
      return facet === "status" ? [["status", "!=", String(EXPIRED)]] : [];
    });
  }

  async ask(config, range) {
    const view = await this.table.view(config);
    const answer = await view.to_columns(range);
    await view.delete();
    return answer;
  }

  async count(facet) {
    const filter = this.filter(facet);
    const by = JSON.stringify(filter);
    if (this.counted.get(facet)?.by !== by) {
      const config = { filter, group_by: [facet], group_rollup_mode: "flat", columns: ["id"], aggregates: { id: "count" } };
      this.counted.set(facet, { by, answer: await this.ask(config) });
    }
    return this.counted.get(facet).answer;
  }

  async read(limit) {
    const filter = this.filter();
    const sums = { columns: ["id", "deployed", "purchased"], aggregates: { id: "count", deployed: "sum", purchased: "sum" } };
    const counts = [];
    for (const facet of FACETS) counts.push(await this.count(facet));
    // The first row of a view with groups is the total.
    const totals = await this.ask({ filter, group_by: ["type"], ...sums }, { start_row: 0, end_row: 1 });
    const order = [["expiration", "asc"], ["id", "asc"]];
    const { id } = await this.ask({ filter, columns: ["id"], sort: order }, { start_row: 0, end_row: limit });
    return { totals, counts, rows: id ?? [] };
  }

  /** Returns the form of Bench.click; not timed. */
  flat({ totals, counts, rows }) {
    const flat = ["id", "deployed", "purchased"].map((column) => Number(totals[column]?.[0] ?? 0));
    for (const [at, facet] of FACETS.entries()) {
      const values = new Array(this.sizes[facet]).fill(0);
      const { __ROW_PATH__: paths = [], id } = counts[at];
      paths.forEach(([value], place) => (values[value] = Number(id[place])));
      flat.push(...values);
    }
    return flat.concat(rows);
  }
}
