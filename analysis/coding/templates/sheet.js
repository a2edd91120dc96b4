"use strict";
(() => {
  const sheet = JSON.parse(document.getElementById("data").textContent);
  const at = (id) => document.getElementById(id);
  const made = (tag, text = "", settings = {}) =>
    Object.assign(document.createElement(tag), { textContent: text }, settings);
  const KEY = `parallax-${sheet.id}-`;
  const KEPT = 200;
  const variables = new Map(sheet.variables.map((one) => [one.name, one]));
  const articles = new Map(sheet.articles.map((one) => [one.id, one]));
  const places = new Map(sheet.articles.map((one, place) => [one.id, place]));
  const numbers = new Map(sheet.variables.map((one, place) => [one.name, place]));
  const wide = matchMedia("(min-width: 60rem) and (min-height: 30rem)");
  const of = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);

  // -- what is kept: every change is stored before it is shown -----------------------------

  // One entry a decision and a note, so that two tabs of one sheet never write over each
  // other: what one has not yet heard of is under a key that it does not touch.
  const codes = new Map();
  const notes = new Map();
  const numbered = (article, variable) => `${places.get(article)}.${numbers.get(variable)}`;
  let since = 0;
  let log = [];

  const REFUSED =
    "This browser keeps nothing for this page: codes are lost when it closes. Export often, " +
    "or open the page in another browser (not in a private window).";
  const unkept = new Map();
  let warned = "";
  const alarm = (text) => {
    warned = text;
    at("alarm").textContent = [unkept.size ? REFUSED : "", text].filter(Boolean).join("\n");
    at("alarm").hidden = !at("alarm").textContent;
  };
  const tell = (text) => {
    at("told").textContent = text;
    at("told").hidden = !text;
  };

  const keep = (key, value) => {
    unkept.set(key, value);
    // What was refused before is tried again: room may have been made.
    for (const [each, text] of unkept) {
      try {
        if (text === null) localStorage.removeItem(KEY + each);
        else localStorage.setItem(KEY + each, text);
        if (localStorage.getItem(KEY + each) !== text) break;
        unkept.delete(each);
      } catch { break; }
    }
    alarm(warned);
  };
  const hear = (key, text) => {
    const [kind, place] = [key[0], key.slice(1)];
    try {
      if (kind === "c" && text !== null) codes.set(place, JSON.parse(text));
      else if (kind === "c") codes.delete(place);
      if (kind === "n" && text) notes.set(place, text);
      else if (kind === "n") notes.delete(place);
      if (kind === "s") since = Number(text) || 0;
    } catch {
      alarm("A code that this browser kept cannot be read; the question is open again.");
    }
  };
  const hearAll = () => {
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(KEY) && !unkept.has(key.slice(KEY.length))) {
          hear(key.slice(KEY.length), localStorage.getItem(key));
        }
      }
      // What is undone is the work of this tab: it lives as long as the tab.
      log = JSON.parse(sessionStorage.getItem(KEY)) ?? log;
    } catch { /* the first code given says that nothing is kept */ }
  };
  const changed = (by) => {
    since += by;
    keep("s", String(since));
    try { sessionStorage.setItem(KEY, JSON.stringify(log)); } catch { /* codes are kept apart */ }
    show();
  };

  const put = (key, after) => {
    if (after) codes.set(key, after);
    else codes.delete(key);
    keep(`c${key}`, after ? JSON.stringify(after) : null);
  };
  const change = (changes) => {
    const entries = changes.map(([article, variable, after]) => {
      const key = numbered(article, variable);
      return { key, before: codes.get(key) ?? null, after };
    });
    for (const { key, after } of entries) put(key, after);
    log = [...log, entries].slice(-KEPT);
    changed(entries.length);
  };
  const undo = () => {
    const last = log.pop();
    if (!last) return;
    for (const { key, before } of last) put(key, before);
    changed(last.length);
    const [place, number] = last.at(-1).key.split(".").map(Number);
    go(place);
    stand(asked().indexOf(sheet.variables[number].name));
    tell(last.length === 1 ? "The last change is undone." : "The import is undone.");
  };
  const write = (id, text) => {
    const place = String(places.get(id));
    if (text) notes.set(place, text);
    else notes.delete(place);
    keep(`n${place}`, text || null);
  };
  const noted = (id) => notes.get(String(places.get(id))) ?? "";

  // -- where the coder is ------------------------------------------------------------------

  let article = 0;
  let question = 0;
  const asked = (one = sheet.articles[article]) => one.asks ?? [...variables.keys()];
  const code = (one, variable) => codes.get(numbered(one.id, variable))?.code;
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

  const stand = (place, focus = true, scroll = true) => {
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
      if (scroll || wide.matches) set.scrollIntoView({ block: "nearest" });
    }
    remember();
  };
  const remember = () => {
    try { localStorage.setItem(`${KEY}p`, JSON.stringify([article, question])); } catch { /* not vital */ }
  };
  const remembered = () => {
    try { return JSON.parse(localStorage.getItem(`${KEY}p`)) ?? [0, 0]; } catch { return [0, 0]; }
  };
  const go = (place, focus = true) => {
    article = Math.max(0, Math.min(place, sheet.articles.length - 1));
    build();
    const open = firstOpen(sheet.articles[article]);
    // A new article is read before its questions: where both do not fit, it is what is seen.
    stand(open < 0 ? 0 : open, focus, false);
    at("article").scrollTop = 0;
    if (!wide.matches && focus) at("article").scrollIntoView();
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
    at("note").value = noted(one.id);
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
    const note = noted(one.id);
    if (at("note") !== document.activeElement) at("note").value = note;
    const wanted = sheet.articles.flatMap((each) => asked(each).map((v) => code(each, v)));
    const given = wanted.filter((each) => each !== undefined).length;
    const done = sheet.articles.filter(isDone).length;
    at("count").textContent =
      `${done} of ${sheet.articles.length} articles · ${given} of ${wanted.length} decisions` +
      (since ? ` · ${since} ${since === 1 ? "change" : "changes"} not exported` : "");
    at("progress").max = wanted.length;
    at("progress").value = given;
    at("undo").disabled = !log.length;
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
      const given = codes.get(numbered(one.id, variable));
      return [one.id, sheet.coder, variable, given?.code ?? "", given?.at ?? "",
        noted(one.id), sheet.id];
    }));
    return [HEAD, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
  };
  const save = () => {
    hearAll();
    const url = URL.createObjectURL(new Blob(["\ufeff", table()], { type: "text/csv" }));
    made("a", "", { href: url, download: `${sheet.file}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
    changed(-since);
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
    const given = rows.filter((row) => row.code !== "");
    const faults = given.map(faultOf).filter(Boolean);
    const good = given.filter((row) => !faultOf(row));
    const there = (row) => codes.get(numbered(row.article_id, row.variable));
    const same = good.filter((row) => there(row)?.code === row.code);
    const kept = good.filter((row) => !same.includes(row) && older(there(row), row));
    const taken = good.filter((row) => !same.includes(row) && !kept.includes(row));
    for (const row of rows) {
      if (row.note && articles.has(row.article_id) && !noted(row.article_id)) {
        write(row.article_id, row.note);
      }
    }
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
    const moves = ["ArrowDown", "ArrowUp", "Enter", "?", "+",
      ...(target.value ? [] : ["ArrowLeft", "ArrowRight"])];
    return field && !(target instanceof HTMLInputElement && moves.includes(event.key));
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
    write(sheet.articles[article].id, at("note").value);
    changed(1);
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
    if (event.key?.startsWith(KEY)) {
      hear(event.key.slice(KEY.length), event.newValue);
      show();
    }
  });
  addEventListener("beforeunload", (event) => {
    if (unkept.size && since) event.preventDefault();
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
  hearAll();
  keep("s", String(since));
  const [was, asking] = remembered();
  go(was, false);
  stand(asking, true, false);
})();
