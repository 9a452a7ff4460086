// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.wire;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON of lifecycle and control records. Fields that a reader does not know are
 * ignored; a record of a newer version is skipped.
 * <p>
 * <b>Thread-safety</b>: immutable.
 *
 * @since 0.1.0
 */
public final class LifecycleCodec {

	private static final int VERSION = 1;

	private static final int MAX_NAME = 200;

	private static final JsonMapper JSON = new JsonMapper();

	private final boolean content;

	private final int maxSize;

	/**
	 * Creates a codec.
	 * @param content whether it writes what users and models write
	 * @param maxSize the largest record that it writes, in bytes. Of a larger event the
	 * content is left out, and the tags and metadata if it is still too large
	 */
	public LifecycleCodec(boolean content, int maxSize) {
		this.content = content;
		this.maxSize = maxSize;
	}

	/**
	 * Writes a record.
	 * @param record the record, which is no frame of tokens
	 * @return the bytes
	 */
	public byte[] write(LogRecord record) {
		if (record instanceof LogRecord.Event event) {
			return write(event);
		}
		Fields.Writer fields = version();
		if (record instanceof LogRecord.Heartbeat heartbeat) {
			origin(fields.put("record", "heartbeat"), heartbeat.origin());
		}
		else if (record instanceof LogRecord.Control control) {
			fields.put("record", "control").put("action", control.action().name()).put("run", control.run().toString());
		}
		return bytes(fields);
	}

	private byte[] write(LogRecord.Event event) {
		byte[] bytes = bytes(event, this.content);
		if (isTooLarge(bytes) && this.content) {
			bytes = bytes(event, false);
		}
		return (bytes == null || isTooLarge(bytes)) ? bytes(least(event).put("cut", true)) : bytes;
	}

	private boolean isTooLarge(byte @Nullable [] bytes) {
		return bytes == null || bytes.length > this.maxSize;
	}

	/**
	 * Returns the bytes of an event, or {@code null} if the user's values cannot be read.
	 */
	private byte @Nullable [] bytes(LogRecord.Event event, boolean content) {
		try {
			return bytes(fields(event, content).put("cut", content != this.content));
		}
		catch (RuntimeException | StackOverflowError ex) {
			return null;
		}
	}

	private static Fields.Writer fields(LogRecord.Event record, boolean content) {
		RunInfo run = record.run();
		Fields.Writer fields = least(record).put("name", run.name())
			.put("tags", run.tags())
			.put("metadata", WireValues.plain(run.metadata()));
		EventFields.write(record.event(), content, fields);
		return fields;
	}

	/**
	 * Returns what a reader cannot do without.
	 */
	private static Fields.Writer least(LogRecord.Event record) {
		CallbackEvent event = record.event();
		RunInfo run = event.run();
		Fields.Writer fields = version().put("record", "event");
		origin(fields, record.origin());
		fields.put("ordinal", record.place().ordinal())
			.put("lifecycle", record.place().lifecycle())
			.put("number", record.place().number())
			.put("shed", (record.place().shed() != 0) ? record.place().shed() : null)
			.put("run", run.id().toString())
			.put("ancestors", run.ancestors().stream().map(UUID::toString).toList())
			.put("kind", run.kind().name())
			.put("name", run.name().substring(0, Math.min(MAX_NAME, run.name().length())))
			.put("start", run.startTime().toString())
			.put("type", event.type().name())
			.put("sequence", event.sequence())
			.put("nanos", event.nanos());
		LogRecord.Tally tally = record.tally();
		if (tally != null) {
			fields.put("last", tally.sequence()).put("count", tally.tokens()).put("digest", tally.digest());
		}
		if (event instanceof ErrorEvent error) {
			fields.put("reason", error.reason().name());
		}
		return fields;
	}

	private static Fields.Writer version() {
		return new Fields.Writer().put("v", VERSION);
	}

	private static Fields.Writer origin(Fields.Writer fields, Origin origin) {
		return fields.put("instance", origin.instance()).put("epoch", origin.epoch());
	}

	private static byte[] bytes(Fields.Writer fields) {
		return JSON.writeValueAsBytes(fields.fields());
	}

	/**
	 * Reads a record.
	 * @param bytes the bytes
	 * @return the record
	 * @throws BadRecordException if it cannot be read
	 */
	public static LogRecord read(byte @Nullable [] bytes) {
		return read(bytes, Map.of());
	}

	/**
	 * Reads a record.
	 * @param bytes the bytes
	 * @param marks what the metadata of its run has in addition
	 * @return the record
	 * @throws BadRecordException if it cannot be read
	 */
	public static LogRecord read(byte @Nullable [] bytes, Map<String, ?> marks) {
		if (bytes == null) {
			throw new BadRecordException("it is empty");
		}
		try {
			return read(Fields.of(JSON.readValue(bytes, Object.class)), marks);
		}
		catch (JacksonException | IllegalArgumentException | NullPointerException | DateTimeParseException ex) {
			throw new BadRecordException("it is no record of this log", ex);
		}
	}

	private static LogRecord read(Fields fields, Map<String, ?> marks) {
		long version = fields.number("v", 0);
		if (version != VERSION) {
			throw new BadRecordException((version > VERSION) ? "its version " + version + " is newer than this reader"
					: "it is no record of this log");
		}
		return switch (fields.text("record")) {
			case "event" -> event(fields, marks);
			case "heartbeat" -> new LogRecord.Heartbeat(origin(fields));
			case "control" ->
				new LogRecord.Control(fields.constant("action", LogRecord.Action.class), fields.id("run"));
			default -> throw new BadRecordException("it is no record of this log");
		};
	}

	private static Origin origin(Fields fields) {
		return new Origin(fields.needed("instance"), fields.number("epoch", 0));
	}

	private static LogRecord.Event event(Fields fields, Map<String, ?> marks) {
		EventType type = fields.constant("type", EventType.class);
		LogRecord.Tally tally = (fields.get("digest") != null)
				? new LogRecord.Tally(fields.number("last", 0), fields.number("count", 0), fields.number("digest", 0))
				: null;
		return new LogRecord.Event(origin(fields),
				new Place(fields.number("ordinal", 0), fields.number("lifecycle", 0), fields.number("number", 0),
						fields.number("shed", 0)),
				new EventReader(fields, run(fields).with(List.of(), marks)).read(type), tally,
				type == EventType.TEXT && fields.get("text") == null);
	}

	private static RunInfo run(Fields fields) {
		List<UUID> ancestors = fields.texts("ancestors").stream().map(UUID::fromString).toList();
		Map<String, Object> metadata = fields.mapWithoutNulls("metadata");
		return new RunInfo(fields.id("run"), ancestors.isEmpty() ? null : ancestors.get(ancestors.size() - 1),
				ancestors, fields.constant("kind", RunKind.class), fields.text("name"), fields.texts("tags"), metadata,
				Instant.parse(fields.needed("start")));
	}

}
