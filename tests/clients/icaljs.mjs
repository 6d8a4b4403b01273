// Reads feeds with ical.js in strict mode: a JSON list of texts on standard input, a list of lists of items on the output.
// ical.js is Thunderbird's reader, and that of Nextcloud's calendar. A complaint of its goes to standard error, with status 1.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const found = createRequire(`${process.argv[2]}/package.json`).resolve("ical.js");
const { default: ICAL } = await import(pathToFileURL(found));
ICAL.design.strict = true;

function day(time) {
  if (!time.isDate) {
    throw new Error(`${time} is no whole day`);
  }
  return time.toString();
}

function items(text) {
  const parsed = ICAL.parse(text);
  if (parsed[0] !== "vcalendar") {
    throw new Error("not one calendar");
  }
  const components = new ICAL.Component(parsed).getAllSubcomponents("vevent");
  return components.map((component) => {
    const event = new ICAL.Event(component);
    if (event.endDate.compare(event.startDate) <= 0) {
      throw new Error(`${event.uid} ends before it starts`);
    }
    return [event.uid, day(event.startDate), day(event.endDate), event.summary, event.description];
  });
}

let input = "";
for await (const part of process.stdin.setEncoding("utf8")) {
  input += part;
}
process.stdout.write(JSON.stringify(JSON.parse(input).map(items)));
