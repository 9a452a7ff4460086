// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import dev.callbacks.CallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.autoconfigure.genai.GenAiRequest;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.LlmStart;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import io.micrometer.core.instrument.Timer;

/**
 * A handler that records the time from each chunk of an answer to the next.
 */
final class GenAiChunkMetrics implements CallbackHandler {

	private final GenAiTags tags;

	private final LastingMeter<Timer> timePerOutputChunk;

	private final Map<UUID, Chunks> answers = new ConcurrentHashMap<>();

	GenAiChunkMetrics(GenAiMeters meters, GenAiTags tags) {
		this.tags = tags;
		this.timePerOutputChunk = meters.timePerOutputChunk();
	}

	@Override
	public HandlerSettings settings() {
		return HandlerSettings.none().withInline(true);
	}

	@Override
	public void onChatModelStart(ChatModelStart event) {
		begin(event);
	}

	@Override
	public void onLlmStart(LlmStart event) {
		begin(event);
	}

	private void begin(StartEvent start) {
		GenAiRequest request = GenAiRequest.of(start.run(), start);
		if (request != null) {
			this.answers.put(start.run().id(), new Chunks(this.timePerOutputChunk.withTags(this.tags.of(request))));
		}
	}

	@Override
	public void onLlmNewToken(LlmNewToken event) {
		Chunks chunks = this.answers.get(event.run().id());
		if (chunks != null) {
			chunks.next(event.nanos());
		}
	}

	@Override
	public void onLlmEnd(LlmEnd event) {
		end(event.run());
	}

	@Override
	public void onLlmError(LlmError event) {
		end(event.run());
	}

	private void end(RunInfo run) {
		this.answers.remove(run.id());
	}

	/**
	 * The chunks of one answer, which come one at a time.
	 */
	private static final class Chunks {

		private final Timer timer;

		private long last = -1;

		private Chunks(Timer timer) {
			this.timer = timer;
		}

		private void next(long nanos) {
			if (this.last >= 0) {
				this.timer.record(Duration.ofNanos(nanos - this.last));
			}
			this.last = nanos;
		}

	}

}
