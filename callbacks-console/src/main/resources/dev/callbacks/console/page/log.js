// The log of events of the open tree, without tokens, filtered by a text.

import { element, keyed, setAttribute, setText, show } from "./dom.js";
import { duration, eventName, simpleName } from "./format.js";

const LINES = 300;

export class EventLog {

	constructor(container, onFilter) {
		this.container = container;
		this.lines = element("ol", { class: "log-lines", tabindex: "0", "aria-label": "Events, the latest last" });
		this.filter = element("input", { type: "search", placeholder: "Type, run or note", oninput: onFilter });
		this.counter = element("span", { class: "muted" });
		container.append(element("div", { class: "card-head" }, element("h2", { id: "log-title" }, "Events"), this.counter,
				element("label", { class: "switch" }, element("span", { class: "hidden" }, "Filter of events"), this.filter)), this.lines);
	}

	/** Draws events; a function tells of each the name of its run and its time in the tree. */
	render(events, of) {
		show(this.container, events !== null);
		if (events === null) {
			return;
		}
		const wanted = this.filter.value.trim().toLowerCase();
		const lines = events
			.map((event) => ({ ...event, ...of(event), note: simpleName(event.note) }))
			.sort((one, other) => one.at - other.at)
			.filter((event) => !wanted || `${eventName(event.type)} ${event.name} ${event.note}`.toLowerCase().includes(wanted));
		setText(this.counter, lines.length === events.length ? `${events.length}` : `${lines.length} of ${events.length}`);
		keyed(this.lines, lines.slice(-LINES), (event) => `${event.run} ${event.sequence} ${event.type}`, create, () => {});
	}

}

function create(event) {
	const type = element("span", { class: "log-type" }, eventName(event.type));
	setAttribute(type, "class", event.type.endsWith("_ERROR") ? "log-type failed" : "log-type");
	return element("li", {}, element("span", { class: "log-at" }, `+${duration(event.at)}`), type,
			element("span", { class: "log-note" }, [event.name, event.note].filter(Boolean).join(" · ")));
}
