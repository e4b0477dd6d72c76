// Single sign-on at a real OpenID provider.
import { open, setUp, verify } from "./mail-domains.mjs";
import { signInThere, startProvider } from "./openid-provider.mjs";
import { act, expect, test } from "./portal.mjs";

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
    // A response that nobody in this browser asked for, and a used one.
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
