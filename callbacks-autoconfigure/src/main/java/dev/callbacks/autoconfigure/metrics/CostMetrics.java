// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.util.Set;

import dev.callbacks.CallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.autoconfigure.genai.CostProperties;
import dev.callbacks.autoconfigure.genai.CostProperties.Price;
import dev.callbacks.autoconfigure.genai.GenAiRequest;
import dev.callbacks.autoconfigure.genai.GenAiResponse;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.message.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * A handler that counts what calls of models cost, by the prices that the user gives. A
 * call of a model without prices is counted as such.
 */
final class CostMetrics implements CallbackHandler {

	private final CostProperties prices;

	private final GenAiTags tags;

	private final MeterProvider<Counter> cost;

	private final MeterProvider<Counter> unpriced;

	CostMetrics(MeterRegistry registry, CostProperties cost, GenAiTags tags) {
		this.prices = cost;
		this.tags = tags;
		this.cost = Counter.builder("callbacks.cost")
			.description("Cost of calls of models, by the prices that were set")
			.tag("currency", cost.currency())
			.withRegistry(registry);
		this.unpriced = Counter.builder("callbacks.cost.unpriced")
			.description("Calls of models whose cost is not known, since no prices were set for the model")
			.withRegistry(registry);
	}

	@Override
	public HandlerSettings settings() {
		return HandlerSettings.none().withInline(true).withInterest(Set.of(EventType.LLM_END, EventType.LLM_ERROR));
	}

	@Override
	public void onEvent(CallbackEvent event) {
		if (event instanceof TerminalEvent end) {
			GenAiRequest request = GenAiRequest.of(end.run(), end.start());
			GenAiResponse response = GenAiResponse.of(end);
			if (request != null && response.usage() != null) {
				count(request, response, response.usage());
			}
		}
	}

	private void count(GenAiRequest request, GenAiResponse response, Usage usage) {
		Tags call = this.tags.of(request, response);
		Price price = this.prices.price(response.model(), request.model());
		if (price != null) {
			this.cost.withTags(call.and("callbacks.usage", GenAiTags.kind(usage))).increment(price.cost(usage));
		}
		else {
			this.unpriced.withTags(call).increment();
		}
	}

}
