// A table whose rows can be chosen. `data` is what lib/views/charts/linked.py packs. All texts are
// set as text, never as HTML. The order that the reader chose stays when new figures come.

const orders = new WeakMap();

function element(name, attributes = {}, text = null) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== null) made.textContent = text;
  return made;
}

function compared(data, column, way) {
  const numbers = data.order[column];
  const letters = new Intl.Collator(data.language);
  return (a, b) => {
    if (!numbers) return way * letters.compare(data.rows[a][column], data.rows[b][column]);
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
    const button = element("button", { type: "button", title: data.sort[column] }, name + mark);
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

function line(data, place, pick) {
  const chosen = data.codes[place] === data.picked;
  const row = element("tr", { class: chosen ? "picked" : "" });
  data.rows[place].forEach((text, column) => {
    if (column) {
      row.append(element("td", { class: data.numeric[column] ? "number" : "" }, text));
      return;
    }
    const cell = element("th", { scope: "row" });
    const attributes = { type: "button", "aria-pressed": String(chosen), "data-code": data.codes[place] };
    cell.append(element("button", attributes, text));
    row.append(cell);
  });
  row.onclick = () => pick(data.codes[place]);
  return row;
}

function draw({ data, parentElement, setTriggerValue }) {
  const root = parentElement;
  const old = root.querySelector(".rows");
  const top = old ? old.scrollTop : 0;
  const focused = root.activeElement?.dataset?.code ?? document.activeElement?.dataset?.code;
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
  const places = data.rows.map((_, place) => place);
  if (order && order.column < data.heads.length) places.sort(compared(data, order.column, order.way));
  places.forEach((place) => body.append(line(data, place, (code) => setTriggerValue("pick", code))));
  table.append(body);
  frame.append(table);
  if (old) old.replaceWith(frame);
  else root.append(frame);

  frame.scrollTop = top;
  if (focused) frame.querySelector(`button[data-code="${CSS.escape(focused)}"]`)?.focus();
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
