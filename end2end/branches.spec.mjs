// Branch admins: each of them sees the pools and licenses of their own branch, and nothing of the others.
import { expect, rows, test } from "./portal.mjs";

/** The demo's branches, by the person whose home they are. Products are in the order of their names. */
const BRANCHES = {
  john: { above: "Americas", group: "San Diego", products: ["Beacon Sandbox", "Drydock Kiosk"] },
  larry: { above: "Asia-Pacific", group: "Sydney", products: ["Keel Archive"] },
  makio: { above: "Asia-Pacific", group: "Tokyo", products: ["Keel Patch Manager"] },
};

const grid = (page) => page.getByRole("treegrid", { name: "License pools" });
const poolRows = (page) => grid(page).locator("tr[aria-level='1']");
const licenseRows = (page) => grid(page).locator("tr[aria-level='2']");
const names = (page) => poolRows(page).getByRole("rowheader");

/** Checks that no name of another branch is on the page, neither in view nor out of it. */
async function expectNothingElse(page, person) {
  const others = Object.entries(BRANCHES).filter(([other]) => other !== person);
  for (const [, { group, products }] of others)
    for (const name of [group, ...products]) await expect(page.locator("body")).not.toContainText(name);
  await expect(page.locator("body")).not.toContainText(BRANCHES[person].above);
}

/** Returns the public ID of a license that only that person's branch and All see. */
async function licenseOf(page) {
  await poolRows(page)
    .first()
    .getByRole("button", { name: /^Open / })
    .click();
  const text = await licenseRows(page).first().innerText();
  return text.match(/L-\w{4}-\w{4}/)[0];
}

for (const [person, { products }] of Object.entries(BRANCHES)) {
  test(`${person} sees the pools and licenses of one branch`, async ({ as }) => {
    const page = await as(person, "/pools");
    await expect(names(page)).toHaveText(products, { useInnerText: true });
    await expect(page.getByRole("button", { name: "Move to Access Group…" })).toHaveCount(0);
    await expectNothingElse(page, person);

    await page.goto("/licenses?history=1");
    await expect(rows(page.getByRole("table").first()).first()).toContainText("••••");
    for (const product of products) await expect(page.getByRole("main")).toContainText(product);
    await expect(page.getByRole("main")).not.toContainText("Harbor Gateway");
    await expectNothingElse(page, person);

    await page.goto("/events");
    await expect(page.getByRole("region", { name: "Event History" })).toBeVisible();
    await expectNothingElse(page, person);

    await expect(page.getByRole("link", { name: "Access Groups" })).toHaveCount(0);
  });
}

test("no search finds a license or a product of another branch", async ({ as, complaints }) => {
  complaints.allow(/status of 404/);
  const makio = await as("makio", "/pools");
  const hidden = await licenseOf(makio);
  const john = await as("john", "/pools");
  for (const sought of [hidden, "Keel Patch Manager"]) {
    const search = new URLSearchParams({ q: sought });
    await makio.goto(`/pools?${search}`);
    await expect(names(makio)).toHaveText(BRANCHES.makio.products, { useInnerText: true });
    await john.goto(`/pools?${search}`);
    await expect(john.getByText("No pool matches")).toBeVisible();
    await expect(poolRows(john)).toHaveCount(0);
    await john.goto(`/licenses?history=1&${search}`);
    await expect(john.getByText("No license matches").first()).toBeVisible();
    await expect(john.getByText("••••")).toHaveCount(0);
  }
  // Hidden and missing are one answer.
  for (const unknown of [hidden, "L-0000-0000"]) {
    await john.goto(`/licenses?details=${unknown}`);
    const sentence = `There is no license with the ID “${unknown}” here, or you don't have access to it.`;
    await expect(john.locator(".side-panel").getByRole("alert")).toContainText(sentence);
  }
});

test("whoever is at All sees every branch", async ({ as }) => {
  const page = await as("admin", "/pools");
  for (const { above, group, products } of Object.values(BRANCHES)) {
    for (const product of products) {
      const row = poolRows(page).filter({ hasText: product }).first();
      await expect(row).toContainText(group);
      await expect(row).toContainText(above);
    }
  }
  await page.goto("/licenses?history=1&q=Keel+Patch+Manager");
  await expect(rows(page.getByRole("table", { name: "On-Premises Products" })).first()).toContainText("Keel Patch Manager");
});
