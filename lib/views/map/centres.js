// The labour centres as small squares, and the button that shows and hides them. What the viewer
// chose stays in the browser; nothing of it goes to the page. A centre says its name and where it
// lies, by mouse and by keyboard.

const CENTRES_CHOICE = "area-map-centres";

function storedChoice() {
  try {
    return window.localStorage.getItem(CENTRES_CHOICE);
  } catch {                          // a browser that keeps nothing
    return null;
  }
}

class CentreLayer extends RovingMarkers {
  constructor(view) {
    super(view, "centres", 610);
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
    if (this.lang !== picture.lang) this.clear();
    this.lang = picture.lang;
    const on = offered && this.wanted;
    this.button.setAttribute("aria-pressed", String(on));
    if (on && !this.markers.length) this.put();
    else if (!on) this.clear();
  }

  clear() {
    this.markers.forEach((marker) => marker.remove());
    this.markers = [];
    this.focused = null;
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

  put() {
    this.pane.setAttribute("aria-label", WORDS[this.lang].centres);
    for (const [code, place] of Object.entries(CENTRES)) {
      if (!isArea(code)) continue;
      const icon = L.divIcon({ className: "area-centre", iconSize: [11, 11] });
      const marker = L.marker(place, { icon, pane: "centres", keyboard: false,
        bubblingMouseEvents: false }).addTo(this.map);
      this.markers.push(Object.assign(marker, { code }));
      this.prepare(marker, this.lines(marker).join(", "));
    }
    this.rove(this.nearest(this.map.getCenter()), false);
  }

  lines({ code }) {
    const name = WORDS[this.lang].centre.replace("{name}", fullName(code, this.lang));
    return [name, parentNames(code, this.lang)].filter(Boolean);
  }

  card(marker) {
    const [name, place] = this.lines(marker);
    this.say(marker, [["area-card-name", name], ["area-card-parents", place]]);
  }

  choose(marker) {
    this.card(marker);
    this.view.interaction.live.textContent = this.lines(marker).join(", ");
  }
}
