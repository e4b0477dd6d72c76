// Made-up licenses, the same in every run: eight numbers each, as bench/wasm takes them.

/** The day of the report, in days since 1970-01-01. */
export const TODAY = 20_779;
/** Means no expiration date. */
export const NO_DAY = 0x7fffffff;
export const STATUSES = 8;
export const TYPES = 4;
export const STRIDE = 8;

/** Returns uniform numbers in [0, 1), from a seed (mulberry32, public domain). */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Creates licenses of all statuses and types, spread over products and organizations as unevenly as in practice. */
export function make({ licenses, organizations, resellers, products }) {
  const random = generator(20_779);
  const below = (limit) => Math.floor(random() * limit);
  // Few have many: the square of a uniform number leans toward 0.
  const leaning = (limit) => Math.floor(random() ** 2 * limit);
  const resellerOf = Int32Array.from({ length: organizations }, () => (random() < 0.2 ? -1 : below(resellers)));
  const numbers = new Int32Array(licenses * STRIDE);
  for (let at = 0; at < numbers.length; at += STRIDE) {
    const expiration = random() < 0.08 ? NO_DAY : TODAY - 200 + below(1_100);
    const purchased = 1 + leaning(250);
    const full = random();
    const deployed = full < 0.05 ? purchased + 1 : full < 0.12 ? purchased : below(purchased);
    const flags = (random() < 0.05 ? 1 : 0) | (random() < 0.05 ? 2 : 0);
    const type = random() < 0.7 ? 0 : 1 + below(TYPES - 1);
    const begun = Math.min(TODAY, expiration - 365) - below(300);
    const start = random() < 0.03 ? TODAY + 1 + below(60) : begun;
    numbers.set([leaning(organizations), leaning(products), type, start, expiration, deployed, purchased, flags], at);
  }
  return { numbers, resellerOf };
}

/** Returns the status of a license (R6), by its code; a second implementation of the rule in model::license. */
export function status(start, expiration, deployed, purchased, flags) {
  if (flags & 1) return 7; // Suspended
  const left = expiration - TODAY;
  if (left < 0) return 2; // Expired
  if (flags & 2) return 5; // Not registered
  if (start > TODAY) return 6; // Not started
  if (deployed > purchased) return 4; // Overused
  if (left <= 30) return 1; // Expiring
  if (deployed > 0 && deployed === purchased) return 3; // Depleted
  return 0; // Active
}

/**
 * Returns slices to click in turn: each is switched on beside the one before, then the older of the two is switched off, so that
 * single choices and pairs alternate. A pair may belong to two pies or to one.
 */
export function clicks({ count, resellers, products }) {
  const random = generator(7);
  const all = [];
  for (const [facet, size] of [["status", STATUSES], ["type", TYPES], ["product", products], ["reseller", resellers + 1]]) {
    for (let value = 0; value < size; value += 1) all.push({ facet, value });
  }
  for (let at = all.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [all[at], all[other]] = [all[other], all[at]];
  }
  const order = [];
  for (let at = 0; order.length < count; at += 1) {
    order.push(all[at % all.length]);
    if (at > 0) order.push(all[(at - 1) % all.length]);
  }
  return order.slice(0, count);
}
