// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.util.Locale;
import java.util.UUID;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.event.Text;
import dev.callbacks.message.ObjectText;
import org.jspecify.annotations.Nullable;

/**
 * A message that tells readers of an event.
 */
final class StreamMessage {

	/** Stands for an event that never came. */
	static final StreamMessage MISSED = new StreamMessage("", null, "", false);

	/** Stands for an event of which readers are told nothing. */
	static final StreamMessage SILENT = new StreamMessage("", null, "", false);

	/** About what a message takes besides its text. */
	private static final long OVERHEAD = 96;

	private final String name;

	/** The run, if the content is a text that it said. */
	private final @Nullable UUID run;

	private final String content;

	private final boolean last;

	private StreamMessage(String name, @Nullable UUID run, String content, boolean last) {
		this.name = name;
		this.run = run;
		this.content = content;
		this.last = last;
	}

	/**
	 * Creates the message for an event.
	 * @param event the event
	 * @param withErrorMessages whether failures are told with the message of the
	 * exception
	 */
	static StreamMessage of(CallbackEvent event, boolean withErrorMessages) {
		RunInfo run = event.run();
		if (event instanceof LlmNewToken token) {
			return said("token", run, token.token());
		}
		if (event instanceof Text text) {
			return said("text", run, text.text());
		}
		if (event instanceof StartEvent) {
			String parent = (run.parentId() != null) ? run.parentId().toString() : null;
			StreamJson json = new StreamJson().add("run", run.id())
				.add("parent", parent)
				.add("kind", run.kind())
				.add("name", run.name());
			return new StreamMessage("run-start", null, json.toString(), false);
		}
		return (event instanceof TerminalEvent end) ? ended(end, withErrorMessages) : SILENT;
	}

	private static StreamMessage said(String name, RunInfo run, String text) {
		return text.isEmpty() ? SILENT : new StreamMessage(name, run.id(), text, false);
	}

	private static StreamMessage ended(TerminalEvent event, boolean withErrorMessages) {
		ErrorEvent error = (event instanceof ErrorEvent failed) ? failed : null;
		StreamJson json = new StreamJson().add("run", event.run().id())
			.add("outcome", (error != null) ? error.reason().name().toLowerCase(Locale.ROOT) : "success")
			.add("message", (error != null && withErrorMessages) ? ObjectText.messageOf(error.error()) : null);
		boolean last = event.run().parentId() == null;
		return new StreamMessage(last ? "end" : "run-end", null, json.toString(), last);
	}

	/**
	 * Whether readers are told nothing.
	 */
	boolean isSilent() {
		return this.name.isEmpty();
	}

	/**
	 * Whether the stream ends with this message.
	 */
	boolean isLast() {
		return this.last;
	}

	long weight() {
		return OVERHEAD + 2L * this.content.length();
	}

	String name() {
		return this.name;
	}

	String data() {
		return (this.run != null) ? new StreamJson().add("run", this.run).add("text", this.content).toString()
				: this.content;
	}

}
