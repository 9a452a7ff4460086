// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ToolCallDelta;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A reader of the frames that {@link FrameWriter} writes. A damaged frame cannot make it
 * allocate more than the frame is long.
 *
 * @since 0.1.0
 */
public final class FrameReader {

	private static final JsonMapper JSON = new JsonMapper();

	private static final int MAX_SHIFT = 63;

	private final ByteBuffer buffer;

	private FrameReader(byte[] frame) {
		this.buffer = ByteBuffer.wrap(frame);
	}

	/**
	 * Reads a frame.
	 * @param root the root that its key names
	 * @param frame the bytes
	 * @return the record
	 * @throws BadRecordException if it cannot be read
	 */
	public static LogRecord.Tokens read(UUID root, byte @Nullable [] frame) {
		if (frame == null) {
			throw new BadRecordException("it is empty");
		}
		try {
			return new FrameReader(frame).read(root);
		}
		catch (BufferUnderflowException | IllegalArgumentException | JacksonException ex) {
			throw new BadRecordException("it is no frame of tokens", ex);
		}
	}

	private LogRecord.Tokens read(UUID root) {
		long version = number();
		if (version != FrameWriter.VERSION) {
			throw new BadRecordException("its version " + version + " is unknown to this reader");
		}
		long epoch = this.buffer.getLong();
		UUID run = (number() == FrameWriter.OWN_RUN) ? new UUID(this.buffer.getLong(), this.buffer.getLong()) : root;
		long ordinal = number();
		long lifecycle = number();
		long shed = number();
		long first = number();
		TokenFrame tokens = tokens(first);
		return new LogRecord.Tokens(epoch, new Place(ordinal, lifecycle, first, shed), run, tokens);
	}

	private TokenFrame tokens(long first) {
		long number = first - 1;
		long sequence = number() - 1;
		long micros = number();
		int index = (int) number() - 1;
		long count = number();
		List<TokenFrame.Token> tokens = new ArrayList<>();
		for (long i = 0; i < count; i++) {
			long flags = number();
			boolean jump = (flags & FrameWriter.JUMP) != 0;
			number += jump ? number() : 1;
			sequence += jump ? number() : 1;
			index = jump ? (int) number() : index + 1;
			micros += number();
			String text = TokenText.read(bytes());
			boolean last = (flags & FrameWriter.LAST) != 0;
			ChatChunk chunk = ((flags & FrameWriter.MORE) != 0) ? more(text, last)
					: new ChatChunk(text, null, List.of(), null, Map.of(), last);
			tokens.add(new TokenFrame.Token(number, sequence, micros * FrameWriter.MICRO, index, chunk));
		}
		return new TokenFrame(tokens);
	}

	private ChatChunk more(String text, boolean last) {
		Fields fields = Fields.of(JSON.readValue(bytes(), Object.class));
		return new ChatChunk(text, fields.textOrNull("reasoning"),
				WireValues.list(fields.get("toolCalls"), FrameReader::toolCall),
				MessageFields.usage(fields.get("usage")), fields.mapWithoutNulls("metadata"), last);
	}

	private static ToolCallDelta toolCall(Fields fields) {
		return new ToolCallDelta((int) fields.number("index", 0), fields.textOrNull("id"), fields.textOrNull("name"),
				fields.text("arguments"));
	}

	private byte[] bytes() {
		long length = number();
		if (length < 0 || length > this.buffer.remaining()) {
			throw new BadRecordException("it is no frame of tokens");
		}
		byte[] bytes = new byte[(int) length];
		this.buffer.get(bytes);
		return bytes;
	}

	private long number() {
		long number = 0;
		for (int shift = 0; shift <= MAX_SHIFT; shift += 7) {
			byte next = this.buffer.get();
			number |= (long) (next & 0x7f) << shift;
			if (next >= 0) {
				return number;
			}
		}
		throw new BadRecordException("it is no frame of tokens");
	}

}
