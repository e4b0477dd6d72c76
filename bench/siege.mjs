// Part "siege": what others notice while some take all they can get: lists, exports, sign-ins, and connections that send nothing
// or next to nothing. Everything goes over the loopback device, where each besieger has its own address.
import { request } from "node:http";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { start } from "../end2end/server.mjs";
import { call, forgetMost, memory, number, percentile, text } from "./installation.mjs";
import { circumstances, loadNow, ms, table, whole } from "./benchmarks_page.mjs";

const LICENSES = Number(process.env.GRANTRY_BENCH_LICENSES ?? 200_000);
const SECONDS = Number(process.env.GRANTRY_BENCH_SECONDS ?? 60);
const QUIET_SECONDS = Math.min(SECONDS, 15);
const LISTS = 100;
const EXPORTS = 100;
const SILENT = 1_000;
const TRICKLING = 200;
const SIGN_INS = 200;
/** The pause between two bytes of a slow body. */
const TRICKLE_MS = 2_000;
/** The pause after a refusal or a closed connection. */
const AGAIN_MS = 1_000;
const SETTLED_SECONDS = 60;
const PASSWORD = "grantry-demo";
const PEOPLE = ["admin@customer.example", "distributor@grantry.example", "reseller@grantry.example"];
/** Both have many customers. */
const READER = "distributor@grantry.example";
const EXPORTER = "reseller@grantry.example";

export async function measure() {
  const load = loadNow();
  const unlimited = ["address", "license", "token"].flatMap((by) => [`--limit-by-${by}`, "0"]);
  const portal = await start({ licenses: LICENSES, options: ["--log", "error", ...unlimited], patienceMs: 900_000 });
  try {
    const reader = await person(portal.url, READER);
    const exporter = await person(portal.url, EXPORTER);
    const key = await someKey(portal.url);
    const others = new Others(portal.url, key);
    const before = await others.during(QUIET_SECONDS);
    const calm = (await memory(portal.pid)).now;
    await forgetMost(portal.pid);

    const siege = new Siege(portal.url, reader, exporter);
    const besieged = others.during(SECONDS);
    siege.begin();
    const during = await besieged;
    const most = (await memory(portal.pid)).most;
    await siege.end();

    const after = await others.during(QUIET_SECONDS);
    await pause(Math.max(0, SETTLED_SECONDS - QUIET_SECONDS) * 1_000);
    const settled = (await memory(portal.pid)).now;
    await others.stop();
    return tell({ before, during, after, told: siege.told, calm, most, settled }, load);
  } finally {
    await portal.stop();
  }
}

/** Signs in and returns the cookie and the numbers of the person's customers. */
async function person(portal, email) {
  const cookie = await signIn(portal, email);
  return { cookie, customers: await customersOf(portal, cookie) };
}

/** Signs in and returns the cookie. */
async function signIn(portal, email) {
  const answer = await call(portal, "sign-in", [...text(email), ...text(PASSWORD)]);
  return answer.headers.get("set-cookie").split(";")[0];
}

/** Returns the numbers of all customers, from the function's response in postcard. */
async function customersOf(portal, cookie) {
  const bytes = new Uint8Array(await (await call(portal, "customers", [], cookie)).arrayBuffer());
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  };
  const named = () => {
    const id = varint();
    const length = varint();
    at += length;
    return id;
  };
  return Array.from({ length: varint() }, () => {
    const id = named();
    if (bytes[at++] === 1) named();
    // Signed integers are zigzag encoded.
    return id % 2 ? -(id + 1) / 2 : id / 2;
  });
}

/** Returns the key of a license that a customer exports. */
async function someKey(portal) {
  const cookie = await signIn(portal, "admin@customer.example");
  const answer = await fetch(`${portal}/export/licenses.csv`, { headers: { cookie } });
  const [headings, first] = (await answer.text()).replace(/^\uFEFF/, "").split("\r\n").map((line) => line.split(","));
  return first[headings.indexOf("License Key")];
}

/** The uninvolved: they send requests on their own thread, so no besieger delays their clock. */
class Others {
  constructor(portal, key) {
    this.worker = new Worker(new URL("siege-others.mjs", import.meta.url), { workerData: { portal, key } });
  }

  /** Sends requests for that long. Returns, for each kind, its times and how often each status came. */
  during(seconds) {
    this.worker.postMessage(seconds);
    return new Promise((resolve, reject) => {
      this.worker.once("message", resolve);
      this.worker.once("error", reject);
    });
  }

  stop() {
    return this.worker.terminate();
  }
}

/** All besiegers. */
class Siege {
  constructor(portal, reader, exporter) {
    Object.assign(this, { portal: new URL(portal), reader, exporter, goes: true, told: {}, sockets: new Set(), work: [] });
  }

  begin() {
    this.repeat(LISTS, (at) => this.list(at));
    this.repeat(EXPORTS, (at) => this.export(at));
    this.repeat(SILENT, (at) => this.silent(at));
    this.repeat(TRICKLING, () => this.trickle());
    this.repeat(SIGN_INS, (at) => this.signIn(at));
  }

  async end() {
    this.goes = false;
    for (const socket of this.sockets) socket.destroy();
    await Promise.all(this.work);
  }

  /** Does it `times` times in parallel, again and again. */
  repeat(times, what) {
    for (let at = 0; at < times; at += 1) {
      const again = async () => {
        while (this.goes) {
          if (!(await what(at))) await pause(AGAIN_MS);
        }
      };
      this.work.push(again());
    }
  }

  count(kind, what) {
    const counts = (this.told[kind] ??= {});
    counts[what] = (counts[what] ?? 0) + 1;
  }

  /** Sends a request, reads the response and drops it. Returns whether it was not refused. */
  ask(kind, { method = "GET", path, headers = {}, body, from }) {
    return new Promise((resolve) => {
      const { hostname: host, port } = this.portal;
      const end = (what, good) => {
        if (this.goes) this.count(kind, what);
        resolve(good);
      };
      const asked = request({ host, port, method, path, headers, localAddress: from, agent: false }, (answer) => {
        answer.on("error", () => end("broken off", false));
        answer.on("end", () => end(answer.statusCode, answer.statusCode < 400));
        answer.resume();
      });
      asked.on("socket", (socket) => this.watch(socket));
      asked.on("error", () => end("no response", false));
      asked.end(body);
    });
  }

  watch(socket) {
    this.sockets.add(socket);
    socket.once("close", () => this.sockets.delete(socket));
  }

  post(kind, name, words, from, cookie) {
    const headers = { "content-type": "application/x-postcard", origin: this.portal.origin, "sec-fetch-site": "same-origin" };
    if (cookie) headers.cookie = cookie;
    return this.ask(kind, { method: "POST", path: `/api/${name}`, headers, body: new Uint8Array(words), from });
  }

  list(at) {
    const chosen = chosenOf(this.reader, at);
    const scope = [1, ...number(chosen.length), ...chosen.flatMap((id) => number(2 * id))];
    return this.post("lists", "open-list", scope, "127.0.2.1", this.reader.cookie);
  }

  export(at) {
    const path = `/export/customers.xlsx?orgs=${chosenOf(this.exporter, at).join(",")}&history=1`;
    return this.ask("exports", { path, headers: { cookie: this.exporter.cookie }, from: "127.0.2.2" });
  }

  /** From its own address, so that it is not slowed down for guessing. */
  signIn(at) {
    const words = [...text(PEOPLE[at % PEOPLE.length]), ...text(PASSWORD)];
    return this.post("sign-ins", "sign-in", words, `127.0.3.${at + 1}`);
  }

  /** Sends nothing; every fourth connection starts HTTP/2 and then sends nothing. */
  silent(at) {
    return this.hold("silent connections", "127.0.2.3", (socket) => {
      if (at % 4 === 0) socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    });
  }

  trickle() {
    return this.hold("trickling connections", "127.0.2.4", (socket) => {
      const head = `POST /api/sign-in HTTP/1.1\r\nhost: ${this.portal.host}\r\norigin: ${this.portal.origin}\r\n`;
      socket.write(`${head}content-type: application/x-postcard\r\ncontent-length: 60000\r\n\r\n`);
      const trickling = setInterval(() => socket.write("x"), TRICKLE_MS);
      socket.once("close", () => clearInterval(trickling));
    });
  }

  /** Opens a connection and counts how it ends. */
  hold(kind, from, begin) {
    return new Promise((resolve) => {
      const socket = connect({ host: this.portal.hostname, port: this.portal.port, localAddress: from });
      this.watch(socket);
      socket.once("connect", () => begin(socket));
      socket.once("error", () => {});
      socket.once("close", () => {
        this.count(kind, this.goes ? "closed by the server" : "open at the end");
        resolve(false);
      });
      socket.resume();
    });
  }
}

/** Returns all customers but one, so that each list is different. */
function chosenOf({ customers }, at) {
  return customers.filter((_, place) => place !== at % customers.length);
}

function tell({ before, during, after, told, calm, most, settled }, load) {
  const spans = { before, "during the siege": during, after };
  const lines = Object.entries(spans).flatMap(([when, kinds]) =>
    Object.entries(kinds).map(([kind, { times, counts }]) => {
      const answers = Object.entries(counts).map(([status, count]) => `${status}: ${whole(count)}`);
      return [`${kind}, ${when}`, ms(percentile(times, 50)), ms(percentile(times, 99)), ms(Math.max(...times)), answers.join(", ")];
    }),
  );
  const counted = (counts) => Object.entries(counts).map(([what, count]) => `${what}: ${whole(count)}`);
  const mb = (bytes) => `${whole(bytes / 1e6)} MB`;
  return [
    table(["others ask for", "median", "99 of 100 within", "worst", "responses by status"], lines),
    table(["besiegers", "what became of them"], Object.entries(told).map(([kind, counts]) => [kind, counted(counts).join(", ")])),
    table(["memory of the server", ""], [["before", mb(calm)], ["at most", mb(most)], [`${SETTLED_SECONDS} s after`, mb(settled)]]),
    `${whole(LICENSES)} licenses, ${SECONDS} s. The goals for others are 250 ms for 99 of 100, during the siege as before, and no answer of ` +
      "5xx; for the memory 1,500 MB at most and 600 MB a minute later.",
    circumstances(load, "SQLite"),
  ].join("\n\n");
}
