// The metrics strip: what the last fifteen minutes were like, from the runs that are known.

import { element, keyed, setText } from "./dom.js";
import { cost, count, duration, isFailure, percent } from "./format.js";
import { Plot } from "./plot.js";

const MINUTE = 60_000;

const MINUTES = 15;

const TITLES = ["Runs a minute", "Failed", "First token", "Tokens", "Cost", "Dropped events"];

export class Strip {

	constructor(container) {
		this.dropped = [];
		this.tiles = TITLES.map((title) => {
			const tile = { title, value: element("div", { class: "tile-value" }), note: element("div", { class: "tile-note" }), plot: new Plot() };
			container.append(element("figure", { class: "tile" }, element("figcaption", {}, title), tile.value, tile.note,
					tile.plot.root));
			return tile;
		});
		this.rows = element("tbody");
		container.append(element("details", { class: "numbers" }, element("summary", {}, "Numbers behind the plots"),
				element("table", {}, element("thead", {}, element("tr", {}, ...["Minutes ago", ...TITLES.slice(0, 5)]
					.map((title) => element("th", { scope: "col" }, title)))), this.rows)));
	}

	/** Notes the number of events that handlers did not get, once a second. */
	noteDropped(handlers) {
		const total = handlers.reduce((sum, handler) => sum
				+ Object.values(handler.dropped ?? {}).reduce((one, other) => one + other, 0), 0);
		this.dropped.push(total);
		this.dropped = this.dropped.slice(-60);
	}

	render(store, currency, now = Date.now()) {
		const minutes = Array.from({ length: MINUTES }, () => ({ runs: 0, failed: 0, tokens: 0, cost: 0, first: [] }));
		for (const run of store.runs.values()) {
			const ago = Math.floor((now - run.start) / MINUTE);
			if (ago >= 0 && ago < MINUTES) {
				add(minutes[MINUTES - 1 - ago], run);
			}
		}
		const all = minutes.reduce((sum, minute) => ({
			runs: sum.runs + minute.runs,
			failed: sum.failed + minute.failed,
			tokens: sum.tokens + minute.tokens,
			cost: sum.cost + minute.cost,
			first: sum.first.concat(minute.first)
		}));
		const latest = minutes[MINUTES - 1];
		const dropped = this.dropped.at(-1) ?? 0;
		this.#tile(0, count(latest.runs), `${count(all.runs)} runs`, minutes.map((minute) => minute.runs));
		this.#tile(1, percent(all.runs ? all.failed / all.runs : 0), `${count(all.failed)} failed`, minutes.map((minute) => minute.failed));
		this.#tile(2, duration(quantile(all.first, 0.5)) || "–", all.first.length ? `p95 ${duration(quantile(all.first, 0.95))}` : "no tokens yet",
				minutes.map((minute) => quantile(minute.first, 0.5) ?? 0));
		this.#tile(3, count(all.tokens), `${count(latest.tokens)} this minute`, minutes.map((minute) => minute.tokens));
		this.#tile(4, all.cost ? cost(all.cost, currency) : "–", all.cost ? "priced models" : "no prices set", minutes.map((minute) => minute.cost));
		this.#tile(5, count(dropped), "since the start", this.dropped.length > 1 ? this.dropped : [0, 0]);
		this.#table(minutes, currency);
	}

	#tile(index, value, note, values) {
		const tile = this.tiles[index];
		setText(tile.value, value);
		setText(tile.note, note);
		tile.plot.draw(values);
	}

	#table(minutes, currency) {
		const rows = minutes.map((minute, index) => [MINUTES - 1 - index, minute.runs, minute.failed,
			duration(quantile(minute.first, 0.5)), minute.tokens, cost(minute.cost || undefined, currency)]);
		keyed(this.rows, rows, (row) => row[0], (row) => element("tr", {}, ...row.map(() => element("td"))),
				(element, row) => row.forEach((value, index) => setText(element.children[index], value)));
	}

}

function add(minute, run) {
	if (!run.parent) {
		minute.runs++;
		minute.failed += isFailure(run.status) ? 1 : 0;
	}
	minute.tokens += run.usage?.outputTokens ?? run.tokens ?? 0;
	minute.cost += run.cost ?? 0;
	if (run.firstToken !== undefined) {
		minute.first.push(run.firstToken);
	}
}

function quantile(values, share) {
	if (values.length === 0) {
		return undefined;
	}
	const sorted = [...values].sort((one, other) => one - other);
	return sorted[Math.ceil(sorted.length * share) - 1];
}
