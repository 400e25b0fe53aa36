// The work list as a table. `data` is what lib/views/follow_up/listing.py packs. All texts are set as
// text, never as HTML. Heads sort on the server, because the table may hold a part of the list only.
// Tab comes to one row alone, arrow keys go on from there: a list may have a thousand.

function element(name, attributes = {}, text = null) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== null) made.textContent = text;
  return made;
}

function header(data, send) {
  const row = element("tr");
  data.heads.forEach((head) => {
    const cell = element("th", { scope: "col", class: head.numeric ? "number" : "" });
    if (!head.sorts) {
      cell.append(element("span", {}, head.name));
    } else {
      if (head.way) cell.setAttribute("aria-sort", head.way > 0 ? "ascending" : "descending");
      const mark = head.way ? (head.way > 0 ? " ▲" : " ▼") : "";
      const button = element(
        "button", { type: "button", title: head.hint, "data-key": `sort ${head.column}` },
        head.name + mark,
      );
      button.onclick = () => send("sort", head.column);
      cell.append(button);
    }
    row.append(cell);
  });
  const head = element("thead");
  head.append(row);
  return head;
}

function line(data, place, send) {
  const tambon = data.tambon[place];
  const row = element("tr");
  data.rows[place].forEach((text, column) => {
    const head = data.heads[column];
    const cell = element("td", { class: head.numeric ? "number" : "" });
    if (head.column === "tambon" && data.picks) {
      const pressed = String(tambon === data.picked);
      const key = `row ${data.ids[place]}`;
      const button = element("button", { type: "button", "aria-pressed": pressed, "data-key": key }, text);
      button.onclick = () => send("pick", tambon);
      cell.append(button);
    } else {
      cell.textContent = text;
    }
    row.append(cell);
  });
  return row;
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };

// One of the buttons is where Tab comes to.
function rove(buttons, at) {
  buttons.forEach((one, place) => { one.tabIndex = place === at ? 0 : -1; });
}

function walk(event, buttons) {
  const from = buttons.indexOf(event.target);
  const last = buttons.length - 1;
  const to = { Home: 0, End: last }[event.key] ?? from + (STEPS[event.key] ?? NaN);
  if (from < 0 || Number.isNaN(to)) return;
  event.preventDefault();
  const at = Math.max(0, Math.min(to, last));
  rove(buttons, at);
  buttons[at].focus();
}

export default function ({ data, parentElement: root, setTriggerValue }) {
  const old = root.querySelector(".rows");
  const focused = root.activeElement ?? root.getRootNode().activeElement;
  const key = focused?.dataset?.key;
  // A list in another order begins at its top; one that only marks something else stays.
  const top = old && old.dataset.shown === data.shown ? old.scrollTop : 0;
  const frame = element("div", { class: "rows", "data-shown": data.shown, tabindex: "0", role: "region" });
  frame.setAttribute("aria-label", data.caption);
  frame.style.maxHeight = `${data.height}px`;
  const table = element("table");
  table.append(element("caption", {}, data.caption));
  table.append(header(data, setTriggerValue));
  const body = element("tbody");
  data.rows.forEach((_, place) => body.append(line(data, place, setTriggerValue)));
  table.append(body);
  frame.append(table);
  const buttons = [...body.querySelectorAll("button")];
  const at = buttons.findIndex((one) => one.dataset.key === key);
  rove(buttons, Math.max(at, 0));
  body.addEventListener("keydown", (event) => walk(event, buttons));
  body.addEventListener("focusin", ({ target }) => rove(buttons, buttons.indexOf(target)));
  if (old) old.replaceWith(frame);
  else root.append(frame);
  frame.scrollTop = top;
  if (key) frame.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
}
