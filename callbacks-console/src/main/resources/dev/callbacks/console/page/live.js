// A live tree of the latest runs, for other pages of the same application:
//
//   import { showLiveTree } from "/callbacks/live.js";
//   showLiveTree(document.querySelector("#runs"));
//
// The page also links tokens.css and tree.css. Loads nothing from elsewhere.

import { Frames } from "./frames.js";
import { Store } from "./store.js";
import { fetchJson, Stream } from "./stream.js";
import { RunTree } from "./tree.js";

/**
 * Shows the latest tree of runs, and follows it. Options: accept, a predicate of root
 * runs; onRun, which is told each message. Returns what has a method close().
 */
export function showLiveTree(container, { accept = () => true, onRun = () => {} } = {}) {
	const base = new URL("./", import.meta.url).pathname;
	const store = new Store();
	const tree = new RunTree(container);
	const frames = new Frames(() => {
		const root = store.roots.find((id) => accept(store.get(id)));
		if (root) {
			tree.render(store.tree(root));
			if (store.get(root).status === "OPEN") {
				frames.ask();
			}
		}
	});
	const load = async () => {
		const snapshot = await store.load(() => fetchJson(`${base}api/runs`));
		frames.ask();
		return snapshot.cursor;
	};
	const take = ({ event, run }) => {
		if (run) {
			store.put(run);
			if (!run.parent && run.status === "OPEN" && run.id !== stream.root && accept(run)) {
				stream.open(run.id); // tokens come for one tree only
			}
		}
		const model = store.get(event.run);
		if (event.type === "LLM_NEW_TOKEN" && model && model.firstToken === undefined) {
			store.put({ ...model, firstToken: event.at });
		}
	};
	const stream = new Stream(base, {
		run: (message) => {
			take(message);
			onRun(message);
			frames.ask();
		},
		status: (status) => {
			store.setStatus(status);
			if (store.isStale) {
				load();
			}
		},
		gap: load,
		state: () => {}
	});
	tree.root.addEventListener("toggled", () => frames.ask());
	load().then((cursor) => stream.open(null, cursor));
	return stream;
}
