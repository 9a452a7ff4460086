// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.genai;

import java.util.Map;

import dev.callbacks.autoconfigure.CallbackConfigurationException;
import dev.callbacks.message.Usage;
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
public record CostProperties(@DefaultValue("USD") String currency, Map<String, Price> prices) {

	public CostProperties {
		prices = (prices != null) ? Map.copyOf(prices) : Map.of();
		prices.forEach(CostProperties::check);
	}

	private static void check(String model, Price price) {
		if (!price.isValid()) {
			throw new CallbackConfigurationException("The prices in 'callbacks.cost.prices' of the model '" + model
					+ "' must be numbers that are not negative", "Change the prices of the model.");
		}
	}

	/**
	 * Returns the price of the model that answered, or else of the one that was asked.
	 * @param answered the name of the model that answered, or {@code null}
	 * @param asked the name of the model that was asked, or {@code null}
	 * @return the price, or {@code null} if it is not known
	 */
	public @Nullable Price price(@Nullable String answered, @Nullable String asked) {
		Price price = (answered != null) ? this.prices.get(answered) : null;
		return (price == null && asked != null) ? this.prices.get(asked) : price;
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
	public record Price(double input, double output, @Nullable Double cacheRead, @Nullable Double cacheWrite,
			@Nullable Double reasoning) {

		private static final double TOKENS = 1_000_000;

		/**
		 * Returns the cost of a call.
		 * @param usage the tokens of the call
		 * @return the cost
		 */
		public double cost(Usage usage) {
			TokenCounts tokens = TokenCounts.of(usage);
			long plainInput = Math.max(0, tokens.input() - tokens.cacheRead() - tokens.cacheWrite());
			long plainOutput = Math.max(0, tokens.output() - tokens.reasoning());
			double sum = plainInput * this.input + plainOutput * this.output
					+ tokens.cacheRead() * orElse(this.cacheRead, this.input)
					+ tokens.cacheWrite() * orElse(this.cacheWrite, this.input)
					+ tokens.reasoning() * orElse(this.reasoning, this.output);
			return sum / TOKENS;
		}

		private static double orElse(@Nullable Double price, double otherwise) {
			return (price != null) ? price : otherwise;
		}

		private boolean isValid() {
			return isValid(this.input) && isValid(this.output) && isValid(this.cacheRead) && isValid(this.cacheWrite)
					&& isValid(this.reasoning);
		}

		private static boolean isValid(@Nullable Double price) {
			return price == null || (price >= 0 && Double.isFinite(price));
		}

	}

}
