// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.wire;

import java.util.UUID;

import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunInfo;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ToolCallDelta;
import tools.jackson.databind.json.JsonMapper;

/**
 * A frame that is filled token by token. A usual token is its text and three or four
 * bytes. For one thread at a time.
 *
 * @since 0.1.0
 */
public final class FrameWriter {

	static final int VERSION = 1;

	static final int OWN_RUN = 1;

	static final int JUMP = 1;

	static final int LAST = 2;

	static final int MORE = 4;

	static final long MICRO = 1_000;

	private static final JsonMapper JSON = new JsonMapper();

	private final UUID root;

	private final UUID run;

	private final Bytes tokens = new Bytes(64);

	private int count;

	private long first;

	private long firstSequence;

	private long firstMicros;

	private int firstIndex;

	private long number;

	private long sequence;

	private long micros;

	private int index;

	/**
	 * Creates a frame without tokens.
	 * @param run the run
	 */
	public FrameWriter(RunInfo run) {
		this.root = run.rootId();
		this.run = run.id();
	}

	/**
	 * Adds a token.
	 * @param token the token
	 * @param text the {@link TokenText bytes} of its text
	 * @param number its number in the tree
	 */
	public void add(LlmNewToken token, byte[] text, long number) {
		long micros = token.nanos() / MICRO;
		if (this.count == 0) {
			this.first = number;
			this.firstSequence = token.sequence();
			this.firstMicros = micros;
			this.firstIndex = token.index();
			this.micros = micros;
		}
		boolean jump = this.count != 0 && (number != this.number + 1 || token.sequence() != this.sequence + 1
				|| token.index() != this.index + 1);
		ChatChunk chunk = token.chunk();
		boolean more = chunk.reasoning() != null || !chunk.toolCalls().isEmpty() || chunk.usage() != null
				|| !chunk.metadata().isEmpty();
		this.tokens.number((jump ? JUMP : 0) | (chunk.last() ? LAST : 0) | (more ? MORE : 0));
		if (jump) {
			this.tokens.number(number - this.number).number(token.sequence() - this.sequence).number(token.index());
		}
		this.tokens.number(Math.max(0, micros - this.micros)).bytes(text);
		if (more) {
			this.tokens.bytes(JSON.writeValueAsBytes(more(chunk)));
		}
		this.number = number;
		this.sequence = token.sequence();
		this.micros = Math.max(micros, this.micros);
		this.index = token.index();
		this.count++;
	}

	private static Object more(ChatChunk chunk) {
		return new Fields.Writer().put("reasoning", chunk.reasoning())
			.put("toolCalls", chunk.toolCalls().stream().map(FrameWriter::toolCall).toList())
			.put("usage", MessageFields.of(chunk.usage()))
			.put("metadata", WireValues.plain(chunk.metadata()))
			.fields();
	}

	private static Object toolCall(ToolCallDelta call) {
		return new Fields.Writer().put("index", call.index())
			.put("id", call.id())
			.put("name", call.name())
			.put("arguments", call.arguments())
			.fields();
	}

	/**
	 * Returns the number of tokens.
	 * @return the number
	 */
	public int count() {
		return this.count;
	}

	/**
	 * Returns the size of the tokens.
	 * @return the size in bytes
	 */
	public int size() {
		return this.tokens.length();
	}

	/**
	 * Returns the number of the first token in the tree.
	 * @return the number
	 */
	public long first() {
		return this.first;
	}

	/**
	 * Returns the frame.
	 * @param epoch the number of the process
	 * @param place the place of the frame
	 * @return the bytes
	 */
	public byte[] write(long epoch, Place place) {
		Bytes frame = new Bytes(this.tokens.length() + 64);
		boolean ownRun = !this.run.equals(this.root);
		frame.number(VERSION).fixed(epoch).number(ownRun ? OWN_RUN : 0);
		if (ownRun) {
			frame.fixed(this.run.getMostSignificantBits()).fixed(this.run.getLeastSignificantBits());
		}
		frame.number(place.ordinal()).number(place.lifecycle()).number(place.shed());
		frame.number(this.first).number(this.firstSequence).number(this.firstMicros).number(this.firstIndex);
		return frame.number(this.count).append(this.tokens).toArray();
	}

}
