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
})();
