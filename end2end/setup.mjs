// Starts one server for all browser tests and passes its address in GRANTRY_URL; `url()` in server.mjs reads it.
import { start } from "./server.mjs";

export default async function setup() {
  if (process.env.GRANTRY_URL) return undefined;
  const server = await start();
  process.env.GRANTRY_URL = server.url;
  return server.stop;
}
