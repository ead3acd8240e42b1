// The operator's page: asks the service's own routes with a key that stays in this tab and travels in a header only.
// Whatever comes is set as text, never as markup (Trusted Types).

const page = document.querySelector(".operator");
const root = page.dataset.root;
const words = JSON.parse(document.getElementById("words").textContent);
const language = document.documentElement.lang;
const status = document.getElementById("status");
const KEPT = "xunwen-operator-key";
let key = "";
let watching = new AbortController();

// Where n is 1, the sentence of this name for one is taken, if there is one.
const say = (name, values = {}) => (String(values.n) === "1" ? words[`${name}_one`] ?? words[name] : words[name]).replace(/\{(\w+)\}/g, (_, value) => values[value] ?? "");
const number = (value) => Number(value).toLocaleString(language);
const at = (id) => document.querySelector(`#${id} [data-fill]`);

function make(tag, properties = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...inside.flat().filter((each) => each !== null && each !== undefined && each !== ""));
  return made;
}

/** A moment in the reader's own way, exact in its attribute. */
function moment(text) {
  if (!text) return "";
  const time = new Date(text);
  return make("time", { dateTime: text }, Number.isNaN(+time) ? text : time.toLocaleString(language, { dateStyle: "medium", timeStyle: "short" }));
}

class Refused extends Error {
  constructor(code, detail) {
    super(detail);
    this.code = code;
  }
}

async function ask(path, { method = "GET", body, signal } = {}) {
  const headers = { Authorization: `Bearer ${key}`, Accept: "application/json" };
  if (body) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(root + path, { method, headers, body: body && JSON.stringify(body), credentials: "omit", cache: "no-store", signal });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Refused(0, say("offline"));
  }
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  throw new Refused(answer.status, (problem.errors ?? []).map((each) => each.detail).join(" ") || problem.detail || say("failed", { code: answer.status }));
}

const json = async (path, options) => (await ask(path, options)).json();

/** Fills one part; what goes wrong there is told there and leaves the others standing. */
async function fill(id, draw) {
  try {
    at(id).replaceChildren(...[await draw()].flat());
  } catch (error) {
    if (error.name !== "AbortError") at(id).replaceChildren(make("p", { className: "trouble" }, error.message));
  }
}

const facts = (...pairs) =>
  make("dl", { className: "figures" }, pairs.filter(([, value]) => value !== "" && value !== null && value !== undefined).map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))));

// Health

async function health() {
  const version = await json("/version");
  const ready = await json("/readyz").catch((error) => ({ trouble: error.message }));
  const whole = !ready.trouble && !ready.detail && !version.degraded.length;
  return [
    make("p", { className: `chip ${ready.trouble ? "failed" : whole ? "succeeded" : "processing"}` }, say(ready.trouble ? "down" : whole ? "whole" : "partly")),
    ...[ready.trouble, ready.detail, ...version.degraded].filter(Boolean).map((each) => make("p", { className: "trouble" }, each)),
    facts(
      [say("version"), version.version],
      [say("serving"), version.snapshot ? moment(version.snapshot.created_at) : "–"],
      [say("articles"), version.snapshot ? number(version.snapshot.articles) : "–"],
      [say("chunks"), version.snapshot ? number(version.snapshot.chunks) : "–"],
      [say("model"), version.snapshot?.model],
    ),
  ];
}

// Jobs

const cards = new Map();

async function jobs() {
  const { jobs: listed } = await json("/v1/index/jobs?limit=20");
  const open = new Set([...cards.values()].filter((card) => card.querySelector("details[open]")).map((card) => card.id));
  cards.clear();
  for (const job of listed) cards.set(job.id, jobCard(job, open.has(`job-${job.id}`)));
  // One is worked on at a time, and a browser keeps few connections open: the oldest is followed, then the next.
  const next = listed.findLast((job) => !ended(job));
  if (next) watch(next.id);
  return listed.length ? make("ul", { className: "rows" }, [...cards.values()]) : make("p", { className: "dim" }, say("no_jobs"));
}

const ended = (job) => ["succeeded", "failed", "canceled"].includes(job.state);

function jobCard(job, open = false) {
  const card = make("li", { id: `job-${job.id}` });
  const origin = { api: "origin_api", upload: "origin_upload", schedule: "origin_schedule" }[job.origin];
  card.append(make("div", { className: "heading" },
    make("p", {}, make("span", { className: `chip ${job.state}` }, say(`state_${job.state}`)), " ", moment(job.created_at), make("small", {}, ` · ${origin ? say(origin) : job.origin}`)),
    ended(job) ? "" : make("button", { type: "button", className: "quiet small", disabled: job.cancel_requested, onclick: () => cancel(job.id) }, say("cancel"))));
  if (job.sources.length) card.append(make("p", { className: "paths" }, job.sources.join(" · ")));
  if (job.detail) card.append(make("p", { className: "trouble" }, job.detail));
  if (job.progress) card.append(progress(job.progress));
  if (ended(job)) {
    const counts = job.counts;
    card.append(facts([say("pages"), counts.pages === undefined ? "" : number(counts.pages)], [say("articles"), counts.articles === undefined ? "" : number(counts.articles)],
      [say("new"), counts.new === undefined ? "" : number(counts.new)], [say("edited"), counts.edited === undefined ? "" : number(counts.edited)], [say("gone"), counts.deleted === undefined ? "" : number(counts.deleted)]));
  }
  if (job.failures.length) card.append(skipped(job, open));
  return card;
}

function progress({ stage, done, total, unit, rate, seconds_left: left, note }) {
  const bar = make("progress", { "aria-label": stage });
  if (total) Object.assign(bar, { max: total, value: done });
  const told = [`${number(done)}${total ? ` / ${number(total)}` : ""} ${unit}`, rate ? say("rate", { n: number(Math.round(rate)) }) : "", left ? say("left", { n: number(Math.round(left)) }) : "", note];
  return make("div", { className: "running" }, make("p", {}, make("b", {}, stage), ` ${told.filter(Boolean).join(" · ")}`), bar);
}

function skipped(job, open) {
  const reasons = Object.entries(job.failures_by_reason).sort((one, other) => other[1] - one[1]);
  const total = reasons.reduce((sum, [, count]) => sum + count, 0);
  return make("details", { open }, make("summary", {}, say("skipped", { n: number(total) }), " ", make("small", {}, reasons.map(([reason, count]) => `${reason} ${number(count)}`).join(" · "))),
    make("ul", { className: "rows inner" }, job.failures.slice(0, 100).map((each) => skippedPage(job, each))),
    job.failures.length < total || job.failures.length > 100 ? make("p", { className: "dim" }, say("more_skipped", { n: number(total - Math.min(100, job.failures.length)) })) : "");
}

function skippedPage(job, { name, reason, detail }) {
  const shown = make("div", { "aria-live": "polite" });
  const button = make("button", { type: "button", className: "quiet small", "aria-expanded": "false" }, say("look"));
  button.onclick = async () => {
    if (shown.hasChildNodes()) {
      shown.replaceChildren();
      button.setAttribute("aria-expanded", "false");
      return;
    }
    button.disabled = true;
    try {
      shown.replaceChildren(...explained(await json(`/v1/index/jobs/${job.id}/page?${new URLSearchParams({ name })}`)));
    } catch (error) {
      shown.replaceChildren(make("p", { className: "trouble" }, error.message));
    }
    button.disabled = false;
    button.setAttribute("aria-expanded", "true");
  };
  return make("li", {}, make("div", { className: "heading" }, make("p", { className: "paths" }, name), button), make("p", { className: "dim" }, `${reason}: ${detail}`), shown);
}

function explained({ kind, beginning, characters, skipped: why, article, explained: choices }) {
  const parts = [];
  if (why) parts.push(make("p", { className: "trouble" }, `${why.reason}: ${why.detail}`));
  if (article)
    parts.push(make("p", {}, say("gives_now")), facts([say("title"), article.title], [say("source"), article.source], [say("author"), article.author], [say("date"), article.published_at], [say("length"), number(article.body.length)]));
  for (const each of choices)
    parts.push(make("p", { className: "dim" }, `${each.field}: ${each.value || "–"} (${each.reason || "–"})`, each.others.map((other) => [make("br"), say("not", { said: other.said, reason: other.reason })])));
  if (beginning) parts.push(make("p", { className: "dim" }, say("was_read", { kind, n: number(characters) })), make("pre", { tabIndex: 0 }, beginning));
  return parts;
}

async function cancel(id) {
  try {
    renew(await json(`/v1/index/jobs/${id}`, { method: "DELETE" }));
  } catch (error) {
    status.textContent = error.message;
  }
}

function renew(job) {
  const before = cards.get(job.id);
  if (!before) return;
  const held = before.contains(document.activeElement);
  const card = jobCard(job, before.querySelector("details[open]") !== null);
  before.replaceWith(card);
  cards.set(job.id, card);
  if (held) card.querySelector("button")?.focus();
}

/** Follows a job's events, which an EventSource could not: it sends no header, and a key belongs in no address. */
async function watch(id) {
  const { signal } = watching;
  try {
    const answer = await ask(`/v1/index/jobs/${id}/events`, { signal });
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let waiting = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const events = (waiting + value).split(/\r?\n\r?\n/);
      waiting = events.pop();
      for (const event of events) {
        const data = event.split(/\r?\n/).filter((line) => line.startsWith("data:")).map((line) => line.slice(5)).join("\n");
        if (!data) continue;
        const job = JSON.parse(data);
        renew(job);
        if (!ended(job)) continue;
        status.textContent = `${say("jobs")}: ${say(`state_${job.state}`)}`;
        fill("jobs", jobs);
        fill("health", health);
        fill("snapshots", snapshots);
      }
    }
  } catch (error) {
    if (error.name !== "AbortError") status.textContent = error.message;
  }
}

document.getElementById("new-job").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const trouble = form.querySelector(".trouble");
  trouble.textContent = "";
  const sources = document.getElementById("sources").value.split("\n").map((each) => each.trim()).filter(Boolean);
  try {
    await json("/v1/index/jobs", { method: "POST", body: { sources, prune: document.getElementById("prune").checked } });
    form.reset();
    await again();
  } catch (error) {
    trouble.textContent = error.message;
  }
});

// Snapshots

async function snapshots() {
  const { snapshots: kept } = await json("/v1/index/snapshots");
  return make("ul", { className: "rows" }, kept.map((each, place) => snapshotRow(each, kept[place + 1], kept.find((other) => other.current))));
}

function snapshotRow(each, older, current) {
  const shown = make("div", { "aria-live": "polite" });
  const buttons = make("div", { className: "actions" });
  if (older) buttons.append(make("button", { type: "button", className: "quiet small", onclick: () => compare(older.name, each.name, shown) }, say("compare")));
  if (!each.current && !each.problem) buttons.append(make("button", { type: "button", className: "quiet small", onclick: () => goBack(each, current) }, say("go_back")));
  return make("li", {},
    make("div", { className: "heading" }, make("p", {}, moment(each.created_at), " ", each.current ? make("span", { className: "chip succeeded" }, say("current")) : "", each.problem ? make("span", { className: "chip failed" }, each.problem) : ""), buttons),
    make("p", { className: "dim" }, [say("n_articles", { n: number(each.articles) }), say("n_chunks", { n: number(each.chunks) }), `${number(Math.round(each.bytes / 1e5) / 10)} MB`, words[`why_${each.why.split(" ")[0]}`] ?? each.why, each.in_use ? say("in_use") : ""].filter(Boolean).join(" · "), make("br"), make("code", {}, each.name)), shown);
}

async function compare(before, after, shown) {
  try {
    shown.replaceChildren(...difference(await json(`/v1/index/snapshots/difference?${new URLSearchParams({ before, after })}`)));
  } catch (error) {
    shown.replaceChildren(make("p", { className: "trouble" }, error.message));
  }
}

function difference(found) {
  const list = (name, count, items) => count ? make("details", {}, make("summary", {}, `${say(name)} ${number(count)}`), make("ul", { className: "inner" }, items.map((each) =>
    make("li", {}, make("bdi", {}, each.title || each.id), each.fields ? make("small", {}, ` ${each.fields.join(", ")}`) : ""))), count > items.length ? make("p", { className: "dim" }, say("more_skipped", { n: number(count - items.length) })) : "") : "";
  return [
    facts([say("new"), number(found.new)], [say("edited"), number(found.edited)], [say("gone"), number(found.gone)], [say("unchanged"), number(found.unchanged)]),
    ...[list("new", found.new, found.first_new), list("edited", found.edited, found.first_edited), list("gone", found.gone, found.first_gone)].filter(Boolean),
  ];
}

async function goBack(to, current) {
  const dialog = document.getElementById("sure");
  const shown = make("div");
  at("sure").replaceChildren(make("p", {}, say("sure_note")), make("p", {}, moment(current?.created_at), " → ", moment(to.created_at)), shown);
  if (current) compare(current.name, to.name, shown);
  dialog.returnValue = "";
  dialog.showModal();
  await new Promise((done) => dialog.addEventListener("close", done, { once: true }));
  if (dialog.returnValue !== "yes") return;
  try {
    await json("/v1/index/rollback", { method: "POST", body: { to: to.name } });
    status.textContent = say("went_back");
    await again();
    setTimeout(() => fill("health", health), 2000); // the service opens it first
  } catch (error) {
    at("snapshots").prepend(make("p", { className: "trouble", role: "alert" }, error.message));
  }
}

// Golden questions

async function golden() {
  const found = await json("/v1/index/golden");
  if (!found.total) return make("p", {}, say("no_golden", { file: found.file }));
  const passed = found.questions.filter((each) => each.passed).length;
  return [
    make("p", { className: `chip ${passed === found.questions.length ? "succeeded" : "failed"}` }, say("passed", { passed: number(passed), n: number(found.questions.length) })),
    make("ul", { className: "rows" }, found.questions.map((each) => make("li", {}, make("p", {}, make("span", { className: `chip ${each.passed ? "succeeded" : "failed"}` }, say(each.passed ? "found" : "missed")), " ", make("bdi", {}, each.question)),
      make("p", { className: "dim" }, each.article_ids.map((id, place) => `${id}: ${each.ranks[place] ? say("rank", { n: each.ranks[place] }) : say("not_within", { n: each.within })}`).join(" · "))))),
    found.total > found.questions.length ? make("p", { className: "dim" }, say("more_skipped", { n: number(found.total - found.questions.length) })) : "",
  ].filter(Boolean);
}

// Questions that were not answered

async function unanswered() {
  try {
    const found = await json(page.dataset.unanswered);
    const asked = make("p", { className: "dim" }, say("asked", { n: number(found.total), answered: number(found.answered) }));
    if (!found.unanswered.length) return [asked, make("p", { className: "dim" }, say("none_unanswered"))];
    return [asked, make("ul", { className: "rows" }, found.unanswered.slice(0, 100).map((each) => make("li", {}, make("p", {}, make("a", { href: `${root}/?${new URLSearchParams({ q: each.question })}` }, each.question)),
      make("p", { className: "dim" }, [say("times", { n: number(each.times) }), Object.keys(each.reasons).join(" · "), new Date(each.last_asked).toLocaleDateString(language)].filter(Boolean).join(" · ")))))];
  } catch (error) {
    if (error.code === 404 || error.code === 403) return make("p", {}, say("no_log"));
    throw error;
  }
}

// The door

async function enter() {
  const tried = await Promise.allSettled([json("/v1/index/jobs?limit=1"), json("/v1/index/snapshots")]);
  const codes = tried.map((each) => (each.status === "fulfilled" ? 200 : each.reason.code));
  // Jobs may be off in a service that lets this key in; 401 is a key that is not known.
  if (codes.every((code) => code !== 200) && codes.some((code) => code !== 503)) throw tried[0].reason ?? tried[1].reason;
  // Before anything else is waited for: who reloads the page meanwhile is still let in.
  sessionStorage.setItem(KEPT, key);
  document.getElementById("door").hidden = true;
  for (const id of ["desk", "leave"]) document.getElementById(id).hidden = false;
  await again();
}

async function again() {
  watching.abort();
  watching = new AbortController();
  await Promise.all([fill("health", health), fill("jobs", jobs), fill("snapshots", snapshots), fill("golden", golden), fill("unanswered", unanswered)]);
}

function showDoor(message = "") {
  document.getElementById("door").hidden = false;
  document.getElementById("refused").textContent = message;
  document.getElementById("key").focus();
}

document.getElementById("enter").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = document.getElementById("key");
  key = field.value.trim();
  try {
    await enter();
    field.value = "";
    document.getElementById("health-heading").scrollIntoView({ block: "nearest" });
    document.getElementById("main").focus();
  } catch (error) {
    key = "";
    sessionStorage.removeItem(KEPT);
    showDoor(error.message);
  }
});

document.getElementById("leave").addEventListener("click", () => {
  sessionStorage.removeItem(KEPT);
  location.reload();
});

key = sessionStorage.getItem(KEPT) ?? "";
if (key)
  enter().catch((error) => {
    sessionStorage.removeItem(KEPT);
    showDoor(error.message);
  });
else showDoor();
