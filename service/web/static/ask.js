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

function takeOver(fresh) {
  const focused = document.activeElement?.id;
  const unfolded = [...document.querySelectorAll("#facets fieldset details")].map((each) => each.open);
  for (const old of document.querySelectorAll("[data-live]")) {
    const found = fresh.getElementById(old.id);
    if (found) old.replaceWith(document.adoptNode(found));
  }
  // A follow-up stands in the box as the question that it was understood as, unless something else was typed there meanwhile.
  const box = document.getElementById("q");
  const asked = fresh.getElementById("q");
  if (box && asked && box.value === box.defaultValue) box.value = box.defaultValue = asked.value;
  settle();
  document.querySelectorAll("#facets fieldset details").forEach((each, place) => (each.open = unfolded[place] ?? false));
  if (focused && document.activeElement?.id !== focused) {
    // On a phone the filters are folded again: the answer is what was wanted, and their heading keeps the place.
    const inFilters = document.getElementById(focused)?.closest("#facets");
    document.getElementById(inFilters && !wide.matches ? "filters-open" : focused)?.focus({ preventScroll: true });
  }
  document.title = fresh.title;
  for (const gone of document.querySelectorAll(".latest, .fresh-only")) gone.remove();
  document.querySelector(".fresh")?.classList.remove("fresh");
}

// What the page needs after it was made or changed: filters open where there is room, buttons that work, no broken pictures.
function settle() {
  const filters = document.querySelector("#facets > details");
  if (filters) filters.open = wide.matches;
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

async function go(address, { remember = true, fromBelow = false } = {}) {
  busy(true);
  try {
    const [fresh] = await Promise.all([load(address), painted()]);
    if (!fresh) return;
    takeOver(fresh);
    shown = address;
    if (remember) history.pushState(null, "", address);
    const results = document.getElementById("results");
    // A follow-up is asked from below the answer that its own takes the place of.
    if (fromBelow) results.scrollIntoView({ block: "start" });
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
  go(addressOf(event.target), { fromBelow });
  // A phone's keyboard covers what was asked for.
  if (!wide.matches) field.blur();
});

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (event.target.closest("#facets") && form?.matches("[data-ask]")) go(addressOf(form));
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
  go(address.pathname + address.search);
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
  // The empty box has more around it than what is alive.
  if (!asked && document.querySelector(".ask-page")) return location.reload();
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
