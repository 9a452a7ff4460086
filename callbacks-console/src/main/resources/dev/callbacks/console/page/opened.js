// The tree of runs that is open: its events, and the tokens of its models.

/** What is known of the open tree beyond the runs themselves. */
export class Opened {

	constructor(root, selected = root) {
		this.root = root;
		this.selected = selected;
		this.events = [];
		this.tokens = new Map();
		this.sequences = new Map();
		this.loaded = false;
		this.missing = false;
		this.notice = "";
		this.early = [];
	}

	/**
	 * Takes what the application knows of the tree, then what came meanwhile. Tokens that
	 * came before stay: the application does not keep those of other instances.
	 */
	load(tree) {
		const known = [...this.tokens.values()].flat();
		this.events = [];
		this.tokens.clear();
		this.sequences.clear();
		(tree.events ?? []).forEach((event) => this.#addEvent(event));
		[...known, ...tree.tokens ?? []]
			.sort((one, other) => one.sequence - other.sequence)
			.forEach((token) => this.#addToken(token));
		this.missing = false;
		this.loaded = true;
		const early = this.early;
		this.early = [];
		early.forEach((event) => this.add(event));
	}

	/** Adds an event of the tree, unless it is known. Returns whether it is new. */
	add(event) {
		if (event.root !== this.root) {
			return false;
		}
		if (!this.loaded) {
			this.early.push(event);
			return false;
		}
		return event.type === "LLM_NEW_TOKEN" ? this.#addToken(event) : this.#addEvent(event);
	}

	#addEvent(event) {
		const key = `${event.run} ${event.sequence} ${event.type}`;
		if (this.sequences.has(key)) {
			return false;
		}
		this.sequences.set(key, true);
		this.events.push(event);
		return true;
	}

	#addToken(token) {
		const known = this.tokens.get(token.run) ?? [];
		if (known.length && known.at(-1).sequence >= token.sequence) {
			return false;
		}
		known.push(token);
		this.tokens.set(token.run, known);
		return true;
	}

}
