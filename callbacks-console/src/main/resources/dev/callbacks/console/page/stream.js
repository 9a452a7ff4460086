// The connection to the application: events, with resume after a lost connection.

const RETRY = 2000;

/**
 * A stream of messages. After a lost connection the browser names the last event that it
 * got, and the stream goes on from there. If that is too long ago, a gap is told.
 */
export class Stream {

	/** Creates a stream. Handlers: run(message), status(status), gap(), state(text). */
	constructor(base, handlers) {
		this.base = base;
		this.handlers = handlers;
		this.last = null;
		this.root = null;
	}

	/** Opens the stream after an event, or opens it anew for another tree of runs. */
	open(root, after = this.last) {
		this.close();
		this.root = root;
		this.last = after;
		const query = new URLSearchParams();
		if (root) {
			query.set("run", root);
		}
		if (after !== null) {
			query.set("after", after);
		}
		this.source = new EventSource(`${this.base}api/events?${query}`);
		this.source.onopen = () => this.handlers.state("live");
		this.source.onerror = () => this.#failed();
		this.source.addEventListener("run", (event) => this.#take(event, (data) => this.handlers.run(data)));
		this.source.addEventListener("status", (event) => this.handlers.status(JSON.parse(event.data)));
		this.source.addEventListener("gap", (event) => this.#take(event, () => this.handlers.gap()));
	}

	#take(event, use) {
		this.last = event.lastEventId || this.last;
		use(JSON.parse(event.data));
	}

	#failed() {
		this.handlers.state("reconnecting");
		if (this.source.readyState === EventSource.CLOSED) {
			clearTimeout(this.retry);
			this.retry = setTimeout(() => this.open(this.root), RETRY);
		}
	}

	close() {
		clearTimeout(this.retry);
		this.source?.close();
	}

}

/** Asks for JSON. */
export async function fetchJson(url) {
	const reply = await fetch(url, { headers: { Accept: "application/json" } });
	if (!reply.ok) {
		throw new Error(`The application replied ${reply.status}`);
	}
	return reply.json();
}

/** Asks for something to be done; the token is that of Spring Security, if it asks for one. */
export async function post(url, csrf) {
	const headers = { "X-Callbacks-Console": "1" };
	if (csrf) {
		headers[csrf.header] = csrf.token;
	}
	const reply = await fetch(url, { method: "POST", headers });
	return reply.ok;
}
