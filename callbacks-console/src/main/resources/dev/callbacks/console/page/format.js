// Numbers and names as people read them.

const KINDS = {
	CHAT_MODEL: ["◆", "chat"],
	LLM: ["◆", "model"],
	CHAIN: ["▸", "chain"],
	TOOL: ["⚒", "tool"],
	AGENT: ["●", "agent"],
	RETRIEVER: ["⌕", "retriever"],
	PROMPT: ["¶", "prompt"],
	PARSER: ["⇥", "parser"],
	EMBEDDING: ["≡", "embedding"]
};

const NUMBERS = new Intl.NumberFormat("en-US");

const STATUSES = {
	OPEN: "running",
	SUCCESS: "done",
	FAILED: "failed",
	CANCELLED: "cancelled",
	CLOSED: "closed",
	TIMED_OUT: "timed out",
	SHUTDOWN: "shut down",
	ABANDONED: "abandoned"
};

export function kindIcon(kind) {
	return (KINDS[kind] ?? ["·", ""])[0];
}

export function kindName(kind) {
	return (KINDS[kind] ?? ["", String(kind).toLowerCase()])[1];
}

export function statusName(status) {
	return STATUSES[status] ?? String(status).toLowerCase();
}

/** Whether a run ended in a way that nobody wished for. */
export function isFailure(status) {
	return status === "FAILED" || status === "TIMED_OUT" || status === "ABANDONED";
}

export function duration(millis) {
	if (millis === null || millis === undefined) {
		return "";
	}
	if (millis < 1) {
		return `${millis.toFixed(2)} ms`;
	}
	if (millis < 1000) {
		return `${Math.round(millis)} ms`;
	}
	return millis < 60_000 ? `${(millis / 1000).toFixed(1)} s` : `${Math.floor(millis / 60_000)} min ${Math.round(millis % 60_000 / 1000)} s`;
}

export function clock(millis) {
	return new Date(millis).toLocaleTimeString("en-GB");
}

export function count(number) {
	return NUMBERS.format(number ?? 0);
}

/** Returns a number of things, such as "1 error" or "2 errors". */
export function counted(number, thing) {
	return `${count(number)} ${thing}${number === 1 ? "" : "s"}`;
}

export function cost(amount, currency) {
	return amount === null || amount === undefined ? "" : `${amount.toFixed(amount < 0.01 ? 5 : 2)} ${currency ?? ""}`.trim();
}

export function percent(share) {
	return `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}

/** Returns the simple name of a class. */
export function simpleName(type) {
	return String(type ?? "").replace(/^.*[.$]/, "");
}

/** Returns the name of a type of event as words. */
export function eventName(type) {
	return String(type).toLowerCase().replaceAll("_", " ");
}
