// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.util.Map;

import dev.callbacks.autoconfigure.CallbackConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the cost of calls of models.
 *
 * @param currency Currency of the prices.
 * @param prices Prices by the names of models. What a model without prices costs is not
 * known.
 */
@ConfigurationProperties("callbacks.cost")
record CostProperties(@DefaultValue("USD") String currency, Map<String, Price> prices) {

	CostProperties {
		prices = (prices != null) ? Map.copyOf(prices) : Map.of();
		prices.forEach(CostProperties::check);
	}

	private static void check(String model, Price price) {
		if (price.isNegative()) {
			throw new CallbackConfigurationException(
					"The prices in 'callbacks.cost.prices' of the model '" + model + "' must not be negative",
					"Change the prices of the model.");
		}
	}

	/**
	 * Prices of a million tokens of a model.
	 *
	 * @param input Price of tokens of requests.
	 * @param output Price of tokens of answers.
	 * @param cacheRead Price of tokens that are read from a cache. That of other tokens
	 * of requests, unless set.
	 * @param cacheWrite Price of tokens that are written to a cache. That of other tokens
	 * of requests, unless set.
	 * @param reasoning Price of tokens of reasoning. That of other tokens of answers,
	 * unless set.
	 */
	record Price(double input, double output, @Nullable Double cacheRead, @Nullable Double cacheWrite,
			@Nullable Double reasoning) {

		private boolean isNegative() {
			return this.input < 0 || this.output < 0 || isNegative(this.cacheRead) || isNegative(this.cacheWrite)
					|| isNegative(this.reasoning);
		}

		private static boolean isNegative(@Nullable Double price) {
			return price != null && price < 0;
		}

	}

}
