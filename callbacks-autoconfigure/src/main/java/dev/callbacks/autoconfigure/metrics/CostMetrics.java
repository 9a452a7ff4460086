// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.time.Duration;
import java.util.Map;

import dev.callbacks.autoconfigure.genai.GenAiRequest;
import dev.callbacks.autoconfigure.genai.GenAiResponse;
import dev.callbacks.autoconfigure.metrics.CostProperties.Price;
import dev.callbacks.message.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

/**
 * A counter of what calls of models cost, by the prices that the user gives. A call of a
 * model without prices is counted as such.
 */
final class CostMetrics implements CallMeters {

	private static final double TOKENS_OF_PRICE = 1_000_000;

	private final Map<String, Price> prices;

	private final GenAiTags tags;

	private final LastingMeter<Counter> cost;

	private final LastingMeter<Counter> unpriced;

	CostMetrics(MeterRegistry registry, CostProperties cost, GenAiTags tags) {
		this.prices = cost.prices();
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
		if (request.operation().isInference() && response.usage() != null) {
			count(request, response, response.usage());
		}
	}

	@Override
	public void expect(GenAiRequest request, GenAiResponse response) {
		if (request.operation().isInference()) {
			Tags call = this.tags.of(request, response);
			GenAiTags.KINDS.forEach((kind) -> this.cost.expect(call.and("callbacks.usage", kind)));
			this.unpriced.expect(call);
		}
	}

	private void count(GenAiRequest request, GenAiResponse response, Usage usage) {
		Tags call = this.tags.of(request, response);
		Price price = price(response.model(), request.model());
		if (price != null) {
			this.cost.withTags(call.and("callbacks.usage", GenAiTags.kind(usage))).increment(cost(usage, price));
		}
		else {
			this.unpriced.withTags(call).increment();
		}
	}

	/**
	 * Returns the price of the model that answered, or else of the one that was asked.
	 */
	private @Nullable Price price(@Nullable String answered, @Nullable String asked) {
		Price price = (answered != null) ? this.prices.get(answered) : null;
		return (price == null && asked != null) ? this.prices.get(asked) : price;
	}

	private static double cost(Usage usage, Price price) {
		TokenCounts tokens = TokenCounts.of(usage);
		long plainInput = Math.max(0, tokens.input() - tokens.cacheRead() - tokens.cacheWrite());
		long plainOutput = Math.max(0, tokens.output() - tokens.reasoning());
		double sum = plainInput * price.input() + plainOutput * price.output()
				+ tokens.cacheRead() * orElse(price.cacheRead(), price.input())
				+ tokens.cacheWrite() * orElse(price.cacheWrite(), price.input())
				+ tokens.reasoning() * orElse(price.reasoning(), price.output());
		return sum / TOKENS_OF_PRICE;
	}

	private static double orElse(@Nullable Double price, double otherwise) {
		return (price != null) ? price : otherwise;
	}

}
