// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.LongUnaryOperator;

import dev.callbacks.InvalidRequestException;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.RunInfo;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of the events in a tree of runs, from one on: one order for all runs of the
 * tree, where an event itself has its place in its own run only. Whoever asks first for
 * the number of an event gets the next one of the tree; all who ask later get the same.
 * So handlers that share this agree on the order, although each meets the events of
 * parallel runs in its own.
 * <p>
 * <b>Bounded</b>: numbers of a tree are kept until all handlers have forgotten it, and of
 * the latest trees only. The last number outlives them for a while, since a run may be
 * opened below one that is over.
 * <p>
 * <b>Thread-safety</b>: any thread may ask. <b>Ordering</b>: of the events of one run, a
 * later one has a higher number.
 *
 * @since 0.1.0
 */
public final class TreeNumbers {

	/** The number of trees that are over whose last number is known. */
	private static final int MAX_OVER = 1_000;

	/** The trees by their root. Guarded by this. */
	private final Map<UUID, Tree> trees;

	/** The last numbers of trees that are over. Guarded by this. */
	private final Map<UUID, Long> over = latest(MAX_OVER);

	/** The number of handlers that share the numbers. Guarded by this. */
	private int handlers;

	/**
	 * Creates numbers for trees.
	 * @param maxTrees the number of trees that may be known at once, at least one
	 */
	public TreeNumbers(int maxTrees) {
		this.trees = latest(InvalidRequestException.atLeastOne(maxTrees, "The number of trees"));
	}

	private static <T> Map<UUID, T> latest(int size) {
		return new LinkedHashMap<>() {

			@Override
			protected boolean removeEldestEntry(Map.Entry<UUID, T> eldest) {
				return size() > size;
			}

		};
	}

	/**
	 * Announces a handler, which forgets each tree when it has had its last event.
	 */
	public synchronized void share() {
		this.handlers++;
	}

	/**
	 * Announces a handler of one tree, before the first run of the tree is opened. Who
	 * shares the numbers of all trees does not announce itself for one.
	 * @param root the root, which {@link #forget} gives up
	 */
	public synchronized void share(UUID root) {
		tree(root).handlers++;
	}

	/**
	 * Returns the number of an event.
	 * @param event the event
	 * @return the number
	 */
	public long of(CallbackEvent event) {
		return of(event.run()).applyAsLong(event.sequence());
	}

	/**
	 * Returns the numbers of the events of one run, by their sequence numbers, for a
	 * handler that keeps them with the run.
	 * @param run the run
	 * @return the numbers
	 */
	public LongUnaryOperator of(RunInfo run) {
		return tree(run.rootId()).numbers(run.id());
	}

	private synchronized Tree tree(UUID root) {
		Tree tree = this.trees.get(root);
		if (tree == null) {
			Long last = this.over.remove(root);
			tree = new Tree((last != null) ? last : 0);
			this.trees.put(root, tree);
		}
		return tree;
	}

	/**
	 * Forgets a tree of which one handler has had the last event.
	 * @param root the root
	 */
	public synchronized void forget(UUID root) {
		Tree tree = this.trees.get(root);
		if (tree != null && ++tree.forgotten >= this.handlers + tree.handlers) {
			this.trees.remove(root);
			this.over.put(root, tree.last());
		}
	}

	/**
	 * A tree.
	 */
	private static final class Tree {

		/** Guarded by this. */
		private final Map<UUID, RunNumbers> runs = new HashMap<>();

		/** The number given last. Guarded by this. */
		private long last;

		/** The number of handlers of this tree alone. Guarded by the numbers. */
		private int handlers;

		/** The number of handlers that are done. Guarded by the numbers. */
		private int forgotten;

		private Tree(long last) {
			this.last = last;
		}

		synchronized long last() {
			return this.last;
		}

		synchronized RunNumbers numbers(UUID run) {
			return this.runs.computeIfAbsent(run, (id) -> new RunNumbers(this));
		}

	}

	/**
	 * The numbers of one run. They are kept as pieces in which both the places in the run
	 * and the numbers in the tree are consecutive: a run beside which no other has events
	 * is one piece. The latest piece is part of this, since a handler with many runs
	 * finds none of them in the caches. Guarded by the tree.
	 */
	private static final class RunNumbers implements LongUnaryOperator {

		private final Tree tree;

		/** The place of the first event of the latest piece. */
		private long sequence;

		/** Its number. */
		private long number;

		/** The place after the last event of the piece. */
		private long end;

		private @Nullable List<Piece> earlier;

		private RunNumbers(Tree tree) {
			this.tree = tree;
		}

		@Override
		public long applyAsLong(long sequence) {
			synchronized (this.tree) {
				if (sequence >= this.end) {
					append(sequence + 1);
				}
				return (sequence >= this.sequence) ? this.number + sequence - this.sequence : earlier(sequence);
			}
		}

		/**
		 * Gives numbers to the events before a place that have none.
		 */
		private void append(long end) {
			long next = this.tree.last + 1;
			if (this.number + this.end - this.sequence != next) {
				if (this.end > this.sequence) {
					this.earlier = (this.earlier != null) ? this.earlier : new ArrayList<>(1);
					this.earlier.add(new Piece(this.sequence, this.number));
				}
				this.sequence = this.end;
				this.number = next;
			}
			this.tree.last += end - this.end;
			this.end = end;
		}

		private long earlier(long sequence) {
			List<Piece> earlier = Objects.requireNonNull(this.earlier);
			int last = earlier.size() - 1;
			while (earlier.get(last).sequence > sequence) {
				last--;
			}
			Piece piece = earlier.get(last);
			return piece.number + sequence - piece.sequence;
		}

	}

	private record Piece(long sequence, long number) {

	}

}
