// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.time.Duration;

import dev.callbacks.autoconfigure.genai.CostProperties;
import dev.callbacks.autoconfigure.genai.CostProperties.Price;
import dev.callbacks.autoconfigure.genai.GenAiRequest;
import dev.callbacks.autoconfigure.genai.GenAiResponse;
import dev.callbacks.message.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * A counter of what calls of models cost, by the prices that the user gives. A call of a
 * model without prices is counted as such.
 */
final class CostMetrics implements CallMeters {

	private final CostProperties prices;

	private final GenAiTags tags;

	private final LastingMeter<Counter> cost;

	private final LastingMeter<Counter> unpriced;

	CostMetrics(MeterRegistry registry, CostProperties cost, GenAiTags tags) {
		this.prices = cost;
		this.tags = tags;
		this.cost = new LastingMeter<>(Counter.builder("callbacks.cost")
			.description("Cost of calls of models, by the prices that were set")
			.tag("currency", cost.currency())
			.withRegistry(registry));
		this.unpriced = new LastingMeter<>(Counter.builder("callbacks.cost.unpriced")
			.description("Calls of models whose cost is not known, since no prices were set for the model")
			.withRegistry(registry));
	}

	@Override
	public void record(GenAiRequest request, GenAiResponse response, Duration duration) {
		if (request.operation().asksModel() && response.usage() != null) {
			count(request, response, response.usage());
		}
	}

	@Override
	public void expect(GenAiRequest request, GenAiResponse response) {
		if (request.operation().asksModel()) {
			Tags call = this.tags.of(request, response);
			GenAiTags.KINDS.forEach((kind) -> this.cost.expect(call.and("callbacks.usage", kind)));
			this.unpriced.expect(call);
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
