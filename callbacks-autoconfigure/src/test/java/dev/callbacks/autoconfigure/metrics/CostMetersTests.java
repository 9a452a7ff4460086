// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.util.Map;

import dev.callbacks.autoconfigure.CallbackConfigurationException;
import dev.callbacks.autoconfigure.Starter;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.Usage;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for the cost of calls.
 */
class CostMetersTests {

	private static final Usage USAGE = new Usage(1_000, 200, 1_200, Map.of("cache_read", 400L, "cache_creation", 100L),
			Map.of("reasoning", 50L));

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(Starter.with(TaskExecutionAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
		.withBean(ChatProvider.class, Provider::new);

	private static ChatRequest request(String text, String model) {
		return ChatRequest.of(text).withOptions(ChatOptions.none().withModel(model)).streaming();
	}

	@Test
	void eachKindOfTokenHasItsPrice() {
		this.runner
			.withPropertyValues("callbacks.cost.currency=EUR", "callbacks.cost.prices.[m-1.5].input=3",
					"callbacks.cost.prices.[m-1.5].output=15", "callbacks.cost.prices.[m-1.5].cache-read=0.3",
					"callbacks.cost.prices.[m-1.5].cache-write=3.75", "callbacks.cost.prices.[m-1.5].reasoning=20")
			.run((context) -> {
				context.getBean(CallbackChatModel.class).call(request("answer", "m-1.5"));
				assertThat(cost(context.getBean(MeterRegistry.class), "reported"))
					.isCloseTo((500 * 3 + 400 * 0.3 + 100 * 3.75 + 150 * 15 + 50 * 20) / 1_000_000, within(1e-12));
			});
	}

	@Test
	void priceThatIsNotSetIsThatOfOtherTokens() {
		this.runner
			.withPropertyValues("callbacks.cost.prices.m-1.input=3", "callbacks.cost.prices.m-1.output=15",
					"callbacks.cost.currency=EUR")
			.run((context) -> {
				context.getBean(CallbackChatModel.class).call(request("answer", "m-1"));
				assertThat(cost(context.getBean(MeterRegistry.class), "reported"))
					.isCloseTo((1_000 * 3 + 200 * 15) / 1e6, within(1e-12));
			});
	}

	@Test
	void answerThatWasCutOffCostsWhatIsKnownOfIt() {
		this.runner
			.withPropertyValues("callbacks.cost.prices.m-1.input=3", "callbacks.cost.prices.m-1.output=15",
					"callbacks.cost.currency=EUR")
			.run((context) -> {
				catchThrowable(() -> context.getBean(CallbackChatModel.class).call(request("fail", "m-1")));
				assertThat(cost(context.getBean(MeterRegistry.class), "estimated")).isCloseTo(15 / 1e6, within(1e-12));
			});
	}

	private static double cost(MeterRegistry registry, String usage) {
		return registry.get("callbacks.cost").tags("currency", "EUR", "callbacks.usage", usage).counter().count();
	}

	@Test
	void costOfModelWithoutPricesIsNotGuessed() {
		this.runner.withPropertyValues("callbacks.cost.prices.m-1.input=3", "callbacks.cost.prices.m-1.output=15")
			.run((context) -> {
				context.getBean(CallbackChatModel.class).call(request("answer", "m-10"));
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.find("callbacks.cost").meters()).isEmpty();
				assertThat(
						registry.get("callbacks.cost.unpriced").tag("gen_ai.request.model", "m-10").counter().count())
					.isEqualTo(1);
			});
	}

	@Test
	void withoutPricesNothingIsCounted() {
		this.runner.run((context) -> {
			context.getBean(CallbackChatModel.class).call(request("answer", "m-1"));
			assertThat(context).doesNotHaveBean(CostMetrics.class);
			assertThat(context.getBean(MeterRegistry.class).find("callbacks.cost.unpriced").meters()).isEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "input=-3", "input=NaN", "output=Infinity", "cache-read=-1", "reasoning=NaN" })
	void priceThatIsNoPriceKeepsTheApplicationFromStarting(String price) {
		this.runner
			.withPropertyValues("callbacks.cost.prices.m-1.input=3", "callbacks.cost.prices.m-1.output=15",
					"callbacks.cost.prices.m-1." + price)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(CallbackConfigurationException.class)
				.hasMessageContaining("m-1"));
	}

	/** Does what the request says. */
	private static final class Provider implements ChatProvider {

		@Override
		public Flux<ChatChunk> stream(ChatRequest request) {
			boolean fails = request.messages().get(0).text().equals("fail");
			return Flux.just(ChatChunk.of("a"))
				.concatWith(fails ? Flux.error(new IllegalStateException("wire"))
						: Flux.just(ChatChunk.closing(USAGE, Map.of())));
		}

		@Override
		public String name() {
			return "mine";
		}

	}

}
