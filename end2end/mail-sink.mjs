// The mail server as a process, for tests outside JavaScript: `node mail-sink.mjs PORT`. It prints its port, then a line of JSON
// for each e-mail before acknowledging it, and ends with its standard input.
import { writeSync } from "node:fs";
import { startMailServer } from "./mail-server.mjs";

const say = (value) => writeSync(1, `${JSON.stringify(value)}\n`);

const server = await startMailServer({
  port: Number(process.argv[2] ?? 0),
  onMail({ messageId, to, text, headers }) {
    say({ id: messageId, to: to.text, text, unsubscribe: headers.get("list")?.unsubscribe?.url ?? "" });
  },
});
say({ port: server.port });
process.stdin.on("end", () => process.exit()).resume();
