// A plain count over rows: what the buttons should say and which rows should be visible. The page with Tabulator counts with it,
// and it checks every result of both pages.

/** The properties that rows are counted by, in the order of the pies. */
export const FACETS = ["status", "product", "type", "reseller"];
export const NO_RESELLER = "Without reseller";

/** Returns an empty choice. */
export function nothing() {
  return Object.fromEntries(FACETS.map((facet) => [facet, new Set()]));
}

/** Adds the slice, or removes it. */
export function toggle(choice, facet, name) {
  if (!choice[facet].delete(name)) choice[facet].add(name);
}

/** Returns whether a row passes one facet. The report is measured with its history on, so that every status has a slice. */
function passes(choice, facet, row) {
  const chosen = choice[facet];
  return chosen.size === 0 || chosen.has(row[facet]);
}

/**
 * Counts every slice under the choices of the other facets, in one pass.
 *
 * @param {object[]} rows with a property for each facet
 * @param {Record<string, Set<string>>} choice
 * @returns {{counts: Record<string, Map<string, number>>, shown: number}}
 */
export function count(rows, choice) {
  const counts = Object.fromEntries(FACETS.map((facet) => [facet, new Map()]));
  let shown = 0;
  for (const row of rows) {
    let failed = null;
    let failures = 0;
    for (const facet of FACETS) {
      if (!passes(choice, facet, row)) {
        failed = facet;
        failures += 1;
      }
    }
    if (failures > 1) continue;
    if (failures === 0) shown += 1;
    for (const facet of failures === 0 ? FACETS : [failed]) {
      const sums = counts[facet];
      sums.set(row[facet], (sums.get(row[facet]) ?? 0) + 1);
    }
  }
  return { counts, shown };
}

/** Returns the first rows that pass, and stops there. */
export function first(rows, choice, limit) {
  const found = [];
  for (const row of rows) {
    if (found.length === limit) break;
    if (FACETS.every((facet) => passes(choice, facet, row))) found.push(row);
  }
  return found;
}

/** Formats a number of licenses like the portal. */
export function licenses(number) {
  return number === 1 ? "1 license" : `${number} licenses`;
}
