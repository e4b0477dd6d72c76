// The browser for all measurements, and a server for the pages that are not Grantry's.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "../end2end/packages.mjs";

const TYPES = { ".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };

/** Returns the path of the browser. */
export function executablePath() {
  return process.env.CHROMIUM || "/usr/bin/chromium";
}

/** Starts the browser. */
export function launch(...more) {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", ...more];
  return chromium.launch({ executablePath: executablePath(), args });
}

/**
 * Serves folders, and values as JSON. Pages get the browser's fine clock (cross-origin isolation: 5 µs instead of 100).
 *
 * @param {Record<string, string>} folders from the first part of the address to a folder
 * @param {Record<string, unknown>} [values] from an address to a value to send as JSON
 */
export async function serve(folders, values = {}) {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    const [, first, ...rest] = path.split("/");
    response.setHeader("cross-origin-opener-policy", "same-origin");
    response.setHeader("cross-origin-embedder-policy", "require-corp");
    if (path in values) {
      response.setHeader("content-type", "application/json");
      return response.end(JSON.stringify(values[path]));
    }
    const folder = folders[first];
    const content = folder && (await readFile(join(folder, ...rest)).catch(() => undefined));
    response.statusCode = content ? 200 : 404;
    response.setHeader("content-type", TYPES[extname(path)] ?? "text/plain");
    return response.end(content ?? "Not found");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

/** Returns a folder of this project, by its path from here. */
export function folder(path) {
  return fileURLToPath(new URL(path, import.meta.url));
}

/** Signs in on a page, with the form. */
export async function signIn(page, portal, email) {
  await page.goto(`${portal}/sign-in`);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill("grantry-demo");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/licenses/);
}
