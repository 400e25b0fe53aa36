// Points that open when the map is near. They come to the browser apart from the picture: in a
// custom property of the page's style, named by their digest (see component.py), so that a new
// picture does not bring them again.

const OPEN_ZOOM = 1.3;               // zoom above the whole region at which points show
const JOIN = 38;                     // pixels: points nearer than this are one cluster
const POINT_SIZE = 17;
const LISTED = 8;                    // names on the card of a cluster that cannot open any more
const POINTS_WAIT = 15_000;          // ms to wait for points that the page has announced
const SHAPES = [
  "M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 1 1 8 2.2Z", "M3 3H13V13H3Z", "M8 1.6 14.8 13.6H1.2Z",
  "M8 1 15 8 8 15 1 8Z", "M8 14.4 1.2 2.4H14.8Z", "M5.5 1.5h5V5.5h4v5h-4v4h-5v-4h-4v-5h4Z",
  "M5 1.6h6L14.4 8 11 14.4H5L1.6 8Z",
];

function pointElement(kind, colour, parent, size = POINT_SIZE) {
  const drawing = svgElement("svg", { viewBox: "0 0 16 16", width: size, height: size,
    class: "area-point-shape", "aria-hidden": "true" }, parent);
  svgElement("path", { d: SHAPES[kind % SHAPES.length], fill: colour }, drawing);
  return drawing;
}

function isDark(colour) {
  const channels = colour.match(/[0-9a-f]{2}/gi)?.map((pair) => parseInt(pair, 16)) ?? [255, 255, 255];
  const [r, g, b] = channels.map((value) => (value / 255) ** 2.2);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.18;  // where white is read better than ink
}

// The packed points of a digest, once the page has them.
async function announcedPoints(digest) {
  const end = performance.now() + POINTS_WAIT;
  while (performance.now() < end) {
    const { document: page } = window.parent;
    const packed = window.parent.getComputedStyle(page.documentElement)
      .getPropertyValue(`--area-points-${digest}`).replaceAll(/["'\s]/g, "");
    if (packed) return inflate(packed);
    await new Promise((done) => { setTimeout(done, 60); });
  }
  return null;
}

function decodePoints({ scale, areas, counts, x, y, kinds, texts, notes }) {
  const area = areas.flatMap((code, i) => new Array(counts[i]).fill(code));
  const wordOf = ([table, which], i) => table[which.length ? which[i] : i];
  let longitude = 0, latitude = 0;
  return kinds.map((kind, i) => {
    longitude += x[i];
    latitude += y[i];
    return { index: i, kind, area: area[i], latlng: L.latLng(latitude / scale, longitude / scale),
      text: wordOf(texts, i), note: wordOf(notes, i) };
  });
}

// The points of a picture out of a stock of places: a character a place says its kind, a full stop
// that it is not shown; places that the stock does not have come after them.
function pointsFromStock(stock, { kinds, others }) {
  const shown = decodePoints({ ...stock, kinds: [...kinds].map((kind) => Number.parseInt(kind, 36)) })
    .filter(({ kind }) => !Number.isNaN(kind));
  return [...shown, ...(others ? decodePoints(others) : [])]
    .map((point, index) => ({ ...point, index }));
}

// Points in groups no wider than JOIN pixels at this zoom: each joins the first group near it.
function clusterPoints(map, points, zoom) {
  const groups = [], grid = new Map();
  const cellOf = ({ x, y }) => [Math.floor(x / JOIN), Math.floor(y / JOIN)];
  for (const point of points) {
    const at = map.project(point.latlng, zoom);
    const [column, row] = cellOf(at);
    let joined = null;
    for (let dx = -1; dx <= 1 && !joined; dx += 1) {
      for (let dy = -1; dy <= 1 && !joined; dy += 1) {
        joined = grid.get(`${column + dx} ${row + dy}`)?.find((one) => one.at.distanceTo(at) < JOIN);
      }
    }
    if (joined) joined.points.push(point);
    else {
      const group = { at, points: [point] };
      const key = `${column} ${row}`;
      grid.set(key, [...(grid.get(key) ?? []), group]);
      groups.push(group);
    }
  }
  for (const group of groups) {
    const sum = group.points.reduce((total, { latlng }) => [total[0] + latlng.lat,
      total[1] + latlng.lng], [0, 0]);
    group.latlng = L.latLng(sum[0] / group.points.length, sum[1] / group.points.length);
  }
  return groups;
}

class PointLayer extends RovingMarkers {
  constructor(view) {
    super(view, "points", 615);
    this.digest = null;              // of the points asked for
    this.points = [];
    this.clustered = [];             // the groups of one zoom and focus
    this.clusteredFor = null;
  }

  // Whether points stand on the map now.
  get open() {
    return this.points.length > 0 && !tiled
      && this.map.getZoom() >= this.view.allZoom + OPEN_ZOOM;
  }

  async show(picture) {
    this.legend = picture.points?.legend ?? [];
    const digest = picture.points?.digest ?? null;
    if (digest === this.digest) return;
    this.digest = digest;
    this.set([]);
    if (!digest) return;
    const { stock } = picture.points;
    const packed = await announcedPoints(stock ?? digest);
    if (!packed || this.digest !== digest) return;
    this.set(stock ? pointsFromStock(packed, picture.points) : decodePoints(packed));
  }

  set(points) {
    this.points = points;
    this.clusteredFor = null;
    this.map.getContainer().dataset.points = points.length;
    this.redraw();
    this.view.relabel();
  }

  groups() {
    const { focus } = this.view.picture;
    const zoom = Math.round(this.map.getZoom() * 10) / 10;
    if (this.clusteredFor !== `${focus} ${zoom}`) {
      this.clusteredFor = `${focus} ${zoom}`;
      const inside = this.points.filter(({ area }) => isWithin(area, focus));
      this.clustered = clusterPoints(this.map, inside, zoom);
    }
    return this.clustered;
  }

  // Where names should not stand, in container pixels.
  obstacles() {
    return this.markers.map((marker) => {
      const { x, y } = this.map.latLngToContainerPoint(marker.getLatLng());
      const half = marker.size / 2;
      return { left: x - half, right: x + half, top: y - half, bottom: y + half };
    });
  }

  redraw() {
    const { picture, circles } = this.view;
    if (!picture || this.view.waiting) return;
    circles.setOpen(this.open);
    this.map.getContainer().classList.toggle("is-near", this.open);
    const had = this.pane.contains(document.activeElement) ? this.focused?.getLatLng() : null;
    this.markers.forEach((marker) => marker.remove());
    this.markers = [];
    this.focused = null;
    if (!this.open) return;
    this.pane.setAttribute("aria-label", WORDS[picture.lang].pointGroup);
    const view = this.map.getBounds().pad(0.15);
    this.markers = this.groups().filter(({ latlng }) => view.contains(latlng))
      .map((group) => this.marker(group).addTo(this.map));
    this.markers.forEach((marker) => this.prepare(marker, this.lines(marker.group).filter(Boolean).join(", ")));
    this.rove(this.nearest(had ?? this.map.getCenter()), had !== null);
  }

  colourOf(kind) { return this.legend[kind]?.[1] ?? "#52606D"; }

  marker(group) {
    const { points } = group;
    const html = make("span");
    let size = POINT_SIZE;
    if (points.length === 1) pointElement(points[0].kind, this.colourOf(points[0].kind), html);
    else {
      const same = points.every(({ kind }) => kind === points[0].kind);
      const colour = same ? this.colourOf(points[0].kind) : "#FFFFFF";
      size = Math.round(Math.min(44, 18 + 2.6 * Math.sqrt(points.length)));
      const disc = make("span", `area-cluster${same ? "" : " is-mixed"}`, points.length.toLocaleString("en"), html);
      Object.assign(disc.style, { width: `${size}px`, height: `${size}px`, backgroundColor: colour,
        color: isDark(colour) ? "#FFFFFF" : INK });
    }
    const icon = L.divIcon({ className: "area-point", html, iconSize: [size, size] });
    return Object.assign(L.marker(group.latlng, { icon, pane: "points", keyboard: false,
      bubblingMouseEvents: false }), { group, size });
  }

  // What a point or a cluster says: name, place, note.
  lines({ points }) {
    const { lang } = this.view.picture;
    const words = WORDS[lang];
    const [first] = points;
    const place = isArea(first.area)
      ? `${fullName(first.area, lang)} ${parentNames(first.area, lang)}` : "";
    if (points.length === 1) return [first.text, place, this.legend[first.kind]?.[0], first.note];
    const counts = this.legend.map(([label], kind) => [label,
      points.filter((point) => point.kind === kind).length]).filter(([, count]) => count);
    return [words.pointCount.replace("{count}", points.length.toLocaleString("en")), "",
      counts.map(([label, count]) => `${label} ${count.toLocaleString("en")}`).join(" · "), ""];
  }

  card(marker) {
    const hint = marker.group.points.length > 1 ? WORDS[this.view.picture.lang].pointOpen : "";
    const [name, place, kind, note] = this.lines(marker.group);
    this.say(marker, [["area-card-name", name], ["area-card-parents", place],
      ["area-card-title", kind], ["area-card-note", note], ["area-card-hint", hint]]);
  }

  // A cluster opens, or tells who is in it when it cannot; a point comes back to the page.
  choose(marker) {
    const { points } = marker.group;
    if (points.length > 1) {
      const bounds = L.latLngBounds(points.map(({ latlng }) => latlng));
      const wide = this.map.project(bounds.getNorthEast(), this.map.getMaxZoom())
        .distanceTo(this.map.project(bounds.getSouthWest(), this.map.getMaxZoom()));
      if (this.map.getZoom() >= this.map.getMaxZoom() - 0.05 || wide < JOIN) {
        this.list(marker);
        return;
      }
      this.view.moved = true;
      this.map.fitBounds(bounds, { padding: [60, 60], animate: !REDUCED,
        maxZoom: Math.max(this.map.getZoom() + 1, Math.min(this.map.getMaxZoom(), 12.5)) });
    } else if (this.view.picture.points?.choosable) {
      sendValue({ point: points[0].index, points: this.digest });
    } else this.card(marker);
  }

  list(marker) {
    const { points } = marker.group;
    const words = WORDS[this.view.picture.lang];
    const names = points.slice(0, LISTED).map(({ text }) => text);
    const more = points.length - names.length;
    if (more) names.push(words.pointMore.replace("{count}", more.toLocaleString("en")));
    const [name, , kind] = this.lines(marker.group);
    this.say(marker, [["area-card-name", name], ["area-card-title", kind],
      ...names.map((text) => ["area-card-note", text])]);
    this.view.interaction.live.textContent = names.join(", ");
  }
}
