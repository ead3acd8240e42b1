/**
 * <related-reading article-id src key limit lang heading link …> shows what to read next, and 换一换 shows others.
 *
 * article-id  the article on this page
 * src         where lists come from, tried in turn, separated by blanks: the address of a Xunwen service, or of exported
 *             files with {id} in it ("/related/r-{id}.json"); by default the service that served this module
 * key         what the service lets in whom it knows by a key: one made for the origins of this site's pages
 * limit       articles at a time, 1 to 30; 6 by default
 * lang        language of heading and button, zh or en; by default that of the page
 * heading     instead of 相关阅读 / Related reading
 * events      whether the service is told which article is opened (POST /v1/events); nobody is told apart
 * images      whether a list shows the pictures of articles, from wherever they lie; without it nothing else is loaded
 * exclude     ids of articles that are on the page already, separated by blanks
 * source, not-source, keyword, section, language, max-age-days
 *             which articles are wanted, lists separated by commas; section is another name of keyword. Of exported files,
 *             which have no rules, none of it holds
 * link        address of an article with {id} in it, for archives whose articles have no url of their own
 *
 * What the host puts inside stays until a list is there, and for good if none comes. Events: related:load,
 * related:select, related:error. Nothing is stored and nobody is followed; article text is only ever text.
 */
const STRINGS = {
  zh: {
    heading: "相关阅读",
    more: "换一换",
    shown: (page, pages, titles) => `第 ${page} 组，共 ${pages} 组：${titles}`,
    again: "已看完，从头开始",
    because: "都提到：",
    joiner: "；",
    comma: "、",
  },
  en: {
    heading: "Related reading",
    more: "Show others",
    shown: (page, pages, titles) => `Set ${page} of ${pages}: ${titles}`,
    again: "Seen all, from the start",
    because: "Both mention: ",
    joiner: "; ",
    comma: ", ",
  },
};
const MOST = 30;
const LISTS = ["source", "not-source", "keyword", "section", "language", "max-age-days"];
const ITEM_REM = 7; // height of each article, kept before it comes, so that nothing moves

const CSS = `
:host { display: block; font-size: var(--related-size, 1rem); line-height: 1.5; contain: layout style;
  --_line: var(--related-line, color-mix(in srgb, currentColor 16%, transparent));
  --_quiet: var(--related-quiet, color-mix(in srgb, currentColor 72%, transparent)) }
:host([hidden]) { display: none }
.box { container-type: inline-size; min-block-size: var(--_kept, 0); color: var(--related-color, inherit);
  background: var(--related-background, transparent) }
header { display: flex; align-items: center; justify-content: space-between; gap: 1rem; min-block-size: 2.75rem;
  border-block-end: 2px solid var(--related-accent, currentColor) }
h2 { margin: 0; font-size: 1.125rem; font-weight: 700 }
.note { margin-inline-start: auto }
button { font: inherit; font-size: .9375rem; color: inherit; background: none; cursor: pointer; min-block-size: 2.25rem;
  border: 1px solid var(--_line); border-radius: var(--related-radius, 999px); padding-inline: 1rem }
button:hover { background: color-mix(in srgb, currentColor 8%, transparent) }
a:focus-visible, button:focus-visible { outline: 3px solid var(--related-focus, Highlight); outline-offset: 2px }
ul { list-style: none; margin: 0; padding: 0; display: grid; column-gap: 2rem; grid-template-columns: minmax(0, 1fr) }
@container (min-width: 40rem) { ul { grid-template-columns: repeat(2, minmax(0, 1fr)) } }
li { box-sizing: border-box; block-size: ${ITEM_REM}rem; padding-block: .65rem; border-block-end: 1px solid var(--_line) }
.in { block-size: 5.625rem; overflow: hidden; unicode-bidi: isolate } /* a title of two lines, meta, one of snippet; or 1 1 2 */
img { float: inline-end; inline-size: 5.625rem; block-size: 5.625rem; object-fit: cover; margin-inline-start: .75rem;
  border-radius: var(--related-image-radius, 4px); background: var(--_line) }
a, p { margin: 0; unicode-bidi: plaintext; overflow: hidden; overflow-wrap: anywhere }
a, .why { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2 }
a { color: var(--related-link, inherit); text-decoration: none; font-weight: 600; line-height: 1.5rem }
a:hover, a:focus-visible { text-decoration: underline; text-underline-offset: .2em }
a:focus-visible { outline-offset: -3px }
p { font-size: .875rem; line-height: 1.3125rem; color: var(--_quiet) }
.meta { white-space: nowrap; text-overflow: ellipsis }
.said { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
:host([data-state="waiting"]) nav, :host([data-state="failed"]) nav, :host([data-state="shown"]) slot { display: none }
@media (prefers-reduced-motion: no-preference) { li { animation: come .2s ease-out } }
@keyframes come { from { opacity: 0 } }
@media print { button { display: none } }
`;
const SHEET = new CSSStyleSheet();
SHEET.replaceSync(CSS);
let count = 0;

/** The name that the export gives an article's file: lower case letters, digits and - stand for themselves. */
export function fileName(id) {
  const bytes = new TextEncoder().encode(id);
  let name = "";
  let hash = 0x811c9dc5; // FNV-1a
  for (const byte of bytes) {
    const letter = String.fromCharCode(byte);
    name += /[a-z0-9-]/.test(letter) ? letter : "_" + byte.toString(16).padStart(2, "0");
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return name.length <= 180 ? name : name.slice(0, 160) + "." + bytes.length + "." + hash.toString(16).padStart(8, "0");
}

const make = (name, part, text) => {
  const element = document.createElement(name);
  if (part) element.setAttribute("part", part);
  if (text) element.textContent = text;
  return element;
};

/** Only addresses of pages: an article's url is data, and "javascript:" is an address too. */
const safe = (address) => {
  try {
    const url = new URL(address, document.baseURI);
    return /^https?:$/.test(url.protocol) ? url.href : "";
  } catch {
    return "";
  }
};

/** What an article is called: one without a title by what it says. */
const titleOf = ({ article, snippet }) => String(article.title || snippet?.text || article.id).slice(0, 300);

export class RelatedReading extends HTMLElement {
  static observedAttributes = [
    "article-id", "src", "key", "limit", "lang", "heading", "link", "images", "exclude", ...LISTS,
  ];
  #items = [];
  #service = ""; // that the list came from; empty for an exported file
  #page = 0;
  #asked = 0; // number of the last load: an answer to an earlier one comes too late
  #watcher = null;
  #queued = false;
  #parts = {};

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [SHEET];
    const box = make("div", "box");
    box.className = "box";
    const nav = make("nav", "nav");
    const header = make("header", "header");
    const heading = make("h2", "heading");
    heading.id = `related-heading-${++count}`;
    nav.setAttribute("aria-labelledby", heading.id);
    const note = make("p", "note");
    note.className = "note";
    note.setAttribute("aria-hidden", "true"); // the status says it too
    const more = make("button", "more");
    more.type = "button";
    more.addEventListener("click", () => this.next());
    const list = make("ul", "list");
    const said = make("p", "status");
    said.className = "said";
    said.setAttribute("role", "status");
    header.append(heading, note, more);
    nav.append(header, list, said);
    box.append(make("slot"), nav);
    root.append(box);
    this.#parts = { box, nav, heading, note, more, list, said };
  }

  connectedCallback() {
    this.#queue();
  }

  disconnectedCallback() {
    this.#watcher?.disconnect();
    this.#asked++;
  }

  attributeChangedCallback(_name, before, after) {
    if (before !== after && this.isConnected) this.#queue();
  }

  get limit() {
    const limit = Math.floor(Number(this.getAttribute("limit")));
    return limit >= 1 ? Math.min(limit, MOST) : 6;
  }

  get pages() {
    return Math.max(Math.ceil(this.#items.length / this.limit), 1);
  }

  /** Shows the next articles of the list; after the last come the first again, which is said. */
  next() {
    if (this.#items.length === 0) return;
    this.#page = (this.#page + 1) % this.pages;
    const titles = this.#draw();
    const words = this.#strings();
    const again = this.#page ? "" : words.again;
    this.#parts.note.textContent = again;
    const shown = words.shown(this.#page + 1, this.pages, titles.join(words.joiner));
    this.#parts.said.textContent = again ? again + words.joiner + shown : shown;
  }

  /** Attributes that change together are read once; the list is fetched when it comes near the screen. */
  #queue() {
    if (this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      if (!this.isConnected) return;
      this.#begin();
    });
  }

  #begin() {
    const words = this.#strings();
    this.#asked += 1; // a list that is still on its way is of other attributes
    this.#items = [];
    this.#page = 0;
    this.#parts.note.textContent = "";
    this.dataset.state = "waiting";
    this.#parts.nav.lang = this.#language();
    this.#parts.heading.textContent = this.getAttribute("heading") || words.heading;
    this.#parts.more.textContent = words.more;
    this.#keep(this.limit);
    this.#watcher?.disconnect();
    this.#watcher = new IntersectionObserver(
      (seen) => {
        if (!seen.some((each) => each.isIntersecting)) return;
        this.#watcher.disconnect();
        this.#load();
      },
      { rootMargin: "600px" },
    );
    this.#watcher.observe(this);
  }

  async #load() {
    const asked = ++this.#asked;
    const reasons = [];
    const headers = { Accept: "application/json", ...this.#keyed() };
    for (const [address, service] of this.#addresses()) {
      try {
        const response = await fetch(address, { credentials: "omit", headers });
        if (!response.ok) throw new Error(`${address} answered ${response.status}`);
        const found = await response.json();
        if (!Array.isArray(found.related)) throw new Error(`${address} holds no list`);
        if (asked !== this.#asked) return;
        this.#service = service;
        this.#show(found);
        return;
      } catch (error) {
        reasons.push(String(error.message ?? error));
      }
    }
    if (asked === this.#asked) this.#fail(reasons.join("; ") || "article-id is missing");
  }

  *#addresses() {
    const id = this.getAttribute("article-id");
    if (!id) return;
    for (const source of (this.getAttribute("src") || new URL("..", import.meta.url).href).trim().split(/\s+/)) {
      if (source.includes("{id}")) {
        yield [source.replaceAll("{id}", fileName(id)), ""];
        continue;
      }
      const service = source.replace(/\/+$/, "");
      yield [`${service}/v1/articles/${encodeURIComponent(id)}/related?${this.#rules()}`, service];
    }
  }

  /** The header that says who asks, if the page has a key. */
  #keyed() {
    const key = this.getAttribute("key");
    return key ? { Authorization: `Bearer ${key}` } : {};
  }

  /** What is wanted of the list, as the service takes it. */
  #rules() {
    const rules = new URLSearchParams({ limit: MOST });
    const add = (name, separator) => {
      for (const value of (this.getAttribute(name) ?? "").split(separator))
        if (value.trim()) rules.append(name === "section" ? "keyword" : name.replaceAll("-", "_"), value.trim());
    };
    add("exclude", /\s+/);
    for (const name of LISTS) add(name, ",");
    return rules;
  }

  /** Tells the service, if the page wants it to know; the reader goes on without waiting for it. */
  #count(article, rank) {
    if (!this.hasAttribute("events") || !this.#service) return;
    const body = JSON.stringify({ list: "related", article_id: article.id, shown_on: this.getAttribute("article-id"), rank });
    const headers = { "Content-Type": "application/json", ...this.#keyed() };
    fetch(`${this.#service}/v1/events`, { method: "POST", body, headers, credentials: "omit", keepalive: true }).catch(() => {});
  }

  #show(found) {
    const own = this.getAttribute("article-id");
    const titles = new Set(); // of two articles with one title a reader can't tell which is which: the nearer one stays
    this.#items = found.related.filter((each) => {
      const { id, title } = each?.article ?? {};
      if (!(title || id) || id === own) return false;
      const known = String(title ?? "").trim();
      return !known || (!titles.has(known) && titles.add(known));
    });
    if (this.#items.length === 0) return this.#fail("nothing is related", found);
    this.dataset.state = "shown";
    this.#parts.more.hidden = this.pages < 2;
    this.#draw();
    this.#settle(Math.min(this.limit, this.#items.length));
    this.#tell("related:load", { articleId: this.getAttribute("article-id"), response: found });
  }

  #fail(message, response = null) {
    this.dataset.state = "failed";
    // With something of the host's inside, the room stays.
    if (!this.firstElementChild) this.#settle(0);
    this.#tell(response ? "related:load" : "related:error", { articleId: this.getAttribute("article-id"), message, response });
  }

  /** Keeps room for so many articles, in as many columns as there will be. */
  #keep(articles) {
    const columns = this.getBoundingClientRect().width >= 40 * parseFloat(getComputedStyle(document.documentElement).fontSize) ? 2 : 1;
    const height = articles ? `calc(2.75rem + 2px + ${Math.ceil(articles / columns) * ITEM_REM}rem)` : "0";
    this.#parts.box.style.setProperty("--_kept", height);
  }

  /** Keeps room for fewer articles than it was kept for, as soon as no reader sees what stands below move up. */
  #settle(articles) {
    this.#watcher?.disconnect();
    this.#watcher = new IntersectionObserver((seen) => {
      if (seen.at(-1).isIntersecting) return;
      this.#watcher.disconnect();
      this.#keep(articles);
    });
    this.#watcher.observe(this);
  }

  #draw() {
    const start = this.#page * this.limit;
    const chosen = this.#items.slice(start, start + this.limit);
    this.#parts.list.replaceChildren(...chosen.map((each) => this.#item(each)));
    return chosen.map(titleOf);
  }

  #item(related) {
    const { article, snippet, rank, shared_words: shared = [] } = related;
    const item = make("li", "item");
    const link = make("a", "link", titleOf(related));
    const template = this.getAttribute("link");
    // An address that is empty would be that of this page.
    const address = template ? template.replaceAll("{id}", encodeURIComponent(article.id)) : article.url;
    const href = address ? safe(address) : "";
    if (href) link.href = href;
    if (article.language) item.lang = article.language;
    link.addEventListener("click", (event) => {
      if (!this.#tell("related:select", { article, page: this.#page + 1 }, true)) event.preventDefault();
      this.#count(article, rank);
    });
    const words = this.#strings();
    const reason = shared.length ? words.because + shared.join(words.comma) : "";
    const facts = [article.source, String(article.published_day ?? article.published_at ?? "").slice(0, 10), reason];
    const meta = make("p", "meta", facts.filter(Boolean).join(" · "));
    meta.className = "meta";
    const inside = make("div");
    inside.className = "in";
    const picture = this.hasAttribute("images") && article.image ? safe(article.image) : "";
    if (picture) inside.append(this.#picture(picture));
    inside.append(link, meta);
    item.append(inside);
    if (snippet?.text && article.title) {
      const why = make("p", "snippet", String(snippet.text).slice(0, 400));
      why.className = "why";
      inside.append(why);
    }
    return item;
  }

  /** A picture beside the words, decorative: it takes the room that it has from the start, and goes where it can't be had. */
  #picture(address) {
    const picture = make("img", "image");
    Object.assign(picture, { alt: "", loading: "lazy", decoding: "async", referrerPolicy: "no-referrer", src: address });
    picture.addEventListener("error", () => picture.remove());
    return picture;
  }

  #tell(name, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(name, { detail, cancelable, bubbles: true, composed: true }));
  }

  #language() {
    const lang = this.getAttribute("lang") || this.closest("[lang]")?.lang || document.documentElement.lang || navigator.language;
    return /^zh\b/i.test(lang) ? "zh" : "en";
  }

  #strings() {
    return STRINGS[this.#language()];
  }
}

if (!customElements.get("related-reading")) customElements.define("related-reading", RelatedReading);
