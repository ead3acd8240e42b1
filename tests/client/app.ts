// What a program in TypeScript sees of both packages; compiled, never run.
import { Client, type AskEvent, type AskResult } from "@xunwen/client";
import { fileName, type RelatedReading } from "@xunwen/related-reading";

const client = new Client("https://news.example");
const result: AskResult = await client.ask("?", { mode: "reranked", history: [{ question: "?" }] });
const words: string | undefined = result.answer?.text;
for await (const each of client.stream("?")) {
  const event: AskEvent = each;
  if (event.event === "delta") console.log(event.data.text, words);
}
// @ts-expect-error  there is no such mode
await client.search("?", { mode: "best" });

const shown: RelatedReading = document.createElement("related-reading");
shown.addEventListener("related:select", (event) => console.log(event.detail.article.url, fileName("a")));
shown.next();
