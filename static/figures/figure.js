// One figure of a page, as a component of Streamlit. What Streamlit's own chart does for the app's figures, with the
// parts of plotly.js that they use: a third of the script, and a change is drawn into the figure that stands there.
import Plotly from "./plotly-4.1.1-147f241d62.js";

const CONFIG = { displayModeBar: false, displaylogo: false, showSendToCloud: false, responsive: false };
const NARROWEST = 150;
const ON_AXES = new Set(["bar", "heatmap", "scatter"]);
const LINE = 1.25; // The height of a line of text, and of its capitals, in sizes of its font.
const CAPITAL = 0.7;
const APART = 2; // Between a name and its axis.
const TICK = 5; // A mark on an axis, beside a fifth of its names' size.
// Days along an axis, in the language of the page; plotly itself knows English.
const count = (unit) => Array.from({ length: 12 }, (_, place) => `${place + 1}${unit}`);
const days = (year, month, day, gap) => ({
  months: count(month), shortMonths: count(month), date: `%Y${year}${gap}%-m${month}${gap}%-d${day}`, year: `%Y${year}`,
  month: `%Y${year}${gap}%-m${month}`, dayMonth: `%-m${month}${gap}%-d${day}`,
  dayMonthYear: `%Y${year}${gap}%-m${month}${gap}%-d${day}`,
});
const DAYS = { ko: days("년", "월", "일", " "), ja: days("年", "月", "日", "") };
const LANGUAGE = document.documentElement.lang;
const LOCALE = LANGUAGE in DAYS ? { locale: LANGUAGE, locales: { [LANGUAGE]: { dictionary: {}, format: DAYS[LANGUAGE] } } } : {};
const SPARE = 12; // What plotly leaves around names, unless a margin is smaller.

const kept = new WeakMap(); // What stands in a place: { data, told, look, digest, width, send }.
const waiting = new Set(); // Places out of sight, which are drawn when the browser has nothing else to do.

/** The look of Streamlit's theme, as its own chart gives it to a figure: from the page's colours, fonts and sizes. */
function template(place) {
  const page = getComputedStyle(place);
  const told = (name) => page.getPropertyValue(`--st-${name}`).trim();
  const isDark = page.colorScheme === "dark";
  const [muted, line, strong] = isDark ? ["#e6eaf1", "#31333f", "#fafafa"] : ["#808495", "#e6eaf1", "#262730"];
  const base = parseFloat(told("base-font-size")) || 16;
  const [small, medium] = [0.75 * base, 0.875 * base];
  const family = told("font");
  const axis = (standoff) => ({
    automargin: true,
    gridcolor: line,
    minor: { gridcolor: line },
    tickcolor: line,
    tickfont: { color: muted, family, size: small },
    title: { font: { color: muted, size: medium }, standoff: standoff * base },
    zerolinecolor: line,
  });
  return {
    data: { scatter: [{ marker: { line: { width: 0 } } }] },
    layout: {
      font: { color: muted, family, size: small, weight: 400 },
      hoverlabel: {
        bgcolor: told("background-color"),
        bordercolor: told("border-color"),
        font: { color: muted, family, size: small },
      },
      legend: { bordercolor: "transparent", borderwidth: 0, font: { size: small, color: strong }, valign: "top" },
      margin: { pad: 0.5 * base, r: 0, l: 0 },
      paper_bgcolor: told("background-color"),
      plot_bgcolor: told("background-color"),
      xaxis: { ...axis(1.25), showgrid: false, zeroline: false },
      // Whether a label would be cut off need not be looked at: the margin makes room for it.
      yaxis: { ...axis(1.5), ticklabelposition: "outside", ticklabeloverflow: "allow" },
    },
  };
}

const pencil = document.createElement("canvas").getContext("2d");

/** How wide a label will be, which may be bold, coloured or of several lines. */
function widthOf(label, size, family) {
  const lines = String(label).split("<br>").map((line) => {
    pencil.font = `${line.includes("<b>") ? 700 : 400} ${size}px ${family}`;
    const text = line.replace(/<[^>]*>/g, "").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&nbsp;/g, " ").replace(/&amp;/g, "&");
    return pencil.measureText(text).width;
  });
  return Math.max(...lines);
}

/** The margins with room for the names along the axes, and for what stands at the right of the rows. Left to itself,
 * plotly draws a figure, finds that they need more, and draws it once more; it still does where this is too little. */
function margins({ data, layout }, look) {
  const { l, r, t, b } = layout.margin;
  const needs = { l: 0, b: 0 };
  const ticked = data.some((one) => one.type === "heatmap") ? "outside" : ""; // What plotly takes where none is said.
  for (const [letter, side] of [["x", "b"], ["y", "l"]]) {
    const like = look.layout[`${letter}axis`];
    for (const id of new Set(data.filter((one) => ON_AXES.has(one.type)).map((one) => one[`${letter}axis`] ?? letter))) {
      const axis = layout[id.replace(letter, `${letter}axis`)] ?? {};
      if (axis.overlaying || axis.automargin === false || axis.visible === false || axis.showticklabels === false) continue;
      if (axis.side === "top" || axis.side === "right") continue;
      const size = axis.tickfont?.size ?? like.tickfont.size;
      const names = (axis.ticktext ?? []).map((name) => widthOf(name, size, like.tickfont.family));
      const deep = side === "b" ? LINE * size : Math.max(0, ...names);
      const title = axis.title?.text ? CAPITAL * like.title.font.size + (axis.title.standoff ?? like.title.standoff) : 0;
      const tick = (axis.ticks ?? ticked) === "outside" ? TICK + 0.2 * size : 0;
      if (deep) needs[side] = Math.max(needs[side], deep + tick + title + look.layout.margin.pad + APART);
    }
  }
  const spare = Math.min(SPARE, r, t, needs.l ? SPARE : l, needs.b ? SPARE : b);
  const besides = (layout.annotations ?? []).filter((one) => one.xref === "paper" && one.x === 1 && one.xanchor === "left");
  const wide = besides.map((one) => widthOf(one.text, one.font?.size ?? look.layout.font.size, look.layout.font.family)
    + (one.xshift ?? 0) + APART);
  return {
    l: Math.max(l, Math.ceil(needs.l + spare)), r: Math.max(r, ...wide.map(Math.ceil)), t, b: Math.max(b, Math.ceil(needs.b + spare)),
  };
}

function draw(place) {
  waiting.delete(place);
  place.removeAttribute("aria-busy");
  const one = kept.get(place);
  one.width = place.clientWidth;
  const { figure, selects, config, digest } = JSON.parse(one.told);
  // In a closed tab it is drawn when that opens; a map before too, for its outlines would come too late for paper.
  const width = one.width || (figure.layout.geo && place.closest('[data-testid="stTabs"]')?.clientWidth);
  if (!width) return;
  const layout = {
    ...figure.layout,
    margin: margins(figure, one.look),
    template: one.look,
    width: Math.max(width, NARROWEST),
    height: Math.min(figure.layout.height, place.clientHeight || Infinity), // Less on a phone, where CSS says so.
    uirevision: "kept",
    selectionrevision: digest,
  };
  if (selects) {
    layout.clickmode ||= selects === "marks" ? "event+select" : "event";
    layout.hovermode ||= "closest";
    layout.dragmode ||= "pan";
  }
  one.selects = selects;
  one.digest = digest;
  const isNew = !place.classList.contains("js-plotly-plot");
  Plotly.react(place, figure.data, layout, { ...CONFIG, ...LOCALE, ...config });
  if (isNew) listen(place);
}

const LATEST = 500; // Milliseconds until a figure out of sight is drawn on a page that is never idle.
const whenIdle = (run) => (window.requestIdleCallback ?? setTimeout)(run, { timeout: LATEST });

/** Draw a figure that can be seen at once, and one below the window after what can be; paper shows all. */
function drawInTurn(place) {
  if (isPrinting() || !place.clientWidth || place.getBoundingClientRect().top < innerHeight) {
    draw(place);
    return;
  }
  place.setAttribute("aria-busy", "true");
  waiting.add(place);
  if (waiting.size === 1) whenIdle(drawNext);
}

function drawNext() {
  const [place] = waiting;
  if (waiting.size > 1) whenIdle(drawNext);
  if (place) draw(place);
}

/** Paper has no tabs: they lie open while the browser prints, and what was closed is drawn before. */
const PRINTING = "printing";
const isPrinting = () => document.documentElement.classList.contains(PRINTING);
addEventListener("beforeprint", () => {
  document.documentElement.classList.add(PRINTING);
  for (const place of document.querySelectorAll(".figure")) {
    if (kept.get(place)?.told && (waiting.has(place) || place.clientWidth !== kept.get(place).width)) draw(place);
  }
});
addEventListener("afterprint", () => document.documentElement.classList.remove(PRINTING));

/** Tell the app what is clicked, or what is selected, by the `customdata` of the marks. */
function listen(place) {
  const marks = (event) => event.points.map((point) => point.customdata ?? null);
  const select = (points) => {
    const one = kept.get(place);
    if (one.selects === "marks") one.send.setStateValue("selected", { of: one.digest, points });
  };
  place.on("plotly_click", (event) => {
    const one = kept.get(place);
    if (one.selects === "clicks") one.send.setTriggerValue("clicked", marks(event)[0]);
  });
  place.on("plotly_selected", (event) => event && select(marks(event)));
  place.on("plotly_deselect", () => select([]));
}

/** In the presenter view the page is enlarged, of which plotly knows nothing: it would tell of a mark beside the one that
 * the mouse is on. It is told where that is in its own pixels; nothing there is dragged. */
function inOwnPixels(event) {
  const place = event.currentTarget;
  const scale = place.getBoundingClientRect().width / place.offsetWidth;
  if (!event.isTrusted || Math.abs(scale - 1) < 0.01) return;
  event.stopImmediatePropagation();
  if (event.type !== "mousemove") return;
  const { left, top } = event.target.getBoundingClientRect();
  const [clientX, clientY] = [left + (event.clientX - left) / scale, top + (event.clientY - top) / scale];
  event.target.dispatchEvent(new MouseEvent("mousemove", { bubbles: true, view: window, clientX, clientY }));
}

const BRACE = 123; // What is sent as it is begins with one; everything else is compressed.

function unpacked(data) {
  const { readable, writable } = new DecompressionStream("deflate");
  const packed = writable.getWriter();
  packed.write(data);
  packed.close();
  return new Response(readable).text();
}

/** Draw what was told, unless something else was told of the place meanwhile, or it is gone. */
function show(place, data, told) {
  const one = kept.get(place);
  if (one?.data !== data) return;
  one.told = told;
  place.setAttribute("role", "figure");
  place.setAttribute("aria-label", JSON.parse(told).alt);
  drawInTurn(place);
  if (one.sizes) return;
  for (const kind of ["mousemove", "mousedown"]) place.addEventListener(kind, inOwnPixels, true);
  one.sizes = new ResizeObserver(() => !waiting.has(place) && place.clientWidth !== one.width && draw(place));
  one.sizes.observe(place);
}

const areSame = (some, others) => some.length === others.length && some.every((byte, n) => byte === others[n]);

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const place = parentElement.querySelector(".figure");
  const look = template(place);
  const before = kept.get(place);
  const one = before ?? {};
  const isSame = before && areSame(before.data, data) && JSON.stringify(before.look) === JSON.stringify(look);
  Object.assign(one, { look, send: { setStateValue, setTriggerValue } });
  if (!isSame) {
    one.data = data;
    kept.set(place, one);
    if (data[0] === BRACE) show(place, data, new TextDecoder().decode(data));
    else unpacked(data).then((told) => show(place, data, told));
  }
  return () => {
    one.sizes?.disconnect();
    waiting.delete(place);
    kept.delete(place);
    Plotly.purge(place);
  };
}
