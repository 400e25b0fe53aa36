// Amphoe as tiles of one size, arranged like the geography (geo/tiles.py): TILES has the column
// and row of each. They stand in the same place and height as the region on the ordinary map, so
// that all that zooms, walks and labels works with them as it does with the real shapes.

const WIDE_TILE = 1.3;               // width to height: Thai names are wide
const NARROW_TILE = 0.9;             // where the map is higher than wide and width is what lacks
const FLAT = L.CRS.EPSG3857;         // tiles are equal on the screen, so they are laid out there
const flatten = (latlng) => FLAT.latLngToPoint(L.latLng(latlng), 0);
const unflatten = (point) => FLAT.pointToLatLng(point, 0);

function gridOf(ratio) {
  const cells = Object.values(TILES);
  const columns = Math.max(0, ...cells.map(([column]) => column)) + 1;
  const rows = Math.max(0, ...cells.map(([, row]) => row)) + 1;
  const [west, south, east, north] = SOURCE.bounds;
  const [top, bottom] = [flatten([north, west]), flatten([south, east])];
  const height = (bottom.y - top.y) / rows;
  const width = height * ratio;
  const middle = (top.x + bottom.x) / 2;
  return { width, height, ratio, top: top.y, left: middle - width * columns / 2 };
}

let GRID = gridOf(WIDE_TILE);

// Tiles for a map of this size in pixels; gives whether they are others than before.
function shapeTiles({ x, y }) {
  const ratio = x >= y ? WIDE_TILE : NARROW_TILE;
  if (ratio === GRID.ratio) return false;
  GRID = gridOf(ratio);
  tileShapes.clear();
  return true;
}

// Corner of a cell; halves are allowed, so that (0.5, 0.5) is the middle of the first one.
function tilePoint(column, row) {
  return unflatten(L.point(GRID.left + column * GRID.width, GRID.top + row * GRID.height));
}

// The shorter side of a tile on the screen, pixels.
function tileSize(map) {
  return map.getZoomScale(map.getZoom(), 0) * Math.min(GRID.width, GRID.height);
}

// The tiles of an area: its own, those in it, or that of the amphoe it lies in.
function tilesOf(code) {
  const codes = codesOf.amphoe.filter((amphoe) => code === ROOT
    || isWithin(amphoe, code) || isWithin(code, amphoe));
  return codes.filter((amphoe) => amphoe in TILES).map((amphoe) => TILES[amphoe]);
}

function tileBoundsOf(code) {
  const cells = tilesOf(isArea(code) ? code : ROOT);
  const columns = cells.map(([column]) => column), rows = cells.map(([, row]) => row);
  return L.latLngBounds(tilePoint(Math.min(...columns), Math.max(...rows) + 1),
    tilePoint(Math.max(...columns) + 1, Math.min(...rows)));
}

function tileCentreOf(code) {
  const cells = tilesOf(code);
  const mean = (at) => cells.reduce((sum, cell) => sum + cell[at], 0) / cells.length + 0.5;
  return tilePoint(mean(0), mean(1));
}

// Edges between the tiles of an area and all others, as rings of corners "column,row". Each edge
// runs with its tile on the right, so that the end of one is the start of the next.
function tileRings(cells) {
  const own = new Set(cells.map(String));
  const next = new Map();
  const edge = (from, to) => {
    const ends = next.get(String(from)) ?? [];
    next.set(String(from), [...ends, to]);
  };
  for (const [column, row] of cells) {
    const free = (dx, dy) => !own.has(String([column + dx, row + dy]));
    if (free(0, -1)) edge([column, row], [column + 1, row]);
    if (free(1, 0)) edge([column + 1, row], [column + 1, row + 1]);
    if (free(0, 1)) edge([column + 1, row + 1], [column, row + 1]);
    if (free(-1, 0)) edge([column, row + 1], [column, row]);
  }
  const rings = [];
  while (next.size) {
    const [start] = next.keys();
    const ring = [];
    for (let at = start; next.has(at);) {
      const [to, ...others] = next.get(at);
      if (others.length) next.set(at, others);
      else next.delete(at);
      ring.push(to);
      at = String(to);
    }
    rings.push(ring);
  }
  return rings;
}

const tileShapes = new Map();

// One ring a polygon: no province of a grid this small encloses another.
function tileShapeOf(code) {
  if (!tileShapes.has(code)) {
    tileShapes.set(code, tileRings(tilesOf(code)).map(
      (ring) => [ring.map(([column, row]) => tilePoint(column, row))]));
  }
  return tileShapes.get(code);
}

// A name in at most `most` lines, broken between words only, as even as can be.
function brokenName(name, lang, most, width) {
  const words = wordsOf(name, lang);
  let best = { lines: [name], widest: width(name) };
  const tryLines = (from, lines) => {
    if (from === words.length) {
      const widest = Math.max(...lines.map(width));
      const shorter = widest < best.widest - 0.5
        || (Math.abs(widest - best.widest) <= 0.5 && lines.length < best.lines.length);
      if (shorter) best = { lines, widest };
      return;
    }
    if (lines.length === most) return;
    for (let to = from + 1; to <= words.length; to += 1) {
      tryLines(to, [...lines, words.slice(from, to).join("").trim()]);
    }
  };
  tryLines(0, []);
  return best;
}

// Thai has no spaces between words; the browser knows where they end.
function wordsOf(name, lang) {
  if (lang === "en" || !window.Intl?.Segmenter) return name.split(/(?<=[\s-])/);
  const parts = [...new Intl.Segmenter(lang, { granularity: "word" }).segment(name)]
    .map(({ segment }) => segment);
  // A hyphen stays with the word before it.
  return parts.reduce((words, part) => (part === "-" && words.length
    ? [...words.slice(0, -1), words.at(-1) + part] : [...words, part]), []);
}

const TILE_TEXT = { most: 15, least: 7, weight: 600, lineHeight: 1.28 };

// Type size and lines of every name, for tiles of this many pixels: one size for all of them,
// smaller only for a name that does not go into its tile otherwise.
function tileNames(lang, width, height, measure) {
  const { most, least, weight, lineHeight } = TILE_TEXT;
  const room = width < 56 ? 4 : 8;
  const fitting = (code, size) => {
    const lines = Math.max(1, Math.floor((height - room / 2) / (size * lineHeight)));
    const one = (text) => measure(text, { size, weight });
    const whole = bareName(code, lang);
    for (let most = 1; ; most += 1) {  // as few lines as will do
      const found = brokenName(whole, lang, most, one);
      const fits = found.widest <= width - room;
      if (fits || most >= Math.min(lines, 3)) return { ...found, size, fits };
    }
  };
  const largest = (code, from) => {
    for (let size = from; size > least; size -= 0.5) {
      const found = fitting(code, size);
      if (found.fits) return found;
    }
    return fitting(code, least);
  };
  const sizes = codesOf.amphoe.map((code) => largest(code, most).size).sort((a, b) => a - b);
  const common = sizes[Math.floor(sizes.length / 10)];
  return new Map(codesOf.amphoe.map((code) => [code, largest(code, common)]));
}
