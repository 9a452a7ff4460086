// The page: the chat, the story, and the tree of runs beside them.

import { stream } from "./stream.js";
import { Play } from "./play.js";

const byId = (id) => document.getElementById(id);

const narrow = matchMedia("(max-width: 64rem)");

let current = new AbortController();

/** Plays what the application streams, and ends what is playing. */
async function play(title, path, body) {
	current.abort();
	const mine = current = new AbortController();
	const answers = byId("answers");
	const shown = new Play(answers, title);
	byId("stop").disabled = false;
	answers.setAttribute("aria-busy", "true");
	try {
		await stream(path, body, mine.signal, (line) => shown.add(line));
		shown.end();
	}
	catch (failure) {
		shown.end(mine.signal.aborted ? "Stopped: the call of the model has been cancelled." : failure.message);
	}
	if (mine === current) {
		byId("stop").disabled = true;
		answers.setAttribute("aria-busy", "false");
	}
}

byId("chat").addEventListener("submit", (event) => {
	event.preventDefault();
	const message = byId("message").value;
	play(message, "/chat", { message });
});

byId("stop").addEventListener("click", () => current.abort());

/** Shows a chapter of the story. */
function show(chapter) {
	const item = byId("chapter").content.cloneNode(true);
	const button = item.querySelector("button");
	item.querySelector("h3").textContent = chapter.title;
	item.querySelector("p").textContent = chapter.text;
	item.querySelector("pre").setAttribute("aria-label", `Code of: ${chapter.title}`);
	item.querySelector("code").textContent = chapter.code;
	button.dataset.scenario = chapter.id;
	button.setAttribute("aria-label", `Play: ${chapter.title}`);
	button.addEventListener("click", () => {
		if (narrow.matches) {
			byId("stage").scrollIntoView();
		}
		play(chapter.title, `/story/${chapter.id}`);
	});
	byId("story").append(item);
}

const story = await fetch("/story");
(await story.json()).forEach(show);

try {
	const { showLiveTree } = await import("/callbacks/live.js");
	showLiveTree(byId("runs"));
}
catch {
	byId("runs-note").textContent = "The tree belongs to the console, which answers at http://localhost only.";
}
