// Takes the parts that are fetched on demand (app/src/later.rs) out of the wasm of the page that Trunk has just built. Trunk calls
// it (Trunk.toml) before it moves the page's files to their place. From
//   NAME-HASH.js, NAME-HASH_bg.wasm                       the script and the wasm in Trunk's folder, with everything
// it makes
//   NAME-HASH.js, NAME-HASH_bg.wasm                       the same without the parts
//   NAME-HASH-parts.js, NAME-HASH-on_demand.wasm, …       the script that fetches them, and a file for each group of parts
// Trunk's hash is one of the wasm with everything, so it changes with each of them.
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

// What rustc uses for this target; the files of parts don't say so. -O2 makes larger files than -Oz, but smaller compressed ones.
const FEATURES = ["bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext"];
const OPTIMIZE = ["-O2", ...FEATURES.map((feature) => `--enable-${feature}`)];

const staging = process.env.TRUNK_STAGING_DIR;
const bundle = basename(process.env.TRUNK_HTML_FILE, ".html");
const isSmall = process.env.TRUNK_PROFILE === "release";
const root = fileURLToPath(new URL("../..", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const compiled = join(target, "wasm32-unknown-unknown", isSmall ? "wasm-release" : "debug", `${bundle}.wasm`);

const script = (await readdir(staging)).find((name) => name.startsWith(`${bundle}-`) && name.endsWith(".js"));
if (!script) throw new Error(`Trunk made no script for ${bundle}`);
const stem = script.slice(0, -".js".length);

const work = await mkdtemp(join(staging, "../split-"));
const run = (program, ...options) => execFileSync(program, options, { stdio: ["ignore", "inherit", "inherit"] });
try {
  run("wasm-split-cli", compiled, work, "--out-name", stem);
  const made = join(work, "made");
  run("wasm-bindgen", join(work, `${stem}.wasm`), "--target", "web", "--no-typescript", "--keep-lld-exports", "--out-dir", made, "--out-name", stem);
  const parts = (await readdir(work)).filter((name) => /^(split|chunk)_.*\.wasm$/.test(name));
  const files = [[join(made, `${stem}_bg.wasm`), `${stem}_bg.wasm`]];
  let loader = await readFile(join(work, "__wasm_split.js"), "utf8");
  for (const part of parts) {
    const name = `${stem}-${part.replace(/^split_/, "")}`;
    loader = loader.replaceAll(`"./${part}"`, `"./${name}"`);
    files.push([join(work, part), name]);
  }
  for (const [from, name] of files) {
    if (isSmall) run("wasm-opt", ...OPTIMIZE, from, "-o", from);
    await rename(from, join(staging, name));
  }
  await writeFile(join(staging, `${stem}-parts.js`), loader);
  const main = await readFile(join(made, script), "utf8");
  // The script of the wasm imports it by that name; within the wasm it keeps its own.
  await writeFile(join(staging, script), main.replace(/(from\s*['"])\.\/__wasm_split\.js/, `$1./${stem}-parts.js`));
} finally {
  await rm(work, { recursive: true, force: true });
}
