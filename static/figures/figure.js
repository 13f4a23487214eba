// One figure of a page, as a component of Streamlit. What Streamlit's own chart does for the app's figures, with the
// parts of plotly.js that they use: a third of the script, and a change is drawn into the figure that stands there.
import Plotly from "./plotly-4.1.1-147f241d62.js";

const CONFIG = { displayModeBar: false, displaylogo: false, showSendToCloud: false, responsive: false };
const NARROWEST = 150;

const kept = new WeakMap(); // What stands in a place: { told, look, digest, width, send }.

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
    tickfont: { color: muted, size: small },
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
      yaxis: { ...axis(1.5), ticklabelposition: "outside" },
    },
  };
}

function draw(place) {
  const one = kept.get(place);
  one.width = place.clientWidth;
  if (!one.width) return; // In a closed tab; drawn when it opens.
  const { figure, selects, config, digest } = JSON.parse(one.told);
  const layout = {
    ...figure.layout,
    template: one.look,
    width: Math.max(one.width, NARROWEST),
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
  Plotly.react(place, figure.data, layout, { ...CONFIG, ...config });
  if (isNew) listen(place);
}

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

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const place = parentElement.querySelector(".figure");
  const told = new TextDecoder().decode(data);
  const look = template(place);
  const before = kept.get(place);
  const one = before ?? {};
  const isSame = before && before.told === told && JSON.stringify(before.look) === JSON.stringify(look);
  Object.assign(one, { told, look, send: { setStateValue, setTriggerValue } });
  if (!isSame) {
    kept.set(place, one);
    const { alt } = JSON.parse(told);
    place.setAttribute("role", "figure");
    place.setAttribute("aria-label", alt);
    draw(place);
  }
  if (!before) {
    one.sizes = new ResizeObserver(() => place.clientWidth !== one.width && draw(place));
    one.sizes.observe(place);
  }
  return () => {
    one.sizes?.disconnect();
    Plotly.purge(place);
  };
}
