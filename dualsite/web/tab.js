// Stands in Streamlit's own page, before its scripts. A tab whose socket the server has closed for good shows nothing
// any more: 4401 asks anew who is there and what they may see, 4402 leads to the page that says the meeting has ended.
(() => {
  let isLeaving = false;
  addEventListener("beforeunload", () => { isLeaving = true; });
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...address) {
      super(...address);
      this.addEventListener("close", ({ code }) => {
        if (code !== 4401 && code !== 4402) return;
        document.documentElement.style.display = "none";
        document.body.replaceChildren();
        if (isLeaving) return;
        if (code === 4402) location.replace("/meeting/over");
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
})();
