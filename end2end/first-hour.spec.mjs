// A new vendor's first hour, with nothing but the screen: on an empty installation, with a real mail server.
import { startMailServer } from "./mail-server.mjs";
import { expect, licenseCount, test } from "./portal.mjs";
import { drawn } from "./report.mjs";
import { start } from "./server.mjs";

const VENDOR = { organization: "Brightwater Software", name: "Vera Brightwater", email: "vera@brightwater.example" };
const PASSWORD = "a password of one's own";
const PRODUCTS = [
  ["Tide Scanner", "On-premises product"],
  ["Tide Mail", "Cloud service"],
];
const DISTRIBUTOR = "Northwind Distribution";
const RESELLER = "Corner Computers";
const CUSTOMERS = ["Bakery Klein", "Clinic Sund", "Depot Rivera"];
/** The reseller of each customer; the last one buys from the distributor directly. */
const SOLD = { [CUSTOMERS[0]]: RESELLER, [CUSTOMERS[1]]: RESELLER, [CUSTOMERS[2]]: "" };
const LICENSES = 120;

const email = (organization) => `admin@${organization.toLowerCase().replace(/\W+/g, "-")}.example`;
const row = (page, name) => page.getByRole("region", { name: "Organizations" }).getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });

async function act(page, name, entry) {
  await row(page, name).getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: entry, exact: true }).click();
}

async function addProduct(page, name, kind) {
  await page.getByRole("button", { name: "Add Product" }).click();
  const dialog = page.getByRole("dialog", { name: "Add Product" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Kind").selectOption(kind);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("link", { name })).toBeVisible();
}

async function addOrganization(page, name, kind) {
  await page.getByRole("button", { name: "Add Organization" }).click();
  const dialog = page.getByRole("dialog", { name: "Add Organization" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Kind").selectOption(kind);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(row(page, name)).toContainText(kind);
}

async function assign(page, customer, reseller) {
  await act(page, customer, "Partners");
  const dialog = page.getByRole("dialog", { name: `Partners of ${customer}` });
  await dialog.getByLabel("Partner").fill(DISTRIBUTOR);
  await dialog.getByLabel("Reseller").fill(reseller);
  await dialog.getByRole("button", { name: "Assign" }).click();
  await expect(row(page, customer)).toContainText(reseller ? `${DISTRIBUTOR}, by ${reseller}` : DISTRIBUTOR);
}

async function invite(page, organization) {
  await act(page, organization, "Invite");
  const dialog = page.getByRole("dialog", { name: `Invite to ${organization}` });
  await expect(dialog.getByLabel("Role").locator("option:checked")).toHaveText("Super Admin");
  await dialog.getByLabel("E-mail address").fill(email(organization));
  await dialog.getByRole("button", { name: "Invite" }).click();
  await expect(page.getByText(`Invitation sent to ${email(organization)}`)).toBeVisible();
}

/** As an order system exports it: one line per license, the customers in turn. */
function priceList() {
  const lines = Array.from({ length: LICENSES }, (_, at) => {
    const [product] = PRODUCTS[at % PRODUCTS.length];
    const customer = CUSTOMERS[at % CUSTOMERS.length];
    return `TIDE-${String(at).padStart(5, "0")};${customer};${product};2026-01-01;2098-12-31;${1 + (at % 9)};Purchased`;
  });
  const headings = "License Key;Customer Name;Product Name;Start Date;Expiration Date;Quantity;License Type";
  return { name: "price-list.csv", mimeType: "text/csv", buffer: Buffer.from([headings, ...lines].join("\r\n")) };
}

/** Returns the link of the mailed invitation. */
async function link(mailServer, organization) {
  let mail;
  await expect
    .poll(() => (mail = mailServer.mails.find((one) => one.to.text === email(organization))), { timeout: 30_000 })
    .toBeTruthy();
  expect(mail.text).toContain(organization);
  return mail.text.match(/https?:\/\/\S+\/invitation#\S+/)[0];
}

/** Signs up with the mailed link and leaves the page signed in. */
async function accept(page, address, organization) {
  await page.goto(address);
  await expect(page.getByRole("heading", { name: `Join ${organization}` })).toBeVisible();
  await page.getByLabel("Your name").fill(`Admin of ${organization}`);
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(page.getByRole("button", { name: /^Account/ })).toBeVisible();
  await expect(page.getByText(organization, { exact: true })).toBeVisible();
}

test("a vendor's first hour", async ({ browse, complaints }) => {
  complaints.allow(/status of 422/);
  const mailServer = await startMailServer();
  const mails = ["--smtp-url", `smtp://127.0.0.1:${mailServer.port}`, "--mail-from", "Licenses <licenses@brightwater.example>"];
  const server = await start({ serve: mails });
  try {
    const page = await (await browse({ baseURL: server.url })).newPage();

    await test.step("the owner signs up, by the link that the server printed", async () => {
      await page.goto("/");
      await expect(page).toHaveURL("/welcome");
      await expect(page.getByRole("heading", { name: "Welcome to Grantry" })).toBeVisible();
      await page.getByLabel("Organization").fill(VENDOR.organization);
      await page.getByLabel("Your name").fill(VENDOR.name);
      await page.getByLabel("E-mail address").fill(VENDOR.email);
      await page.getByLabel("New password").fill(PASSWORD);
      await page.getByRole("checkbox", { name: "Show password" }).check();
      await expect(page.getByLabel("New password")).toHaveAttribute("type", "text");
      await page.getByLabel("Set-up code").fill("not it");
      await page.getByRole("button", { name: "Sign up" }).click();
      await expect(page.getByLabel("Set-up code")).toHaveAccessibleDescription(/not the set-up code/);
      await expect(page.getByLabel("Set-up code")).toBeFocused();
      // In the same tab, which already shows the page: the input stays.
      await page.goto(server.welcome());
      await expect(page).toHaveURL("/welcome");
      await expect(page.getByLabel("Organization")).toHaveValue(VENDOR.organization);
      await page.getByRole("button", { name: "Sign up" }).click();
      await expect(page).toHaveURL("/console");
      await expect(page.getByRole("button", { name: /^Account/ })).toContainText(VENDOR.name);
    });

    await test.step("nobody else can, from then on", async () => {
      const other = await (await browse({ baseURL: server.url })).newPage();
      await other.goto(server.welcome());
      await expect(other.getByRole("heading", { name: "Sign in to Grantry" })).toBeVisible();
    });

    await test.step("two products", async () => {
      await page.getByRole("link", { name: "Add products" }).click();
      await expect(page.getByRole("button", { name: "Add the first product" })).toBeVisible();
      for (const [name, kind] of PRODUCTS) await addProduct(page, name, kind);
    });

    await test.step("a distributor, a reseller, three customers, and who sold to them", async () => {
      await page.getByRole("navigation", { name: "Vendor Console" }).getByRole("link", { name: "Organizations", exact: true }).click();
      await expect(page.getByRole("button", { name: "Add the first organization" })).toBeVisible();
      await addOrganization(page, DISTRIBUTOR, "Distributor");
      await expect(page.getByRole("button", { name: "Add the first organization" })).toHaveCount(0);
      await addOrganization(page, RESELLER, "Reseller");
      for (const customer of CUSTOMERS) await addOrganization(page, customer, "Customer");
      for (const [customer, reseller] of Object.entries(SOLD)) await assign(page, customer, reseller);
    });

    await test.step("a price list's worth of licenses", async () => {
      await page.getByRole("navigation", { name: "Vendor Console" }).getByRole("link", { name: "Licenses", exact: true }).click();
      await expect(page.getByRole("button", { name: "Issue the first license" })).toBeVisible();
      await page.getByRole("link", { name: "Import a list" }).click();
      await page.locator('input[type="file"]').setInputFiles(priceList());
      await expect(page.getByRole("heading", { name: "Dry run" })).toBeVisible();
      await page.getByRole("button", { name: `Import ${LICENSES} rows` }).click();
      await expect(page.getByText("The file was imported.")).toBeVisible();
    });

    const invited = [DISTRIBUTOR, RESELLER, ...CUSTOMERS];
    await test.step("each admin is invited by e-mail, and comes by its link", async () => {
      await page.getByRole("navigation", { name: "Vendor Console" }).getByRole("link", { name: "Organizations", exact: true }).click();
      for (const organization of invited) await invite(page, organization);
      for (const organization of invited) {
        const admin = await (await browse({ baseURL: server.url })).newPage();
        await accept(admin, await link(mailServer, organization), organization);
        const own = CUSTOMERS.includes(organization) ? LICENSES / CUSTOMERS.length : 0;
        await expect.poll(() => licenseCount(admin), organization).toBe(own);
      }
      expect(mailServer.mails).toHaveLength(invited.length);
    });

    await test.step("the reseller signs in and generates the report on its customers", async () => {
      const reseller = await (await browse({ baseURL: server.url })).newPage();
      await reseller.goto("/");
      await reseller.getByLabel("E-mail address").fill(email(RESELLER));
      await reseller.getByLabel("Password").fill(PASSWORD);
      await reseller.getByRole("button", { name: "Sign in", exact: true }).click();
      await reseller.getByRole("navigation", { name: "License Management" }).getByRole("link", { name: "Customer Organizations" }).click();
      await reseller.getByRole("button", { name: "Select all" }).click();
      await reseller.getByRole("button", { name: "Generate Report" }).click();
      await drawn(reseller);
      const sold = Object.values(SOLD).filter((seller) => seller === RESELLER).length;
      const details = reseller.getByRole("region", { name: "Details" });
      await expect(details.getByRole("status").first()).toHaveText(`${(LICENSES / CUSTOMERS.length) * sold} licenses`);
      await expect(details).toContainText(CUSTOMERS[0]);
      await expect(details).not.toContainText(CUSTOMERS[2]);
    });
  } finally {
    await server.stop();
    await mailServer.stop();
  }
});
