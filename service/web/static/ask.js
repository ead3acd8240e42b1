// Answers in place: asks for the same address that the form would go to, and takes over the parts that are alive.
// The address is parsed as a document by XMLHttpRequest, so that no text ever becomes markup here (Trusted Types).

const status = document.getElementById("status");
const wide = matchMedia("(min-width: 60rem)");
let running = null;
let shown = location.pathname + location.search;

function load(address) {
  return new Promise((resolve, reject) => {
    running?.abort();
    const request = (running = new XMLHttpRequest());
    request.open("GET", address);
    request.responseType = "document";
    request.setRequestHeader("Accept", "text/html");
    request.onload = () => (request.response?.getElementById("results") ? resolve(request.response) : reject(new Error("no page")));
    request.onerror = () => reject(new Error("offline"));
    request.onabort = () => resolve(null);
    request.send();
  });
}

// What a reader has unfolded in a list, by the article it belongs to: more of the same list leaves it so.
function unfoldable() {
  const all = document.querySelectorAll("#results details");
  return [...all].map((each) => [`${each.closest("[data-article]")?.dataset.article ?? ""} ${each.className}`, each]);
}

function takeOver(fresh, { choosing, same }) {
  const focused = document.activeElement?.id;
  const place = choosing && document.activeElement?.getBoundingClientRect().top;
  const unfolded = [...document.querySelectorAll("#facets fieldset details")].map((each) => each.open);
  const open = new Set(same ? unfoldable().filter(([, each]) => each.open).map(([name]) => name) : []);
  for (const old of document.querySelectorAll("[data-live]")) {
    const found = fresh.getElementById(old.id);
    if (found) old.replaceWith(document.adoptNode(found));
  }
  // A follow-up stands in the box as the question that it was understood as, unless something else was typed there meanwhile.
  const box = document.getElementById("q");
  const asked = fresh.getElementById("q");
  if (box && asked && box.value === box.defaultValue) box.value = box.defaultValue = asked.value;
  settle(choosing);
  document.querySelectorAll("#facets fieldset details").forEach((each, place) => (each.open = unfolded[place] ?? false));
  for (const [name, each] of unfoldable()) if (open.has(name)) each.open = true;
  const look = fresh.querySelector("[data-page]")?.className;
  if (look !== undefined) document.querySelector("[data-page]").className = look;
  if (focused && document.activeElement?.id !== focused) {
    // On a phone the filters are folded once they are applied: the answer is what was wanted, and their heading keeps the place.
    const folded = !wide.matches && !choosing && document.getElementById(focused)?.closest("#facets");
    const next = document.getElementById(folded ? "filters-open" : focused);
    next?.focus({ preventScroll: true });
    // What is being chosen stays under the finger, whatever came or went above it.
    if (choosing && next) scrollBy({ top: next.getBoundingClientRect().top - place, behavior: "instant" });
  }
  document.title = fresh.title;
}

// What the page needs after it was made or changed: filters open where there is room or where one chooses, buttons that work,
// no broken pictures.
function settle(choosing = false) {
  const filters = document.querySelector("#facets > details");
  if (filters) filters.open = wide.matches || choosing;
  for (const button of document.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
  for (const picture of document.querySelectorAll("img.thumb, img.lead-picture")) if (picture.complete && !picture.naturalWidth && picture.src) picture.hidden = true;
}

async function copy(button) {
  const text = document.getElementById(button.dataset.copy);
  text.select();
  try {
    await navigator.clipboard.writeText(text.value);
  } catch {
    document.execCommand("copy"); // a page without TLS has no clipboard of its own
  }
  status.textContent = button.dataset.done;
  button.classList.add("done");
  setTimeout(() => button.classList.remove("done"), 2000);
}

function busy(on) {
  document.documentElement.classList.toggle("busy", on);
  document.getElementById("results")?.setAttribute("aria-busy", String(on));
  if (on) status.textContent = document.querySelector("[data-ask]").dataset.busy;
}

function showOffline() {
  const copy = document.getElementById("offline").content.cloneNode(true);
  document.getElementById("results").replaceChildren(copy);
  status.textContent = "";
}

// That it works is shown before the answer is put in, which may take longer than a finger waits; a hidden page paints nothing.
function painted() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 100);
  });
}

async function go(address, { remember = true, fromBelow = false, choosing = false, applied = false } = {}) {
  const question = (of) => new URL(of, location.href).searchParams.get("q");
  busy(true);
  // The box goes to its place above an answer at once, under the finger that asked, and not when the answer comes.
  if (question(address)) document.querySelector("[data-page]")?.classList.remove("fresh");
  try {
    const [fresh] = await Promise.all([load(address), painted()]);
    if (!fresh) return;
    takeOver(fresh, { choosing, same: question(address) === question(shown) });
    shown = address;
    if (remember) history.pushState(null, "", address);
    const results = document.getElementById("results");
    // A follow-up is asked from below the answer that its own takes the place of.
    if (fromBelow) results.scrollIntoView({ block: "start" });
    // Filters stand above what they filter on a phone, and are taller than it.
    if (applied && !wide.matches) document.getElementById("facets").scrollIntoView({ block: "start", behavior: "instant" });
    status.textContent = results.dataset.say ?? "";
  } catch {
    showOffline();
  }
  busy(false);
}

function addressOf(form) {
  const filled = [...new FormData(form)].filter(([, value]) => value);
  return `${new URL(form.action).pathname}?${new URLSearchParams(filled)}`;
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-ask]")) return;
  event.preventDefault();
  // How the last query was to be taken says nothing of another.
  const field = event.target.elements.q;
  const fromBelow = event.target.matches("[data-again]");
  if (field.value !== field.defaultValue) document.getElementById("kept")?.replaceChildren();
  field.defaultValue = field.value;
  go(addressOf(event.target), { fromBelow, applied: !!event.submitter?.closest("#facets") });
  // A phone's keyboard covers what was asked for.
  if (!wide.matches) field.blur();
});

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (event.target.closest("#facets") && form?.matches("[data-ask]")) go(addressOf(form), { choosing: true });
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
  const link = event.target.closest("a[data-in-place]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  // A link of a drawing has its address as an attribute alone.
  const address = new URL(link.getAttribute("href"), location.href);
  const field = document.getElementById("q");
  if (field) field.value = field.defaultValue = address.searchParams.get("q") ?? "";
  go(address.pathname + address.search, { choosing: link.closest("#facets") !== null });
});

// Where the service counts which articles are opened: told without a cookie, and it waits for nothing.
function tell(event) {
  const opened = event.target.closest("#results[data-events] [data-article] a");
  if (!opened || (event.type === "auxclick" && event.button !== 1)) return;
  const { events, request } = document.getElementById("results").dataset;
  const { article, rank } = opened.closest("[data-article]").dataset;
  const body = JSON.stringify({ list: "search", article_id: article, rank: Number(rank), request_id: request });
  fetch(events, { method: "POST", body, headers: { "Content-Type": "application/json" }, credentials: "same-origin", keepalive: true }).catch(() => {});
}
document.addEventListener("click", tell);
document.addEventListener("auxclick", tell);

addEventListener("popstate", (event) => {
  // A jump inside the page is none of ours.
  if (location.pathname + location.search === shown) return;
  const asked = new URLSearchParams(location.search).get("q") ?? "";
  const field = document.getElementById("q");
  if (field) field.value = field.defaultValue = asked;
  go(location.pathname + location.search, { remember: false });
});

// A picture that does not come leaves no hole; errors do not bubble, so they are caught on their way down.
document.addEventListener(
  "error",
  (event) => {
    if (event.target instanceof HTMLImageElement) event.target.hidden = true;
  },
  true,
);
settle();

// A citation that the address names is what a keyboard continues from.
const cited = location.hash.startsWith("#c-") && document.getElementById(location.hash.slice(1));
if (cited) cited.focus({ preventScroll: true });
