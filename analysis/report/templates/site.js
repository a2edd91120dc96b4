"use strict";
(() => {
  const root = document.documentElement;
  const KEY = "parallax-colours";
  const MODES = ["system", "light", "dark"];
  let mode = "system";
  // A browser may refuse storage to pages from disk; the toggle then lasts for one page.
  try { mode = localStorage.getItem(KEY) || mode; } catch { /* stays with the system */ }

  const wear = () => {
    if (mode === "light" || mode === "dark") root.dataset.colours = mode;
    else delete root.dataset.colours;
  };
  wear();
  root.classList.add("scripted");

  const themes = () => {
    const button = document.querySelector("button.theme");
    const name = () => {
      button.textContent = `Colours: ${mode}`;
      button.setAttribute("aria-label", `Colours: ${mode}. Change them`);
    };
    button.hidden = false;
    name();
    button.addEventListener("click", () => {
      mode = MODES[(MODES.indexOf(mode) + 1) % MODES.length];
      try { localStorage.setItem(KEY, mode); } catch { /* one page only */ }
      wear();
      name();
    });
  };

  const evidence = () => {
    const opener = new WeakMap();
    const find = (hash) => {
      const id = hash.startsWith("#ev-") ? decodeURIComponent(hash.slice(1)) : "";
      const box = id && document.getElementById(id);
      return box instanceof HTMLDialogElement ? box : null;
    };
    const open = (box, from) => {
      if (!box || box.open) return;
      opener.set(box, from);
      box.showModal();
      box.scrollTop = 0;
    };
    const behind = (box) => document.querySelector(`a.opens[href="#${box.id}"]`);
    document.addEventListener("click", (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const link = target?.closest("a.opens");
      const box = link && find(link.hash);
      if (box) {
        event.preventDefault();
        open(box, link);
      } else if (target instanceof HTMLDialogElement || target?.closest("dialog a.close")) {
        event.preventDefault();
        target.closest("dialog").close();
      }
    });
    for (const box of document.querySelectorAll("dialog")) {
      box.addEventListener("close", () => (opener.get(box) || behind(box))?.focus());
    }
    const fromAddress = () => open(find(location.hash), null);
    addEventListener("hashchange", fromAddress);
    fromAddress();
  };

  const sorting = () => {
    for (const table of document.querySelectorAll("table.sortable")) {
      const heads = [...table.tHead.rows[0].cells];
      const body = table.tBodies[0];
      heads.forEach((head, place) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = head.textContent;
        head.replaceChildren(button);
        button.addEventListener("click", () => {
          const down = head.getAttribute("aria-sort") === "ascending";
          for (const other of heads) other.removeAttribute("aria-sort");
          head.setAttribute("aria-sort", down ? "descending" : "ascending");
          const numeric = head.classList.contains("n");
          const value = (row) => row.cells[place].dataset.sort;
          const number = (text) =>
            Number(text.replace("-inf", "-Infinity").replace(/^inf$/, "Infinity"));
          const order = (a, b) => {
            const [x, y] = [value(a), value(b)];
            // A missing value has no place in the order: it stays last both ways.
            if (x === "" || y === "") return (x === "") - (y === "");
            if (!numeric) return (down ? -1 : 1) * x.localeCompare(y);
            const [p, q] = [number(x), number(y)];
            return (down ? -1 : 1) * (p < q ? -1 : p > q ? 1 : 0);
          };
          body.append(...[...body.rows].sort(order));
        });
      });
    }
  };

  const filters = () => {
    for (const field of document.querySelectorAll("input[data-filter]")) {
      const line = field.closest(".filter");
      const rows = [...line.parentElement.querySelectorAll("tbody tr")];
      const told = line.querySelector("[role=status]");
      line.hidden = false;
      field.addEventListener("input", () => {
        const wanted = field.value.trim().toLowerCase();
        let left = 0;
        for (const row of rows) {
          row.hidden = !row.textContent.toLowerCase().includes(wanted);
          left += !row.hidden;
        }
        told.textContent = wanted ? `${left} of ${rows.length} rows` : "";
      });
    }
  };

  // What is cut off fades at the edge; a region that does not scroll is no stop of the tab key.
  const edges = (region) => {
    const right = region.scrollWidth - region.clientWidth - Math.abs(region.scrollLeft);
    const below = region.scrollHeight - region.clientHeight - region.scrollTop;
    region.classList.toggle("more-right", right > 2);
    region.classList.toggle("more-below", below > 2);
  };
  const regions = () => {
    for (const region of document.querySelectorAll(".scroll")) {
      const wide = region.scrollWidth > region.clientWidth + 1;
      const high = region.scrollHeight > region.clientHeight + 1;
      if (region.hasAttribute("tabindex")) region.tabIndex = wide || high ? 0 : -1;
      region.classList.toggle("wide", wide);
      edges(region);
    }
  };

  addEventListener("DOMContentLoaded", () => {
    themes();
    evidence();
    sorting();
    filters();
    regions();
    for (const region of document.querySelectorAll(".scroll")) {
      region.addEventListener("scroll", () => edges(region), { passive: true });
    }
    addEventListener("resize", regions);
    addEventListener("load", regions);
    addEventListener("beforeprint", () => {
      for (const box of document.querySelectorAll("dialog[open]")) box.close();
    });
  });
})();
