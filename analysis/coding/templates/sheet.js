"use strict";
(() => {
  const sheet = JSON.parse(document.getElementById("data").textContent);
  const at = (id) => document.getElementById(id);
  const made = (tag, text = "", settings = {}) =>
    Object.assign(document.createElement(tag), { textContent: text }, settings);
  const KEY = `parallax-sheet-${sheet.id}`;
  const KEPT = 500;
  const variables = new Map(sheet.variables.map((one) => [one.name, one]));
  const articles = new Map(sheet.articles.map((one) => [one.id, one]));
  const of = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);

  // -- what is kept: every change is stored before it is shown -----------------------------

  // Maps would need no guard against an article called "__proto__"; JSON has none.
  const empty = () => ({ codes: [], notes: [], log: [], since: 0 });
  let state = empty();
  let codes = new Map();
  let notes = new Map();
  const name = (article, variable) => JSON.stringify([article, variable]);

  const alarm = (text) => {
    at("alarm").textContent = text;
    at("alarm").hidden = !text;
  };
  const tell = (text) => {
    at("told").textContent = text;
    at("told").hidden = !text;
  };
  const REFUSED =
    "This browser keeps nothing for this page: codes are lost when it closes. Export often, " +
    "or open the page in another browser (not in a private window).";

  const stored = () => {
    let text = null;
    try { text = localStorage.getItem(KEY); } catch { return null; }
    if (text === null) return null;
    try {
      const read = JSON.parse(text);
      return { ...empty(), ...read };
    } catch {
      // Never write over what cannot be read: it is put aside whole.
      try { localStorage.setItem(`${KEY}-unread-${Date.now()}`, text); } catch { /* full */ }
      alarm("What this browser kept for the page cannot be read. It was put aside, not lost; ask who made the page.");
      return null;
    }
  };
  const take = (read) => {
    state = read;
    codes = new Map(read.codes);
    notes = new Map(read.notes);
  };
  let kept = true;
  const keep = () => {
    state.codes = [...codes];
    state.notes = [...notes];
    const text = JSON.stringify(state);
    try {
      localStorage.setItem(KEY, text);
      if (localStorage.getItem(KEY) !== text) throw new Error("not kept");
      if (!kept) alarm("");
      kept = true;
    } catch {
      kept = false;
      alarm(REFUSED);
    }
  };
  // Another tab may have changed what is kept: read it anew before each change.
  const refresh = () => {
    const read = kept && stored();
    if (read) take(read);
  };

  const put = (changes) => {
    for (const { key, after } of changes) {
      if (after) codes.set(key, after);
      else codes.delete(key);
    }
  };
  const change = (changes) => {
    refresh();
    const log = changes.map(([article, variable, after]) => {
      const key = name(article, variable);
      return { key, before: codes.get(key) ?? null, after };
    });
    put(log);
    state.log = [...state.log, log].slice(-KEPT);
    state.since += log.length;
    keep();
    show();
  };
  const undo = () => {
    refresh();
    const last = state.log.pop();
    if (!last) return;
    put(last.map(({ key, before }) => ({ key, after: before })).reverse());
    state.since += last.length;
    keep();
    const [article, variable] = JSON.parse(last.at(-1).key);
    go(sheet.articles.findIndex((one) => one.id === article));
    stand(asked().indexOf(variable));
    tell(last.length === 1 ? "The last change is undone." : "The import is undone.");
  };

  // -- where the coder is ------------------------------------------------------------------

  let article = 0;
  let question = 0;
  const asked = (one = sheet.articles[article]) => one.asks ?? [...variables.keys()];
  const code = (one, variable) => codes.get(name(one.id, variable))?.code;
  const isDone = (one) => asked(one).every((variable) => code(one, variable) !== undefined);
  const firstOpen = (one) => asked(one).findIndex((each) => code(one, each) === undefined);

  const keysOf = (variable) => {
    const firsts = variable.codes.map((one) => one.code[0]?.toLowerCase() ?? "");
    const free = [..."abcdefghijklmnopqrstuvwxyz"].filter((one) => !firsts.includes(one));
    return variable.codes.map((_, place) => {
      const own = /^[a-z]$/.test(firsts[place]) &&
        firsts.filter((one) => one === firsts[place]).length === 1 ? firsts[place] : "";
      const digit = place < 9 ? String(place + 1) : "";
      return [digit, own || (digit ? "" : free.shift() ?? "")].filter(Boolean);
    });
  };

  const numberIn = (variable, text) => {
    const read = text.trim();
    if (!/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(read) || !Number.isFinite(Number(read))) {
      return "Not kept: write a number, with a point and no other sign (3.5).";
    }
    return variable.level === "ratio" && Number(read) < 0 ? "Not kept: it begins at 0." : "";
  };

  const give = (variable, value) => {
    const one = sheet.articles[article];
    const after = value === null ? null : { code: value, at: new Date().toISOString() };
    if ((after?.code ?? undefined) !== code(one, variable)) change([[one.id, variable, after]]);
  };
  const choose = (place, value) => {
    give(asked()[place], value);
    tell("");
    stand(Math.min(place + 1, asked().length - 1));
  };

  const stand = (place, focus = true) => {
    question = Math.max(0, Math.min(place, asked().length - 1));
    const sets = [...at("list").children];
    sets.forEach((set, number) => {
      set.classList.toggle("current", number === question);
      set.toggleAttribute("aria-current", number === question);
      const examples = set.querySelector("details");
      if (examples) examples.open = number === question;
    });
    const set = sets[question];
    if (set && focus) {
      (set.querySelector("input") ?? set).focus({ preventScroll: true });
      set.scrollIntoView({ block: "nearest" });
    }
    remember();
  };
  // Apart from the codes, so that no move can write over what another tab has kept.
  const PLACE = `${KEY}-place`;
  const remember = () => {
    try { localStorage.setItem(PLACE, JSON.stringify([article, question])); } catch { /* not vital */ }
  };
  const remembered = () => {
    try { return JSON.parse(localStorage.getItem(PLACE)) ?? [0, 0]; } catch { return [0, 0]; }
  };
  const go = (place, focus = true) => {
    article = Math.max(0, Math.min(place, sheet.articles.length - 1));
    build();
    const open = firstOpen(sheet.articles[article]);
    stand(open < 0 ? 0 : open, focus);
    at("article").scrollTop = 0;
    if (scrollY > at("article").offsetTop) at("article").scrollIntoView();
  };
  const onward = () => {
    const here = asked().findIndex((each, place) =>
      place >= question && code(sheet.articles[article], each) === undefined);
    if (here >= 0 && here !== question) { stand(here); return; }
    const missed = firstOpen(sheet.articles[article]);
    if (missed >= 0 && missed !== question) { stand(missed); return; }
    const size = sheet.articles.length;
    for (let step = 1; step < size; step += 1) {
      const next = (article + step) % size;
      if (!isDone(sheet.articles[next])) { go(next); return; }
    }
    tell(missed < 0 ? "Everything is coded. Export the file and hand it in."
      : "This question is the last that is open.");
  };

  // -- what is shown; text of articles only ever as text -----------------------------------

  const fieldset = (variable, place) => {
    const set = made("fieldset", "", { tabIndex: -1 });
    set.append(made("legend", `${place + 1} · ${variable.name}`));
    set.append(made("p", variable.definition));
    const said = of(sheet.articles[article].said ?? {}, variable.name);
    if (said) {
      const line = made("p", "", { className: "said" });
      said.forEach(([who, what], number) =>
        line.append(number ? " · " : "", `${who}: `, made("b", what)));
      set.append(line);
    }
    set.append(variable.codes.length ? choices(variable, place) : number(variable));
    const examples = variable.codes.flatMap((one) =>
      one.examples.map((text) => made("li", `${one.code}: ${text}`)));
    if (examples.length) {
      const box = made("details");
      const list = made("ul");
      list.append(...examples);
      box.append(made("summary", "Examples"), list);
      set.append(box);
    }
    set.addEventListener("focusin", () => { if (question !== place) stand(place, false); });
    return set;
  };
  const choices = (variable, place) => {
    const box = made("div", "", { className: "codes" });
    const keys = keysOf(variable);
    variable.codes.forEach((one, number) => {
      const button = made("button", "", { type: "button" });
      button.dataset.code = one.code;
      const signs = made("span");
      keys[number].forEach((key) => signs.append(made("kbd", key), " "));
      button.append(signs, made("b", one.code));
      button.append(made("span", one.definition, { className: "says" }));
      button.addEventListener("click", () => choose(place, one.code));
      box.append(button);
    });
    return box;
  };
  const number = (variable) => {
    const box = made("div");
    const field = made("input", "", { type: "text", inputMode: "decimal" });
    field.setAttribute("aria-label", variable.name);
    const wrong = made("p", "", { className: "wrong" });
    wrong.setAttribute("role", "alert");
    field.addEventListener("input", () => {
      const text = field.value.trim();
      const fault = text && numberIn(variable, text);
      wrong.textContent = fault;
      // What is half written is not what was kept before: the question is open again.
      give(variable.name, text && !fault ? text : null);
    });
    box.append(field, wrong);
    return box;
  };

  const build = () => {
    const one = sheet.articles[article];
    at("place").textContent = one.place;
    at("headline").textContent = one.headline;
    at("headline").hidden = !one.headline;
    at("body").textContent = one.body || "The corpus has no text of this article.";
    at("list").replaceChildren(...asked(one).map((each, place) =>
      fieldset(variables.get(each), place)));
    at("note").value = notes.get(one.id) ?? "";
    at("articles").value = String(article);
    at("before").disabled = article === 0;
    at("after").disabled = article === sheet.articles.length - 1;
    show();
  };
  const show = () => {
    const one = sheet.articles[article];
    asked(one).forEach((each, place) => {
      const set = at("list").children[place];
      const given = code(one, each);
      for (const button of set.querySelectorAll("button")) {
        button.setAttribute("aria-pressed", String(button.dataset.code === given));
      }
      const field = set.querySelector("input");
      if (field && field !== document.activeElement) field.value = given ?? "";
    });
    const note = notes.get(one.id) ?? "";
    if (at("note") !== document.activeElement) at("note").value = note;
    const wanted = sheet.articles.flatMap((each) => asked(each).map((v) => code(each, v)));
    const given = wanted.filter((each) => each !== undefined).length;
    const done = sheet.articles.filter(isDone).length;
    at("count").textContent =
      `${done} of ${sheet.articles.length} articles · ${given} of ${wanted.length} decisions` +
      (state.since ? ` · ${state.since} ${state.since === 1 ? "change" : "changes"} not exported` : "");
    at("progress").max = wanted.length;
    at("progress").value = given;
    at("undo").disabled = !state.log.length;
    sheet.articles.forEach((each, place) => {
      const sign = isDone(each) ? "✓" : "○";
      at("articles").options[place].textContent = `${sign} ${place + 1}. ${each.headline || "(no headline)"}`;
    });
  };

  // -- files -------------------------------------------------------------------------------

  const HEAD = ["article_id", "coder", "variable", "code", "coded_at", "note", "sheet"];
  const cell = (text) => (/[",;\t\r\n|]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const table = () => {
    const rows = sheet.articles.flatMap((one) => asked(one).map((variable) => {
      const given = codes.get(name(one.id, variable));
      return [one.id, sheet.coder, variable, given?.code ?? "", given?.at ?? "",
        notes.get(one.id) ?? "", sheet.id];
    }));
    return [HEAD, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
  };
  const save = () => {
    refresh();
    const url = URL.createObjectURL(new Blob(["\ufeff", table()], { type: "text/csv" }));
    made("a", "", { href: url, download: `${sheet.file}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
    state.since = 0;
    keep();
    show();
    tell(`Exported as ${sheet.file}.csv, where this browser puts downloads.`);
  };

  const records = (text) => {
    const mark = [",", ";", "\t"].map((one) => [text.split("\n", 1)[0].split(one).length, one])
      .sort((a, b) => b[0] - a[0])[0][1];
    const rows = [[""]];
    let quoted = false;
    for (let place = 0; place < text.length; place += 1) {
      const sign = text[place];
      const row = rows.at(-1);
      if (quoted) {
        if (sign !== '"') row[row.length - 1] += sign;
        else if (text[place + 1] === '"') { row[row.length - 1] += '"'; place += 1; }
        else quoted = false;
      } else if (sign === '"' && row.at(-1) === "") quoted = true;
      else if (sign === mark) row.push("");
      else if (sign === "\n" || sign === "\r") {
        if (sign === "\r" && text[place + 1] === "\n") place += 1;
        rows.push([""]);
      } else row[row.length - 1] += sign;
    }
    const [head, ...rest] = rows.filter((row) => row.length > 1 || row[0] !== "");
    const columns = (head ?? []).map((one) => one.trim());
    return rest.map((row) => Object.fromEntries(columns.map((one, n) => [one, row[n] ?? ""])));
  };
  const faultOf = (row) => {
    const one = articles.get(row.article_id);
    const variable = variables.get(row.variable);
    if (!one) return `article ${row.article_id}`;
    if (!variable || !asked(one).includes(row.variable)) return `variable ${row.variable}`;
    const known = variable.codes.length
      ? variable.codes.some((each) => each.code === row.code) : !numberIn(variable, row.code);
    return known ? "" : `${row.variable}: ${row.code}`;
  };
  const older = (here, row) =>
    here && !((Date.parse(row.coded_at) || 0) > (Date.parse(here.at) || 0));
  const open = (text) => {
    const rows = records(text.replace(/^\ufeff/, ""));
    const lacking = HEAD.slice(0, 4).filter((one) => !rows.length || !(one in rows[0]));
    if (lacking.length) { alarm(`Nothing taken: the file has no column ${lacking.join(", ")}, or no row.`); return; }
    const others = [...new Set(rows.map((row) => row.coder))].filter((one) => one !== sheet.coder);
    if (others.length) { alarm(`Nothing taken: the file is of ${others.join(", ")}, this page of ${sheet.coder}.`); return; }
    refresh();
    const given = rows.filter((row) => row.code !== "");
    const faults = given.map(faultOf).filter(Boolean);
    const good = given.filter((row) => !faultOf(row));
    const there = (row) => codes.get(name(row.article_id, row.variable));
    const same = good.filter((row) => there(row)?.code === row.code);
    const kept = good.filter((row) => !same.includes(row) && older(there(row), row));
    const taken = good.filter((row) => !same.includes(row) && !kept.includes(row));
    for (const row of rows) {
      if (row.note && articles.has(row.article_id) && !notes.get(row.article_id)) {
        notes.set(row.article_id, row.note);
      }
    }
    keep();
    if (taken.length) {
      change(taken.map((row) => [row.article_id, row.variable,
        { code: row.code, at: row.coded_at ?? "" }]));
    }
    go(Math.max(0, sheet.articles.findIndex((one) => !isDone(one))));
    tell(`Taken: ${taken.length}. The same here already: ${same.length}. ` +
      `Kept as they are here, being newer: ${kept.length}.`);
    alarm(faults.length ? `Not taken, for this page does not have them: ${faults.length} (${
      [...new Set(faults)].slice(0, 8).join("; ")}).` : "");
  };

  // -- hands -------------------------------------------------------------------------------

  const help = () => {
    if (at("keys").open) at("keys").close();
    else at("keys").showModal();
  };
  const step = (by) => { tell(""); go(article + by); };
  const MOVES = {
    ArrowDown: () => stand(question + 1),
    ArrowUp: () => stand(question - 1),
    ArrowRight: () => step(1),
    ArrowLeft: () => step(-1),
    Enter: onward,
    Backspace: () => give(asked()[question], null),
    Delete: () => give(asked()[question], null),
    "+": () => at("note").focus(),
    "?": help,
  };
  const typed = (event, target) => {
    // In a field, keys write; those that move are moves where they could write nothing.
    if (target === at("note")) {
      if (event.key === "Escape") { event.preventDefault(); stand(question); }
      return true;
    }
    const field = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
    return field && !(target instanceof HTMLInputElement &&
      ["ArrowDown", "ArrowUp", "Enter", "?", "+"].includes(event.key));
  };
  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.isComposing || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      const key = event.key.toLowerCase();
      if (key === "s") { event.preventDefault(); save(); }
      if (key === "z" && target !== at("note")) { event.preventDefault(); undo(); }
      return;
    }
    if (at("keys").open) { if (event.key === "?") help(); return; }
    if (typed(event, target)) return;
    if (target instanceof HTMLElement && target.closest("summary, button") &&
      (event.key === "Enter" || event.key === " ")) return;
    if (target === at("article") && ["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const variable = variables.get(asked()[question]);
    const place = keysOf(variable).findIndex((keys) => keys.includes(event.key.toLowerCase()));
    if (place >= 0) {
      event.preventDefault();
      choose(question, variable.codes[place].code);
    } else if (Object.hasOwn(MOVES, event.key)) {
      event.preventDefault();
      MOVES[event.key]();
    }
  });
  at("questions").addEventListener("submit", (event) => event.preventDefault());
  at("note").addEventListener("input", () => {
    refresh();
    const text = at("note").value;
    if (text) notes.set(sheet.articles[article].id, text);
    else notes.delete(sheet.articles[article].id);
    state.since += 1;
    keep();
    show();
  });
  at("undo").addEventListener("click", undo);
  at("export").addEventListener("click", save);
  at("import").addEventListener("click", () => at("file").click());
  at("file").addEventListener("change", async () => {
    const [file] = at("file").files;
    if (file) open(await file.text());
    at("file").value = "";
  });
  at("help").addEventListener("click", help);
  at("before").addEventListener("click", () => step(-1));
  at("after").addEventListener("click", () => step(1));
  at("articles").addEventListener("change", () => go(Number(at("articles").value)));
  addEventListener("storage", (event) => {
    if (event.key === KEY) { refresh(); show(); }
  });
  addEventListener("beforeunload", (event) => {
    if (!kept && state.since) event.preventDefault();
  });

  const COLOURS = "parallax-colours";
  const MODES = ["system", "light", "dark"];
  let mode = "system";
  try { mode = localStorage.getItem(COLOURS) || mode; } catch { /* stays with the system */ }
  const wear = () => {
    if (mode === "light" || mode === "dark") document.documentElement.dataset.colours = mode;
    else delete document.documentElement.dataset.colours;
    at("colours").textContent = `Colours: ${mode}`;
  };
  at("colours").addEventListener("click", () => {
    mode = MODES[(MODES.indexOf(mode) + 1) % MODES.length];
    try { localStorage.setItem(COLOURS, mode); } catch { /* one page only */ }
    wear();
  });

  wear();
  at("articles").append(...sheet.articles.map((_, place) => made("option", "", { value: String(place) })));
  const read = stored();
  if (read) take(read);
  keep();
  const [was, asking] = remembered();
  go(was, false);
  stand(asking);
})();
