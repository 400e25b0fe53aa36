// Everything drawn as a shape: background, filled areas of one level, outlines and marks.

const INK = "#1F2933";
const LAND = "#F2EFE9";
const PATTERN_FILL = { none: "url(#area-hatch)", dots: "url(#area-dots)" };
const LINE = {
  province: { color: INK, weight: 1.8, opacity: 0.9 },
  amphoe: { color: INK, weight: 1, opacity: 0.6 },
  tambon: { color: "#7B8794", weight: 0.8, opacity: 0.9 },
};
const TILE_LINE = { color: "#FFFFFF", weight: 3, opacity: 1 };
const DIMMED = 0.22;
const SVG = "http://www.w3.org/2000/svg";

function svgElement(name, attributes, parent) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  parent?.append(element);
  return element;
}

// Fill patterns live in one empty drawing; paths of every renderer refer to them by id.
function addPatterns() {
  const drawing = svgElement("svg", { width: 0, height: 0, "aria-hidden": "true" }, document.body);
  drawing.style.position = "absolute";
  const size = { patternUnits: "userSpaceOnUse" };
  const hatch = svgElement("pattern", {
    ...size, id: "area-hatch", width: 7, height: 7, patternTransform: "rotate(45)",
  }, drawing);
  svgElement("rect", { width: 7, height: 7, fill: "#FFFFFF" }, hatch);
  svgElement("rect", { width: 1.6, height: 7, fill: "#B8C0C9" }, hatch);
  const dots = svgElement("pattern", { ...size, id: "area-dots", width: 7, height: 7 }, drawing);
  svgElement("rect", { width: 7, height: 7, fill: "#E6E9EC" }, dots);
  svgElement("circle", { cx: 3.5, cy: 3.5, r: 1.2, fill: "#66727F" }, dots);
}

class AreaLayers {
  constructor(map) {
    this.map = map;
    this.levels = new Map();    // level (or "tiles") > {group, byCode}, built when first shown
    this.outlines = new Map();  // level (or "tiles") > one path with every border of it
    this.shown = null;
    addPatterns();
    for (const [name, order, takesEvents] of [
      ["land", 210, false], ["fills", 400, true], ["lines", 420, false], ["rings", 424, false],
      ["circles", 426, true], ["marks", 430, false],
    ]) {
      const pane = map.createPane(name);
      pane.style.zIndex = order;
      if (!takesEvents) pane.style.pointerEvents = "none";
    }
    this.renderers = Object.fromEntries(
      ["land", "fills", "lines", "rings", "circles", "marks"].map(
        (pane) => [pane, L.svg({ pane, padding: 0.4 })]));
    this.addBackground();
    const mark = (style) => L.polygon([], {
      ...this.options("marks"), fill: false, ...style }).addTo(map);
    this.focusLine = mark({ color: INK, weight: 2.6 });
    this.selectedLines = [mark({ color: "#FFFFFF", weight: 7 }), mark({ color: INK, weight: 3 })];
    this.pickedLines = [mark({ color: "#FFFFFF", weight: 9 }), mark({ color: INK, weight: 4.5 })];
    this.hoverLines = [mark({ color: "#FFFFFF", weight: 4.5 }), mark({ color: INK, weight: 2 })];
  }

  options(pane) {
    return { pane, renderer: this.renderers[pane], interactive: pane === "fills" || pane === "circles",
      bubblingMouseEvents: false, smoothFactor: 0.6, lineJoin: "round" };
  }

  addBackground() {
    const land = decodePolygons(SOURCE.land);
    L.polygon(land, { ...this.options("land"), color: "#CFC9BC", weight: 0.8,
      fillColor: LAND, fillOpacity: 1 }).addTo(this.map);
    L.polyline(SOURCE.borders.map(decodeLine), { ...this.options("land"), color: "#B5AD9C",
      weight: 1.4, dashArray: "6 4" }).addTo(this.map);
  }

  // Tiles have changed their shape: they are made anew when they are shown next.
  forgetTiles() {
    this.levels.get("tiles")?.group.remove();
    this.outlines.get("tiles")?.remove();
    this.levels.delete("tiles");
    this.outlines.delete("tiles");
    if (this.shown === "tiles") this.shown = null;
  }

  // The filled areas of a level in the form on show, made once.
  level(level) {
    const name = tiled ? "tiles" : level;
    if (!this.levels.has(name)) {
      const byCode = new Map();
      for (const code of codesOf[level]) {
        const path = L.polygon(shapeOf(code), { ...this.options("fills"),
          ...(tiled ? TILE_LINE : LINE[level]), fillColor: LAND, fillOpacity: 1 });
        path.code = code;
        byCode.set(code, path);
      }
      this.levels.set(name, { group: L.featureGroup([...byCode.values()]), byCode });
    }
    return this.levels.get(name);
  }

  outline(level) {
    const name = tiled ? "tiles" : level;
    if (!this.outlines.has(name)) {
      const shapes = codesOf[level].flatMap(shapeOf);
      const width = tiled ? { weight: 2.6, opacity: 1 } : {};
      this.outlines.set(name, L.polygon(shapes, {
        ...this.options("lines"), ...LINE[level], ...width, fill: false }));
    }
    return this.outlines.get(name);
  }

  // Swaps the filled level or the form; the wider levels stay as outlines above it.
  show(level) {
    const name = tiled ? "tiles" : level;
    if (this.shown === name) return;
    this.levels.get(this.shown)?.group.remove();
    for (const line of this.outlines.values()) line.remove();
    this.map.getContainer().classList.toggle("is-tiles", tiled);
    this.level(level).group.addTo(this.map);
    for (const wider of ["amphoe", "province"]) {
      const above = LEVELS.indexOf(wider) < LEVELS.indexOf(level);
      if (above) this.outline(wider).addTo(this.map).bringToFront();
    }
    this.shown = name;
  }

  // Restyles only those paths whose fill or dimming is another one than before.
  fill(picture) {
    const { byCode } = this.level(picture.level);
    for (const [code, path] of byCode) {
      const area = picture.areas.get(code);
      const colour = area === undefined ? LAND
        : PATTERN_FILL[area.fill] ?? (picture.circles ? PLAIN : picture.colours[area.fill]);
      const opacity = isWithin(code, picture.focus) ? 1 : DIMMED;
      if (path.options.fillColor !== colour || path.options.fillOpacity !== opacity) {
        path.setStyle({ fillColor: colour, fillOpacity: opacity });
      }
    }
  }

  mark(lines, code) {
    const shape = code && levelOfCode.has(code) ? shapeOf(code) : [];
    for (const line of lines) line.setLatLngs(shape).bringToFront();
  }

  markFocus(code) { this.mark([this.focusLine], code); }

  markSelected(code) { this.mark(this.selectedLines, code); }

  markPicked(code) { this.mark(this.pickedLines, code); }

  markHover(code) { this.mark(this.hoverLines, code); }
}
