// The page: connects the data with its panels. Whatever comes is drawn at the next frame.

import { Answer } from "./answer.js";
import { Board, Errors } from "./board.js";
import { Detail } from "./detail.js";
import { setAttribute, setText, show } from "./dom.js";
import { counted, statusName } from "./format.js";
import { Frames } from "./frames.js";
import { EventLog } from "./log.js";
import { Opened } from "./opened.js";
import { RunList } from "./runs.js";
import { Store } from "./store.js";
import { fetchJson, post, Stream } from "./stream.js";
import { Strip } from "./strip.js";
import { RunTree } from "./tree.js";

const BASE = new URL("./", import.meta.url).pathname;

const LISTS_PERIOD = 500;

const CLOCK_PERIOD = 250;

const now = () => performance.now();

const byId = (id) => document.getElementById(id);

const store = new Store();
const session = { content: "HIDDEN", currency: "", csrf: null };
const frames = new Frames(draw);
const query = new URLSearchParams(location.search);
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const follow = byId("follow");
const strip = new Strip(byId("strip"));
const list = new RunList({ body: byId("runs"), empty: byId("runs-empty"), form: byId("filters"), counter: byId("runs-count") },
		(id) => choose(id), () => {
			writeAddress();
			frames.ask();
		});
const tree = new RunTree(byId("tree"), (id) => select(id));
const answer = new Answer(byId("answer"));
const detail = new Detail(byId("detail"));
const log = new EventLog(byId("log"), () => {
	logOf = -1;
	frames.ask();
});
const board = new Board(byId("board"), (id) => choose(id));
const errors = new Errors(byId("errors"), (root, id) => choose(root, id));
const stream = new Stream(BASE, { run: take, status: takeStatus, gap: reload, state: showConnection });
let opened = null;
let listsDrawn = -LISTS_PERIOD;
let listsLater = 0;
let treeDrawn = 0;
let treeOf = "";
let logOf = -1;

tree.root.addEventListener("toggled", () => {
	treeOf = "";
	frames.ask();
});
follow.addEventListener("change", () => {
	if (follow.checked && store.roots.length) {
		open(store.roots[0]);
	}
});
byId("stop").addEventListener("click", stop);

/** The id of a run in the address, which anybody may have written. */
function idOf(parameter) {
	const text = query.get(parameter);
	return ID.test(text ?? "") ? text : null;
}

async function begin() {
	list.readFilters(query);
	const asked = idOf("run");
	follow.checked = !asked;
	const cursor = await load();
	const root = asked ?? store.roots[0];
	if (root) {
		open(root, idOf("selected") ?? root, cursor);
	}
	else {
		stream.open(null, cursor);
	}
	setInterval(everySecond, 1000);
	setInterval(() => opened && store.get(opened.root)?.status === "OPEN" && frames.ask(), CLOCK_PERIOD);
}

async function load() {
	const snapshot = await store.load(() => fetchJson(`${BASE}api/runs`));
	session.content = snapshot.content;
	session.currency = snapshot.currency;
	session.csrf = snapshot.csrf ?? null;
	setAttribute(byId("cost-title"), "title", session.currency);
	everySecond();
	return snapshot.cursor;
}

/** Begins anew, since events are missing. */
async function reload() {
	await store.loading;
	await load();
	if (follow.checked && store.roots.length && store.roots[0] !== opened?.root) {
		open(store.roots[0]);
	}
	else if (opened) {
		await loadTree(opened);
	}
	frames.ask();
}

function take(message) {
	const { event, run } = message;
	if (run) {
		const known = store.put(run);
		if (run.id === opened?.root && opened.missing) {
			loadTree(opened);
		}
		if (follow.checked && store.roots[0] === run.id && run.status === "OPEN" && run.id !== opened?.root) {
			open(run.id);
		}
		if (opened?.root === run.root && run.status !== "OPEN") {
			ended(known);
		}
	}
	if (opened?.add(event) && event.type === "LLM_NEW_TOKEN") {
		tokenCame(event);
	}
	frames.ask();
}

function tokenCame(token) {
	const run = store.get(token.run);
	if (run && run.firstToken === undefined) {
		store.put({ ...run, firstToken: token.at });
	}
	if (answer.run === null || (answer.run !== token.run && !isModel(store.get(opened.selected)))) {
		showAnswer(run);
	}
	answer.add(token);
}

function ended(run) {
	if (answer.run === run.id) {
		answer.complete(run);
	}
	const tree = opened;
	clearTimeout(tree.reloading);
	tree.reloading = setTimeout(() => tree === opened && loadTree(tree), 250);
}

function takeStatus(status) {
	store.setStatus(status);
	if (store.isStale) {
		reload();
	}
	strip.noteDropped(store.handlers);
	frames.ask();
}

function everySecond() {
	strip.render(store, session.currency);
	frames.ask();
}

/** Opens a run that somebody chose; then the latest is followed no longer. */
function choose(root, selected = root) {
	follow.checked = false;
	open(root, selected);
}

function open(root, selected = root, after = undefined) {
	opened = new Opened(root, selected);
	logOf = -1;
	answer.clear(null);
	stream.open(root, after);
	writeAddress();
	loadTree(opened);
	frames.ask();
}

async function loadTree(tree) {
	try {
		const data = await fetchJson(`${BASE}api/runs/${tree.root}`);
		if (tree !== opened) {
			return;
		}
		data.runs.forEach((run) => store.put(run));
		tree.load(data);
		logOf = -1;
		showAnswer(answer.run ? store.get(answer.run) : answering());
	}
	catch (failure) {
		tree.loaded = true;
		tree.missing = true;
	}
	frames.ask();
}

function select(id) {
	follow.checked = false;
	opened.selected = id;
	writeAddress();
	showAnswer(answering());
	frames.ask();
}

/** Returns the model whose answer is shown: the selected one, or else the latest of the tree. */
function answering() {
	const selected = store.get(opened.selected);
	return isModel(selected) ? selected : store.tree(opened.selected).filter(isModel).at(-1) ?? store.tree(opened.root).filter(isModel).at(-1);
}

function showAnswer(run) {
	if (run && answer.run !== run.id) {
		answer.clear(run, opened.tokens.get(run.id));
	}
	else if (run) {
		(opened.tokens.get(run.id) ?? []).forEach((token) => answer.add(token, false));
	}
}

function isModel(run) {
	return run?.kind === "CHAT_MODEL" || run?.kind === "LLM";
}

async function stop() {
	const tree = opened;
	if (!tree) {
		return;
	}
	const root = store.get(tree.root);
	const done = await post(`${BASE}api/runs/${tree.root}/stop`, session.csrf);
	if (!done) {
		tree.notice = "The run could not be stopped; it may be over.";
	}
	else if (store.isElsewhere(root)) {
		tree.notice = `${root.instance} was asked to stop the run.`;
	}
	frames.ask();
}

function showConnection(state) {
	setText(byId("connection"), state);
	setAttribute(byId("connection"), "data-state", state);
}

function writeAddress() {
	const address = new URLSearchParams(location.search);
	list.writeFilters(address);
	if (opened && !follow.checked) {
		address.set("run", opened.root);
		opened.selected === opened.root ? address.delete("selected") : address.set("selected", opened.selected);
	}
	else {
		address.delete("run");
		address.delete("selected");
	}
	const text = address.toString();
	history.replaceState(null, "", text ? `?${text}` : location.pathname);
}

/** Draws what is open, and twice a second also the lists. */
function draw() {
	drawOpened(opened ? store.get(opened.root) : undefined);
	if (now() - listsDrawn >= LISTS_PERIOD) {
		listsDrawn = now();
		list.render(store, opened?.root);
		board.render(store);
		errors.render(store);
		drawFleet();
	}
	else {
		clearTimeout(listsLater);
		listsLater = setTimeout(() => frames.ask(), LISTS_PERIOD);
	}
}

/** Tells of which instances the page knows. */
function drawFleet() {
	const fleet = store.fleet;
	show(byId("fleet"), Boolean(fleet));
	if (fleet) {
		setText(byId("fleet"), fleet.away ? "Other instances are not known: their log does not answer."
				: fleet.loaded ? `All instances, seen by ${fleet.instance}` : "Looking for other instances");
	}
}

/** Returns why the content of a run is shown or not. */
function contentOf(run) {
	return session.content === "SHOWN" && store.isElsewhere(run) && !store.fleet.content ? "ELSEWHERE" : session.content;
}

function drawOpened(root) {
	show(byId("run-empty"), !root);
	show(byId("legend"), Boolean(root));
	show(byId("stop"), root?.status === "OPEN");
	show(byId("export"), Boolean(root));
	setText(byId("run-title"), root ? root.name : "Open run");
	setText(byId("run-status"), root ? statusName(root.status) : "");
	setAttribute(byId("run-status"), "data-status", root?.status);
	setText(byId("run-instance"), root?.instance ? `on ${root.instance}` : "");
	if (!root) {
		answer.render(null);
		detail.render(null);
		log.render(null);
		return;
	}
	setAttribute(byId("export"), "href", `${BASE}api/runs/${root.id}/export`);
	drawHolder(root);
	if (now() - treeDrawn >= CLOCK_PERIOD || treeOf !== `${opened.selected} ${store.version}`) {
		treeDrawn = now();
		treeOf = `${opened.selected} ${store.version}`;
		tree.render(store.tree(root.id), opened.selected);
		if (store.get(answer.run)) {
			answer.renderFacts(store.get(answer.run), store.tokens(store.get(answer.run)));
		}
	}
	answer.render(store.get(answer.run) ?? null, contentOf(root));
	detail.render(store.get(opened.selected), contentOf(root), session.currency);
	if (logOf !== opened.events.length) {
		drawLog(root);
	}
}

/** Draws the events of the tree, at their times since its root began. */
function drawLog(root) {
	logOf = opened.events.length;
	log.render(opened.events, (event) => {
		const run = store.get(event.run);
		return { name: run?.name ?? "", at: (run?.start ?? root.start) - root.start + event.at };
	});
}

/** Tells which handlers hold the run up, or what became of the wish to stop it. */
function drawHolder(root) {
	const waiting = store.tree(root.id).flatMap((run) => Object.entries(store.active.get(run.id)?.waitsFor ?? {}));
	const notice = root.status === "OPEN" ? opened.notice : "";
	show(byId("run-holder"), waiting.length > 0 || notice !== "");
	setText(byId("run-holder"), waiting.length
			? `Waits for ${waiting.map(([name, events]) => `${name} (${counted(events, "event")})`).join(", ")}` : notice);
}

begin().catch((failure) => showConnection(failure.message));
