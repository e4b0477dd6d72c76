// Asks axe what is wrong with a page.
import { AxeBuilder } from "@axe-core/playwright";

/**
 * What axe finds on the page as it is: for each rule its name, its words and the first places.
 *
 * @param {import("@playwright/test").Page} page
 * @param {object} [options]
 * @param {string[]} [options.rules] the rules to look at; all if absent
 */
export async function violations(page, { rules } = {}) {
  // In one run, in the page itself: the other way opens another page for each look, to gather what frames say, and here are none.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations: found } = await (rules ? axe.withRules(rules) : axe).analyze();
  return found.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 3).map((node) => node.html);
    return `${id}: ${help}: ${places.join(" | ")}`;
  });
}
