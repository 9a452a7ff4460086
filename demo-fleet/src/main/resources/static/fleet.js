// The page of the fleet: a chat that outlives the instance that serves it, and the instances.

import { Answer } from "./answer.js";
import { Instance } from "./instance.js";
import { Play } from "./play.js";

/** The time after which a story kills an instance. */
const KILL_AFTER = 3_000;

const STORIES = [
	{
		id: "kill-server",
		title: "Kill the one that serves",
		text: "One instance calls the model, and this page reads from the other, which has the text from the log. Three "
			+ "seconds later the one that serves is killed: the page goes on at the first one, with the next token.",
		producer: 0
	},
	{
		id: "kill-producer",
		title: "Kill the one that produces",
		text: "This page reads from one instance, and the other calls the model. Three seconds later the one that "
			+ "produces is killed: the page has all that it had relayed, and as soon as its lease is over, the one that is "
			+ "left ends the run as ABANDONED, with that text.",
		producer: 1
	}
];

const narrow = matchMedia("(max-width: 64rem)");

const byId = (id) => document.getElementById(id);

const origins = await (await fetch("/fleet/instances")).json();

const own = origins.find((origin) => new URL(origin).port === location.port);

if (own !== location.origin) {
	location.replace(own); // the others answer pages of this name only
}

const instances = origins.map((origin) => new Instance(origin, byId("instance"), changed));

let current;

function changed(instance) {
	if (!instance.running) {
		current?.gone(instance);
	}
	if (instance.origin === own) {
		showWhereRunsAre(instance.running);
	}
}

/** Asks an instance, and reads the answer from another one, or the same. */
async function ask(question, producer, server) {
	current?.close();
	const mine = current = new Answer(question, producer, server, instances);
	producer.produces.checked = true;
	server.serves.checked = true;
	byId("stop").disabled = false;
	byId("answers").setAttribute("aria-busy", "true");
	await mine.read(`/fleet/answer?question=${encodeURIComponent(question)}`);
	if (mine === current) {
		byId("stop").disabled = true;
		byId("answers").setAttribute("aria-busy", "false");
	}
}

/** Plays a story with the instance that served this page, and another one, which is killed. */
function play({ title, producer }) {
	const pair = [instances.find(({ origin }) => origin === own), instances.find(({ origin }) => origin !== own)];
	if (pair.some((instance) => !instance.running)) {
		new Play(byId("answers"), title).end("This story needs both instances.");
		return;
	}
	if (narrow.matches) {
		byId("stage").scrollIntoView();
	}
	ask(byId("message").value, pair[producer], pair[1 - producer]);
	const mine = current;
	setTimeout(() => {
		if (!mine.over) {
			pair[1].kill();
		}
	}, KILL_AFTER);
}

function showWhereRunsAre(running) {
	const note = byId("runs-note");
	if (running) {
		note.textContent = "They appear here, told by the instance that served this page.";
	}
	else {
		const others = instances.filter(({ origin }) => origin !== own);
		note.replaceChildren("The instance that told of them is gone. Look at the console of ",
			...others.map(({ origin, name }) => Object.assign(document.createElement("a"),
				{ href: `${origin}/callbacks/`, textContent: name })), ".");
	}
}

for (const instance of instances) {
	instance.produces.checked = instance.serves.checked = instance.origin === own;
	instance.serves.addEventListener("change", () => {
		if (current && !current.over) {
			current.moveTo(instance);
		}
	});
	byId("instances").append(instance.root);
}

for (const story of STORIES) {
	const item = byId("chapter").content.cloneNode(true);
	item.querySelector("h3").textContent = story.title;
	item.querySelector("p").textContent = story.text;
	const button = item.querySelector("button");
	button.dataset.story = story.id;
	button.setAttribute("aria-label", `Play: ${story.title}`);
	button.addEventListener("click", () => play(story));
	byId("story").append(item);
}

byId("chat").addEventListener("submit", (event) => {
	event.preventDefault();
	ask(byId("message").value, instances.find((instance) => instance.produces.checked),
		instances.find((instance) => instance.serves.checked));
});

byId("stop").addEventListener("click", () => current?.stop());

const { showLiveTree } = await import("/callbacks/live.js");

showLiveTree(byId("runs"));
