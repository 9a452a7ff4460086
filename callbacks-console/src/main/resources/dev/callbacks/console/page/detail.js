// All that is known of the run that is selected; its content only if it may be shown.

import { element, setText, show } from "./dom.js";
import { clock, cost, count, duration, kindName, statusName } from "./format.js";

const NOT_SHOWN = {
	HIDDEN: "Content is not shown: callbacks.console.show-content is 'never'.",
	UNAUTHORIZED: "You are not authorized to see content.",
	ELSEWHERE: "Content stays at the instance of the run: callbacks.relay.content is not set."
};

export class Detail {

	constructor(container) {
		this.container = container;
		this.facts = element("dl");
		this.content = element("div", { class: "content" });
		container.append(element("div", { class: "card-head" }, element("h2", { id: "detail-title" }, "Details")), this.facts, this.content);
	}

	render(run, contentState, currency) {
		show(this.container, Boolean(run));
		if (run === this.run && contentState === this.contentState) {
			return;
		}
		this.run = run;
		this.contentState = contentState;
		this.facts.replaceChildren();
		this.content.replaceChildren();
		if (!run) {
			return;
		}
		this.#facts(run, currency);
		this.#content(run, contentState);
	}

	#facts(run, currency) {
		const usage = run.usage;
		this.#fact("Run", `${kindName(run.kind)} ${run.name}`);
		this.#fact("Id", run.id);
		this.#fact("Instance", run.instance);
		this.#fact("Status", statusName(run.status));
		this.#fact("Started", clock(run.start));
		this.#fact("Time", duration(run.duration));
		this.#fact("Waited for handlers", duration(run.began));
		this.#fact("First token", duration(run.firstToken));
		this.#fact("Model", [run.model, run.provider].filter(Boolean).join(", "));
		this.#fact("Parameters", entries(run.parameters));
		this.#fact("Finish reason", (run.finish ?? []).join(", "));
		this.#fact("Usage", usage && `${count(usage.inputTokens)} in, ${count(usage.outputTokens)} out${usage.estimated ? ", estimated" : ""}`);
		this.#fact("Of these", usage && entries({ ...usage.inputDetails, ...usage.outputDetails }));
		this.#fact("Cost", cost(run.cost, currency));
		this.#fact("Tags", (run.tags ?? []).join(", "));
		this.#fact("Failure", run.error);
	}

	#fact(name, value) {
		if (value) {
			this.facts.append(element("dt", {}, name), element("dd", {}, value));
		}
	}

	#content(run, contentState) {
		if (contentState !== "SHOWN") {
			setText(this.content, NOT_SHOWN[contentState] ?? "");
			return;
		}
		const parts = [["Input", run.input], ["Output until then", run.partial],
			[run.error ? "Message of the failure" : "Output", run.output], ["Metadata", entries(run.metadata)]];
		parts.filter(([, text]) => text).forEach(([name, text]) => this.content.append(
				element("h3", {}, name), element("pre", { tabindex: "0", "aria-label": name, role: "region" }, text)));
		show(this.content, this.content.childElementCount > 0);
	}

}

function entries(values) {
	return Object.entries(values ?? {}).map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(", ") : value}`).join(" · ");
}
