// The runs that the page knows, as trees. Knows nothing of elements.

const MAX_ROOTS = 500;

/** Runs by id, and the ids of roots, the latest first. */
export class Store {

	constructor() {
		this.runs = new Map();
		this.children = new Map();
		this.roots = [];
		this.active = new Map();
		this.handlers = [];
		this.summaries = new Map();
		this.version = 0;
	}

	/** Replaces all by a snapshot. */
	reset(snapshot) {
		this.runs.clear();
		this.children.clear();
		this.summaries.clear();
		this.roots = [];
		[...(snapshot.runs ?? [])].reverse().sort((one, other) => one.start - other.start).forEach((run) => this.put(run));
		this.setStatus(snapshot.status ?? {});
	}

	/** Adds a run, or what is new of one. A run that ended stays ended. */
	put(run) {
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
		this.roots.unshift(run.id);
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
			failures: tree.filter((run) => run.status === "FAILED" || run.status === "TIMED_OUT").length,
			kinds: new Set(tree.map((run) => run.kind)),
			words: tree.map((run) => [run.name, run.model, run.provider, ...(run.tags ?? [])].join(" ")).join(" ").toLowerCase() + " " + id
		};
		this.summaries.set(id, summary);
		return summary;
	}

}
