// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.kafka.wire.LogTopic;
import org.jspecify.annotations.Nullable;

/**
 * The trees of one partition, or of several. Those that are over are remembered for a
 * while, so that what comes late is seen to be void. For one thread.
 */
final class FollowedTrees {

	private static final int MAX_OVER = 5_000;

	/**
	 * The time in the log for which a tree that was abandoned is not left behind: its
	 * process may come back and end it again.
	 */
	private static final long GRACE = 60_000;

	private final boolean withTokens;

	private final boolean keepsText;

	private final Listener listener;

	private final Map<UUID, FollowedTree> open = new LinkedHashMap<>();

	private final Map<UUID, FollowedTree> over = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<UUID, FollowedTree> eldest) {
			return size() > MAX_OVER;
		}

	};

	private long time;

	FollowedTrees(boolean withTokens, boolean keepsText, Listener listener) {
		this.withTokens = withTokens;
		this.keepsText = keepsText;
		this.listener = listener;
	}

	void accept(Incoming incoming, long now) {
		this.time = Math.max(this.time, incoming.time());
		FollowedTree tree = find(incoming.root());
		if (tree == null) {
			tree = new FollowedTree(incoming.root(), this.withTokens, this.keepsText, this.listener);
			this.open.put(tree.root(), tree);
		}
		tree.accept(incoming, now);
		settle(tree);
	}

	/**
	 * Returns a tree of which a record has come.
	 */
	@Nullable FollowedTree find(UUID root) {
		FollowedTree tree = this.open.get(root);
		return (tree != null) ? tree : this.over.get(root);
	}

	private void settle(FollowedTree tree) {
		if (tree.isOver() && !(tree.isAbandoned() && this.time - tree.lastTime() < GRACE)) {
			this.open.remove(tree.root());
			this.over.put(tree.root(), tree);
		}
		else {
			this.over.remove(tree.root());
			this.open.put(tree.root(), tree);
		}
	}

	/**
	 * Passes over records that do not come.
	 * @param gives whether a tree that waits has waited for long enough
	 */
	void passOver(Predicate<FollowedTree> gives, long now) {
		List<FollowedTree> all = new ArrayList<>(this.open.values());
		for (FollowedTree tree : all) {
			while (!tree.isCaughtUp() && gives.test(tree)) {
				tree.passOver(now);
			}
			settle(tree);
		}
	}

	Collection<FollowedTree> open() {
		return List.copyOf(this.open.values());
	}

	/**
	 * Returns the offset from which on the trees can be told anew.
	 */
	long firstOffset(LogTopic topic, long otherwise) {
		long first = otherwise;
		for (FollowedTree tree : this.open.values()) {
			Long offset = tree.firstOffset(topic);
			first = (offset != null) ? Math.min(first, offset) : first;
		}
		return first;
	}

	/**
	 * Returns the offsets of the records that wait.
	 */
	Collection<Long> waiting(LogTopic topic) {
		List<Long> offsets = new ArrayList<>();
		this.open.values().forEach((tree) -> tree.waiting(topic).forEach(offsets::add));
		return offsets;
	}

	int waiting() {
		int waiting = 0;
		for (FollowedTree tree : this.open.values()) {
			waiting += tree.waiting();
		}
		return waiting;
	}

	/**
	 * A listener to what the log tells.
	 */
	interface Listener {

		/**
		 * Takes the next event of a tree.
		 * @param incoming the record that it came with
		 * @param number the number of the event in the tree
		 * @param event the event
		 */
		void event(Incoming incoming, long number, CallbackEvent event);

		/**
		 * Learns of a record that was there before.
		 */
		default void duplicate(Incoming incoming) {
		}

		/**
		 * Learns of a record that came after the end of its run.
		 */
		default void isVoid(Incoming incoming) {
		}

	}

}
