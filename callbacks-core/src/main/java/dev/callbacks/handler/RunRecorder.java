// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.TerminalEvent;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the latest runs, each with the whole tree below it and all events. The events
 * hold what users and models say; whoever shows them decides what of it to show.
 * <p>
 * <b>Bounded</b>: it keeps so many trees, and so many events of each. When there is one
 * tree too many, the oldest that has ended goes, or else the oldest; of a tree that is
 * full, further events are counted only, all but the ends. <b>Thread-safety</b>: may be
 * in any number of runs at once, and be read by any thread.
 *
 * @since 0.1.0
 */
public final class RunRecorder implements AsyncCallbackHandler {

	private static final int TREES = 100;

	private static final int EVENTS = 10_000;

	private final int maxTrees;

	private final int maxEvents;

	/** By the root, the oldest first. Guarded by this, as all below it. */
	private final Map<UUID, Tree> trees = new LinkedHashMap<>();

	/**
	 * A recorder of the last hundred trees, with ten thousand events each.
	 */
	public RunRecorder() {
		this(TREES, EVENTS);
	}

	/**
	 * A recorder.
	 * @param maxTrees how many trees it keeps
	 * @param maxEvents how many events of a tree it keeps
	 */
	public RunRecorder(int maxTrees, int maxEvents) {
		if (maxTrees < 1 || maxEvents < 1) {
			throw new InvalidRequestException("A recorder keeps at least one tree and one event");
		}
		this.maxTrees = maxTrees;
		this.maxEvents = maxEvents;
	}

	@Override
	public @Nullable CompletionStage<?> onEvent(CallbackEvent event) {
		record(event);
		return null;
	}

	private synchronized void record(CallbackEvent event) {
		RunInfo run = event.run();
		Tree tree = this.trees.get(rootOf(run));
		if (tree == null) {
			tree = new Tree(run.id());
			this.trees.put(run.id(), tree);
			makeRoom();
		}
		tree.record(event);
	}

	/**
	 * The outermost run of this one's that is recorded: a recorder that a call names sees
	 * nothing of what is above the call.
	 */
	private UUID rootOf(RunInfo run) {
		for (UUID ancestor : run.ancestors()) {
			if (this.trees.containsKey(ancestor)) {
				return ancestor;
			}
		}
		return run.id();
	}

	private void makeRoom() {
		if (this.trees.size() <= this.maxTrees) {
			return;
		}
		Iterator<Tree> oldest = this.trees.values().iterator();
		while (oldest.hasNext()) {
			if (oldest.next().hasEnded()) {
				oldest.remove();
				return;
			}
		}
		this.trees.remove(this.trees.keySet().iterator().next());
	}

	/**
	 * The trees that are kept.
	 * @return their roots, the latest first
	 */
	public synchronized List<RecordedRun> roots() {
		List<RecordedRun> roots = new ArrayList<>();
		this.trees.values().forEach((tree) -> roots.add(tree.snapshot()));
		Collections.reverse(roots);
		return roots;
	}

	/**
	 * Finds a run in the trees that are kept.
	 * @param id its id
	 * @return the run with all below it
	 */
	public synchronized Optional<RecordedRun> find(UUID id) {
		return this.trees.values()
			.stream()
			.filter((tree) -> tree.runs.containsKey(id))
			.map((tree) -> tree.runs.get(id).snapshot(tree))
			.findFirst();
	}

	/**
	 * Forgets all.
	 */
	public synchronized void clear() {
		this.trees.clear();
	}

	private final class Tree {

		private final UUID root;

		private final Map<UUID, Node> runs = new LinkedHashMap<>();

		private int events;

		private Tree(UUID root) {
			this.root = root;
		}

		private void record(CallbackEvent event) {
			Node node = this.runs.computeIfAbsent(event.run().id(), (id) -> new Node(event.run()));
			if (this.events < RunRecorder.this.maxEvents || event instanceof TerminalEvent) {
				this.events++;
				node.events.add(event);
			}
			else {
				node.dropped++;
			}
		}

		private boolean hasEnded() {
			Node node = this.runs.get(this.root);
			return node != null && !node.events.isEmpty()
					&& node.events.get(node.events.size() - 1) instanceof TerminalEvent;
		}

		private RecordedRun snapshot() {
			Node node = this.runs.get(this.root);
			if (node == null) {
				throw new IllegalStateException("A tree without a root");
			}
			return node.snapshot(this);
		}

	}

	private static final class Node {

		private final RunInfo info;

		private final List<CallbackEvent> events = new ArrayList<>();

		private long dropped;

		private Node(RunInfo info) {
			this.info = info;
		}

		private RecordedRun snapshot(Tree tree) {
			List<RecordedRun> children = tree.runs.values()
				.stream()
				.filter((node) -> this.info.id().equals(node.info.parentId()))
				.map((node) -> node.snapshot(tree))
				.toList();
			return new RecordedRun(this.info, this.events, children, this.dropped);
		}

	}

}
