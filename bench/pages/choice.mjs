// The chosen slices, for all programs that are measured.
export const EXPIRED = 2;
export const FACETS = ["status", "type", "product", "reseller", "organization"];

const NAMES = {
  status: ["active", "expiring", "expired", "depleted", "overused", "not-registered", "not-started", "suspended"],
  type: ["purchased", "evaluation", "msp", "nfr"],
};

/** The chosen values, by facet. */
export class Choice {
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
