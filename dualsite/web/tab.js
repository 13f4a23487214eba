// Stands in Streamlit's own page, before its scripts. A tab whose socket the server has closed for good shows nothing
// any more: 4401 asks anew who is there and what they may see, 4402 leads to the page that says the meeting has ended, 4403
// to the one that says there are too many tabs.
(() => {
  let isLeaving = false;
  addEventListener("beforeunload", () => { isLeaving = true; });
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...address) {
      super(...address);
      this.addEventListener("close", ({ code }) => {
        if (code < 4401 || code > 4403) return;
        document.documentElement.style.display = "none";
        document.body.replaceChildren();
        if (isLeaving) return;
        if (code === 4402) location.replace("/meeting/over");
        else if (code === 4403) location.replace("/full");
        else location.reload();
      });
    }
  };

  // The app stands at the root of its address: Streamlit need not look for it below each page's first.
  window.__streamlit = { BACKEND_BASE_URL: `${location.origin}/` };

  // What other pages need is fetched once this one stands and the browser has nothing else to do.
  const later = document.currentScript.dataset.later?.split(" ") ?? [];
  const fetchLater = () => {
    if (document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState !== "notRunning") return wait();
    for (const href of later) document.head.append(Object.assign(document.createElement("link"), { rel: "prefetch", as: "script", href }));
  };
  const wait = () => setTimeout(() => (window.requestIdleCallback ?? setTimeout)(fetchLater), 500);
  if (later.length) addEventListener("load", wait);

  // Another language is another page: all that was chosen stands in its address.
  addEventListener("change", ({ target }) => {
    if (!(target instanceof Element) || !target.matches("nav.languages select")) return;
    const there = new URL(location.href);
    there.searchParams.set("lang", target.value);
    location.assign(there);
  });

  // A link of the page's own HTML is followed as Streamlit follows the browser's history: in the same session. With a
  // key held down, or another button of the mouse, the browser does with it what it does with any link.
  addEventListener("click", (click) => {
    const link = click.target instanceof Element && click.target.closest("a.inside");
    if (!link || click.defaultPrevented || click.button || click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return;
    click.preventDefault();
    history.pushState({}, "", link.href);
    dispatchEvent(new PopStateEvent("popstate"));
  });

  // The link past the navigation, and keys: none of them where something is typed, beside a held key, or over a dialog.
  const content = () => document.querySelector('[data-testid="stMain"]');
  addEventListener("click", (click) => {
    if (!(click.target instanceof Element) || !click.target.matches("a.skip")) return;
    click.preventDefault();
    content()?.setAttribute("tabindex", "-1");
    content()?.focus();
  });

  const keys = JSON.parse(document.currentScript.dataset.keys ?? "null");
  if (keys) document.documentElement.style.setProperty("--more", JSON.stringify(keys.words.more));
  const links = () => [...document.querySelectorAll('[data-testid="stTopNavLink"], [data-testid="stSidebarNavLink"]')];
  const pathOf = (link) => new URL(link.href).pathname.slice(1);
  const wayTo = (path) => links().find((link) => pathOf(link) === path);
  const isTyped = (target) => target instanceof Element
    && target.closest("input, textarea, select, [contenteditable], [role=textbox], [role=combobox], [role=spinbutton], [role=grid], [data-testid=stDataFrame]");
  const search = () => document.querySelector(".st-key-search input");
  const find = () => {
    if (search()) return search().focus();
    if (!wayTo(keys.search)) return;
    history.pushState({}, "", `/${keys.search}?tab=kpis`);
    dispatchEvent(new PopStateEvent("popstate"));
    let tries = 100;
    const wait = setInterval(() => {
      search()?.focus();
      if (search() || !--tries) clearInterval(wait);
    }, 100);
  };
  // In the presenter view keys turn to the next screen and back, as those of a remote control do.
  const TURNS = { ArrowRight: "next", PageDown: "next", ArrowLeft: "previous", PageUp: "previous", Escape: "leave" };
  const turnTo = (turn) => document.querySelector(`.st-key-presenter a.${turn}`);
  const made = (name, told, ...parts) => {
    const one = Object.assign(document.createElement(name), told);
    one.append(...parts);
    return one;
  };
  const show = (title, className, ...parts) => {
    const shown = made("dialog", { className, ariaLabel: title }, made("h2", { textContent: title }), ...parts);
    shown.append(made("button", { textContent: keys.words.close, onclick: () => shown.close() }));
    shown.addEventListener("close", () => shown.remove());
    document.body.append(shown);
    shown.showModal();
    shown.scrollTop = 0; // Its only button stands at its end, and has the focus.
  };
  const list = () => {
    const turns = [["→", "next"], ["←", "previous"], ["Esc", "leave"]].map(([key, turn]) => [key, turnTo(turn) && keys.words[turn]]);
    const rows = [...turns, ["/", wayTo(keys.search) || search() ? keys.words.search : ""], ["?", keys.words.list],
      ...links().map((link) => [`g ${keys.pages[pathOf(link)] ?? ""}`, link.textContent])];
    const named = rows.filter(([key, what]) => what && key !== "g ")
      .flatMap(([key, what]) => [made("dt", { textContent: key }), made("dd", { textContent: what })]);
    show(keys.words.title, "keys", made("dl", {}, ...named));
  };

  // What the marks of a figure say when the mouse rests on them, as a table: by keyboard, and for whoever sees no marks.
  const saidOf = (mark) => (Array.isArray(mark) ? mark.flatMap(saidOf) : mark ? [mark] : []);
  const plain = (line) => new DOMParser().parseFromString(line, "text/html").body.textContent.trim();
  const rowsOf = ({ data = [] }) => data.filter(({ hoverinfo }) => hoverinfo !== "skip").flatMap(({ hovertext }) => saidOf(hovertext))
    .map((said) => said.split("<br>").map(plain).filter(Boolean));
  const tabulate = (figure) => {
    const rows = rowsOf(figure).map(([first, ...others]) => made("tr", {}, made("th", { scope: "row", textContent: first }),
      ...others.map((line) => made("td", { textContent: line }))));
    if (!rows.length) return figure.nextElementSibling.remove(); // It had some when the button came.
    // What is long in words repeats what the rows say.
    const inWords = figure.ariaLabel.length < 300 ? [made("p", { textContent: figure.ariaLabel })] : [];
    show(keys.words.table, "keys rows", ...inWords, made("table", {}, made("tbody", {}, ...rows)));
  };
  const offer = (figure) => {
    let button = figure.nextElementSibling;
    if (!button?.matches(".as-table")) {
      if (!rowsOf(figure).length) return;
      button = made("button", { type: "button", className: "as-table", textContent: keys.words.table, onclick: () => tabulate(figure) });
      figure.after(button);
    }
    const said = `${keys.words.table}: ${figure.ariaLabel}`;
    if (button.ariaLabel !== said) button.ariaLabel = said;
  };
  let went = -Infinity;
  if (keys) addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (isTyped(event.target) || document.querySelector('dialog[open], [role="dialog"], [role="listbox"]')) return;
    const turn = TURNS[event.key] && !event.target.closest?.(".listing.goes-on") && turnTo(TURNS[event.key]);
    if (turn) {
      event.preventDefault();
      return turn.click();
    }
    const isLed = event.timeStamp - went < 1500;
    went = -Infinity;
    const way = isLed && links().find((link) => keys.pages[pathOf(link)] === event.key);
    if (way) way.click();
    else if (event.key === "g") went = event.timeStamp;
    else if (event.key === "/") find();
    else if (event.key === "?") list();
    else return;
    event.preventDefault();
  });

  // Each sheet of paper says at its head what the footer says: which data, as of when, and what is chosen. The client
  // room has margins of its own.
  const onPaper = document.createElement("style");
  const escaped = (text) => text.replace(/[^\p{L}\p{N} .,·%-]/gu, (sign) => `\\${sign.codePointAt(0).toString(16)} `);
  const head = () => {
    const said = document.querySelector('.st-key-footer [data-testid="stCaptionContainer"]')?.textContent.trim();
    const rule = said && !document.querySelector(".st-key-room") ? `@media print { @page { margin: 14mm 10mm 12mm;
      @top-left { content: "${escaped(said)}"; font: 8.5pt Inter, system-ui, sans-serif; color: #444; width: 100%; }
      @bottom-right { content: counter(page) " / " counter(pages); font: 8.5pt Inter, system-ui, sans-serif; color: #444; } } }` : "";
    if (!onPaper.isConnected) document.body.append(onPaper);
    if (onPaper.textContent !== rule) onPaper.textContent = rule;
  };
  addEventListener("beforeprint", head);

  // What goes on beyond its right edge says so until it is scrolled there: tables, lists, and figures on a phone.
  const wide = '.dvn-scroller, .listing, [data-testid="stTabs"] [role="tablist"]';
  const mark = (part) => {
    const goesOn = part.scrollWidth - part.clientWidth - part.scrollLeft > 8;
    (part.closest('[data-testid="stDataFrame"]') ?? part).classList.toggle("goes-on", goesOn);
  };
  const sizes = new ResizeObserver((changes) => changes.forEach(({ target }) => mark(target)));
  const seen = new WeakSet();
  const look = () => {
    for (const part of document.querySelectorAll(wide)) {
      if (!seen.has(part)) sizes.observe(part);
      seen.add(part);
      mark(part);
    }
    // Streamlit counts in English what the navigation has no place for.
    for (const more of keys ? document.querySelectorAll('[data-testid="stTopNavSection"]') : []) {
      if (more.ariaLabel !== keys.words.more) more.ariaLabel = keys.words.more;
    }
    if (keys) document.querySelectorAll(".figure.js-plotly-plot").forEach(offer);
  };
  addEventListener("scroll", ({ target }) => target instanceof Element && target.matches(wide) && mark(target), true);
  addEventListener("load", () => setInterval(look, 700));
})();
