// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.callbacks.call.Failures;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.spi.ContentRedactor;
import org.jspecify.annotations.Nullable;

/**
 * The content of events as text, redacted if there is a redactor. The text of a token may
 * come with a later one, when it is certain that no secret begins in it; what is still
 * held back at the end is only in the content of the end.
 * <p>
 * <b>Thread-safety</b>: several threads may use it, one at a time for each run.
 *
 * @since 0.1.0
 */
public final class RedactedContent {

	private static final String NOT_SHOWN = "(redaction failed)";

	/** The number of answers that may be under way; of the oldest, text is lost. */
	private static final int MAX_ANSWERS = 10_000;

	/** The redactor, or {@code null} to show the content as it is. */
	private volatile @Nullable ContentRedactor redactor;

	private final Map<UUID, RedactedStream> answers = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<UUID, RedactedStream> eldest) {
			return size() > MAX_ANSWERS;
		}

	};

	/**
	 * Sets the redactor of all content from now on.
	 * @param redactor the redactor, or {@code null} to show the content as it is
	 */
	public void redactBy(@Nullable ContentRedactor redactor) {
		this.redactor = (redactor != null) ? ContentRedactor.all(List.of(redactor)) : null;
	}

	@Nullable ContentRedactor redactor() {
		return this.redactor;
	}

	/**
	 * Returns the content of an event. Each event of a run is asked for once, in its
	 * order.
	 * @param event the event
	 * @return the content, empty if there is none
	 */
	public String of(CallbackEvent event) {
		ContentRedactor redactor = this.redactor;
		if (redactor == null) {
			return EventContent.of(event);
		}
		try {
			return (event instanceof LlmNewToken token) ? answer(token, redactor).add(token.token())
					: redactor.redact(EventContent.of(event));
		}
		catch (Throwable ex) {
			Failures.throwIfFatal(ex);
			return NOT_SHOWN;
		}
		finally {
			if (event instanceof TerminalEvent) {
				forget(event.run().id());
			}
		}
	}

	RunInfo run(RunInfo run) {
		ContentRedactor redactor = this.redactor;
		return (redactor != null) ? new RedactedValues(redactor, Set.of()).run(run) : run;
	}

	private RedactedStream answer(LlmNewToken token, ContentRedactor redactor) {
		synchronized (this.answers) {
			return this.answers.computeIfAbsent(token.run().id(), (id) -> new RedactedStream(redactor));
		}
	}

	private void forget(UUID run) {
		synchronized (this.answers) {
			this.answers.remove(run);
		}
	}

}
