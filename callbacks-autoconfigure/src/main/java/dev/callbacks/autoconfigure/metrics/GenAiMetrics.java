// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.time.Duration;

import dev.callbacks.autoconfigure.genai.GenAiRequest;
import dev.callbacks.autoconfigure.genai.GenAiResponse;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The GenAI meters of the conventions. All times are those of the events.
 */
final class GenAiMetrics implements CallMeters {

	private static final String KIND = "callbacks.usage";

	private final GenAiTags tags;

	private final GenAiUsage usage;

	private final @Nullable LastingMeter<Timer> inferenceDuration;

	private final @Nullable LastingMeter<Timer> operationDuration;

	private final LastingMeter<Timer> toolDuration;

	private final LastingMeter<Timer> agentDuration;

	private final LastingMeter<Timer> timeToFirstChunk;

	GenAiMetrics(GenAiMeters meters, GenAiTags tags) {
		this.tags = tags;
		this.usage = meters.usage();
		this.inferenceDuration = meters.inferenceDuration();
		this.operationDuration = meters.operationDuration();
		this.toolDuration = meters.toolDuration();
		this.agentDuration = meters.agentDuration();
		this.timeToFirstChunk = meters.timeToFirstChunk();
	}

	@Override
	public void record(GenAiRequest request, GenAiResponse response, Duration duration) {
		LastingMeter<Timer> timer = timerOf(request);
		if (timer != null) {
			timer.withTags(durationTags(request, response)).record(duration);
		}
		if (request.operation().asksModel()) {
			recordAnswer(response, this.tags.of(request, response));
		}
	}

	private @Nullable LastingMeter<Timer> timerOf(GenAiRequest request) {
		return switch (request.operation()) {
			case CHAT, TEXT_COMPLETION ->
				(this.inferenceDuration != null) ? this.inferenceDuration : this.operationDuration;
			case EMBEDDINGS, RETRIEVAL -> this.operationDuration;
			case EXECUTE_TOOL -> this.toolDuration;
			case INVOKE_AGENT, INVOKE_WORKFLOW -> this.agentDuration;
		};
	}

	private Tags durationTags(GenAiRequest request, GenAiResponse response) {
		Tags ending = this.tags.ending(response);
		return switch (request.operation()) {
			case CHAT, TEXT_COMPLETION -> (this.inferenceDuration != null) ? this.tags.of(request, response).and(ending)
					: operationTags(request, response).and(ending);
			case EMBEDDINGS, RETRIEVAL -> operationTags(request, response).and(ending);
			case EXECUTE_TOOL, INVOKE_AGENT, INVOKE_WORKFLOW ->
				this.tags.named(request).and("gen_ai.operation.name", request.operation().value()).and(ending);
		};
	}

	private Tags operationTags(GenAiRequest request, GenAiResponse response) {
		return this.tags.of(request, response).and(this.tags.named(request));
	}

	private void recordAnswer(GenAiResponse response, Tags tags) {
		if (response.timeToFirstChunk() != null) {
			this.timeToFirstChunk.withTags(tags).record(response.timeToFirstChunk());
		}
		if (response.usage() != null) {
			this.usage.record(response.usage(), tags.and(KIND, GenAiTags.kind(response.usage())));
		}
		else if (response.errorType() != null) {
			this.usage.recordNone(tags.and(KIND, GenAiTags.KINDS.get(1)));
		}
	}

	@Override
	public void expect(GenAiRequest request, GenAiResponse response) {
		LastingMeter<Timer> timer = timerOf(request);
		if (timer != null) {
			timer.expect(durationTags(request, response));
		}
		if (request.operation().asksModel()) {
			Tags tags = this.tags.of(request, response);
			this.timeToFirstChunk.expect(tags);
			GenAiTags.KINDS.forEach((kind) -> this.usage.expect(tags.and(KIND, kind)));
		}
	}

}
