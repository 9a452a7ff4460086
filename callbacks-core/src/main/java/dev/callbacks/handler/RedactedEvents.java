// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.callbacks.event.AgentAction;
import dev.callbacks.event.AgentFinish;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.LlmStart;
import dev.callbacks.event.RetrieverEnd;
import dev.callbacks.event.RetrieverError;
import dev.callbacks.event.RetrieverStart;
import dev.callbacks.event.Retry;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.event.Text;
import dev.callbacks.event.ToolEnd;
import dev.callbacks.event.ToolError;
import dev.callbacks.event.ToolStart;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ToolCallDelta;
import dev.callbacks.spi.ContentRedactor;
import org.jspecify.annotations.Nullable;

/**
 * Redacted copies of events. The text of a token may come with a later one, when it is
 * certain that no secret begins in it; what is still held back at the end is only in the
 * end.
 * <p>
 * <b>Thread-safety</b>: several threads may use it, one at a time for each run.
 *
 * @since 0.1.0
 */
public final class RedactedEvents {

	/** The number of answers that may be under way; of the oldest, text is lost. */
	private static final int MAX_ANSWERS = 10_000;

	private final ContentRedactor redactor;

	private final RedactedValues values;

	/** The pieces of answers under way, by run. Guarded by itself. */
	private final Map<UUID, Pieces> answers = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<UUID, Pieces> eldest) {
			return size() > MAX_ANSWERS;
		}

	};

	/**
	 * Creates an empty memory of answers under way.
	 * @param redactor the redactor of all content
	 */
	public RedactedEvents(ContentRedactor redactor) {
		this(redactor, Set.of());
	}

	/**
	 * Creates an empty memory of answers under way.
	 * @param redactor the redactor of all content
	 * @param kept the keys of the metadata of runs whose values stay as they are
	 */
	public RedactedEvents(ContentRedactor redactor, Set<String> kept) {
		this.redactor = ContentRedactor.all(List.of(redactor));
		this.values = new RedactedValues(this.redactor, Set.copyOf(kept));
	}

	/**
	 * Returns the redacted copy of an event. Each event of a run is asked for once, in
	 * its order.
	 * @param event the event
	 * @return the copy
	 */
	public CallbackEvent of(CallbackEvent event) {
		if (event instanceof LlmNewToken token) {
			return new LlmNewToken(run(token), token.sequence(), token.nanos(),
					answer(token.run().id()).add(token.chunk()), token.index());
		}
		if (event instanceof StartEvent start) {
			return start(start);
		}
		if (event instanceof TerminalEvent end) {
			synchronized (this.answers) {
				this.answers.remove(event.run().id());
			}
			return end(end, (end.start() != null) ? start(end.start()) : null);
		}
		return between(event);
	}

	/**
	 * Returns the class of a failure in an event, which a redacted copy does not have.
	 * @param failure the failure, redacted or not
	 * @return the class of the failure that was thrown
	 */
	public static Class<?> failureType(Throwable failure) {
		return RedactedValues.type(failure);
	}

	private RunInfo run(CallbackEvent event) {
		return this.values.run(event.run());
	}

	private Pieces answer(UUID run) {
		synchronized (this.answers) {
			return this.answers.computeIfAbsent(run, (id) -> new Pieces());
		}
	}

	private StartEvent start(StartEvent event) {
		RunInfo run = run(event);
		return switch (event.type()) {
			case CHAT_MODEL_START -> {
				ChatModelStart start = (ChatModelStart) event;
				yield new ChatModelStart(run, start.sequence(), this.values.messages(start.messages()), start.options(),
						this.values.map(start.parameters()));
			}
			case LLM_START -> {
				LlmStart start = (LlmStart) event;
				yield new LlmStart(run, start.sequence(), start.prompts().stream().map(this.values::text).toList(),
						this.values.map(start.parameters()));
			}
			case TOOL_START -> {
				ToolStart start = (ToolStart) event;
				yield new ToolStart(run, start.sequence(), start.tool(), start.description(),
						this.values.text(start.input()), this.values.map(start.inputs()), start.toolCallId());
			}
			case RETRIEVER_START ->
				new RetrieverStart(run, event.sequence(), this.values.text(((RetrieverStart) event).query()));
			default -> new ChainStart(run, event.sequence(), this.values.map(((ChainStart) event).inputs()));
		};
	}

	private CallbackEvent end(TerminalEvent event, @Nullable StartEvent start) {
		RunInfo run = run(event);
		if (event instanceof LlmEnd end) {
			return new LlmEnd(run, end.sequence(), end.nanos(), end.firstTokenNanos(), end.tokens(),
					this.values.result(end.result()), start);
		}
		if (event instanceof LlmError error) {
			return new LlmError(run, error.sequence(), error.nanos(), error.firstTokenNanos(), error.tokens(),
					this.values.failure(error.error()), error.reason(), this.values.result(error.partial()), start);
		}
		if (event instanceof ToolEnd end) {
			return new ToolEnd(run, end.sequence(), end.nanos(), this.values.value(end.output()), start);
		}
		if (event instanceof ToolError error) {
			return new ToolError(run, error.sequence(), error.nanos(), this.values.failure(error.error()),
					error.reason(), this.values.value(error.partial()), start);
		}
		if (event instanceof RetrieverEnd end) {
			return new RetrieverEnd(run, end.sequence(), end.nanos(), this.values.documents(end.documents()), start);
		}
		if (event instanceof RetrieverError error) {
			return new RetrieverError(run, error.sequence(), error.nanos(), this.values.failure(error.error()),
					error.reason(), this.values.documents(error.partial()), start);
		}
		if (event instanceof ChainError error) {
			return new ChainError(run, error.sequence(), error.nanos(), this.values.failure(error.error()),
					error.reason(), this.values.value(error.partial()), start);
		}
		return new ChainEnd(run, event.sequence(), event.nanos(), this.values.value(((ChainEnd) event).output()),
				start);
	}

	private CallbackEvent between(CallbackEvent event) {
		RunInfo run = run(event);
		if (event instanceof AgentAction action) {
			return new AgentAction(run, action.sequence(), action.nanos(), action.tool(),
					this.values.value(action.input()), this.values.text(action.log()));
		}
		if (event instanceof AgentFinish finish) {
			return new AgentFinish(run, finish.sequence(), finish.nanos(), this.values.value(finish.output()),
					this.values.text(finish.log()));
		}
		if (event instanceof Retry retry) {
			return new Retry(run, retry.sequence(), retry.nanos(), retry.attempt(), retry.delay(),
					this.values.failure(retry.error()));
		}
		if (event instanceof Text text) {
			return new Text(run, text.sequence(), text.nanos(), this.values.text(text.text()));
		}
		CustomEvent custom = (CustomEvent) event;
		return new CustomEvent(run, custom.sequence(), custom.nanos(), custom.name(), this.values.value(custom.data()));
	}

	/**
	 * The pieces of one answer: of its text, its reasoning and the arguments of each of
	 * its calls of tools.
	 */
	private final class Pieces {

		private final RedactedStream text = stream();

		private final RedactedStream reasoning = stream();

		private final Map<Integer, RedactedStream> arguments = new HashMap<>();

		private RedactedStream stream() {
			return new RedactedStream(RedactedEvents.this.redactor);
		}

		private ChatChunk add(ChatChunk chunk) {
			String reasoning = chunk.reasoning();
			return new ChatChunk(this.text.add(chunk.text()),
					(reasoning != null) ? this.reasoning.add(reasoning) : null,
					chunk.toolCalls().stream().map(this::add).toList(), chunk.usage(),
					RedactedEvents.this.values.map(chunk.metadata()), chunk.last());
		}

		private ToolCallDelta add(ToolCallDelta call) {
			RedactedStream stream = this.arguments.computeIfAbsent(call.index(), (index) -> stream());
			return new ToolCallDelta(call.index(), call.id(), call.name(), stream.add(call.arguments()));
		}

	}

}
