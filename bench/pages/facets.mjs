// Runs both computations in one page; facets.mjs in the parent folder calls window.measure.
import init, { Bench } from "/wasm/bench.js";
import { clicks, make, status, STATUSES, STRIDE, TODAY, TYPES } from "./data.mjs";

const FIRST = 50;
const EXPIRED = 2;
const NAMES = {
  status: ["active", "expiring", "expired", "depleted", "overused", "not-registered", "not-started", "suspended"],
  type: ["purchased", "evaluation", "msp", "nfr"],
};

/** The chosen values, by facet. */
class Choice {
  chosen = { status: new Set(), type: new Set(), product: new Set(), reseller: new Set() };

  toggle({ facet, value }) {
    const values = this.chosen[facet];
    if (!values.delete(value)) values.add(value);
  }

  /** Returns the portal's address: names of statuses and types, numbers of products and resellers (0: none). */
  address(resellers) {
    const word = {
      status: (value) => NAMES.status[value],
      type: (value) => NAMES.type[value],
      product: (value) => value + 1,
      reseller: (value) => (value === resellers ? 0 : value + 1),
    };
    const pairs = Object.entries(this.chosen).filter(([, values]) => values.size > 0);
    return pairs.map(([facet, values]) => `${facet}=${[...values].map(word[facet]).join(",")}`).join("&");
  }
}

/** The same questions for crossfilter, as its users would write them: a dimension for each facet and one for the order. */
class Crossfilter {
  constructor({ numbers, resellerOf }, { licenses, organizations, resellers, products }) {
    const at = (offset) => (row) => numbers[row * STRIDE + offset];
    const [organization, product, type, start, expiration, deployed, purchased, flags] = Array.from({ length: STRIDE }, (_, n) => at(n));
    const filter = crossfilter(Array.from({ length: licenses }, (_, row) => row));
    const dimension = (value) => filter.dimension(value);
    const reseller = (row) => {
      const found = resellerOf[organization(row)];
      return found < 0 ? resellers : found;
    };
    this.dimensions = {
      status: dimension((row) => status(start(row), expiration(row), deployed(row), purchased(row), flags(row))),
      type: dimension(type),
      product: dimension(product),
      reseller: dimension(reseller),
    };
    const facets = [
      [this.dimensions.status, STATUSES],
      [this.dimensions.type, TYPES],
      [this.dimensions.product, products],
      [this.dimensions.reseller, resellers + 1],
      [dimension(organization), organizations],
    ];
    this.groups = facets.map(([by, size]) => ({ group: by.group(), size }));
    this.totals = filter.groupAll().reduce(
      (sums, row) => ((sums[0] += 1), (sums[1] += deployed(row)), (sums[2] += purchased(row)), sums),
      (sums, row) => ((sums[0] -= 1), (sums[1] -= deployed(row)), (sums[2] -= purchased(row)), sums),
      () => [0, 0, 0],
    );
    // One number per row, so that equal days are ordered by their keys.
    this.order = dimension((row) => expiration(row) * 2 ** 20 + row);
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

function timed(work) {
  const begun = performance.now();
  const value = work();
  return { value, took: performance.now() - begun };
}

function check(own, other, what) {
  const differs = own.length !== other.length || own.some((value, at) => value !== other[at]);
  if (differs) throw new Error(`Different answers to “${what}”`);
}

window.measure = async ({ licenses, clicks: count, ...size }) => {
  await init();
  const data = make({ licenses, ...size });
  const { organizations, resellers, products } = size;
  const everything = 0xffffffff;
  const ready = timed(() => {
    const bench = new Bench(TODAY, products, resellers, data.resellerOf, data.numbers);
    bench.click("", FIRST);
    return bench;
  });
  const otherReady = timed(() => {
    const other = new Crossfilter(data, { licenses, organizations, resellers, products });
    other.read(FIRST);
    return other;
  });
  const [bench, other] = [ready.value, otherReady.value];
  check(bench.click("", FIRST), other.flat(other.read(FIRST)), "nothing");
  let compared = 1;
  const run = (limit) => {
    const times = { own: [], other: [] };
    const choice = new Choice();
    for (const click of clicks({ count, ...size })) {
      choice.toggle(click);
      const address = choice.address(resellers);
      const own = timed(() => bench.click(address, limit));
      const theirs = timed(() => {
        other.choose(click.facet, choice.chosen[click.facet]);
        return other.read(limit);
      });
      check(own.value, other.flat(theirs.value), address);
      compared += 1;
      times.own.push(own.took);
      times.other.push(theirs.took);
    }
    for (const facet of Object.keys(choice.chosen)) other.choose(facet, new Set());
    return times;
  };
  const first = run(FIRST);
  const all = run(everything);
  return { setUp: { own: ready.took, other: otherReady.took }, clicks: first, all, compared };
};
