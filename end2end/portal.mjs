// Shared by the browser tests: pages of signed-in people, and a watch over all complaints of the browser.
import { expect, test as base } from "@playwright/test";
import { isStopped, url } from "./server.mjs";

export { expect };

/** The demo's people, by the distinguishing part of their address. */
export const PEOPLE = {
  vendor: "vendor@grantry.example",
  distributor: "distributor@grantry.example",
  reseller: "reseller@grantry.example",
  partnerViewer: "partner-viewer@grantry.example",
  admin: "admin@customer.example",
  viewer: "viewer@customer.example",
  none: "none@customer.example",
  solo: "solo@personal.example",
  both: "both@customer.example",
  john: "john@customer.example",
  larry: "larry@customer.example",
  makio: "makio@customer.example",
};
export const PASSWORD = "grantry-demo";

/** Fills in the sign-in form and waits until it has moved on. */
export async function signIn(page, person) {
  await page.getByLabel("E-mail address").fill(PEOPLE[person]);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("button", { name: /^Account/ })).toBeVisible();
}

/**
 * The browser's complaints on the pages of a test: errors, and violations of the content security policy. Requests to a server
 * that the test has stopped are not errors.
 */
class Complaints {
  #all = [];
  #allowed = [];

  /** Complaints of this form are part of the test, such as the answer 422 to a wrong password. */
  allow(form) {
    this.#allowed.push(form);
  }

  /** Listens to all pages of the context. */
  watch(context) {
    context.on("page", (page) => {
      page.on("console", (message) => {
        if (message.type() === "error") this.#all.push({ text: message.text(), about: message.location().url });
      });
      page.on("pageerror", (error) => this.#all.push({ text: String(error), about: "" }));
    });
  }

  unexpected() {
    return this.#all
      .filter(({ text, about }) => !(text.includes("net::ERR_") && isStopped(about)))
      .map(({ text }) => text)
      .filter((text) => !this.#allowed.some((form) => form.test(text)));
  }
}

export const test = base.extend({
  // One sign-in per person and worker: it costs a password hash, and guessing is throttled.
  sessions: [
    async ({ browser }, use) => {
      const kept = new Map();
      await use(async (person) => {
        if (!kept.has(person)) {
          const context = await browser.newContext({ baseURL: url() });
          const page = await context.newPage();
          await page.goto("/sign-in");
          await signIn(page, person);
          kept.set(person, await context.storageState());
          await context.close();
        }
        return kept.get(person);
      });
    },
    { scope: "worker" },
  ],

  complaints: [
    async ({}, use) => {
      const complaints = new Complaints();
      await use(complaints);
      expect(complaints.unexpected(), "what the browser complained of").toEqual([]);
    },
    { auto: true },
  ],

  // A context for one test; `person` in its options signs it in.
  browse: async ({ browser, sessions, complaints }, use) => {
    const opened = [];
    await use(async ({ person, ...options } = {}) => {
      const context = await browser.newContext({
        ...(person && { storageState: await sessions(person) }),
        ...options,
      });
      opened.push(context);
      complaints.watch(context);
      return context;
    });
    for (const context of opened) await context.close();
  },

  // A page of that person at that address.
  as: async ({ browse }, use) => {
    await use(async (person, address, options = {}) => {
      const page = await (await browse({ person, ...options })).newPage();
      await page.goto(address);
      return page;
    });
  },

  context: async ({ browse }, use) => use(await browse()),
});

/** The portal's own response that other requests come first, encoded like the server's: postcard. Its numbers are below 128,
 * one byte each. */
export function busy(sentence, seconds) {
  const text = Buffer.from(sentence);
  // The position of `Busy` among the variants of `ApiError`.
  const BUSY = 11;
  return {
    status: 503,
    headers: { "content-type": "application/x-postcard", "grantry-answer": "1", "retry-after": String(seconds) },
    body: Buffer.from([BUSY, text.length, ...text, seconds]),
  };
}

/** The body rows of a table. */
export function rows(table) {
  return table.getByRole("row").filter({ has: table.page().getByRole("cell") });
}

/** Returns the number of rows of a table, including those out of view; 0 if there is no such table. */
export async function rowCount(table) {
  if ((await table.count()) === 0) return 0;
  return Number(await table.getAttribute("aria-rowcount")) - 1;
}

/** Returns the number of licenses on a page, in all its license tables. */
export async function licenseCount(page) {
  const tables = page.getByRole("table", { name: /^(?!Organizations$)/ });
  const counts = await tables.evaluateAll((all) => all.map((table) => Number(table.ariaRowCount) - 1));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Returns the text of a column in its drawn rows, top to bottom. */
export async function column(table, heading) {
  // A table below the window draws its rows a moment later.
  if ((await rowCount(table)) > 0) await expect(rows(table).first()).toBeAttached();
  return table.evaluate((element, heading) => {
    const headings = [...element.querySelectorAll('[role="columnheader"]')];
    const at = headings.findIndex((one) => one.textContent.trim() === heading);
    return [...element.querySelectorAll('[role="row"]:not([hidden])')]
      .filter((row) => row.querySelector('[role="cell"]'))
      .sort((a, b) => Number(a.ariaRowIndex) - Number(b.ariaRowIndex))
      .map((row) => row.querySelectorAll('[role="cell"]')[at].textContent.trim());
  }, heading);
}

/** Opens the row's menu and chooses an entry. */
export async function act(row, entry) {
  await row.getByRole("button", { name: "Actions" }).click();
  await row.page().getByRole("menuitem", { name: entry, exact: true }).click();
}

/** Checks an option of a filter, such as `Active` of `Status`. */
export async function choose(page, filter, option) {
  const button = page.getByRole("button", { name: new RegExp(`^${filter}(,|$)`) }).and(page.locator("[aria-haspopup]"));
  await button.click();
  await page.getByRole("dialog", { name: filter }).getByText(option, { exact: true }).click();
  await page.keyboard.press("Escape");
}
