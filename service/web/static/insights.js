// The map zooms and moves by its viewBox; each chart can be kept as a picture. Texts are set as text, never as markup.

const FILLED = ["r", "fill", "fill-opacity", "stroke", "stroke-width", "font-size", "font-family"];
const MOST_ZOOM = 16;

function setUpMap(stage) {
  const svg = stage.querySelector("svg");
  const caption = stage.parentElement.querySelector(".caption");
  const [, , wide, high] = svg.getAttribute("viewBox").split(" ").map(Number);
  let view = { x: 0, y: 0, zoom: 1 };
  let held = null;

  function show() {
    const width = wide / view.zoom;
    const height = high / view.zoom;
    view.x = Math.min(Math.max(view.x, 0), wide - width);
    view.y = Math.min(Math.max(view.y, 0), high - height);
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${width} ${height}`);
    // Points grow slower than the distance between them: that is what zooming is for.
    svg.style.setProperty("--shrink", view.zoom ** -0.7);
  }

  function zoomBy(factor, x = 0.5, y = 0.5) {
    const zoom = Math.min(Math.max(view.zoom * factor, 1), MOST_ZOOM);
    view.x += x * wide * (1 / view.zoom - 1 / zoom);
    view.y += y * high * (1 / view.zoom - 1 / zoom);
    view.zoom = zoom;
    show();
  }

  function moveBy(x, y) {
    view.x += (x * wide) / view.zoom;
    view.y += (y * high) / view.zoom;
    show();
  }

  function reset() {
    view = { x: 0, y: 0, zoom: 1 };
    show();
  }

  const keys = {
    "+": () => zoomBy(1.5), "=": () => zoomBy(1.5), "-": () => zoomBy(1 / 1.5), 0: reset,
    ArrowLeft: () => moveBy(-0.1, 0), ArrowRight: () => moveBy(0.1, 0), ArrowUp: () => moveBy(0, -0.1), ArrowDown: () => moveBy(0, 0.1),
  };
  stage.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  stage.addEventListener("wheel", (event) => {
    const box = svg.getBoundingClientRect();
    event.preventDefault();
    zoomBy(event.deltaY < 0 ? 1.25 : 0.8, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }, { passive: false });
  svg.addEventListener("pointerdown", (event) => (held = { x: event.clientX, y: event.clientY, moved: false }));
  addEventListener("pointerup", () => stage.classList.remove("moving"));
  svg.addEventListener("pointermove", (event) => {
    if (!held || !event.buttons) return;
    const box = svg.getBoundingClientRect();
    const [x, y] = [held.x - event.clientX, held.y - event.clientY];
    if (!held.moved && Math.hypot(x, y) < 4) return;
    held = { x: event.clientX, y: event.clientY, moved: true };
    stage.classList.add("moving");
    moveBy(x / box.width, y / box.height);
  });
  svg.addEventListener("click", (event) => held?.moved && event.preventDefault(), true);
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("pointerover", (event) => {
    caption.textContent = event.target.closest("circle")?.querySelector("title").textContent ?? caption.dataset.hint;
  });
  const buttons = stage.parentElement.querySelector(".zoom");
  const pressed = { in: () => zoomBy(1.5), out: () => zoomBy(1 / 1.5), reset };
  buttons.addEventListener("click", (event) => pressed[event.target.dataset.zoom]?.());
  buttons.hidden = false;
}

function picture(svg) {
  // A picture knows no style sheet: what the page computed is written onto each mark.
  const copy = svg.cloneNode(true);
  const [from, to] = [svg, copy].map((root) => root.querySelectorAll("rect, circle, line, text"));
  from.forEach((mark, place) => {
    const style = getComputedStyle(mark);
    for (const name of FILLED) if (name !== "r" || mark.tagName === "circle") to[place].setAttribute(name, style.getPropertyValue(name));
  });
  const [, , wide, high] = svg.getAttribute("viewBox").split(" ").map(Number);
  const scale = 1800 / wide;
  copy.setAttribute("width", wide * scale);
  copy.setAttribute("height", high * scale);
  return { text: new XMLSerializer().serializeToString(copy), wide: wide * scale, high: high * scale };
}

async function savePicture(svg, name) {
  const { text, wide, high } = picture(svg);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: wide, height: high });
  const brush = canvas.getContext("2d");
  brush.fillStyle = getComputedStyle(svg.closest(".panel")).backgroundColor;
  brush.fillRect(0, 0, wide, high);
  brush.drawImage(image, 0, 0, wide, high);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: `xunwen-${name}.png` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const stage = document.querySelector(".stage");
if (stage) setUpMap(stage);
for (const button of document.querySelectorAll("[data-png]")) {
  const svg = document.querySelector(`#${button.dataset.png} svg`);
  if (!svg) continue;
  button.hidden = false;
  button.addEventListener("click", () => savePicture(svg, button.dataset.png));
}
