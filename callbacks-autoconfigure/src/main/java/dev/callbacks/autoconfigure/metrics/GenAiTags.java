// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.util.List;

import dev.callbacks.autoconfigure.genai.GenAiRequest;
import dev.callbacks.autoconfigure.genai.GenAiResponse;
import dev.callbacks.autoconfigure.genai.TagLimit;
import dev.callbacks.message.Usage;
import io.micrometer.core.instrument.Tags;

/**
 * The tags of the GenAI meters. What users or providers name has a limited number of
 * values.
 */
final class GenAiTags {

	/** The values that tell what a provider reported from what is estimated. */
	static final List<String> KINDS = List.of("reported", "estimated");

	private static final String SOURCE = "gen_ai.data_source.id";

	private final TagLimit providers = new TagLimit(25);

	private final TagLimit requestModels = new TagLimit(100);

	private final TagLimit responseModels = new TagLimit(100);

	private final TagLimit errors = new TagLimit(50);

	private final TagLimit tools = new TagLimit(100);

	private final TagLimit agents = new TagLimit(100);

	private final TagLimit sources = new TagLimit(100);

	/**
	 * Returns the tags of what a model is asked.
	 */
	Tags of(GenAiRequest request) {
		return Tags.of("gen_ai.operation.name", request.operation().value(), "gen_ai.provider.name",
				this.providers.apply(request.provider()), "gen_ai.request.model",
				this.requestModels.apply(request.model()));
	}

	/**
	 * Returns the tags of what a model is asked and of who answered.
	 */
	Tags of(GenAiRequest request, GenAiResponse response) {
		return of(request).and("gen_ai.response.model", this.responseModels.apply(response.model()));
	}

	/**
	 * Returns the tag of the name that a tool, agent, chain or source of documents has.
	 */
	Tags named(GenAiRequest request) {
		return switch (request.operation()) {
			case EXECUTE_TOOL -> Tags.of("gen_ai.tool.name", this.tools.apply(request.name()));
			case INVOKE_AGENT, INVOKE_WORKFLOW -> Tags.of("gen_ai.agent.name", this.agents.apply(request.name()));
			case RETRIEVAL -> Tags.of(SOURCE, this.sources.apply(request.name()));
			default -> Tags.of(SOURCE, TagLimit.NONE);
		};
	}

	/**
	 * Returns the value that tells what a provider reported from what is estimated.
	 */
	static String kind(Usage usage) {
		return KINDS.get(usage.estimated() ? 1 : 0);
	}

	/**
	 * Returns the tags of how a run ended.
	 */
	Tags ending(GenAiResponse response) {
		return Tags.of("error.type", this.errors.apply(response.errorType()), "callbacks.outcome", response.outcome());
	}

}
