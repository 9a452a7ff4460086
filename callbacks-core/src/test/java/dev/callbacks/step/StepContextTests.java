// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.TestEngine;
import dev.callbacks.event.StartEvent;
import io.micrometer.context.ContextRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The context of a subscriber, in the handlers and in the bodies of steps (G8).
 */
class StepContextTests {

	private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

	@BeforeEach
	void registerAccessor() {
		ContextRegistry.getInstance().registerThreadLocalAccessor("tenant", TENANT::get, TENANT::set, TENANT::remove);
	}

	@AfterEach
	void removeAccessor() {
		ContextRegistry.getInstance().removeThreadLocalAccessor("tenant");
	}

	static Stream<Function<Step<String, String>, Publisher<?>>> ways() {
		return Stream.of((step) -> step.mono("input"), (step) -> step.stream("input"),
				(step) -> step.events("input").flux());
	}

	@ParameterizedTest
	@MethodSource("ways")
	void handlersAndBodiesHaveTheContextOfTheSubscriber(Function<Step<String, String>, Publisher<?>> way)
			throws Exception {
		Map<String, String> seen = new ConcurrentHashMap<>();
		Recording.Blocking handler = new Recording.Blocking((event) -> {
			if (event instanceof StartEvent) {
				seen.put("handler of " + event.run().name(), "" + TENANT.get());
			}
		});
		try (TestEngine engine = new TestEngine().with(handler)) {
			Steps steps = new Steps(engine.manager);
			List<Step<String, String>> bodies = List.of(steps.lambda("blocking", (input) -> see(seen, input)),
					steps.lambdaAsync("async", (input) -> CompletableFuture.completedFuture(see(seen, input))));
			for (Step<String, String> step : bodies) {
				seen.clear();
				Flux.from(way.apply(step)).contextWrite((context) -> context.put("tenant", "a")).blockLast();
				assertThat(seen).hasSize(2).allSatisfy((place, tenant) -> assertThat(tenant).as(place).isEqualTo("a"));
			}
			assertThat(TENANT.get()).isNull();
		}
	}

	private static String see(Map<String, String> seen, String input) {
		seen.put("body of " + Run.current().info().name(), "" + TENANT.get());
		return input;
	}

}
