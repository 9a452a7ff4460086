// The runs that the page knows, as trees. Knows nothing of elements.

import { isFailure } from "./format.js";

const MAX_ROOTS = 500;

/** Runs by id, and the ids of roots, the latest first. */
export class Store {

	constructor() {
		this.runs = new Map();
		this.children = new Map();
		this.roots = [];
		this.active = new Map();
		this.handlers = [];
		this.fleet = null;
		this.loaded = undefined;
		this.loading = null;
		this.meanwhile = null;
		this.summaries = new Map();
		this.version = 0;
	}

	/** Replaces all by a snapshot that is on its way, and by what comes meanwhile. */
	load(snapshot) {
		this.loading ??= this.#load(snapshot).finally(() => this.loading = null);
		return this.loading;
	}

	async #load(snapshot) {
		this.meanwhile = [];
		try {
			const loaded = await snapshot();
			const meanwhile = this.meanwhile;
			this.meanwhile = null;
			this.#reset(loaded);
			meanwhile.forEach((run) => this.put(run));
			return loaded;
		}
		finally {
			this.meanwhile = null;
		}
	}

	#reset(snapshot) {
		this.runs.clear();
		this.children.clear();
		this.summaries.clear();
		this.roots = [];
		(snapshot.runs ?? []).forEach((run) => this.put(run));
		this.setStatus(snapshot.status ?? {});
		this.loaded = this.fleet?.loaded;
	}

	/** Whether the application has come to know what other instances did before, and this store has not. */
	get isStale() {
		return !this.loading && this.fleet?.loaded !== undefined && this.fleet.loaded !== this.loaded;
	}

	/** Whether a run is that of another instance. */
	isElsewhere(run) {
		return Boolean(this.fleet && run?.instance && run.instance !== this.fleet.instance);
	}

	/** Adds a run, or what is new of one. A run that ended stays ended. */
	put(run) {
		this.meanwhile?.push(run);
		const known = this.runs.get(run.id);
		if (known && known.status !== "OPEN" && run.status === "OPEN") {
			return known;
		}
		const merged = { ...known, ...run };
		this.version++;
		this.runs.set(run.id, merged);
		this.summaries.delete(merged.root);
		if (!known) {
			this.#place(merged);
		}
		return merged;
	}

	#place(run) {
		if (run.parent && this.runs.has(run.root)) {
			const siblings = this.children.get(run.parent) ?? [];
			siblings.push(run.id);
			this.children.set(run.parent, siblings);
			return;
		}
		const earlier = this.roots.findIndex((id) => this.runs.get(id).start <= run.start);
		this.roots.splice(earlier < 0 ? this.roots.length : earlier, 0, run.id);
		if (this.roots.length > MAX_ROOTS) {
			this.#forget(this.roots.pop());
		}
	}

	#forget(root) {
		this.tree(root).forEach((run) => {
			this.runs.delete(run.id);
			this.children.delete(run.id);
		});
		this.summaries.delete(root);
	}

	/** Takes what changes while runs are under way. */
	setStatus(status) {
		this.active = new Map((status.active ?? []).map((run) => [run.id, run]));
		this.handlers = status.handlers ?? [];
		this.fleet = status.fleet ?? null;
		for (const id of this.active.keys()) {
			const run = this.runs.get(id);
			if (run) {
				this.summaries.delete(run.root);
			}
		}
	}

	get(id) {
		return this.runs.get(id);
	}

	/** Returns a run and all below it, parents before children, each with its depth. */
	tree(id, depth = 0) {
		const run = this.runs.get(id);
		if (!run) {
			return [];
		}
		const below = (this.children.get(id) ?? []).flatMap((child) => this.tree(child, depth + 1));
		return [{ ...run, depth, hasChildren: below.length > 0 }, ...below];
	}

	/** Returns the number of tokens of a run, which may be under way. */
	tokens(run) {
		return run.tokens ?? this.active.get(run.id)?.tokens ?? 0;
	}

	/** Returns a root with the sums of its tree. */
	summary(id) {
		const known = this.summaries.get(id);
		if (known) {
			return known;
		}
		const tree = this.tree(id);
		const models = tree.filter((run) => run.model);
		const costs = tree.filter((run) => run.cost !== undefined);
		const summary = {
			...tree[0],
			model: tree[0].model ?? models[0]?.model,
			tokens: tree.reduce((sum, run) => sum + Math.max(run.usage?.outputTokens ?? 0, this.tokens(run)), 0),
			cost: costs.length > 0 ? costs.reduce((sum, run) => sum + run.cost, 0) : undefined,
			failures: tree.filter((run) => isFailure(run.status)).length,
			kinds: new Set(tree.map((run) => run.kind)),
			words: tree.map((run) => [run.instance, run.name, run.model, run.provider, ...(run.tags ?? [])].join(" ")).join(" ").toLowerCase() + " " + id
		};
		this.summaries.set(id, summary);
		return summary;
	}

}
