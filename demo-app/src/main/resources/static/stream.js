// Server-sent events that answer a POST, which EventSource cannot send.

/** Posts a body, and hands over the data of each event. */
export async function stream(path, body, signal, take) {
	const reply = await fetch(path, {
		method: "POST",
		headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
		body: JSON.stringify(body),
		signal
	});
	if (!reply.ok) {
		throw new Error((await reply.json().catch(() => ({}))).detail ?? `The application replied ${reply.status}`);
	}
	let rest = "";
	for await (const text of chunks(reply.body.pipeThrough(new TextDecoderStream()))) {
		const events = (rest + text).split("\n\n");
		rest = events.pop();
		events.filter((event) => event.startsWith("data:")).forEach((event) => take(JSON.parse(event.slice(5))));
	}
}

async function* chunks(body) {
	const reader = body.getReader();
	for (let read = await reader.read(); !read.done; read = await reader.read()) {
		yield read.value;
	}
}
