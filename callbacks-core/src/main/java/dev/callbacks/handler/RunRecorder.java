// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.spi.ContentRedactor;
import dev.callbacks.spi.ContentSink;
import org.jspecify.annotations.Nullable;

/**
 * A recorder of the latest root runs, with the trees below them and their events. The
 * events have the content of the conversation, redacted if there is a redactor; see also
 * {@link #withoutContent()}.
 * <p>
 * <b>Bounded</b>: it keeps a limited number of trees, and of events in each. Beyond the
 * limit it discards the oldest tree that has ended, or else the oldest tree, with all
 * that is still to come of it. In a full tree it only counts events, except the ends of
 * runs that it has. <b>Thread-safety</b>: any number of runs may use it at once, and any
 * thread may read it.
 *
 * @since 0.1.0
 */
public final class RunRecorder implements AsyncCallbackHandler, ContentSink {

	private static final int TREES = 100;

	private static final int EVENTS = 10_000;

	private static final int MAX_DISCARDED = 10_000;

	private static final Set<EventType> STARTS_AND_ENDS = Arrays.stream(EventType.values())
		.filter((type) -> StartEvent.class.isAssignableFrom(type.recordType())
				|| TerminalEvent.class.isAssignableFrom(type.recordType()))
		.collect(Collectors.toUnmodifiableSet());

	private final int maxTrees;

	private final int maxEvents;

	private final boolean content;

	/** Redacts what is recorded, or {@code null} to record events as they are. */
	private volatile @Nullable RedactedEvents redacted;

	/** The trees by their root, the oldest first. Guarded by this. */
	private final Map<UUID, Tree> trees = new LinkedHashMap<>();

	/**
	 * The roots of the latest trees that were discarded, so that what is still to come of
	 * them begins no trees of their own. Guarded by this.
	 */
	private final Set<UUID> discarded = Collections.newSetFromMap(new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<UUID, Boolean> eldest) {
			return size() > MAX_DISCARDED;
		}

	});

	/**
	 * Creates a recorder of the last hundred trees, with ten thousand events each.
	 */
	public RunRecorder() {
		this(TREES, EVENTS);
	}

	/**
	 * Creates a recorder.
	 * @param maxTrees the number of trees that it keeps
	 * @param maxEvents the number of events that it keeps of a tree
	 */
	public RunRecorder(int maxTrees, int maxEvents) {
		this(maxTrees, maxEvents, true);
	}

	private RunRecorder(int maxTrees, int maxEvents, boolean content) {
		if (maxTrees < 1 || maxEvents < 1) {
			throw new InvalidRequestException(
					"The limits of a recorder must be at least 1: " + maxTrees + ", " + maxEvents);
		}
		this.maxTrees = maxTrees;
		this.maxEvents = maxEvents;
		this.content = content;
	}

	/**
	 * Creates a recorder with the limits of this one that keeps no event: only which runs
	 * there were, and how they ended. It is called for no token.
	 * @return the recorder, which has recorded nothing
	 */
	public RunRecorder withoutContent() {
		RunRecorder recorder = new RunRecorder(this.maxTrees, this.maxEvents, false);
		recorder.redacted = this.redacted;
		return recorder;
	}

	@Override
	public HandlerSettings settings() {
		return this.content ? HandlerSettings.none() : HandlerSettings.none().withInterest(STARTS_AND_ENDS);
	}

	@Override
	public void redactBy(ContentRedactor redactor) {
		this.redacted = new RedactedEvents(redactor);
	}

	@Override
	public @Nullable CompletionStage<?> onEvent(CallbackEvent event) {
		RedactedEvents redacted = this.redacted;
		record(event, (redacted != null) ? redacted.of(event) : event);
		return null;
	}

	private synchronized void record(CallbackEvent event, CallbackEvent kept) {
		RunInfo run = kept.run();
		Tree tree = this.trees.get(rootOf(run));
		if (tree == null && isDiscarded(run)) {
			return;
		}
		if (tree == null) {
			tree = new Tree(run);
			this.trees.put(run.id(), tree);
			makeRoom();
		}
		tree.record(event, kept);
	}

	/**
	 * Returns the outermost recorded run around a run, or the run itself.
	 */
	private UUID rootOf(RunInfo run) {
		for (UUID ancestor : run.ancestors()) {
			if (this.trees.containsKey(ancestor)) {
				return ancestor;
			}
		}
		return run.id();
	}

	private boolean isDiscarded(RunInfo run) {
		return this.discarded.contains(run.id()) || run.ancestors().stream().anyMatch(this.discarded::contains);
	}

	private void makeRoom() {
		if (this.trees.size() <= this.maxTrees) {
			return;
		}
		UUID first = this.trees.keySet().iterator().next();
		UUID oldest = this.trees.values()
			.stream()
			.filter(Tree::hasEnded)
			.map((tree) -> tree.root.info.id())
			.findFirst()
			.orElse(first);
		this.trees.remove(oldest);
		this.discarded.add(oldest);
	}

	/**
	 * Returns the recorded trees.
	 * @return their roots, the latest first
	 */
	public synchronized List<RecordedRun> roots() {
		List<RecordedRun> roots = new ArrayList<>();
		this.trees.values().forEach((tree) -> roots.add(tree.root.snapshot()));
		Collections.reverse(roots);
		return roots;
	}

	/**
	 * Finds a run in the recorded trees.
	 * @param id the id of the run
	 * @return the run with all below it
	 */
	public synchronized Optional<RecordedRun> find(UUID id) {
		return this.trees.values()
			.stream()
			.filter((tree) -> tree.runs.containsKey(id))
			.map((tree) -> tree.runs.get(id).snapshot())
			.findFirst();
	}

	/**
	 * Discards all trees.
	 */
	public synchronized void clear() {
		this.trees.clear();
		this.discarded.clear();
	}

	private final class Tree {

		private final Node root;

		private final Map<UUID, Node> runs = new LinkedHashMap<>();

		private int events;

		private Tree(RunInfo root) {
			this.root = new Node(root);
			this.runs.put(root.id(), this.root);
		}

		private void record(CallbackEvent event, CallbackEvent kept) {
			boolean full = this.events >= RunRecorder.this.maxEvents;
			Node node = this.runs.get(event.run().id());
			if (node == null && full) {
				this.root.dropped++;
				return;
			}
			if (node == null) {
				node = new Node(kept.run());
				this.runs.put(event.run().id(), node);
				Node parent = this.runs.get(kept.run().parentId());
				if (parent != null) {
					parent.children.add(node);
				}
			}
			if (full && !(event instanceof TerminalEvent)) {
				node.dropped++;
				return;
			}
			this.events++;
			node.record(event, RunRecorder.this.content ? kept : null);
		}

		private boolean hasEnded() {
			return this.root.ending != null;
		}

	}

	private static final class Node {

		private final RunInfo info;

		private final List<CallbackEvent> events = new ArrayList<>();

		/** The runs below, in the order in which they started. */
		private final List<Node> children = new ArrayList<>(0);

		private @Nullable RecordedEnding ending;

		private long dropped;

		private Node(RunInfo info) {
			this.info = info;
		}

		private void record(CallbackEvent event, @Nullable CallbackEvent kept) {
			if (kept != null) {
				this.events.add(kept);
			}
			if (event instanceof TerminalEvent terminal) {
				this.ending = RecordedEnding.of(terminal);
			}
		}

		private RecordedRun snapshot() {
			List<RecordedRun> children = this.children.stream().map(Node::snapshot).toList();
			return new RecordedRun(this.info, this.events, this.ending, children, this.dropped);
		}

	}

}
