// Answers in place: asks for the same address that the form would go to, and takes over the parts that are alive.
// The address is parsed as a document by XMLHttpRequest, so that no text ever becomes markup here (Trusted Types).

const status = document.getElementById("status");
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
  const open = document.querySelector("#facets details")?.open;
  for (const old of document.querySelectorAll("[data-live]")) {
    const found = fresh.getElementById(old.id);
    if (found) old.replaceWith(document.adoptNode(found));
  }
  if (open) document.querySelector("#facets details").open = true;
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
  document.title = fresh.title;
  document.querySelector(".latest")?.remove();
  document.querySelector(".fresh")?.classList.remove("fresh");
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

async function go(address, { remember = true } = {}) {
  busy(true);
  try {
    const fresh = await load(address);
    if (!fresh) return;
    takeOver(fresh);
    shown = address;
    if (remember) history.pushState(null, "", address);
    status.textContent = document.getElementById("results").dataset.say ?? "";
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
  go(addressOf(event.target));
});

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (event.target.closest("#facets") && form?.matches("[data-ask]")) go(addressOf(form));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-in-place]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  go(link.pathname + link.search);
});

addEventListener("popstate", (event) => {
  // A jump inside the page is none of ours.
  if (location.pathname + location.search === shown) return;
  const asked = new URLSearchParams(location.search).get("q") ?? "";
  const field = document.getElementById("q");
  if (field) field.value = asked;
  go(location.pathname + location.search, { remember: false });
});

// A citation that the address names is what a keyboard continues from.
const cited = location.hash.startsWith("#c-") && document.getElementById(location.hash.slice(1));
if (cited) cited.focus({ preventScroll: true });
