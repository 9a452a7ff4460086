// The tree of runs with a waterfall beside it.

import { element, keyed, setAttribute, setText } from "./dom.js";
import { duration, kindIcon, kindName, statusName } from "./format.js";

/**
 * A tree of runs. Arrow keys move in it as in any tree: up and down, right to open a
 * branch, left to close it; Enter chooses a run.
 */
export class RunTree {

	/** Creates a tree in an element. The listener is told the id of a run that was chosen. */
	constructor(container, onSelect = () => {}) {
		this.onSelect = onSelect;
		this.closed = new Set();
		this.focused = null;
		this.root = element("div", { role: "tree", class: "run-tree", "aria-label": "Runs" });
		this.root.addEventListener("keydown", (event) => this.#key(event));
		container.append(this.root);
	}

	/**
	 * Draws runs: those of a store's tree, with the id of the one that is selected, and
	 * the time in milliseconds.
	 */
	render(runs, selected, now = Date.now()) {
		this.runs = this.#visible(runs);
		if (!this.runs.some((run) => run.id === this.focused)) {
			this.focused = selected ?? this.runs[0]?.id ?? null;
		}
		const begin = runs[0]?.start ?? now;
		const end = Math.max(begin + 1, ...runs.map((run) => run.start + (run.duration ?? now - run.start)));
		keyed(this.root, this.runs, (run) => run.id, (run) => this.#create(run),
				(item, run) => this.#update(item, run, selected, { begin, span: end - begin, now }));
	}

	#visible(runs) {
		const visible = [];
		let hiddenBelow = Infinity;
		for (const run of runs) {
			if (run.depth > hiddenBelow) {
				continue;
			}
			hiddenBelow = this.closed.has(run.id) ? run.depth : Infinity;
			visible.push(run);
		}
		return visible;
	}

	#create(run) {
		const parts = {
			twist: element("span", { class: "twist", "aria-hidden": "true" }),
			name: element("span", { class: "run-name" }),
			note: element("span", { class: "run-note" }),
			wait: element("span", { class: "bar bar-wait" }),
			first: element("span", { class: "bar bar-first" }),
			stream: element("span", { class: "bar bar-stream" })
		};
		const item = element("div", { role: "treeitem", class: "tree-item", tabindex: "-1" },
				element("span", { class: "tree-label" }, parts.twist,
						element("span", { class: "kind-icon", "aria-hidden": "true" }, kindIcon(run.kind)),
						element("span", { class: "kind" }, kindName(run.kind)), parts.name),
				element("span", { class: "waterfall", "aria-hidden": "true" }, parts.wait, parts.first, parts.stream),
				parts.note);
		item.parts = parts;
		item.addEventListener("click", (event) => {
			this.focused = run.id;
			if (event.target === parts.twist) {
				this.#toggle(run.id);
			}
			else {
				this.onSelect(run.id);
			}
		});
		return item;
	}

	#update(item, run, selected, scale) {
		const length = run.duration ?? scale.now - run.start;
		const first = run.firstToken === undefined ? length : Math.min(run.firstToken, length);
		const wait = Math.min(run.began ?? 0, first);
		setText(item.parts.name, run.name);
		setText(item.parts.note, `${statusName(run.status)}, ${duration(length)}`);
		setText(item.parts.twist, run.hasChildren ? (this.closed.has(run.id) ? "▹" : "▿") : "");
		place(item.parts.wait, run.start - scale.begin, wait, scale.span);
		place(item.parts.first, run.start - scale.begin + wait, first - wait, scale.span);
		place(item.parts.stream, run.start - scale.begin + first, length - first, scale.span);
		item.style.setProperty("--depth", run.depth);
		setAttribute(item, "data-status", run.status);
		setAttribute(item, "data-model", run.firstToken !== undefined);
		setAttribute(item, "aria-level", run.depth + 1);
		setAttribute(item, "aria-selected", run.id === selected);
		setAttribute(item, "aria-expanded", run.hasChildren ? !this.closed.has(run.id) : null);
		setAttribute(item, "aria-label", this.#label(run, length));
		setAttribute(item, "tabindex", run.id === this.focused ? 0 : -1);
	}

	#label(run, length) {
		const wait = run.began >= 1 ? `, work began after ${duration(run.began)}` : "";
		const first = run.firstToken === undefined ? "" : `, first token after ${duration(run.firstToken)}`;
		const taken = run.status === "OPEN" ? "" : `, ${duration(length)}`;
		return `${kindName(run.kind)} ${run.name}, ${statusName(run.status)}${taken}${wait}${first}`;
	}

	#toggle(id) {
		if (!this.closed.delete(id)) {
			this.closed.add(id);
		}
		this.root.dispatchEvent(new CustomEvent("toggled", { bubbles: true }));
	}

	#key(event) {
		const index = this.runs.findIndex((run) => run.id === this.focused);
		const run = this.runs[index];
		const moves = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: this.runs.length - 1 };
		if (event.key in moves) {
			this.#focus(this.runs[moves[event.key]]);
		}
		else if (event.key === "ArrowRight" && run?.hasChildren) {
			this.closed.has(run.id) ? this.#toggle(run.id) : this.#focus(this.runs[index + 1]);
		}
		else if (event.key === "ArrowLeft" && run) {
			run.hasChildren && !this.closed.has(run.id) ? this.#toggle(run.id)
					: this.#focus(this.runs.slice(0, index).findLast((other) => other.depth < run.depth));
		}
		else if ((event.key === "Enter" || event.key === " ") && run) {
			this.onSelect(run.id);
		}
		else {
			return;
		}
		event.preventDefault();
	}

	#focus(run) {
		if (!run) {
			return;
		}
		this.focused = run.id;
		for (const [id, item] of this.root.keyedChildren) {
			setAttribute(item, "tabindex", id === run.id ? 0 : -1);
			if (id === run.id) {
				item.focus();
			}
		}
	}

}

function place(bar, from, length, span) {
	bar.style.setProperty("--from", `${(from / span * 100).toFixed(2)}%`);
	bar.style.setProperty("--length", `${(Math.max(0, length) / span * 100).toFixed(2)}%`);
}
