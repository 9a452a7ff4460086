// A stream that goes on where it broke: at the next server, after the event that came last.

const PAUSE = 200;

const PATIENCE = 30_000;

export class Resumable {

	#servers;
	#listener;
	#server;
	#connection;
	#last = "";
	#over = false;

	/** The listener has event(event) for each event, and connected(server) for each connection. */
	constructor(servers, listener) {
		this.#servers = servers;
		this.#listener = listener;
	}

	/** The id of the stream, once it is known. */
	get id() {
		return this.#last.split(":")[0];
	}

	/** Opens a stream at a server, and reads it to its end, wherever that comes from. */
	async open(server, path) {
		this.#server = server;
		let connectedAt = performance.now();
		while (!this.#over) {
			if (await this.#read(this.id ? `/callbacks/streams/${this.id}` : path)) {
				connectedAt = performance.now();
			}
			else if (performance.now() - connectedAt > PATIENCE) {
				throw new Error("No instance goes on with it");
			}
			else {
				await new Promise((resolve) => setTimeout(resolve, PAUSE));
			}
		}
	}

	/** Goes on at a server. */
	moveTo(server) {
		this.#server = server;
		this.#connection.abort();
	}

	/** Reads no more. */
	close() {
		this.#over = true;
		this.#connection.abort();
	}

	/** Reads from one server until the connection ends, and tells whether there was one. */
	async #read(path) {
		const server = this.#server;
		const connection = this.#connection = new AbortController();
		let connected = false;
		try {
			const headers = this.#last ? { "Last-Event-ID": this.#last } : {};
			const reply = await fetch(server + path, { headers, signal: connection.signal, cache: "no-store" });
			if (!reply.ok) {
				throw new Error(`${server} replied ${reply.status}`);
			}
			connected = true;
			this.#listener.connected(server);
			if (reply.status === 204) {
				this.#over = true;
				return connected;
			}
			for await (const event of events(reply.body)) {
				this.#last = event.id;
				this.#over = event.name === "end";
				this.#listener.event(event);
			}
		}
		catch (failure) {
			if (!this.#last) {
				throw failure;
			}
		}
		if (!connection.signal.aborted) {
			this.#server = this.#servers[(this.#servers.indexOf(server) + 1) % this.#servers.length];
		}
		return connected;
	}

}

async function* events(body) {
	const reader = body.pipeThrough(new TextDecoderStream()).getReader();
	let rest = "";
	for (let read = await reader.read(); !read.done; read = await reader.read()) {
		const blocks = (rest + read.value).split("\n\n");
		rest = blocks.pop();
		for (const block of blocks) {
			const fields = new Map(block.split("\n").map((line) => line.split(/:(.*)/s)));
			if (fields.has("data")) {
				yield { id: fields.get("id"), name: fields.get("event"), data: JSON.parse(fields.get("data")) };
			}
		}
	}
}
