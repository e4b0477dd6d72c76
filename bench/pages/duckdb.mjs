// The questions for DuckDB-Wasm: one statement for all counts and totals, and one for the rows, over a table in their order.
import { AsyncDuckDB, VoidLogger } from "@duckdb/duckdb-wasm";
import { tableFromArrays } from "apache-arrow";
import { EXPIRED, FACETS } from "./choice.mjs";

const DIST = "/bench/node_modules/@duckdb/duckdb-wasm/dist";

export async function open({ columns, sizes }) {
  const database = new AsyncDuckDB(new VoidLogger(), new Worker(`${DIST}/duckdb-browser-eh.worker.js`));
  await database.instantiate(new URL(`${DIST}/duckdb-eh.wasm`, location.href).href);
  const connection = await database.connect();
  const id = Int32Array.from(columns.status.keys());
  await connection.insertArrowTable(tableFromArrays({ id, ...columns }), { name: "unordered", create: true });
  await connection.query("CREATE TABLE licenses AS SELECT * FROM unordered ORDER BY expiration, id");
  await connection.query("DROP TABLE unordered");
  return new DuckDb(connection, sizes);
}

class DuckDb {
  chosen = new Map();

  constructor(connection, sizes) {
    Object.assign(this, { connection, sizes });
  }

  choose(facet, values) {
    this.chosen.set(facet, [...values]);
  }

  /** Returns the condition of all choices except that of one facet. */
  where(without) {
    const conditions = FACETS.filter((facet) => facet !== without).map((facet) => {
      const values = this.chosen.get(facet) ?? [];
      if (values.length > 0) return `${facet} IN (${values.join(", ")})`;
      return facet === "status" ? `status <> ${EXPIRED}` : "true";
    });
    return conditions.join(" AND ");
  }

  async read(limit) {
    const shown = this.where();
    const counts = FACETS.map(
      (facet, at) => `SELECT ${at} AS facet, ${facet} AS value, count(*)::INTEGER AS count FROM licenses WHERE ${this.where(facet)} GROUP BY ${facet}`,
    );
    const totals = ["count(*)", "coalesce(sum(deployed), 0)", "coalesce(sum(purchased), 0)"].map(
      (sum, at) => `SELECT ${FACETS.length}, ${at}, ${sum}::INTEGER FROM licenses WHERE ${shown}`,
    );
    const numbers = await this.connection.query([...counts, ...totals].join(" UNION ALL "));
    const rows = await this.connection.query(`SELECT id FROM licenses WHERE ${shown} ORDER BY expiration, id LIMIT ${limit}`);
    const column = (answer, name) => answer.getChild(name).toArray();
    return { facets: column(numbers, "facet"), values: column(numbers, "value"), counts: column(numbers, "count"), rows: column(rows, "id") };
  }

  /** Returns the form of Bench.click; not timed. */
  flat({ facets, values, counts, rows }) {
    const parts = [...FACETS.map((facet) => new Array(this.sizes[facet]).fill(0)), [0, 0, 0]];
    facets.forEach((facet, at) => (parts[facet][values[at]] = counts[at]));
    return [...parts.pop(), ...parts.flat(), ...rows];
  }
}
