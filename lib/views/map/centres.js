// The labour centres as small squares, and the button that shows and hides them. What the viewer
// chose stays in the browser; nothing of it goes to the page.

const CENTRES_CHOICE = "area-map-centres";

function storedChoice() {
  try {
    return window.localStorage.getItem(CENTRES_CHOICE);
  } catch {                          // a browser that keeps nothing
    return null;
  }
}

class CentreLayer {
  constructor(view) {
    this.view = view;
    const pane = view.map.createPane("centres");
    pane.style.zIndex = 610;
    this.group = L.layerGroup();
    this.lang = null;
    this.button = view.buttons.addSwitch("centres", () => this.turn());
  }

  get wanted() {
    const { centres } = this.view.picture;
    const chosen = storedChoice();
    return chosen === null ? centres : chosen === "on";
  }

  show(picture) {
    const offered = picture.centres !== null && !tiled;
    this.button.hidden = !offered;
    if (this.lang !== picture.lang) this.build(picture.lang);
    const on = offered && this.wanted;
    this.button.setAttribute("aria-pressed", String(on));
    if (on) this.group.addTo(this.view.map);
    else this.group.remove();
  }

  turn() {
    const on = !this.wanted;
    try {
      window.localStorage.setItem(CENTRES_CHOICE, on ? "on" : "off");
    } catch {
      this.view.picture.centres = on;
    }
    this.show(this.view.picture);
  }

  build(lang) {
    this.lang = lang;
    this.group.clearLayers();
    for (const [code, [latitude, longitude]] of Object.entries(CENTRES)) {
      if (!isArea(code)) continue;
      const icon = L.divIcon({ className: "area-centre", iconSize: [11, 11] });
      const name = WORDS[lang].centre.replace("{name}", fullName(code, lang));
      L.marker([latitude, longitude], { icon, pane: "centres", keyboard: false })
        .bindTooltip(name, { direction: "top", offset: [0, -6], className: "area-tip" })
        .addTo(this.group);
    }
  }
}
