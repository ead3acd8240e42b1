/** Asks a Xunwen service from a browser or from Node. */

import { events } from "./events.js";
import type {
  Article,
  AskEvent,
  AskOptions,
  AskResult,
  ReadPage,
  RelatedOptions,
  RelatedPage,
  SearchOptions,
  SearchResult,
  Span,
  Suggestions,
} from "./types.js";

export type * from "./types.js";

export interface ClientOptions {
  /** Of `xunwen keys create`; none where none is needed. One that pages show is known to everybody. */
  key?: string;
  /** Instead of the global one. */
  fetch?: typeof fetch;
}

/** How a single request may be called off. */
export interface RequestOptions {
  signal?: AbortSignal;
}

/** What a service answers instead of a result (RFC 9457). */
export class XunwenError extends Error {
  override readonly name = "XunwenError";

  constructor(
    message: string,
    /** Of the response. */
    readonly status: number,
    /** The end of the problem's type: "invalid", "unknown-article", "rate-limited". */
    readonly kind: string,
    /** Of the exchange, as the service's log has it. */
    readonly requestId: string,
    /** With kind "invalid": what is wrong, field by field. */
    readonly errors: { detail: string; pointer: string }[] = [],
  ) {
    super(message);
  }
}

/** Cuts a span out of a text by code points, as the service counts; JavaScript's own `slice` counts otherwise. */
export function slice(text: string, { start, end }: Span): string {
  return [...text].slice(start, end).join("");
}

const KNOWN = new Set(["hits", "citation", "delta", "final"]);

/** A service that runs elsewhere. */
export class Client {
  readonly #address: string;
  readonly #headers: Record<string, string>;
  readonly #fetch: typeof fetch;

  /** @param address With the path that it is served under, if it has one: "https://host/xunwen". */
  constructor(address: string, { key, fetch: given = globalThis.fetch }: ClientOptions = {}) {
    this.#address = address.replace(/\/+$/, "");
    this.#headers = key ? { Authorization: `Bearer ${key}` } : {};
    this.#fetch = (...request) => given(...request);
  }

  /** Ranks passages for a question. */
  search(query: string, options: SearchOptions = {}, request: RequestOptions = {}): Promise<SearchResult> {
    return this.#post("/v1/search", { ...options, query }, request);
  }

  /** Answers a question with a quote, or says why not. */
  ask(question: string, options: AskOptions = {}, request: RequestOptions = {}): Promise<AskResult> {
    return this.#post("/v1/ask", { ...options, question }, request);
  }

  /** The same piece by piece; `break` calls it off. */
  async *stream(question: string, options: AskOptions = {}, request: RequestOptions = {}): AsyncGenerator<AskEvent> {
    const response = await this.#send("/v1/ask", { ...options, question, stream: true }, request, "text/event-stream");
    for await (const { event, data } of events(response.body!)) {
      if (KNOWN.has(event)) yield { event, data: JSON.parse(data) } as AskEvent;
    }
  }

  /** One article with its body. */
  article(id: string, request: RequestOptions = {}): Promise<Article> {
    return this.#get(`/v1/articles/${encodeURIComponent(id)}`, {}, request);
  }

  /** What to read next to an article. */
  related(id: string, options: RelatedOptions = {}, request: RequestOptions = {}): Promise<RelatedPage> {
    return this.#get(`/v1/articles/${encodeURIComponent(id)}/related`, { ...options }, request);
  }

  /** What to read next to a page, by its address, its text or both. */
  relatedTo(page: ReadPage, options: RelatedOptions = {}, request: RequestOptions = {}): Promise<RelatedPage> {
    return this.#post("/v1/related", { ...options, ...page }, request);
  }

  /** What may be typed next. */
  suggest(text: string, options: { limit?: number } = {}, request: RequestOptions = {}): Promise<Suggestions> {
    return this.#get("/v1/suggest", { ...options, q: text }, request);
  }

  async #get<Result>(path: string, parameters: Record<string, unknown>, request: RequestOptions): Promise<Result> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) {
      for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined) query.append(name, String(each));
    }
    const response = await this.#send(query.size ? `${path}?${query}` : path, null, request);
    return (await response.json()) as Result;
  }

  async #post<Result>(path: string, body: object, request: RequestOptions): Promise<Result> {
    return (await (await this.#send(path, body, request)).json()) as Result;
  }

  async #send(
    path: string,
    body: object | null,
    { signal }: RequestOptions,
    accept = "application/json",
  ): Promise<Response> {
    const response = await this.#fetch(this.#address + path, {
      method: body ? "POST" : "GET",
      headers: { Accept: accept, ...(body ? { "Content-Type": "application/json" } : {}), ...this.#headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
      ...(signal ? { signal } : {}),
    });
    if (response.ok) return response;
    const problem = await response.json().catch(() => ({}));
    throw new XunwenError(
      problem.detail ?? `The service answered with status ${response.status}.`,
      response.status,
      String(problem.type ?? "").replace(/^.*:/, ""),
      problem.request_id ?? "",
      problem.errors,
    );
  }
}
