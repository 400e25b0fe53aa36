// Names on the map: the important ones first, and only where they do not run into each other.

const LABEL = {
  province: { size: 15, weight: 700 },
  amphoe: { size: 13.5, weight: 600 },
  tambon: { size: 12.5, weight: 400 },
};
const LINE_HEIGHT = 1.3;
const SHIFTS = [0, -11, 11, -19, 19];  // where a label may move up or down to find room, pixels
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
    const rank = (code, level) => (code === picture.picked ? -16 : code === picture.selected ? 0 : 8)
      + (isWithin(code, around) ? 0 : 4) + (level === "tambon" ? 1 : 0);
    const { picked } = picture;
    if (picked && !levels.includes(levelOfCode.get(picked))) levels.push(levelOfCode.get(picked));
    return levels.filter(Boolean)
      .flatMap((level) => codesOf[level].map((code) => ({ code, level, rank: rank(code, level) })))
      .filter(({ code, level }) => view.contains(centreOf(code))
        && (code === picked || this.isNamed(code, level, picture, { close, inAmphoe, around })))
      .sort((a, b) => a.rank - b.rank || extentOf(b.code) - extentOf(a.code));
  }

  // Whether a picture at this zoom has names of such areas.
  isNamed(code, level, picture, { close, inAmphoe, around }) {
    if (level === "province") return picture.level === "province";
    if (level === "amphoe") return !(inAmphoe && code === around);
    return picture.level === "tambon" && (close || (inAmphoe && isWithin(code, around)));
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
    if (tiled) this.updateTiles(picture);
    else this.updateAreas(picture, allZoom, obstacles);
  }

  // One name in each tile, broken or smaller where it is too long for one line.
  updateTiles(picture) {
    const scale = this.map.getZoomScale(this.map.getZoom(), 0);
    const names = tileNames(picture.lang, GRID.width * scale, GRID.height * scale,
      (text, style) => this.width(text, style));
    const wanted = new Set();
    for (const [code, { lines, size, fits }] of names) {
      if (!fits) continue;           // a tile a few pixels wide: nothing can be read in it
      const marker = this.tileMarker(code, picture.lang);
      wanted.add(marker);
      if (!this.visible.has(marker)) marker.addTo(this.map);
      this.fillTile(marker, code, lines, size, picture);
    }
    this.keep(wanted);
  }

  forgetTiles() {
    for (const [key, marker] of this.markers) {
      if (!key.startsWith("tile:")) continue;
      marker.remove();
      this.visible.delete(marker);
      this.markers.delete(key);
    }
  }

  tileMarker(code, lang) {
    const key = `tile:${lang}:${code}`;
    if (!this.markers.has(key)) {
      const icon = L.divIcon({ className: "area-label area-label-tile", html: "<span></span>",
        iconSize: [0, 0] });
      this.markers.set(key, L.marker(centreOf(code), {
        icon, pane: "labels", interactive: false, keyboard: false }));
    }
    return this.markers.get(key);
  }

  fillTile(marker, code, lines, size, picture) {
    const element = marker.getElement();
    const name = element.firstChild;
    name.style.font = `${TILE_TEXT.weight} ${size}px/${TILE_TEXT.lineHeight} Sarabun, sans-serif`;
    if (name.dataset.lines !== lines.join("|")) {
      name.dataset.lines = lines.join("|");
      name.replaceChildren(...lines.map((line) => make("div", "", line)));
    }
    const area = picture.areas.get(code);
    const dark = !picture.circles && area !== undefined && !(area.fill in PATTERN_FILL)
      && isWithin(code, picture.focus) && isDark(picture.colours[area.fill]);
    element.classList.toggle("is-on-dark", dark);
    element.classList.toggle("is-outside", !isWithin(code, picture.focus));
    element.classList.toggle("is-picked", code === picture.picked);
  }

  keep(wanted) {
    for (const marker of this.visible) if (!wanted.has(marker)) marker.remove();
    this.visible = wanted;
  }

  updateAreas(picture, allZoom, obstacles) {
    const taken = [...obstacles];
    const wanted = new Set();
    for (const { code, level } of this.candidates(picture, allZoom)) {
      const picked = code === picture.picked;
      const found = this.place(code, level, picture.lang, taken) ?? (picked && this.forced(code));
      if (!found) continue;
      taken.push(found.box);
      const marker = this.marker(code, level, picture.lang);
      wanted.add(marker);
      if (!this.visible.has(marker)) marker.addTo(this.map);
      const element = marker.getElement();
      element.style.setProperty("--shift", `${found.shift}px`);
      element.classList.toggle("is-outside", !isWithin(code, picture.focus));
      element.classList.toggle("is-picked", picked);
    }
    this.keep(wanted);
  }

  // The place of a name that has to stand, whatever it covers.
  forced(code) {
    const { x, y } = this.map.latLngToContainerPoint(centreOf(code));
    return { box: { left: x - 40, right: x + 40, top: y - 10, bottom: y + 10 }, shift: 0 };
  }
}
