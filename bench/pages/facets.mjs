// Runs Grantry and another program in one page; facets.mjs in the parent folder calls window.measure.
import init, { Bench } from "/wasm/bench.js";
import { Choice } from "./choice.mjs";
import { clicks, make, status, STATUSES, STRIDE, TODAY, TYPES } from "./made_up_licenses.mjs";

const FIRST = 50;
const EVERYTHING = 0xffffffff;

/** Returns the made-up licenses as columns: a value for each facet, and the numbers to sum and sort by. */
function asColumns({ numbers, resellerOf }, { licenses, resellers }) {
  const column = (value) => Int32Array.from({ length: licenses }, (_, row) => value(numbers.subarray(row * STRIDE, (row + 1) * STRIDE)));
  return {
    status: column(([, , , ...facts]) => status(...facts)),
    type: column(([, , type]) => type),
    product: column(([, product]) => product),
    reseller: column(([organization]) => (resellerOf[organization] < 0 ? resellers : resellerOf[organization])),
    organization: column(([organization]) => organization),
    expiration: column(([, , , , expiration]) => expiration),
    deployed: column(([, , , , , deployed]) => deployed),
    purchased: column(([, , , , , , purchased]) => purchased),
  };
}

async function timed(work) {
  const begun = performance.now();
  const value = await work();
  return { value, took: performance.now() - begun };
}

function check(own, other, what) {
  const differs = own.length !== other.length || own.some((value, at) => value !== other[at]);
  if (differs) throw new Error(`Different answers to “${what}”`);
}

window.measure = async ({ peer, withAll, licenses, clicks: count, ...size }) => {
  const { open } = await import(`./${peer}.mjs`);
  await init();
  const data = make({ licenses, ...size });
  const { organizations, resellers, products } = size;
  const columns = asColumns(data, { licenses, resellers });
  const sizes = { status: STATUSES, type: TYPES, product: products, reseller: resellers + 1, organization: organizations };
  const ready = await timed(() => {
    const bench = new Bench(TODAY, products, resellers, data.resellerOf, data.numbers);
    bench.click("", FIRST);
    return bench;
  });
  const otherReady = await timed(async () => {
    const other = await open({ columns, sizes });
    await other.read(FIRST);
    return other;
  });
  const [bench, other] = [ready.value, otherReady.value];
  check(bench.click("", FIRST), other.flat(await other.read(FIRST)), "nothing");
  let compared = 1;
  const run = async (limit) => {
    const times = { own: [], other: [] };
    const choice = new Choice();
    for (const click of clicks({ count, ...size })) {
      choice.toggle(click);
      const address = choice.address(resellers);
      const own = await timed(() => bench.click(address, limit));
      const theirs = await timed(() => {
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
  const first = await run(FIRST);
  const all = withAll ? await run(EVERYTHING) : undefined;
  return { setUp: { own: ready.took, other: otherReady.took }, clicks: first, all, compared };
};
