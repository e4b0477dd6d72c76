// Mail domains, joining because of them, and single sign-on at a real OpenID provider.
import { startDns } from "./dns-server.mjs";
import { startMailServer } from "./mail-server.mjs";
import { signInThere, startProvider } from "./openid-provider.mjs";
import { act, expect, signIn, test } from "./portal.mjs";
import { start } from "./server.mjs";

const PASSWORD = "a password of one's own";

/** A separate demo, with a mail server and a DNS under the test's control. */
async function setUp() {
  const [dns, mail] = [await startDns(), await startMailServer()];
  const options = [
    ...["--smtp-url", `smtp://127.0.0.1:${mail.port}`, "--mail-from", "Licenses <licenses@vendor.example>"],
    ...["--dns-server", dns.address, "--oidc-allow-insecure"],
  ];
  const server = await start({ licenses: 50, options });
  return { dns, mail, server, stop: () => Promise.all([server.stop(), dns.stop(), mail.stop()]) };
}

async function open(browse, server, person, path) {
  const page = await (await browse({ baseURL: server.url })).newPage();
  await page.goto(`/sign-in?next=${encodeURIComponent(path)}`);
  await signIn(page, person);
  await expect(page).toHaveURL(`${server.url}${path}`);
  return page;
}

/** Adds a domain and verifies it with its TXT record. */
async function verify(page, dns, domain) {
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

test("a domain is proved, a newcomer signs up, asks and is accepted", async ({ browse, complaints }) => {
  complaints.allow(/status of 422/);
  const { dns, mail, server, stop } = await setUp();
  try {
    const admin = await open(browse, server, "admin", "/mail-domains");
    await admin.getByRole("button", { name: "Add Domain" }).click();
    await admin.getByRole("dialog").getByLabel("Domain").fill("gmail.com");
    await admin.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
    await expect(admin.getByRole("dialog")).toContainText("public mail provider");
    await admin.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    const nina = await (await browse({ baseURL: server.url })).newPage();
    await nina.goto("/sign-in");
    await expect(nina.getByRole("link", { name: "Single sign-on" })).toBeVisible();
    await expect(nina.getByRole("link", { name: "Sign up" }), "no organization takes anybody yet").toHaveCount(0);
    await verify(admin, dns, "new.example");
    await nina.reload();
    await nina.getByRole("link", { name: "Sign up" }).click();
    const said = nina.getByText("If an organization here accepts people with that address");
    await nina.getByLabel("E-mail address").fill("nina@elsewhere.example");
    await nina.getByRole("button", { name: "Sign up" }).click();
    await expect(said).toBeVisible();
    await nina.reload();
    await nina.getByLabel("E-mail address").fill("nina@new.example");
    await nina.getByRole("button", { name: "Sign up" }).click();
    await expect(said).toBeVisible();
    const letter = (to, about) => mail.mails.find((one) => one.to.text === to && about.test(one.subject));
    await expect.poll(() => Boolean(letter("nina@new.example", /Confirm/)), { timeout: 30_000 }).toBe(true);
    expect(letter("nina@elsewhere.example", /./)).toBeUndefined();
    const link = /http\S+\/sign-up#\S+/.exec(letter("nina@new.example", /Confirm/).text)[0];
    await nina.goto("about:blank");
    await nina.goto(link);
    await nina.getByLabel("Your name").fill("Nina New");
    await nina.getByLabel("New password").fill(PASSWORD);
    await nina.getByRole("button", { name: "Create Account" }).click();
    await expect(nina).toHaveURL(`${server.url}/join`);
    await nina.getByLabel("Message").fill("I am new in the north.");
    await nina.getByRole("button", { name: "Request to Join" }).click();
    await expect(nina.getByText("You asked to join")).toBeVisible();

    await admin.goto("/users");
    const requests = admin.getByRole("region", { name: "Requests to Join" });
    await expect(requests).toContainText("I am new in the north.");
    await admin.getByRole("button", { name: "Approve nina@new.example" }).click();
    await admin.getByRole("dialog").getByRole("button", { name: "Approve", exact: true }).click();
    await expect(admin.getByText("Request approved")).toBeVisible();
    await expect(requests).toHaveCount(0);
    await nina.goto("/licenses");
    await expect(nina.getByRole("region", { name: "On-Premises Products" })).toBeVisible();
    await expect.poll(() => Boolean(letter("nina@new.example", /You have joined/)), { timeout: 30_000 }).toBe(true);
  } finally {
    await stop();
  }
});

test("people sign in at their own provider, over a rotated key, and nobody of another domain does", async ({ browse, complaints }) => {
  complaints.allow(/status of 4/);
  // The provider's own pages request a font from elsewhere.
  complaints.allow(/net::ERR_/);
  const { dns, server, stop } = await setUp();
  const person = (email, more = {}) => ({
    claims: { email, email_verified: true, name: "Nina New", groups: ["staff"], ...more },
  });
  const provider = await startProvider({
    redirect: `${server.url}/openid/callback`,
    people: {
      nina: person("nina@sso.example"),
      eve: person("eve@elsewhere.example"),
      max: person("max@sso.example", { email_verified: false }),
      // The provider has recreated her account.
      twin: { ...person("nina@sso.example"), amr: ["mfa"] },
      kim: { ...person("kim@sso.example", { name: "Kim New" }), amr: ["pwd", "mfa"] },
    },
  });
  try {
    const admin = await open(browse, server, "admin", "/mail-domains");
    await verify(admin, dns, "sso.example");
    await admin.goto("/single-sign-on");
    await admin.getByLabel("Issuer").fill("http://127.0.0.1:9");
    await admin.getByLabel("Client ID").fill("grantry");
    await admin.getByLabel("Client secret").fill("a secret of the two");
    await admin.getByLabel("Role claim").fill("groups");
    await admin.getByText("Enabled: people can sign in with it").click();
    await expect(admin.getByLabel("Role", { exact: true })).not.toHaveValue("");
    await admin.getByRole("button", { name: "Save" }).click();
    await expect(admin.getByText("No provider has this issuer")).toBeVisible();
    await admin.getByLabel("Issuer").fill(`${provider.issuer}/`);
    await admin.getByRole("button", { name: "Save" }).click();
    await expect(admin.getByText(`calls itself “${provider.issuer}”; you entered “${provider.issuer}/”`)).toBeVisible();
    await admin.getByLabel("Issuer").fill(provider.issuer);
    await admin.getByLabel("Further audiences").fill("shop, stock@42");
    await admin.getByRole("button", { name: "Save" }).click();
    await expect(admin.getByText("Single sign-on saved")).toBeVisible();
    await expect(admin.getByLabel("Further audiences")).toHaveValue("shop stock@42");
    await expect(admin.getByLabel(/^Accept addresses without email_verified/)).not.toBeChecked();

    const comes = async (name, email) => {
      const page = await (await browse({ baseURL: server.url })).newPage();
      await page.goto("/sign-in?next=%2Fsupport");
      await page.getByRole("link", { name: "Single sign-on" }).click();
      await page.getByLabel("E-mail address").fill(email);
      await page.getByRole("button", { name: "Continue" }).click();
      if (name) await signInThere(page, name);
      return page;
    };
    const nobody = await comes(undefined, "nina@nowhere.example");
    await expect(nobody.getByText("There is no single sign-on for this address")).toBeVisible();
    const nina = await comes("nina", "nina@sso.example");
    await expect(nina).toHaveURL(`${server.url}/support`);
    await expect(nina.getByRole("button", { name: /^Account/ })).toBeVisible();
    provider.rotate();
    await expect(await comes("nina", "nina@sso.example")).toHaveURL(`${server.url}/support`);
    const eve = await comes("eve", "nina@sso.example");
    await expect(eve.getByText("Your address is not in a mail domain of the organization")).toBeVisible();
    const max = await comes("max", "max@sso.example");
    await expect(max.getByText("does not say that it has checked your e-mail address")).toBeVisible();
    // An answer that nobody in this browser asked for, and a used one.
    await nina.goto("/openid/callback?code=x&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    await expect(nina.getByText("was started in another browser")).toBeVisible();
    // If a second factor is required, a provider that reports one is enough, and another is not.
    await admin.goto("/security");
    await admin.getByText("Require a second factor").click();
    await admin.getByRole("button", { name: "Save" }).click();
    await expect(admin.getByText("Security settings saved")).toBeVisible();
    await expect(await comes("kim", "kim@sso.example")).toHaveURL(`${server.url}/support`);
    const again = await comes("nina", "nina@sso.example");
    await expect(again).toHaveURL(`${server.url}/second-factor?next=%2Fsupport`);
    await expect(again.getByRole("heading", { name: "Set up a second factor" })).toBeVisible();
    // Another subject with a known address gets the account after somebody unlinks the first.
    const twin = await comes("twin", "nina@sso.example");
    await expect(twin.getByText("belongs to somebody else at your organization's provider")).toBeVisible();
    await admin.goto("/users");
    const row = admin.getByRole("region", { name: "Users" }).getByRole("row").filter({ hasText: "nina@sso.example" });
    await act(row, "Unlink Single Sign-on");
    await admin.getByRole("dialog", { name: "Unlink Single Sign-on" }).getByRole("button", { name: "Unlink", exact: true }).click();
    await expect(admin.getByText("Nina New unlinked from single sign-on")).toBeVisible();
    await expect(await comes("twin", "nina@sso.example")).toHaveURL(`${server.url}/support`);
  } finally {
    await Promise.all([stop(), provider.stop()]);
  }
});
