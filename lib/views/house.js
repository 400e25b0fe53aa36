// What no screen does alone: the language of the page, words in place of Streamlit's own English,
// and whether the map is out of view. It runs anew when the words change, and once only for each.
(() => {
  const words = window.houseWords;
  const root = document.documentElement;
  const LABELLED = {
    stExpandSidebarButton: words.menu,
    stSidebarCollapseButton: words.menuClose,
    stSidebar: words.menu,
  };
  root.lang = words.language;
  root.style.setProperty("--menu-word", JSON.stringify(words.menu));
  root.style.setProperty("--menu-close-word", JSON.stringify(words.menuClose));

  const byId = (id) => document.querySelector(`[data-testid="${id}"]`);

  function name() {
    for (const [id, label] of Object.entries(LABELLED)) {
      const found = byId(id);
      const named = id === "stSidebarCollapseButton" ? found?.querySelector("button") : found;
      if (named && named.getAttribute("aria-label") !== label) {
        named.setAttribute("aria-label", label);
      }
    }
    const skip = byId("stSkipToContent");
    if (skip && skip.textContent !== words.skip) skip.textContent = words.skip;
  }

  // Less than a third of the map in view: a mark on it can hardly be seen.
  const sight = new IntersectionObserver(
    (entries) => root.classList.toggle("map-away", entries.at(-1).intersectionRatio < 0.34),
    { threshold: [0, 0.34] },
  );
  let watched = null;
  function watch() {
    const map = document.querySelector(".st-key-map-frame");
    if (map === watched) return;
    sight.disconnect();
    root.classList.remove("map-away");
    watched = map;
    if (map) sight.observe(map);
  }

  let asked = 0;
  const look = () => {
    asked = 0;
    name();
    watch();
  };
  const changes = new MutationObserver(() => {
    asked ||= requestAnimationFrame(look);
  });

  function toMap(event) {
    if (!event.target.closest?.(".picked-bar a")) return;
    const map = document.querySelector(".st-key-map-frame");
    if (!map) return;
    event.preventDefault();
    map.scrollIntoView({ block: "center" });
    map.querySelector("iframe")?.focus({ preventScroll: true });
  }

  // Over a narrow window the menu covers the screen that was chosen in it.
  function closeMenu(event) {
    const link = event.target.closest?.('[data-testid="stSidebarNavLink"]');
    const close = byId("stSidebarCollapseButton")?.querySelector("button");
    if (link && window.innerWidth <= 768) setTimeout(() => close?.click(), 0);
  }

  window.houseShell?.stop();
  changes.observe(document.body, { childList: true, subtree: true });
  document.addEventListener("click", toMap);
  document.addEventListener("click", closeMenu);
  window.houseShell = {
    stop() {
      sight.disconnect();
      changes.disconnect();
      document.removeEventListener("click", toMap);
      document.removeEventListener("click", closeMenu);
    },
  };
  look();
})();
