// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.relay;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongUnaryOperator;
import java.util.zip.CRC32C;

import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunInfo;
import dev.callbacks.kafka.wire.FrameWriter;
import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.Place;
import org.jspecify.annotations.Nullable;

/**
 * A tree of runs on its way: the places of its records, and the frames that are being
 * filled. Guarded by itself.
 */
final class RelayedTree {

	private final UUID root;

	private final int partition;

	/** The open runs, in the order of their starts. */
	private final Set<RelayedRun> runs = new LinkedHashSet<>();

	private long ordinal;

	private long lifecycle;

	private long shed;

	RelayedTree(UUID root, int partition) {
		this.root = root;
		this.partition = partition;
	}

	UUID root() {
		return this.root;
	}

	int partition() {
		return this.partition;
	}

	void opened(RelayedRun run) {
		this.runs.add(run);
	}

	void ended(RelayedRun run) {
		this.runs.remove(run);
	}

	Iterable<RelayedRun> runs() {
		return this.runs;
	}

	boolean hasOpenRuns() {
		return !this.runs.isEmpty();
	}

	void shed(long tokens) {
		this.shed += tokens;
	}

	Place nextLifecycle(long number) {
		this.lifecycle++;
		return next(number);
	}

	Place nextTokens(long number) {
		return next(number);
	}

	private Place next(long number) {
		this.ordinal++;
		Place place = new Place(this.ordinal, this.lifecycle, number, this.shed);
		this.shed = 0;
		return place;
	}

	/**
	 * A run of the tree.
	 */
	static final class RelayedRun {

		private final RunInfo run;

		private final RelayedTree tree;

		private final LongUnaryOperator numbers;

		private @Nullable FrameWriter frame;

		private long tokens;

		private @Nullable CRC32C digest;

		private long taken;

		RelayedRun(RunInfo run, RelayedTree tree, LongUnaryOperator numbers) {
			this.run = run;
			this.tree = tree;
			this.numbers = numbers;
		}

		UUID id() {
			return this.run.id();
		}

		RelayedTree tree() {
			return this.tree;
		}

		/**
		 * Returns the number of an event in the tree.
		 */
		long number(long sequence) {
			return this.numbers.applyAsLong(sequence);
		}

		/**
		 * Adds a token to the frame.
		 * @param bytes the bytes that it takes of the outbox
		 * @return the frame
		 */
		FrameWriter add(LlmNewToken token, byte[] text, long number, int bytes) {
			if (this.digest == null) {
				this.digest = new CRC32C();
			}
			if (this.frame == null) {
				this.frame = new FrameWriter(this.run);
			}
			this.digest.update(text, 0, text.length);
			this.tokens++;
			this.taken += bytes;
			this.frame.add(token, text, number);
			return this.frame;
		}

		@Nullable FrameWriter frame() {
			return this.frame;
		}

		/**
		 * Removes the frame.
		 * @return the bytes that its tokens took of the outbox
		 */
		long removeFrame() {
			long bytes = this.taken;
			this.frame = null;
			this.taken = 0;
			return bytes;
		}

		LogRecord.Tally tally(long sequence) {
			return new LogRecord.Tally(sequence, this.tokens, (this.digest != null) ? this.digest.getValue() : 0);
		}

	}

}
