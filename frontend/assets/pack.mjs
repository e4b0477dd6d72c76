// Moves the pages that Trunk built, each in its own folder, into the one folder that is served:
//   node pack.mjs [--compress QUALITY] INTO FOLDER…
// A folder's index.html becomes the page with the folder's name. A file that pages share has one name, with a hash of its
// content, and so exists once. This also minifies wasm-bindgen's scripts: a quarter less to send. With --compress it adds a
// file beside each, compressed by Brotli with that quality, for the server to embed.
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { transform } from "esbuild";

const { values, positionals } = parseArgs({ options: { compress: { type: "string" } }, allowPositionals: true });
const [into, ...folders] = positionals;
await rm(into, { recursive: true, force: true });
await mkdir(into, { recursive: true });
for (const folder of folders) {
  const bundle = basename(folder);
  await cp(folder, into, { recursive: true });
  await rename(join(into, "index.html"), join(into, `${bundle}.html`));
  const scripts = (await readdir(folder)).filter((name) => name.startsWith(`${bundle}-`) && name.endsWith(".js"));
  for (const script of scripts) {
    const { code } = await transform(await readFile(join(folder, script), "utf8"), { format: "esm", minify: true });
    await writeFile(join(into, script), code);
  }
}
if (values.compress) {
  const compress = promisify(brotliCompress);
  const names = (await readdir(into, { recursive: true })).filter((name) => /\.(css|html|js|svg|wasm)$/.test(name));
  const files = names.map((name) => join(into, name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: Number(values.compress) };
  await Promise.all(files.map(async (file) => writeFile(`${file}.br`, await compress(await readFile(file), { params }))));
}
