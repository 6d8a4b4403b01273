// Reads feeds with ical.js in strict mode: a JSON list of texts on standard input, a list of lists of items on the output.
// ical.js is Thunderbird's reader, and that of Nextcloud's calendar. A complaint of its goes to standard error, with status 1.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const found = createRequire(`${process.argv[2]}/package.json`).resolve("ical.js");
const { default: ICAL } = await import(pathToFileURL(found));
ICAL.design.strict = true;

// A day as it is, a moment in UTC.
function day(time) {
  if (time.isDate) {
    return time.toString();
  }
  if (time.zone === ICAL.Timezone.localTimezone) {
    throw new Error(`${time} is in no zone`);
  }
  return new Date(time.toUnixTime() * 1000).toISOString();
}

function items(text) {
  const parsed = ICAL.parse(text);
  if (parsed[0] !== "vcalendar") {
    throw new Error("not one calendar");
  }
  const calendar = new ICAL.Component(parsed);
  ICAL.TimezoneService.reset(); // only what the feed itself says of its zones
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(zone);
  }
  const components = calendar.getAllSubcomponents("vevent");
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
