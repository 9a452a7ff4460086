// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.relay;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import dev.callbacks.event.RunInfo;
import dev.callbacks.handler.TreeNumbers;
import dev.callbacks.kafka.relay.RelayedTree.RelayedRun;
import dev.callbacks.kafka.wire.LogTopics;
import org.jspecify.annotations.Nullable;

/**
 * The trees that a relay knows: those with open runs, and the latest that are over, since
 * a run may be opened below one that has ended.
 * <p>
 * <b>Thread-safety</b>: any thread may ask. The lock of this is taken before that of a
 * tree.
 */
final class RelayedTrees {

	private static final int MAX_OVER = 1_000;

	private final TreeNumbers numbers;

	private final LogTopics topics;

	private final OpenPartitions partitions;

	private final Map<UUID, RelayedRun> runs = new ConcurrentHashMap<>();

	/** The trees with open runs. Guarded by this. */
	private final Map<UUID, RelayedTree> open = new HashMap<>();

	/** The latest trees without. Guarded by this. */
	private final Map<UUID, RelayedTree> over = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<UUID, RelayedTree> eldest) {
			return size() > MAX_OVER;
		}

	};

	RelayedTrees(TreeNumbers numbers, LogTopics topics, OpenPartitions partitions) {
		this.numbers = numbers;
		this.topics = topics;
		this.partitions = partitions;
		numbers.share();
	}

	/**
	 * Returns a run, which is open from the first time on that it is asked for.
	 */
	RelayedRun run(RunInfo info) {
		RelayedRun known = this.runs.get(info.id());
		return (known != null) ? known : open(info);
	}

	private synchronized RelayedRun open(RunInfo info) {
		RelayedTree tree = tree(info.rootId());
		RelayedRun run = new RelayedRun(info, tree, this.numbers.of(info));
		synchronized (tree) {
			tree.opened(run);
		}
		this.runs.put(info.id(), run);
		return run;
	}

	private RelayedTree tree(UUID root) {
		RelayedTree tree = this.open.get(root);
		if (tree == null) {
			tree = this.over.remove(root);
			tree = (tree != null) ? tree : new RelayedTree(root, this.topics.partition(root));
			this.open.put(root, tree);
			this.partitions.opened(tree.partition());
		}
		return tree;
	}

	/**
	 * Returns a tree with open runs.
	 */
	synchronized @Nullable RelayedTree find(UUID root) {
		return this.open.get(root);
	}

	/**
	 * Forgets a run of which the end is on its way, and its tree if it was the last one.
	 */
	void ended(RelayedRun run) {
		this.runs.remove(run.id());
		forget(run.tree());
	}

	private synchronized void forget(RelayedTree tree) {
		synchronized (tree) {
			if (!tree.hasOpenRuns() && this.open.remove(tree.root(), tree)) {
				this.over.put(tree.root(), tree);
				this.partitions.ended(tree.partition());
				this.numbers.forget(tree.root());
			}
		}
	}

}
