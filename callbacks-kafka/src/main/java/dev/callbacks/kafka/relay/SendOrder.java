// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.relay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.callbacks.kafka.wire.LogTopic;
import org.jspecify.annotations.Nullable;

/**
 * The order of a tree's records across the two topics: a record waits until all before it
 * in the other topic have arrived. The producer keeps the order of one partition only, so
 * without this a frame could be in the log, and its run be told of it, although the start
 * is not there, and never comes if the process dies.
 * <p>
 * <b>Bounded</b> by the trees with records under way; what waits counts as part of the
 * outbox. <b>Thread-safety</b>: any thread may call.
 */
final class SendOrder {

	/** The trees with records under way. Guarded by this. */
	private final Map<UUID, Tree> trees = new HashMap<>();

	/**
	 * Admits a record, or keeps it until its turn has come.
	 * @return whether it may be sent now
	 */
	synchronized boolean admit(Sent sent) {
		UUID root = rootOf(sent);
		if (root == null) {
			return true;
		}
		Tree tree = this.trees.get(root);
		if (tree == null) {
			this.trees.put(root, new Tree(sent.record().topic()));
			return true;
		}
		return tree.admit(sent);
	}

	/**
	 * Settles a record, which has arrived or was left out.
	 * @return those whose turn has come
	 */
	synchronized List<Sent> settle(Sent sent) {
		UUID root = rootOf(sent);
		Tree tree = (root != null) ? this.trees.get(root) : null;
		if (tree == null) {
			return List.of();
		}
		List<Sent> next = tree.settle();
		if (tree.underWay == 0) {
			this.trees.remove(root);
		}
		return next;
	}

	/**
	 * Removes all that wait.
	 */
	synchronized List<Sent> takeWaiting() {
		List<Sent> all = new ArrayList<>();
		this.trees.values().forEach((tree) -> {
			all.addAll(tree.waiting);
			tree.waiting.clear();
		});
		all.sort(Comparator.comparingLong(Sent::order));
		return all;
	}

	/**
	 * Returns the tree of a record that has a place in one.
	 */
	private static @Nullable UUID rootOf(Sent sent) {
		Outgoing record = sent.record();
		// what was in the spool is older than all that could overtake it
		boolean hasPlace = record.source() == Outgoing.Source.EVENT && record.topic() != LogTopic.CONTROL;
		return hasPlace ? record.root() : null;
	}

	/**
	 * A tree: all its records under way are of one topic.
	 */
	private static final class Tree {

		private final Deque<Sent> waiting = new ArrayDeque<>(0);

		private LogTopic topic;

		private int underWay = 1;

		private Tree(LogTopic topic) {
			this.topic = topic;
		}

		private boolean admit(Sent sent) {
			if (!this.waiting.isEmpty() || sent.record().topic() != this.topic) {
				this.waiting.add(sent);
				return false;
			}
			this.underWay++;
			return true;
		}

		private List<Sent> settle() {
			this.underWay--;
			if (this.underWay > 0 || this.waiting.isEmpty()) {
				return List.of();
			}
			this.topic = this.waiting.getFirst().record().topic();
			List<Sent> next = new ArrayList<>();
			while (isNext(this.waiting.peek())) {
				next.add(this.waiting.remove());
			}
			this.underWay = next.size();
			return next;
		}

		private boolean isNext(@Nullable Sent sent) {
			return sent != null && sent.record().topic() == this.topic;
		}

	}

}
