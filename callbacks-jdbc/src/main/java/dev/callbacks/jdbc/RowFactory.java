// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import dev.callbacks.autoconfigure.genai.GenAiRequest;
import dev.callbacks.autoconfigure.genai.GenAiResponse;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.handler.RedactedContent;
import dev.callbacks.message.Usage;
import dev.callbacks.spi.ContentRedactor;
import dev.callbacks.spi.ContentSink;
import org.jspecify.annotations.Nullable;

/**
 * A factory of rows. That of an end also has what is known from the start, so that a run
 * is complete although the row of its start was lost.
 */
final class RowFactory implements ContentSink {

	private static final String NOT_SHOWN = "(redaction failed)";

	private final Process process;

	private final boolean content;

	private final List<String> userKeys;

	private final List<String> conversationKeys;

	private final RedactedContent redacted = new RedactedContent();

	private volatile UnaryOperator<String> redaction = UnaryOperator.identity();

	RowFactory(Process process, boolean content, List<String> userKeys, List<String> conversationKeys) {
		this.process = process;
		this.content = content;
		this.userKeys = userKeys;
		this.conversationKeys = conversationKeys;
	}

	@Override
	public void redactBy(ContentRedactor redactor) {
		this.redacted.redactBy(redactor);
		this.redaction = (text) -> redact(text, redactor);
	}

	private static String redact(String text, ContentRedactor redactor) {
		try {
			return redactor.redact(text);
		}
		catch (RuntimeException ex) {
			return NOT_SHOWN;
		}
	}

	/**
	 * Creates the row of an event.
	 * @param event the start or the end of a run
	 * @return the row
	 */
	AuditRow row(CallbackEvent event) {
		AuditRow.Builder row = new AuditRow.Builder();
		RunInfo run = event.run();
		if (event instanceof TerminalEvent end) {
			identify(row, run);
			addStart(row, run, end.start());
			addEnd(row, end);
		}
		else {
			identify(row, run);
			addStart(row, run, (event instanceof StartEvent start) ? start : null);
		}
		return row.build();
	}

	/**
	 * Creates the row of an event with nothing in it that code of users could refuse to
	 * tell.
	 * @param event the start or the end of a run
	 * @return the row
	 */
	AuditRow bareRow(CallbackEvent event) {
		AuditRow.Builder row = new AuditRow.Builder();
		identify(row, event.run());
		if (event instanceof TerminalEvent end) {
			addTimes(row, end);
		}
		return row.build();
	}

	private void identify(AuditRow.Builder row, RunInfo run) {
		row.set(Column.RUN_ID, run.id())
			.set(Column.PARENT_ID, run.parentId())
			.set(Column.ROOT_ID, run.rootId())
			.set(Column.KIND, run.kind())
			.set(Column.NAME, run.name())
			.set(Column.STARTED_AT, run.startTime())
			.set(Column.INSTANCE, this.process.instance())
			.set(Column.EPOCH, this.process.epoch());
	}

	private void addStart(AuditRow.Builder row, RunInfo run, @Nullable StartEvent start) {
		row.set(Column.USER_ID, first(this.userKeys, run.metadata()))
			.set(Column.CONVERSATION_ID, first(this.conversationKeys, run.metadata()));
		if (!run.tags().isEmpty()) {
			row.set(Column.TAGS, JsonText.array(run.tags()));
		}
		if (!run.metadata().isEmpty()) {
			row.set(Column.METADATA, JsonText.object(run.metadata(), this.redaction));
		}
		GenAiRequest request = GenAiRequest.of(run, start);
		if (request != null) {
			row.set(Column.PROVIDER, request.provider()).set(Column.MODEL, request.model());
		}
		if (this.content && start != null) {
			row.set(Column.INPUT, this.redacted.of(start));
		}
	}

	private static @Nullable Object first(List<String> keys, Map<String, Object> metadata) {
		for (String key : keys) {
			Object value = metadata.get(key);
			if (value != null) {
				return value;
			}
		}
		return null;
	}

	private void addEnd(AuditRow.Builder row, TerminalEvent end) {
		addTimes(row, end);
		GenAiResponse response = GenAiResponse.of(end);
		row.set(Column.REASON, response.errorType()).set(Column.RESPONSE_MODEL, response.model());
		if (!response.finishReasons().isEmpty()) {
			row.set(Column.FINISH_REASON, String.join(",", response.finishReasons()));
		}
		if (response.timeToFirstChunk() != null) {
			row.set(Column.FIRST_TOKEN_NANOS, response.timeToFirstChunk().toNanos())
				.set(Column.TOKENS, (long) response.chunks());
		}
		Usage usage = response.usage();
		if (usage != null) {
			row.set(Column.INPUT_TOKENS, usage.inputTokens())
				.set(Column.OUTPUT_TOKENS, usage.outputTokens())
				.set(Column.TOTAL_TOKENS, usage.totalTokens())
				.set(Column.USAGE_ESTIMATED, usage.estimated());
		}
		if (this.content) {
			row.set(Column.OUTPUT, this.redacted.of(end));
		}
	}

	private static void addTimes(AuditRow.Builder row, TerminalEvent end) {
		row.set(Column.OUTCOME, (end instanceof ErrorEvent error) ? error.reason() : AuditOutcome.SUCCESS)
			.set(Column.ENDED_AT, end.at())
			.set(Column.DURATION_NANOS, end.nanos());
	}

	/**
	 * The process whose runs are audited.
	 *
	 * @param instance the name of the instance
	 * @param epoch the start of this process, in microseconds since 1970
	 */
	record Process(String instance, long epoch) {

	}

}
