// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.RetrieverEnd;
import dev.callbacks.event.RetrieverError;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.event.ToolEnd;
import dev.callbacks.event.ToolError;

/**
 * The starts of runs, to which their ends refer.
 */
final class Starts {

	private static final int TIME_SHIFT = 16;

	private static final String UNKNOWN = "unknown";

	private Starts() {
	}

	static TerminalEvent attach(TerminalEvent event, StartEvent start) {
		if (event instanceof LlmEnd end) {
			return new LlmEnd(end.run(), end.sequence(), end.nanos(), end.firstTokenNanos(), end.tokens(), end.result(),
					start);
		}
		if (event instanceof LlmError error) {
			return new LlmError(error.run(), error.sequence(), error.nanos(), error.firstTokenNanos(), error.tokens(),
					error.error(), error.reason(), error.partial(), start);
		}
		if (event instanceof ToolEnd end) {
			return new ToolEnd(end.run(), end.sequence(), end.nanos(), end.output(), start);
		}
		if (event instanceof ToolError error) {
			return new ToolError(error.run(), error.sequence(), error.nanos(), error.error(), error.reason(),
					error.partial(), start);
		}
		if (event instanceof RetrieverEnd end) {
			return new RetrieverEnd(end.run(), end.sequence(), end.nanos(), end.documents(), start);
		}
		if (event instanceof RetrieverError error) {
			return new RetrieverError(error.run(), error.sequence(), error.nanos(), error.error(), error.reason(),
					error.partial(), start);
		}
		if (event instanceof ChainError error) {
			return new ChainError(error.run(), error.sequence(), error.nanos(), error.error(), error.reason(),
					error.partial(), start);
		}
		ChainEnd end = (ChainEnd) event;
		return new ChainEnd(end.run(), end.sequence(), end.nanos(), end.output(), start);
	}

	/**
	 * Returns what is known of a run whose start was lost. Only models have tokens.
	 */
	static RunInfo unknown(UUID run, UUID root) {
		boolean isRoot = run.equals(root);
		return new RunInfo(run, isRoot ? null : root, isRoot ? List.of() : List.of(root), RunKind.CHAT_MODEL, UNKNOWN,
				List.of(), Map.of(), time(run));
	}

	/**
	 * Creates the start of a root that was before anything that is known.
	 * @param run a run in its tree
	 */
	static StartEvent earlier(UUID root, RunInfo run) {
		Instant time = (root.version() == 7) ? time(root) : run.startTime();
		return new ChainStart(new RunInfo(root, null, List.of(), RunKind.CHAIN, UNKNOWN, List.of(), Map.of(), time), 0,
				Map.of());
	}

	/**
	 * Returns the time in the id of a run.
	 */
	static Instant time(UUID run) {
		return (run.version() == 7) ? Instant.ofEpochMilli(run.getMostSignificantBits() >>> TIME_SHIFT) : Instant.EPOCH;
	}

}
