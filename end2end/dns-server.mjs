// A DNS server for tests, with TXT records only.
import { createSocket } from "node:dgram";

const TXT = 16;

/** Returns the name of the only question, and where the question ends. */
function question(packet) {
  const labels = [];
  let at = 12;
  while (packet[at] !== 0) {
    labels.push(packet.toString("ascii", at + 1, at + 1 + packet[at]));
    at += 1 + packet[at];
  }
  return { name: labels.join(".").toLowerCase(), type: packet.readUInt16BE(at + 1), end: at + 5 };
}

/** Starts one. It answers from `records`, strings by name, which may change at any time. */
export async function startDns(records = new Map()) {
  const socket = createSocket("udp4");
  socket.on("message", (packet, from) => {
    const { name, type, end } = question(packet);
    const texts = type === TXT ? (records.get(name) ?? []) : [];
    const header = Buffer.alloc(12);
    packet.copy(header, 0, 0, 2);
    // An answer, recursion available; NXDOMAIN for unknown names.
    header.writeUInt16BE(records.has(name) ? 0x8180 : 0x8183, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(texts.length, 6);
    const answers = texts.map((text) => {
      const data = Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)]);
      const head = Buffer.alloc(12);
      head.writeUInt16BE(0xc00c, 0);
      head.writeUInt16BE(TXT, 2);
      head.writeUInt16BE(1, 4);
      head.writeUInt32BE(0, 6);
      head.writeUInt16BE(data.length, 10);
      return Buffer.concat([head, data]);
    });
    socket.send(Buffer.concat([header, packet.subarray(12, end), ...answers]), from.port, from.address);
  });
  await new Promise((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const stop = () => new Promise((resolve) => socket.close(resolve));
  return { address: `127.0.0.1:${socket.address().port}`, records, stop };
}
