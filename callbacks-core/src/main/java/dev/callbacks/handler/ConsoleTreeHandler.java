// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

import dev.callbacks.CallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.event.AgentAction;
import dev.callbacks.event.CallbackEvent;
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
 * Writes runs as a tree, a line for each thing that happens, indented by depth, with how
 * long each run took. Shows nothing that users or models say, unless it is told to.
 * <p>
 * <b>Thread-safety</b>: may be in any number of runs at once; lines of different runs
 * follow each other as they come. <b>Ordering</b>: lines of one run are in order.
 *
 * @since 0.1.0
 */
public final class ConsoleTreeHandler implements CallbackHandler {

	/** Tokens are content; without it nobody needs to be told of them. */
	private static final Set<EventType> WITHOUT_TOKENS = EnumSet.complementOf(EnumSet.of(EventType.LLM_NEW_TOKEN));

	private final Consumer<? super String> output;

	private final boolean content;

	private ConsoleTreeHandler(Consumer<? super String> output, boolean content) {
		this.output = output;
		this.content = content;
	}

	/**
	 * A handler that writes to the standard output.
	 * @return the handler
	 */
	public static ConsoleTreeHandler toStandardOutput() {
		return to(System.out::println);
	}

	/**
	 * A handler that writes somewhere, such as to a logger.
	 * @param output takes the lines
	 * @return the handler
	 */
	public static ConsoleTreeHandler to(Consumer<? super String> output) {
		return new ConsoleTreeHandler(output, false);
	}

	/**
	 * This handler showing content too: inputs, tokens, answers, outputs, what errors
	 * say.
	 * @return the handler
	 */
	public ConsoleTreeHandler showingContent() {
		return new ConsoleTreeHandler(this.output, true);
	}

	@Override
	public HandlerSettings settings() {
		return this.content ? HandlerSettings.none() : HandlerSettings.none().withInterest(WITHOUT_TOKENS);
	}

	@Override
	public void onEvent(CallbackEvent event) {
		String line = line(event);
		String shown = this.content ? EventContent.of(event) : "";
		this.output.accept("  ".repeat(event.run().ancestors().size()) + line + (shown.isEmpty() ? "" : ": " + shown));
	}

	private static String line(CallbackEvent event) {
		String run = title(event.run());
		if (event instanceof StartEvent) {
			return "> " + run;
		}
		if (event instanceof EndEvent end) {
			return "< " + run + " " + in(end.duration()) + usage(event);
		}
		if (event instanceof ErrorEvent error) {
			return "! " + run + " " + in(error.duration()) + " " + error.reason() + " "
					+ error.error().getClass().getName();
		}
		return "  " + what(event);
	}

	private static String what(CallbackEvent event) {
		return switch (event.type()) {
			case LLM_NEW_TOKEN -> "token " + ((LlmNewToken) event).index();
			case AGENT_ACTION -> "action " + ((AgentAction) event).tool();
			case AGENT_FINISH -> "finish";
			case RETRY -> "retry " + ((Retry) event).attempt() + " in " + in(((Retry) event).delay()) + " after "
					+ ((Retry) event).error().getClass().getName();
			case TEXT -> "text";
			case CUSTOM_EVENT -> "event " + ((CustomEvent) event).name();
			default -> event.type().name().toLowerCase(Locale.ROOT);
		};
	}

	private static String title(RunInfo run) {
		return run.kind().name().toLowerCase(Locale.ROOT).replace('_', '-') + " " + run.name();
	}

	private static String in(Duration duration) {
		long millis = Math.max(0, duration.toMillis());
		return (millis < 10_000) ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
	}

	private static String usage(CallbackEvent event) {
		Generation first = (event instanceof LlmEnd end) ? end.result().first() : null;
		Usage usage = (first != null) ? first.usage() : null;
		return (usage != null) ? ", " + usage.inputTokens() + " + " + usage.outputTokens() + " tokens" : "";
	}

}
