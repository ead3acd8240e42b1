// Asks a service with the package as it was packed; prints what the test compares with what the service answers.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { Client, XunwenError, slice } from "@xunwen/client";

const [address, question] = process.argv.slice(2);
const client = new Client(`${address}/`, { key: "" });

async function refused(asked) {
  try {
    await asked;
  } catch (error) {
    return error instanceof XunwenError && { status: error.status, kind: error.kind, id: error.requestId !== "", errors: error.errors.length };
  }
  return null;
}

const events = [];
for await (const each of client.stream(question)) events.push(each);
let first = null;
for await (const { event } of client.stream(question)) {
  first = event;
  break;
}
const called = new AbortController();
called.abort();
const found = await client.search("捐款", { limit: 2, group_by: "article", filters: { languages: ["zh"] } });
const asked = await client.ask(question, { limit: 1 });
const cited = asked.citations[0];
const article = await client.article(cited.article.id);
console.log(
  JSON.stringify({
    found,
    asked,
    article,
    quoted: slice(article.body, cited) === cited.quote && slice("a😀b", { start: 1, end: 3 }) === "😀b",
    followed: (await client.ask("2022年呢？", { history: [{ question: "柳河村2021年捐款多少元？" }] })).understood.question,
    related: await client.related(article.id, { limit: 2, exclude: ["none", "other"] }),
    near: await client.relatedTo({ title: "捐款", text: "全村捐款" }, { limit: 1 }),
    suggested: await client.suggest("柳", { limit: 3 }),
    events: events.map(({ event }) => event),
    final: events.at(-1).data.answer,
    first,
    unknown: await refused(client.article("none/such")),
    invalid: await refused(client.ask(" ")),
    stopped: await client.ask(question, {}, { signal: called.signal }).catch((error) => error.name),
    widget: readFileSync(fileURLToPath(import.meta.resolve("@xunwen/related-reading")), "utf-8"),
  }),
);
