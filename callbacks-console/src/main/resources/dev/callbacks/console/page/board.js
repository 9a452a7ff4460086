// The board of handlers, and the failures: of runs, and apart from them, of handlers.

import { element, keyed, setAttribute, setText, show } from "./dom.js";
import { clock, count, counted, duration, eventName, isFailure, kindName, simpleName, statusName } from "./format.js";

const COLUMNS = ["Handler", "Kind", "Calls", "Errors", "Timeouts", "p95", "Backlog", "Dropped", "Holds up"];

const FAILURES = 20;

/** The handlers, each with its counts, its backlog, and the runs that wait for it. */
export class Board {

	constructor(container, onOpen) {
		this.onOpen = onOpen;
		this.body = element("tbody");
		this.instance = element("span", { class: "muted" });
		container.append(element("div", { class: "card-head" }, element("h2", { id: "board-title" }, "Handlers"), this.instance),
				element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table of handlers" },
						element("table", {}, element("thead", {}, element("tr", {},
								...COLUMNS.map((name, index) => element("th", { scope: "col", class: index > 1 && index < 8 ? "number" : "" }, name)))), this.body)));
	}

	render(store) {
		setText(this.instance, store.fleet ? `of ${store.fleet.instance}` : "");
		keyed(this.body, store.handlers, (handler) => handler.name, () => this.#create(), (row, handler) => this.#update(row, handler, store));
	}

	#create() {
		return element("tr", {}, ...COLUMNS.map((name, index) => element("td", { class: index > 1 && index < 8 ? "number" : "" })));
	}

	#update(row, handler, store) {
		const cells = row.children;
		setText(cells[0], handler.stuck ? `${handler.name} (detached: it hangs)` : handler.name);
		setAttribute(cells[0], "class", handler.stuck ? "failed" : null);
		setAttribute(cells[0], "title", handler.type);
		setText(cells[1], String(handler.kind).toLowerCase());
		[handler.calls, handler.errors, handler.timeouts].forEach((number, index) => setText(cells[index + 2], count(number)));
		setAttribute(cells[3], "class", handler.errors ? "number failed" : "number");
		setAttribute(cells[4], "class", handler.timeouts ? "number failed" : "number");
		setText(cells[5], handler.calls ? duration(handler.p95) : "");
		setText(cells[6], count(handler.backlog));
		setText(cells[7], Object.entries(handler.dropped ?? {}).map(([reason, number]) => `${count(number)} ${eventName(reason)}`).join(", ") || "0");
		const held = [...store.active.values()].filter((run) => run.waitsFor?.[handler.name]).map((run) => store.get(run.id)).filter(Boolean);
		keyed(cells[8], held.slice(0, 3), (run) => run.id, (run) => this.#link(run), () => {});
	}

	#link(run) {
		return element("a", {
			href: `?run=${run.root}`,
			onclick: (event) => {
				event.preventDefault();
				this.onOpen(run.root);
			}
		}, `${run.name} `);
	}

}

/** The latest runs that failed, and the handlers that did. */
export class Errors {

	constructor(container, onOpen) {
		this.onOpen = onOpen;
		this.runs = element("tbody");
		this.handlers = element("tbody");
		this.noRuns = element("p", { class: "empty" }, "No run has failed.");
		this.noHandlers = element("p", { class: "empty" }, "No handler has failed.");
		container.append(element("div", { class: "card-head" }, element("h2", { id: "errors-title" }, "Failures")),
				element("div", { class: "two" },
						element("div", {}, element("h3", {}, "Of runs"), element("table", {}, this.runs), this.noRuns),
						element("div", {}, element("h3", {}, "Of handlers, which change no run"), element("table", {}, this.handlers), this.noHandlers)));
	}

	render(store) {
		const failed = [...store.runs.values()]
			.filter((run) => isFailure(run.status))
			.sort((one, other) => other.start - one.start)
			.slice(0, FAILURES);
		keyed(this.runs, failed, (run) => run.id, (run) => this.#row(run), () => {});
		show(this.noRuns, failed.length === 0);
		const handlers = store.handlers.filter((handler) => handler.errors || handler.timeouts || Object.keys(handler.dropped ?? {}).length);
		keyed(this.handlers, handlers, (handler) => handler.name, () => element("tr", {}, element("td"), element("td")), (row, handler) => {
			setText(row.children[0], handler.name);
			setText(row.children[1], describe(handler));
		});
		show(this.noHandlers, handlers.length === 0);
	}

	#row(run) {
		const link = element("a", {
			href: `?run=${run.root}&selected=${run.id}`,
			onclick: (event) => {
				event.preventDefault();
				this.onOpen(run.root, run.id);
			}
		}, `${kindName(run.kind)} ${run.name}`);
		return element("tr", {}, element("td", {}, clock(run.start)), element("td", {}, link),
				element("td", { title: run.error }, run.error ? simpleName(run.error) : statusName(run.status)));
	}

}

function describe(handler) {
	const parts = [handler.errors && counted(handler.errors, "error"), handler.timeouts && counted(handler.timeouts, "timeout"),
		...Object.entries(handler.dropped ?? {}).map(([reason, number]) => `${count(number)} dropped (${eventName(reason)})`)];
	return parts.filter(Boolean).join(", ");
}
