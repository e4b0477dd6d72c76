// A mail server for tests, on this machine: it speaks SMTP and keeps what arrives.
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

/**
 * Starts it.
 *
 * @param {object} [options]
 * @param {number} [options.port] any free one if absent
 * @param {(mail: import("mailparser").ParsedMail) => void} [options.onMail] called for each mail before it is acknowledged
 * @returns {Promise<{port: number, mails: import("mailparser").ParsedMail[], refuse: Set<string>, stop: () => Promise<void>}>}
 *   `mails` grows as e-mails arrive; addresses in `refuse` are permanently refused
 */
export async function startMailServer({ port = 0, onMail } = {}) {
  const mails = [];
  const refuse = new Set();
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    logger: false,
    onRcptTo({ address }, _session, done) {
      if (!refuse.has(address)) return done();
      return done(Object.assign(new Error("No such mailbox"), { responseCode: 550 }));
    },
    onData(stream, _session, done) {
      simpleParser(stream).then((mail) => {
        mails.push(mail);
        onMail?.(mail);
        done();
      }, done);
    },
  });
  server.on("error", () => {});
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    port: server.server.address().port,
    mails,
    refuse,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
