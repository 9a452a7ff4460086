// What the chat shows of one call: its title, and a paragraph for each voice. Text only, never markup.

const MAX_PLAYS = 10;

export class Play {

	constructor(answers, title) {
		this.answers = answers;
		this.voices = new Map();
		this.root = document.createElement("article");
		this.#append("h3", title);
		answers.append(this.root);
		while (answers.children.length > MAX_PLAYS) {
			answers.firstElementChild.remove();
		}
		this.#scroll();
	}

	/** Adds a piece: a token of the chat, or a line of the story. */
	add({ voice = "", text, token = text, note = false }) {
		if (note) {
			this.#append("p", voice ? `${voice}: ${token}` : token, "remark");
			this.voices.delete(voice);
		}
		else if (token) {
			this.#voice(voice).textContent += token;
		}
		this.#scroll();
	}

	end(remark) {
		if (remark) {
			this.#append("p", remark, "remark");
		}
		this.root.classList.add("ended");
		this.#scroll();
	}

	#voice(name) {
		if (!this.voices.has(name)) {
			const paragraph = this.#append("p", "", "voice");
			if (name) {
				paragraph.append(Object.assign(document.createElement("b"), { textContent: name }));
			}
			const text = document.createElement("span");
			paragraph.append(text);
			this.voices.set(name, text);
		}
		return this.voices.get(name);
	}

	#append(name, text, type = "") {
		const element = Object.assign(document.createElement(name), { textContent: text, className: type });
		this.root.append(element);
		return element;
	}

	#scroll() {
		this.answers.scrollTop = this.answers.scrollHeight;
	}

}
