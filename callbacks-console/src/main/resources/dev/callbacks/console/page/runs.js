// The list of root runs, the latest first, with its filters, which live in the address.

import { element, keyed, setAttribute, setText, show } from "./dom.js";
import { clock, cost, count, duration, kindIcon, kindName, statusName } from "./format.js";

const FILTERS = ["q", "kind", "status"];

export class RunList {

	/** Creates the list. The listeners are told the run that is opened, and of other filters. */
	constructor({ body, empty, form, counter }, onOpen, onFilter) {
		this.parts = { body, empty, counter };
		this.form = form;
		this.onOpen = onOpen;
		form.addEventListener("input", onFilter);
		form.addEventListener("submit", (event) => event.preventDefault());
	}

	/** Takes the filters from an address, or puts them there. */
	readFilters(query) {
		FILTERS.forEach((name) => this.form.elements[name].value = query.get(name) ?? "");
	}

	writeFilters(query) {
		FILTERS.forEach((name) => {
			const value = this.form.elements[name].value;
			value ? query.set(name, value) : query.delete(name);
		});
	}

	accepts(run) {
		const { q, kind, status } = this.form.elements;
		return (!kind.value || run.kinds.has(kind.value)) && (!status.value || run.status === status.value)
				&& (!q.value || run.words.includes(q.value.trim().toLowerCase()));
	}

	render(store, opened, now = Date.now()) {
		const all = store.roots.map((id) => store.summary(id));
		const runs = all.filter((run) => this.accepts(run));
		keyed(this.parts.body, runs, (run) => run.id, (run) => this.#create(run),
				(row, run) => update(row, run, opened, now));
		show(this.parts.empty, runs.length === 0);
		setText(this.parts.empty, all.length ? "No run matches the filters." : "No run yet. Call a model, and it appears here.");
		setText(this.parts.counter, runs.length === all.length ? count(all.length) : `${count(runs.length)} of ${count(all.length)}`);
	}

	#create(run) {
		const link = element("a", { href: `?run=${run.id}` });
		const status = element("span", { class: "badge" });
		const instance = element("span", { class: "instance" });
		const cells = {
			model: element("td", { class: "wide" }),
			start: element("td", { class: "wide" }, clock(run.start)),
			time: element("td", { class: "number" }),
			tokens: element("td", { class: "number" }),
			cost: element("td", { class: "number wide" })
		};
		const row = element("tr", {},
				element("td", {},
						element("span", { class: "kind" }, element("span", { "aria-hidden": "true" }, `${kindIcon(run.kind)} `), `${kindName(run.kind)} `),
						link, element("br"), status, instance),
				cells.model, cells.start, cells.time, cells.tokens, cells.cost);
		row.parts = { link, status, instance, ...cells };
		row.addEventListener("click", (event) => {
			if (!event.ctrlKey && !event.metaKey) {
				event.preventDefault();
				this.onOpen(run.id);
			}
		});
		return row;
	}

}

function update(row, run, opened, now) {
	const isOpened = run.id === opened;
	if (row.drawn === run && row.isOpened === isOpened && run.status !== "OPEN") {
		return;
	}
	row.drawn = run;
	row.isOpened = isOpened;
	const parts = row.parts;
	setText(parts.link, run.name);
	setText(parts.status, run.failures && run.status === "SUCCESS" ? `done, ${run.failures} failed below` : statusName(run.status));
	setAttribute(parts.status, "data-status", run.status);
	setText(parts.instance, run.instance ? `on ${run.instance}` : "");
	setText(parts.model, run.model ?? "");
	setText(parts.time, duration(run.duration ?? Math.max(0, now - run.start)));
	setText(parts.tokens, run.tokens ? count(run.tokens) : "");
	setText(parts.cost, cost(run.cost));
	setAttribute(row, "aria-current", isOpened ? "true" : null);
}
