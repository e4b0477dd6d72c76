// Checks a page with axe.
import { AxeBuilder } from "@axe-core/playwright";

/**
 * Returns axe's findings on the page as it is: for each rule its name, its message and the first places.
 *
 * @param {import("@playwright/test").Page} page
 * @param {object} [options]
 * @param {string[]} [options.rules] the rules to check; all if absent
 */
export async function violations(page, { rules } = {}) {
  // Runs once, in the page itself: the default mode opens another page for each check, to collect frames, and there are none here.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations: found } = await (rules ? axe.withRules(rules) : axe).analyze();
  return found.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 3).map((node) => node.html);
    return `${id}: ${help}: ${places.join(" | ")}`;
  });
}
