// Names on the map: the important ones first, and only where they do not run into each other.

const LABEL = {
  province: { size: 15, weight: 700 },
  amphoe: { size: 13.5, weight: 600 },
  tambon: { size: 12.5, weight: 400 },
};
const LINE_HEIGHT = 1.3;
const SHIFTS = [0, -11, 11];         // where a label may move up or down to find room, pixels
const CLOSE_ZOOM = 2.2;              // zoom above the whole region at which tambon get names
const measuring = document.createElement("canvas").getContext("2d");

function overlaps(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

class AreaLabels {
  constructor(map) {
    this.map = map;
    this.markers = new Map();        // "lang:code" > marker, made when first shown
    this.visible = new Set();
    this.widths = new Map();
    const pane = map.createPane("labels");
    pane.style.zIndex = 620;
    pane.style.pointerEvents = "none";
    document.fonts?.ready.then(() => this.remeasure());
    document.fonts?.addEventListener?.("loadingdone", () => this.remeasure());
  }

  remeasure() {
    this.widths.clear();
    this.redraw?.();
  }

  width(text, { size, weight }) {
    const key = `${weight} ${size} ${text}`;
    if (!this.widths.has(key)) {
      measuring.font = `${weight} ${size}px Sarabun, sans-serif`;
      this.widths.set(key, measuring.measureText(text).width);
    }
    return this.widths.get(key);
  }

  // Which areas may carry a name in this picture, the most important first.
  candidates(picture, allZoom) {
    const close = this.map.getZoom() >= allZoom + CLOSE_ZOOM;
    const focusLevel = levelOfCode.get(picture.focus);
    const inAmphoe = focusLevel === "amphoe" || focusLevel === "tambon";
    const levels = picture.level === "province" && picture.focus === ROOT && !close
      ? ["province"] : ["amphoe"];
    if (picture.level === "tambon" && (close || inAmphoe)) levels.push("tambon");
    const around = focusLevel === "tambon" ? parentOf(picture.focus) : picture.focus;
    const view = this.map.getBounds();
    const rank = (code, level) => (code === picture.selected ? 0 : 8)
      + (isWithin(code, around) ? 0 : 4) + (level === "tambon" ? 1 : 0);
    return levels
      .flatMap((level) => codesOf[level].map((code) => ({ code, level, rank: rank(code, level) })))
      .filter(({ code, level }) => view.contains(centreOf(code))
        && !(inAmphoe && level === "amphoe" && code === around)
        && (level !== "tambon" || close || isWithin(code, around)))
      .sort((a, b) => a.rank - b.rank || extentOf(b.code) - extentOf(a.code));
  }

  marker(code, level, lang) {
    const key = `${lang}:${code}`;
    if (!this.markers.has(key)) {
      const name = document.createElement("span");
      name.textContent = bareName(code, lang);
      name.style.font = `${LABEL[level].weight} ${LABEL[level].size}px/${LINE_HEIGHT} Sarabun, sans-serif`;
      const icon = L.divIcon({ className: `area-label area-label-${level}`, html: name, iconSize: [0, 0] });
      this.markers.set(key, L.marker(centreOf(code), {
        icon, pane: "labels", interactive: false, keyboard: false }));
    }
    return this.markers.get(key);
  }

  // A free place for a label, or null; `taken` are the boxes in container pixels.
  place(code, level, lang, taken) {
    const point = this.map.latLngToContainerPoint(centreOf(code));
    const half = this.width(bareName(code, lang), LABEL[level]) / 2 + 2;
    const tall = LABEL[level].size * LINE_HEIGHT / 2;
    const size = this.map.getSize();
    if (point.x - half < 0 || point.x + half > size.x) return null;
    for (const shift of SHIFTS) {
      const y = point.y + shift;
      const box = { left: point.x - half, right: point.x + half, top: y - tall, bottom: y + tall };
      if (!taken.some((other) => overlaps(box, other))) return { box, shift };
    }
    return null;
  }

  // Chooses the labels again; `obstacles` are boxes of the controls and the legend.
  update(picture, allZoom, obstacles) {
    const taken = [...obstacles];
    const wanted = new Set();
    for (const { code, level } of this.candidates(picture, allZoom)) {
      const found = this.place(code, level, picture.lang, taken);
      if (!found) continue;
      taken.push(found.box);
      const marker = this.marker(code, level, picture.lang);
      wanted.add(marker);
      if (!this.visible.has(marker)) marker.addTo(this.map);
      const element = marker.getElement();
      element.style.setProperty("--shift", `${found.shift}px`);
      element.classList.toggle("is-outside", !isWithin(code, picture.focus));
    }
    for (const marker of this.visible) if (!wanted.has(marker)) marker.remove();
    this.visible = wanted;
  }
}
