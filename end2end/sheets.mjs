// Reads the portal's exports without the portal's own code: CSV (RFC 4180), and the first sheet of a workbook.
import { strFromU8, unzipSync } from "fflate";

/** Returns the records of a CSV file, headings first. Line breaks inside quotes are part of the text. */
export function csv(bytes) {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/^\uFEFF/, "");
  const records = [];
  let record = [];
  let field = "";
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (quoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ",") {
      record.push(field);
      field = "";
    } else if (character === "\n") {
      records.push([...record, field.replace(/\r$/, "")]);
      record = [];
      field = "";
    } else field += character;
  }
  if (field !== "" || record.length > 0) records.push([...record, field]);
  return records;
}

/** Returns the number of rows on the first sheet of a workbook, including its headings. */
export function sheetRows(bytes) {
  const files = unzipSync(new Uint8Array(bytes));
  return strFromU8(files["xl/worksheets/sheet1.xml"]).match(/<row /g)?.length ?? 0;
}

/** Returns the names of a workbook's sheets, in order. */
export function sheets(bytes) {
  const workbook = strFromU8(unzipSync(new Uint8Array(bytes))["xl/workbook.xml"]);
  return [...workbook.matchAll(/<sheet name="([^"]+)"/g)].map(([, name]) => name);
}
