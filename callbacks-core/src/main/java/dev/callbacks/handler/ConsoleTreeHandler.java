// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.callbacks.CallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.event.AgentAction;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.spi.ContentRedactor;
import dev.callbacks.spi.ContentSink;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.EndEvent;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.Retry;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.message.Generation;
import dev.callbacks.message.Usage;

/**
 * A handler that writes runs as a tree: a line for each event, indented by depth, with
 * the duration of each run. Content of the conversation is written only on request, and
 * redacted if there is a redactor; without it tokens have no lines. Whatever is in names
 * and content, a line stays a line.
 * <p>
 * <b>Thread-safety</b>: any number of runs may use it at once; their lines are
 * interleaved. <b>Ordering</b>: lines of one run are in order.
 *
 * @since 0.1.0
 */
public final class ConsoleTreeHandler implements CallbackHandler, ContentSink {

	/** Without content there is nothing to write for a token. */
	private static final Set<EventType> WITHOUT_TOKENS = EnumSet.complementOf(EnumSet.of(EventType.LLM_NEW_TOKEN));

	private final Consumer<? super String> output;

	private final boolean content;

	private final RedactedContent redacted = new RedactedContent();

	private ConsoleTreeHandler(Consumer<? super String> output, boolean content) {
		this.output = output;
		this.content = content;
	}

	/**
	 * Creates a handler that writes to the standard output.
	 * @return the handler
	 */
	public static ConsoleTreeHandler toStandardOutput() {
		return to(System.out::println);
	}

	/**
	 * Creates a handler that writes to a consumer, such as a logger.
	 * @param output the consumer of lines
	 * @return the handler
	 */
	public static ConsoleTreeHandler to(Consumer<? super String> output) {
		return new ConsoleTreeHandler(InvalidRequestException.required(output, "The output of a handler"), false);
	}

	/**
	 * Returns this handler with content too: inputs, tokens, answers, outputs, messages
	 * of errors.
	 * @return the handler
	 */
	public ConsoleTreeHandler showingContent() {
		ConsoleTreeHandler handler = new ConsoleTreeHandler(this.output, true);
		handler.redacted.redactBy(this.redacted.redactor());
		return handler;
	}

	@Override
	public void redactBy(ContentRedactor redactor) {
		this.redacted.redactBy(redactor);
	}

	@Override
	public HandlerSettings settings() {
		return this.content ? HandlerSettings.none() : HandlerSettings.none().withInterest(WITHOUT_TOKENS);
	}

	@Override
	public void onEvent(CallbackEvent event) {
		String line = line(event);
		String text = this.content ? this.redacted.of(event) : "";
		this.output.accept(
				"  ".repeat(event.run().ancestors().size()) + OneLine.of(line + (text.isEmpty() ? "" : ": " + text)));
	}

	private static String line(CallbackEvent event) {
		String run = title(event.run());
		if (event instanceof StartEvent) {
			return "> " + run;
		}
		if (event instanceof EndEvent end) {
			return "< " + run + " " + time(end.duration()) + usage(event);
		}
		if (event instanceof ErrorEvent error) {
			return "! " + run + " " + time(error.duration()) + " " + error.reason() + " "
					+ error.error().getClass().getName();
		}
		return "  " + detail(event);
	}

	private static String detail(CallbackEvent event) {
		return switch (event.type()) {
			case LLM_NEW_TOKEN -> "token " + ((LlmNewToken) event).index();
			case AGENT_ACTION -> "action " + ((AgentAction) event).tool();
			case AGENT_FINISH -> "finish";
			case RETRY -> "retry " + ((Retry) event).attempt() + " in " + time(((Retry) event).delay()) + " after "
					+ ((Retry) event).error().getClass().getName();
			case TEXT -> "text";
			case CUSTOM_EVENT -> "event " + ((CustomEvent) event).name();
			default -> event.type().name().toLowerCase(Locale.ROOT);
		};
	}

	private static String title(RunInfo run) {
		return run.kind().name().toLowerCase(Locale.ROOT).replace('_', '-') + " " + run.name();
	}

	private static String time(Duration duration) {
		long millis = Math.max(0, TimeUnit.MILLISECONDS.convert(duration));
		return (millis < 10_000) ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
	}

	private static String usage(CallbackEvent event) {
		Generation first = (event instanceof LlmEnd end) ? end.result().first() : null;
		Usage usage = (first != null) ? first.usage() : null;
		return (usage != null) ? ", " + usage.inputTokens() + " + " + usage.outputTokens() + " tokens" : "";
	}

}
