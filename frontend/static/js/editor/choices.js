// When the server says no: what stands there and what one wanted, side by side, to choose from. Nothing is lost.

/** @param {{title: string, rows: [string, string][], yes: string, no: string}} words @returns {Promise<boolean>} */
export function choose(words) {
  const dialog = document.createElement("dialog");
  dialog.className = "ed-dialog";
  dialog.setAttribute("aria-labelledby", "ed-dialog-title");
  const head = document.createElement("h2");
  head.id = "ed-dialog-title";
  head.textContent = words.title;
  const list = document.createElement("dl");
  for (const [name, value] of words.rows) {
    const term = document.createElement("dt");
    const said = document.createElement("dd");
    term.textContent = name;
    said.textContent = value;
    list.append(term, said);
  }
  const row = document.createElement("p");
  row.className = "actions";
  row.append(button(words.no, "no", "btn"), button(words.yes, "yes", "btn go"));
  dialog.append(head, list, row);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("click", (event) => {
      const pressed = event.target instanceof HTMLElement ? event.target.dataset["choice"] : undefined;
      if (pressed) dialog.close(pressed);
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(dialog.returnValue === "yes");
    });
  });
}

/** @param {string} text @param {string} choice @param {string} look */
function button(text, choice, look) {
  const node = document.createElement("button");
  node.type = "button";
  node.className = look;
  node.dataset["choice"] = choice;
  node.textContent = text;
  return node;
}
