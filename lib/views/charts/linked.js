// A table whose rows can be chosen. `data` is what lib/views/charts/linked.py packs. All texts are
// set as text, never as HTML. The order that the reader chose stays when new figures come.

const orders = new WeakMap();

function element(name, attributes = {}, text = null) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== null) made.textContent = text;
  return made;
}

// The texts of a column, one a row.
function unpacked([words, which]) {
  return which.length ? which.map((place) => words[place]) : words;
}

// A number as it is written, null where there is none.
function numberIn(text) {
  const value = Number.parseFloat(text.replaceAll(",", ""));
  return Number.isNaN(value) ? null : value;
}

function compared(data, column, way) {
  const texts = unpacked(data.columns[column]);
  const numbers = data.numeric[column] ? (data.order[column] ?? texts.map(numberIn)) : null;
  const letters = new Intl.Collator(data.language);
  return (a, b) => {
    if (!numbers) return way * letters.compare(texts[a], texts[b]);
    if (numbers[a] === null || numbers[b] === null) {
      return (numbers[a] === null) - (numbers[b] === null); // the unknown comes last, both ways
    }
    return way * (numbers[a] - numbers[b]) || a - b;
  };
}

function header(data, order, again) {
  const row = element("tr");
  data.heads.forEach((name, column) => {
    const cell = element("th", { scope: "col", class: data.numeric[column] ? "number" : "" });
    const own = order && order.column === column;
    if (own) cell.setAttribute("aria-sort", order.way > 0 ? "ascending" : "descending");
    const mark = own ? (order.way > 0 ? " ▲" : " ▼") : "";
    const button = element("button", { type: "button", title: data.sort.replace("{name}", () => name) }, name + mark);
    button.onclick = () => {
      const first = data.numeric[column] ? -1 : 1;
      again({ column, way: own ? -order.way : first }, column);
    };
    cell.append(button);
    row.append(cell);
  });
  const head = element("thead");
  head.append(row);
  return head;
}

// `turn` tells the rows of one code apart.
function line(data, texts, turn, place, pick) {
  const code = data.codes[place];
  const chosen = code !== "" && code === data.picked;
  const row = element("tr", { class: `${chosen ? "picked" : ""}${code ? "" : " fixed"}` });
  texts.forEach((column, number) => {
    const text = column[place];
    if (number) {
      row.append(element("td", { class: data.numeric[number] ? "number" : "" }, text));
      return;
    }
    const cell = element("th", { scope: "row" });
    if (code) {
      const attributes = { type: "button", "aria-pressed": String(chosen), "data-code": code, "data-turn": turn };
      cell.append(element("button", attributes, text));
    } else cell.append(element("span", {}, text));
    row.append(cell);
  });
  if (code) row.onclick = () => pick(code);
  return row;
}

// How many rows before each have its code.
function turns(codes) {
  const seen = new Map();
  return codes.map((code) => {
    seen.set(code, (seen.get(code) ?? -1) + 1);
    return seen.get(code);
  });
}

function draw({ data, parentElement, setTriggerValue }) {
  const root = parentElement;
  const old = root.querySelector(".rows");
  const top = old ? old.scrollTop : 0;
  const { code: focused, turn: focusedTurn } = (root.activeElement ?? document.activeElement)?.dataset ?? {};
  const before = old?.dataset.picked;
  const order = orders.get(root);

  const frame = element("div", { class: "rows", "data-picked": data.picked });
  frame.style.maxHeight = `${data.height}px`;
  const table = element("table");
  table.append(element("caption", {}, `${data.caption}. ${data.hint}`));
  const again = (next, column) => {
    orders.set(root, next);
    draw({ data, parentElement, setTriggerValue });
    root.querySelectorAll("thead button")[column].focus();
  };
  table.append(header(data, order, again));
  const body = element("tbody");
  const texts = data.columns.map(unpacked);
  const turn = turns(data.codes);
  const places = data.codes.map((_, place) => place);
  if (order && order.column < data.heads.length) places.sort(compared(data, order.column, order.way));
  const pick = (code) => setTriggerValue("pick", code);
  places.forEach((place) => body.append(line(data, texts, turn[place], place, pick)));
  table.append(body);
  frame.append(table);
  if (old) old.replaceWith(frame);
  else root.append(frame);

  frame.scrollTop = top;
  if (focused) {
    const own = `button[data-code="${CSS.escape(focused)}"]`;
    (frame.querySelector(`${own}[data-turn="${focusedTurn}"]`) ?? frame.querySelector(own))?.focus();
  }
  // Chosen elsewhere, on the map say: bring the row into view without moving the page.
  if (data.picked && data.picked !== before) {
    const row = frame.querySelector("tr.picked");
    if (row) {
      const head = table.tHead.offsetHeight;
      const above = row.offsetTop - head;
      const below = row.offsetTop + row.offsetHeight - frame.clientHeight;
      if (frame.scrollTop > above) frame.scrollTop = above;
      else if (frame.scrollTop < below) frame.scrollTop = below;
    }
  }
}

export default function (component) {
  draw(component);
}
