// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.callbacks.call.RunPlan;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.LlmStart;
import dev.callbacks.event.RetrieverEnd;
import dev.callbacks.event.RetrieverError;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.event.ToolEnd;
import dev.callbacks.event.ToolError;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChunkCollector;
import dev.callbacks.message.Document;
import dev.callbacks.message.LlmResult;
import dev.callbacks.spi.RunObserver;
import org.jspecify.annotations.Nullable;

/**
 * Makes the events of one run, numbered and with the time since it began, and adds up
 * what its model has said. Belongs to the appender.
 */
final class RunEvents {

	private final RunInfo run;

	private final @Nullable ChunkCollector collector;

	/** Whether the observer reads what the run comes to. */
	final boolean observed;

	/** The reading of the clock that belongs to the run's start time. */
	final long began;

	private long sequence;

	/** The start, if there are handlers. Terminal events refer to it. */
	private @Nullable StartEvent start;

	private long firstTokenNanos = -1;

	/** The number of tokens. The appender's; others see it a little late. */
	long tokens;

	/** The prompt for handlers that have no method for a chat model's start. */
	private volatile @Nullable LlmStart prompt;

	/**
	 * The events of a run.
	 * @param collecting whether its caller wants all that a model says as one result
	 * @param observer the observer of the run, which reads at least the usage of a model
	 */
	RunEvents(RunFamily family, boolean collecting, @Nullable RunObserver observer) {
		this.run = family.info();
		this.began = family.began();
		this.observed = observer != null && ForeignCode.get(Companion.FAILED, observer::needsContent, true);
		boolean content = collecting || this.observed || family.handlers().wants(EventType.LLM_END)
				|| family.handlers().wants(EventType.LLM_ERROR);
		boolean collects = (content || observer != null) && this.run.kind().isModel();
		this.collector = collects ? new ChunkCollector(content) : null;
	}

	boolean collects() {
		return this.collector != null;
	}

	/**
	 * Makes the start. It may throw what its maker throws: then there is no run.
	 */
	StartEvent start(RunPlan.Start maker) {
		StartEvent start = maker.create(this.run, this.sequence++);
		this.start = start;
		return start;
	}

	/**
	 * Adds a chunk that handlers are not told of as a token.
	 */
	void fold(ChatChunk chunk) {
		if (this.collector != null) {
			this.collector.add(chunk);
		}
	}

	/**
	 * Counts and adds a token.
	 * @param wanted whether anybody wants its event
	 * @return its event, or {@code null} if nobody wants it
	 */
	@Nullable LlmNewToken token(ChatChunk chunk, boolean wanted) {
		int index = index();
		long nanos = (wanted || index == 0) ? nanos() : 0;
		if (index == 0) {
			this.firstTokenNanos = nanos;
		}
		this.tokens++;
		fold(chunk);
		return wanted ? new LlmNewToken(this.run, this.sequence++, nanos, chunk, index) : null;
	}

	/**
	 * The number of tokens, as far as events can tell it.
	 */
	int index() {
		return (int) Math.min(this.tokens, Integer.MAX_VALUE);
	}

	/**
	 * Makes an event that belongs between start and end.
	 */
	CallbackEvent reported(ReportingRun.Report report) {
		return report.create(this.sequence++, nanos());
	}

	/**
	 * The result of a run that came to its end.
	 */
	@Nullable Object resultOf(@Nullable Object result) {
		if (!this.run.kind().isModel()) {
			return result;
		}
		return ((result instanceof LlmResult answer) ? answer : collected()).ofRun(this.run.id());
	}

	private LlmResult collected() {
		return (this.collector != null) ? this.collector.result() : LlmResult.none();
	}

	/**
	 * Makes the event of a run that came to its end.
	 */
	TerminalEvent end(@Nullable Object result) {
		long number = this.sequence++;
		long nanos = nanos();
		return terminal(() -> result, (outcome) -> switch (this.run.kind()) {
			case CHAT_MODEL, LLM -> new LlmEnd(this.run, number, nanos, this.firstTokenNanos, index(),
					(LlmResult) Objects.requireNonNull(outcome), this.start);
			case TOOL -> new ToolEnd(this.run, number, nanos, outcome, this.start);
			case RETRIEVER -> new RetrieverEnd(this.run, number, nanos, Document.listOf(outcome), this.start);
			default -> new ChainEnd(this.run, number, nanos, outcome, this.start);
		});
	}

	/**
	 * Makes the event of a run that ended otherwise.
	 */
	TerminalEvent error(Throwable error, EndReason reason, Supplier<? extends @Nullable Object> partial) {
		long number = this.sequence++;
		long nanos = nanos();
		return terminal(() -> resultOf(partial.get()), (outcome) -> switch (this.run.kind()) {
			case CHAT_MODEL, LLM -> new LlmError(this.run, number, nanos, this.firstTokenNanos, index(), error, reason,
					(LlmResult) Objects.requireNonNull(outcome), this.start);
			case TOOL -> new ToolError(this.run, number, nanos, error, reason, outcome, this.start);
			case RETRIEVER ->
				new RetrieverError(this.run, number, nanos, error, reason, Document.listOf(outcome), this.start);
			default -> new ChainError(this.run, number, nanos, error, reason, outcome, this.start);
		});
	}

	/**
	 * Makes an event of what the run has come to. If that cannot be read, the event says
	 * nothing of it.
	 */
	private TerminalEvent terminal(Supplier<? extends @Nullable Object> outcome,
			Function<@Nullable Object, TerminalEvent> maker) {
		TerminalEvent event = ForeignCode.get("What a run has come to could not be read for the handlers",
				() -> maker.apply(outcome.get()), null);
		return (event != null) ? event : maker.apply(resultOf(null));
	}

	/**
	 * The time since the run began.
	 */
	long nanos() {
		return System.nanoTime() - this.began;
	}

	/**
	 * The event as a handler gets it.
	 */
	CallbackEvent view(CallbackEvent event, HandlerChannel channel) {
		if (channel.wantsPrompts && event instanceof ChatModelStart start) {
			// two lanes may both write it, and the same
			LlmStart prompt = this.prompt;
			if (prompt == null) {
				prompt = LlmStart.of(start);
				this.prompt = prompt;
			}
			return prompt;
		}
		return event;
	}

}
