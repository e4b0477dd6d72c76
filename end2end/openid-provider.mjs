// A real OpenID provider (oidc-provider) for tests, with rotating keys.
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

/** Returns a fresh private key as a JWK. */
function freshKey() {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "ES256" };
}

/**
 * Starts it on a port of this machine.
 *
 * @param {object} options
 * @param {string} options.redirect where the portal takes people back
 * @param {Record<string, {claims: object, amr?: string[]}>} options.people by the name typed there: their claims, and
 *   the methods by which the provider authenticated them (RFC 8176)
 */
export async function startProvider({ redirect, people }) {
  const server = createServer((request, response) => current(request, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const make = () => {
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: "grantry",
          client_secret: "a secret of the two",
          redirect_uris: [redirect],
          id_token_signed_response_alg: "ES256",
        },
      ],
      jwks: { keys: [freshKey()] },
      cookies: { keys: ["test"] },
      claims: { openid: ["sub", "amr"], email: ["email", "email_verified"], profile: ["name", "groups"] },
      // All claims are in the ID token.
      conformIdTokenClaims: false,
      pkce: { required: () => true },
      findAccount: (_, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id].claims }) },
    });
    // Its own pages ask only for a name and report no methods: this adds them.
    const finished = provider.interactionFinished.bind(provider);
    provider.interactionFinished = (request, response, result, options) => {
      if (result.login) result.login.amr = people[result.login.accountId]?.amr;
      return finished(request, response, result, options);
    };
    return provider.callback();
  };
  let current = make();
  return {
    issuer,
    people,
    /** Signs with a new key from now on and forgets the previous one. */
    rotate: () => (current = make()),
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Signs in on the provider's own pages. */
export async function signInThere(page, name) {
  await page.locator("input[name=login]").fill(name);
  await page.locator("input[name=password]").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}
