// An answer: what the page shows of it, and which instances it comes from.

import { Play } from "./play.js";
import { Resumable } from "./resumable.js";

export class Answer {

	#instances;
	#places;
	#play;
	#stream;
	#tokens = 0;
	#gaps = 0;
	#goneAt;

	/** An answer that one instance produces and another one serves, or the same. */
	constructor(question, producer, server, instances) {
		this.producer = producer;
		this.server = server;
		this.over = false;
		this.#instances = instances;
		this.#places = document.getElementById("places");
		this.#play = new Play(document.getElementById("answers"), question);
		this.#stream = new Resumable(instances.map(({ origin }) => origin), this);
	}

	/** Has the answer produced, and reads it to its end. */
	async read(path) {
		try {
			await this.#stream.open(this.producer.origin, path);
		}
		catch (failure) {
			this.#note(`Broken off: ${failure.message}`);
		}
		this.close();
	}

	/** Has the rest served by another instance. */
	moveTo(server) {
		this.server = server;
		this.#stream.moveTo(server.origin);
	}

	async stop() {
		const path = `/callbacks/streams/${this.#stream.id}/stop`;
		await fetch(this.server.origin + path, { method: "POST" }).catch(() => {});
	}

	close() {
		this.over = true;
		this.#stream.close();
		this.#play.end();
	}

	connected(origin) {
		const server = this.#instances.find((instance) => instance.origin === origin);
		if (this.#stream.id && server !== this.server) {
			this.#note(`${this.server.name} serves it no more. It goes on at ${server.name}.`);
			this.server = server;
			server.serves.checked = true;
		}
		this.#show(server);
		this.#instances.forEach((instance) => instance.look());
	}

	event({ name, data }) {
		if (name === "run-start" && !data.parent && this.server !== this.producer) {
			this.moveTo(this.server);
		}
		else if (name === "token") {
			this.#tokens++;
			this.#play.add({ text: data.text });
		}
		else if (name === "gap") {
			this.#gaps++;
			this.#note(data.missed ? `${data.missed} events are missing here.` : "The log lacks the latest of these tokens.");
		}
		else if (name === "end") {
			this.#end(data.outcome);
		}
	}

	/** Tells what it means for the answer that an instance is gone. */
	gone(instance) {
		if (instance === this.producer && !this.over) {
			this.#goneAt = performance.now();
			this.#show(this.server);
			this.#note(`${instance.name} is gone, which produced this. All that it relayed is here. The run ends as soon as `
				+ "its lease is over.");
		}
	}

	#end(outcome) {
		if (outcome === "success") {
			this.#note(`The end: ${this.#tokens} tokens, ${this.#gaps || "no"} gaps.`);
		}
		else if (outcome === "abandoned") {
			const seconds = this.#goneAt ? ((performance.now() - this.#goneAt) / 1_000).toFixed(1) : "0";
			this.#note(`ABANDONED, ${seconds} s after its process was gone, with the ${this.#tokens} tokens above.`);
		}
		else {
			this.#note(`The end: ${outcome}.`);
		}
	}

	#show(server) {
		const gone = this.producer.running === false ? " (gone)" : "";
		this.#places.textContent = `Produced by ${this.producer.name}${gone}, served by ${server.name}`;
	}

	#note(text) {
		this.#play.add({ text, note: true });
	}

}
