// Suggestions and articles while typing: a combobox of the ARIA practices. Without it the box is a box.
// What comes is put in as text, never as markup.

const field = document.querySelector("[data-suggest]");
const list = document.getElementById("suggestions");
const status = document.getElementById("status");
const PAUSE = 120; // milliseconds of no typing, after which it is worth asking
const AGAIN = 500; // milliseconds until it is asked again where the service still puts the archive's words in order

let items = [];
let chosen = -1;
let typed = "";
let timer = 0;
let asking = null;

function close() {
  clearTimeout(timer);
  asking?.abort();
  hide();
}

function hide() {
  list.hidden = true;
  list.replaceChildren();
  items = [];
  chosen = -1;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

function part(className, text) {
  const made = document.createElement("span");
  made.className = className;
  made.textContent = text;
  return made;
}

function option(item, place) {
  const made = document.createElement("li");
  made.id = `suggestion-${place}`;
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", "false");
  const words = part("said", item.text);
  words.dir = "auto";
  made.append(words, part("kind", item.facts ?? list.dataset[item.kind] ?? ""));
  if (item.facts) made.className = "found";
  return made;
}

function show(found) {
  items = found.suggestions.map((each) => ({ text: each.text, kind: each.kind, article: each.article_id }));
  if (found.did_you_mean) items.unshift({ text: found.did_you_mean, kind: "meant" });
  chosen = -1;
  field.removeAttribute("aria-activedescendant");
  list.replaceChildren(...items.map(option));
  open();
}

// Articles come behind what may be typed next, so that nothing moves that was read or chosen meanwhile.
function showFound(found) {
  const known = new Set(items.map((each) => each.article));
  const fresh = found.articles.filter((each) => !known.has(each.id)).map((each) => ({ ...each, article: each.id }));
  list.append(...fresh.map((each, place) => option(each, items.length + place)));
  items.push(...fresh);
  open();
}

function open() {
  if (!items.length) return hide();
  list.hidden = false;
  field.setAttribute("aria-expanded", "true");
  status.textContent = list.dataset.many.replace("#", String(items.length));
}

async function look() {
  asking?.abort();
  asking = new AbortController();
  const wanted = field.value;
  if (!wanted.trim()) return close();
  const { signal } = asking;
  const isWanted = () => !signal.aborted && typed === wanted && document.activeElement === field;
  const filters = [...new FormData(field.form)].filter(([name, value]) => value && name !== "for");
  const quick = fetch(`${field.dataset.quick}?${new URLSearchParams(filters)}`, { signal }).catch(() => null);
  try {
    const answer = await fetch(`${field.dataset.suggest}?${new URLSearchParams({ q: wanted.slice(0, 200), limit: 5 })}`, { signal });
    const found = answer.ok ? await answer.json() : { suggestions: [] };
    if (isWanted() && field.value === wanted) show(found);
    if (found.ready === false && isWanted()) timer = setTimeout(() => chosen < 0 && look(), AGAIN);
    const articles = await quick;
    if (articles?.ok && isWanted()) showFound(await articles.json());
  } catch {
    // Typed on meanwhile, or out of reach: the box works without.
  }
}

function choose(place) {
  list.children[chosen]?.setAttribute("aria-selected", "false");
  chosen = place;
  const option = list.children[chosen];
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
  field.value = chosen < 0 ? typed : items[chosen].text;
}

function take(place) {
  const item = items[place];
  close();
  field.value = item.text;
  if (item.link) location.assign(item.link);
  else if (item.article) {
    const kept = new URLSearchParams(location.search).get("lang-ui");
    location.assign(field.dataset.article + encodeURIComponent(item.article) + (kept ? `?lang-ui=${kept}` : ""));
  } else {
    field.form.requestSubmit();
  }
}

function key(event) {
  if (event.isComposing) return; // the keys are an input method's
  if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    field.value = typed;
    close();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && items.length) {
    event.preventDefault();
    const steps = items.length + 1; // what was typed is one of them
    const next = chosen + (event.key === "ArrowDown" ? 1 : -1);
    choose(((next + 1 + steps) % steps) - 1);
  } else if (event.key === "Enter" && chosen >= 0) {
    event.preventDefault();
    take(chosen);
  }
}

if (field && list) {
  const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, "aria-haspopup": "listbox" };
  for (const [name, value] of Object.entries(roles)) field.setAttribute(name, value);
  list.setAttribute("role", "listbox");
  field.addEventListener("input", (event) => {
    typed = field.value;
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(look, PAUSE);
  });
  field.addEventListener("compositionend", () => {
    typed = field.value;
    timer = setTimeout(look, PAUSE);
  });
  field.addEventListener("keydown", key);
  field.addEventListener("blur", close);
  field.form.addEventListener("submit", close);
  // The box keeps the focus, so that a phone keeps its keyboard and blur does not close the list under the finger.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take([...list.children].indexOf(option));
  });
}
