// The answer of a model as it comes: text, speed and gaps between tokens. The text itself is
// not announced while it grows; sentences are, and the end.

import { element, setAttribute, setText, show } from "./dom.js";
import { count, duration } from "./format.js";
import { Plot } from "./plot.js";

const GAPS = 60;

const LONGEST = 200_000;

const WINDOW = 2000;

const NOT_SHOWN = {
	HIDDEN: "The text is hidden. Set callbacks.console.show-content to show it.",
	UNAUTHORIZED: "You are not authorized to see the text.",
	ELSEWHERE: "The text stays at the instance of the run: callbacks.relay.content is not set."
};

export class Answer {

	constructor(container) {
		this.container = container;
		this.text = document.createTextNode("");
		this.pane = element("div", { class: "answer-text", tabindex: "0", role: "region", "aria-label": "Text of the answer" });
		this.pane.append(this.text);
		this.pane.addEventListener("scroll", () => this.atEnd = this.#isAtEnd(), { passive: true });
		this.facts = element("div", { class: "facts" });
		this.plot = new Plot();
		this.gapText = element("span");
		this.announcer = element("div", { role: "log", class: "hidden", "aria-label": "Answer" });
		this.pauseButton = element("button", { type: "button", class: "button", "aria-pressed": "false", onclick: () => this.#pause() }, "Pause");
		this.endButton = element("button", { type: "button", class: "button", onclick: () => this.#jump() }, "Jump to end");
		this.title = element("h2", { id: "answer-title" }, "Answer");
		container.append(element("div", { class: "card-head" }, this.title, element("span", { class: "spring" }), this.pauseButton, this.endButton),
				this.facts, element("div", { class: "gaps" }, this.gapText, this.plot.root), this.pane, this.announcer);
		this.clear(null);
	}

	/** Begins with the answer of another run, of which tokens may be known. */
	clear(run, tokens = []) {
		this.run = run?.id ?? null;
		this.times = [];
		this.sequence = -1;
		this.waiting = "";
		this.sentence = "";
		this.known = 0;
		this.text.data = "";
		this.paused = false;
		this.atEnd = true;
		this.announcer.replaceChildren();
		setAttribute(this.pauseButton, "aria-pressed", "false");
		setText(this.pauseButton, "Pause");
		tokens.forEach((token) => this.add(token, false));
		this.sentence = "";
	}

	/** Adds a token, unless it is known. */
	add(token, announced = true) {
		if (token.run !== this.run || token.sequence <= this.sequence) {
			return;
		}
		this.sequence = token.sequence;
		this.times.push(token.at);
		this.known++;
		if (this.times.length > 1000) {
			this.times.splice(0, 500);
		}
		this.waiting += token.text ?? "";
		if (announced) {
			this.#announce(token.text ?? "");
		}
	}

	#announce(text) {
		this.sentence += text;
		const end = this.sentence.search(/[.!?]\s/);
		if (end >= 0) {
			this.#say(this.sentence.slice(0, end + 1));
			this.sentence = this.sentence.slice(end + 2);
		}
	}

	#say(text) {
		if (text.trim()) {
			this.announcer.append(element("p", {}, text.trim()));
			while (this.announcer.childElementCount > 20) {
				this.announcer.firstElementChild.remove();
			}
		}
	}

	/** Tells that the answer is complete. */
	complete(run) {
		this.#say(this.sentence);
		this.sentence = "";
		this.#say(run.status === "SUCCESS" ? "The answer is complete." : "The answer ended early.");
	}

	/** Draws the text. */
	render(run, contentState) {
		show(this.container, run !== null);
		if (run === null) {
			return;
		}
		const open = run.status === "OPEN";
		setText(this.title, `Answer of ${run.model ?? run.name}`);
		setAttribute(this.pane, "aria-busy", open);
		show(this.pauseButton, open);
		if (contentState !== "SHOWN") {
			setText(this.pane, NOT_SHOWN[contentState]);
		}
		else if (!this.paused) {
			this.#grow(run);
		}
	}

	#grow(run) {
		if (this.text.parentNode !== this.pane) {
			this.pane.replaceChildren(this.text);
		}
		const whole = run.status === "SUCCESS" ? run.output : run.partial;
		if (whole && this.text.data !== whole) {
			this.text.data = whole;
			this.waiting = "";
		}
		else if (this.waiting) {
			this.text.appendData(this.waiting);
			this.waiting = "";
			if (this.text.length > LONGEST) {
				this.text.deleteData(0, this.text.length - LONGEST);
			}
		}
	}

	/** Draws what need not be drawn with each token. */
	renderFacts(run, total) {
		setText(this.facts, [`${count(Math.max(total, this.known))} tokens`, this.#speed(run),
			run.firstToken === undefined ? "" : `first after ${duration(run.firstToken)}`].filter(Boolean).join("  ·  "));
		this.#drawGaps();
		if (this.atEnd && !this.paused && run.status === "OPEN") {
			this.#jump();
		}
	}

	#isAtEnd() {
		return this.pane.scrollHeight - this.pane.scrollTop - this.pane.clientHeight < 40;
	}

	#speed(run) {
		if (this.times.length < 2) {
			return "";
		}
		const last = this.times.at(-1);
		const since = run.status === "OPEN" ? this.times.filter((time) => time > last - WINDOW) : this.times;
		const span = last - since[0];
		return span > 0 ? `${((since.length - 1) / span * 1000).toFixed(1)} tokens/s` : "";
	}

	#drawGaps() {
		const recent = this.times.slice(-GAPS - 1);
		const gaps = recent.slice(1).map((time, index) => time - recent[index]);
		show(this.plot.root.parentNode, gaps.length > 1);
		if (gaps.length > 1) {
			this.plot.draw(gaps);
			setText(this.gapText, `Gaps: longest ${duration(Math.max(...gaps))}`);
		}
	}

	#pause() {
		this.paused = !this.paused;
		setAttribute(this.pauseButton, "aria-pressed", this.paused);
		setText(this.pauseButton, this.paused ? "Go on" : "Pause");
	}

	#jump() {
		this.pane.scrollTop = this.pane.scrollHeight;
	}

}
