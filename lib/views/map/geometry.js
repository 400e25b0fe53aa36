// Names and shapes of the areas, decoded from the static geometry script (see geo/encode.py).

const SOURCE = window.AREA_GEOMETRY;
const LEVELS = ["province", "amphoe", "tambon"];
const NAME_TH = 0, NAME_EN = 1, LONGITUDE = 2, LATITUDE = 3, PARENT = 4, BOX = 5;

const codesOf = Object.fromEntries(
  LEVELS.map((level) => [level, Object.keys(SOURCE.layers[level]).sort()]));
const levelOfCode = new Map(
  LEVELS.flatMap((level) => codesOf[level].map((code) => [code, level])));
// The whole region: the one area without a parent.
const ROOT = Object.keys(SOURCE.areas).find((code) => SOURCE.areas[code][PARENT] === null);

// One flat list [x0, y0, dx, dy, ...] in degrees times the scale, as Leaflet wants it: [lat, lng].
function decodeLine(flat) {
  const points = new Array(flat.length / 2);
  let x = 0, y = 0;
  for (let i = 0; i < flat.length; i += 2) {
    x += flat[i];
    y += flat[i + 1];
    points[i / 2] = [y / SOURCE.scale, x / SOURCE.scale];
  }
  return points;
}

function decodePolygons(polygons) {
  return polygons.map((rings) => rings.map(decodeLine));
}

const decodedShapes = new Map();

// Whether amphoe are drawn as tiles of one size (see tiles.js); the picture on show decides.
let tiled = false;

// The multipolygon of an area; decoded the first time it is asked for.
function shapeOf(code) {
  if (tiled) return tileShapeOf(code);
  if (!decodedShapes.has(code)) {
    const level = levelOfCode.get(code);
    decodedShapes.set(code, decodePolygons(SOURCE.layers[level][code]));
  }
  return decodedShapes.get(code);
}

function isArea(code) {
  return Object.hasOwn(SOURCE.areas, code);
}

function parentOf(code) {
  return isArea(code) ? SOURCE.areas[code][PARENT] : null;
}

// Whether an area is the other one or lies in it.
function isWithin(code, ancestor) {
  for (let at = code; at !== null; at = parentOf(at)) if (at === ancestor) return true;
  return false;
}

function centreOf(code) {
  if (tiled) return tileCentreOf(code);
  const area = SOURCE.areas[code];
  return L.latLng(area[LATITUDE], area[LONGITUDE]);
}

function boundsOf(code) {
  if (tiled) return tileBoundsOf(code);
  const [west, south, east, north] =
    isArea(code) ? SOURCE.areas[code].slice(BOX, BOX + 4) : SOURCE.bounds;
  return L.latLngBounds([south, west], [north, east]);
}

// Extent of an area's box in square degrees: which label goes first.
function extentOf(code) {
  if (tiled) return 1;
  const [west, south, east, north] = SOURCE.areas[code].slice(BOX, BOX + 4);
  return (east - west) * (north - south);
}

function bareName(code, lang) {
  return SOURCE.areas[code][lang === "en" ? NAME_EN : NAME_TH];
}

// "ต.ยะรัง" or "Tambon Yarang": a name that says its level.
function fullName(code, lang) {
  const level = levelOfCode.get(code);
  const name = bareName(code, lang);
  return level ? WORDS[lang][level].replace("{name}", name) : name;
}

// The names of the amphoe and province that an area lies in.
function parentNames(code, lang) {
  const names = [];
  for (let at = parentOf(code); at && at !== ROOT; at = parentOf(at)) names.push(fullName(at, lang));
  return names.join(lang === "en" ? ", " : " ");
}
