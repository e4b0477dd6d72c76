// What the specs about mail domains and single sign-on share.
import { startDns } from "./dns-server.mjs";
import { startMailServer } from "./mail-server.mjs";
import { expect, signIn } from "./portal.mjs";
import { start } from "./server.mjs";

/** A separate demo, with a mail server and a DNS under the test's control. */
export async function setUp() {
  const [dns, mail] = [await startDns(), await startMailServer()];
  const options = [
    ...["--smtp-url", `smtp://127.0.0.1:${mail.port}`, "--mail-from", "Licenses <licenses@vendor.example>"],
    ...["--dns-server", dns.address, "--oidc-allow-insecure"],
  ];
  const server = await start({ licenses: 50, options });
  return { dns, mail, server, stop: () => Promise.all([server.stop(), dns.stop(), mail.stop()]) };
}

/** Opens `path` as that person, in a new browser context. */
export async function open(browse, server, person, path) {
  const page = await (await browse({ baseURL: server.url })).newPage();
  await page.goto(`/sign-in?next=${encodeURIComponent(path)}`);
  await signIn(page, person);
  await expect(page).toHaveURL(`${server.url}${path}`);
  return page;
}

/** Adds a domain and verifies it with its TXT record. */
export async function verify(page, dns, domain) {
  await page.getByRole("button", { name: "Add Domain" }).click();
  await page.getByRole("dialog").getByLabel("Domain").fill(domain);
  await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
  const card = page.getByRole("region", { name: domain });
  await expect(card).toContainText("Not verified");
  await page.getByRole("button", { name: `Verify ${domain}` }).click();
  await expect(card.getByRole("alert")).toContainText("has no TXT record");
  const record = await page.getByLabel(`TXT record of ${domain}`).innerText();
  dns.records.set(domain, ["v=spf1 -all", record]);
  await page.getByRole("button", { name: `Verify ${domain}` }).click();
  await expect(page.getByText("Domain verified")).toBeVisible();
  await expect(card).not.toContainText("Not verified");
}
