// A table whose figures can be chosen one by one. `data` is what lib/views/desk/quality_grid.py
// packs. All texts are set as text, never as HTML. One figure is in the order of the Tab key; the
// arrow keys go from there to the others. The order that the reader chose stays.

const orders = new WeakMap();
const TEXT = 0, VALUE = 1, CODE = 2, WEIGHT = 3;

function element(name, attributes = {}, text = null) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== null) made.textContent = text;
  return made;
}

function sorted(data, order) {
  const top = data.rows.slice(0, data.first);
  const rest = data.rows.slice(data.first);
  if (!order) return [...top, ...rest];
  const letters = new Intl.Collator(data.language);
  const { column, way } = order;
  const numeric = data.numeric[column];
  rest.sort((a, b) => {
    if (!numeric) return way * letters.compare(a[column][TEXT], b[column][TEXT]);
    const [one, other] = [a[column][VALUE], b[column][VALUE]];
    if (one === null || other === null) return (one === null) - (other === null);
    return way * (one - other);
  });
  return [...top, ...rest];
}

function header(data, order, again) {
  const row = element("tr");
  data.heads.forEach((name, column) => {
    const own = order && order.column === column;
    const cell = element("th", { scope: "col", class: data.numeric[column] ? "number" : "" });
    if (own) cell.setAttribute("aria-sort", order.way > 0 ? "ascending" : "descending");
    const mark = own ? (order.way > 0 ? " ▲" : " ▼") : "";
    const title = data.sort.replace("{name}", () => name);
    const button = element("button", { type: "button", title }, name + mark);
    button.onclick = () => again({ column, way: own ? -order.way : (data.numeric[column] ? -1 : 1) }, column);
    cell.append(button);
    row.append(cell);
  });
  const head = element("thead");
  head.append(row);
  return head;
}

function figure(data, cell, column, name, pick) {
  const kind = data.numeric[column] ? "number" : "text";
  const made = element("td", { class: kind });
  if (cell[WEIGHT] > 0) made.style.background = `rgba(217, 95, 2, ${0.05 + 0.33 * cell[WEIGHT]})`;
  if (!cell[CODE]) {
    made.append(element("span", {}, cell[TEXT]));
    return made;
  }
  const pressed = cell[CODE] === data.picked;
  const button = element("button", {
    type: "button", tabindex: "-1", "aria-pressed": String(pressed), "data-code": cell[CODE],
    "aria-label": `${name}, ${data.heads[column]}: ${cell[TEXT]}`,
  }, cell[TEXT]);
  button.onclick = () => pick(cell[CODE]);
  made.append(button);
  return made;
}

// The arrow keys: to the next figure that can be chosen, in the row or in the column.
function walk(body, event) {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const cell = event.target.closest("td");
  if (!step || !cell) return;
  event.preventDefault();
  let [row, column] = [cell.parentElement.rowIndex - 1, cell.cellIndex];
  for (;;) {
    row += step[0];
    column += step[1];
    const next = body.rows[row]?.cells[column];
    if (!next) return;
    const button = next.querySelector("button");
    if (button) {
      body.querySelectorAll('button[tabindex="0"]').forEach((one) => one.setAttribute("tabindex", "-1"));
      button.setAttribute("tabindex", "0");
      button.focus();
      return;
    }
  }
}

function draw({ data, parentElement, setTriggerValue }) {
  const root = parentElement;
  const old = root.querySelector(".rows");
  const [top, left] = old ? [old.scrollTop, old.scrollLeft] : [0, 0];
  const focused = (root.activeElement ?? document.activeElement)?.dataset?.code;
  const order = orders.get(root);
  const frame = element("div", { class: "rows" });
  frame.style.maxHeight = `${data.height}px`;
  const table = element("table");
  table.append(element("caption", {}, `${data.caption}. ${data.hint}`));
  table.append(header(data, order, (next, column) => {
    orders.set(root, next);
    draw({ data, parentElement, setTriggerValue });
    root.querySelectorAll("thead button")[column].focus();
  }));
  const body = element("tbody");
  const pick = (code) => setTriggerValue("pick", code);
  sorted(data, order).forEach((cells, place) => {
    const row = element("tr", { class: place < data.first ? "total" : "" });
    const name = element("th", { scope: "row" });
    name.append(element("span", {}, cells[0][TEXT]));
    row.append(name);
    cells.slice(1).forEach((cell, at) => row.append(figure(data, cell, at + 1, cells[0][TEXT], pick)));
    body.append(row);
  });
  body.onkeydown = (event) => walk(body, event);
  const entry = body.querySelector('button[aria-pressed="true"]') ?? body.querySelector("button");
  entry?.setAttribute("tabindex", "0");
  table.append(body);
  frame.append(table);
  if (old) old.replaceWith(frame);
  else root.append(frame);
  frame.scrollTop = top;
  frame.scrollLeft = left;
  if (focused) frame.querySelector(`button[data-code="${CSS.escape(focused)}"]`)?.focus();
}

export default function (component) {
  draw(component);
}
