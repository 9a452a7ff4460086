// The card of an instance: whether it runs, what it does, and the button that kills it.

const INTERVAL = 1_000;

export class Instance {

	constructor(origin, template, changed) {
		this.origin = origin;
		this.name = new URL(origin).host;
		this.root = template.content.cloneNode(true).firstElementChild;
		this.running = undefined;
		this.changed = changed;
		this.root.dataset.instance = this.name;
		this.root.querySelector("h3").textContent = this.name;
		[this.produces, this.serves] = this.root.querySelectorAll("input");
		this.produces.setAttribute("aria-label", `${this.name} produces the answer`);
		this.serves.setAttribute("aria-label", `${this.name} serves this page`);
		const console = this.root.querySelector("a");
		console.href = `${origin}/callbacks/`;
		console.setAttribute("aria-label", `Its console: ${this.name}`);
		const button = this.root.querySelector("button");
		button.setAttribute("aria-label", `Kill this instance: ${this.name}`);
		button.addEventListener("click", () => this.kill());
		this.#watch();
	}

	async kill() {
		await fetch(`${this.origin}/fleet/halt`, { method: "POST" }).catch(() => {});
		await this.look();
	}

	/** Asks the instance whether it runs. */
	async look() {
		try {
			const reply = await fetch(`${this.origin}/fleet/instance`,
				{ cache: "no-store", signal: AbortSignal.timeout(INTERVAL * 2) });
			const { pid } = await reply.json();
			this.#show(true, `Runs, as process ${pid}`);
		}
		catch (failure) {
			if (this.running && failure.name === "TimeoutError") {
				this.#tell("Does not answer", ""); // it may be slow, and its answers go on
				return;
			}
			this.#show(false, this.running === undefined ? "Not started: the same command in another terminal does it"
				: "Gone: the same command starts it again");
		}
	}

	async #watch() {
		while (true) {
			await this.look();
			await new Promise((resolve) => setTimeout(resolve, INTERVAL));
		}
	}

	#show(running, text) {
		const known = this.running !== undefined;
		if (running || known || !this.root.querySelector(".state").textContent) {
			this.#tell(text, running ? "up" : known ? "gone" : "");
			this.root.querySelector("button").disabled = !running;
		}
		const changed = known && this.running !== running;
		this.running = running || (known ? false : undefined);
		if (changed) {
			this.changed(this);
		}
	}

	#tell(text, state) {
		const line = this.root.querySelector(".state");
		if (line.textContent !== text) {
			line.textContent = text;
		}
		line.classList.toggle("up", state === "up");
		line.classList.toggle("gone", state === "gone");
	}

}
