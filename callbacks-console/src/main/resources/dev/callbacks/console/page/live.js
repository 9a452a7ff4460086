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
		const snapshot = await fetchJson(`${base}api/runs`);
		store.reset(snapshot);
		frames.ask();
		return snapshot.cursor;
	};
	const stream = new Stream(base, {
		run: (message) => {
			if (message.run) {
				store.put(message.run);
			}
			onRun(message);
			frames.ask();
		},
		status: (status) => store.setStatus(status),
		gap: load,
		state: () => {}
	});
	tree.root.addEventListener("toggled", () => frames.ask());
	load().then((cursor) => stream.open(null, cursor));
	return stream;
}
