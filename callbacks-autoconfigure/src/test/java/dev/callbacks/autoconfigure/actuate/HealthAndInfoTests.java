// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.actuate;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import dev.callbacks.CallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.autoconfigure.Starter;
import dev.callbacks.autoconfigure.operation.HandlerCounters;
import dev.callbacks.autoconfigure.operation.HandlerOperations;
import dev.callbacks.autoconfigure.operation.RegisteredHandlerDescriptor;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallbacksHealthIndicator} and {@link CallbacksInfoContributor}.
 */
class HealthAndInfoTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(Starter.with(TaskExecutionAutoConfiguration.class));

	@Test
	void bothAreThereOnlyIfTheApplicationWantsThem() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(CallbacksHealthIndicator.class)
			.doesNotHaveBean(CallbacksInfoContributor.class)
			.doesNotHaveBean(HandlerCounters.class));
		this.runner
			.withPropertyValues("management.health.callbacks.enabled=true", "management.info.callbacks.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(CallbacksHealthIndicator.class)
				.hasSingleBean(CallbacksInfoContributor.class)
				.doesNotHaveBean(CallbacksEndpoint.class));
	}

	@Test
	void healthIsDownWhileAHandlerIsStuck() {
		Hanging hanging = new Hanging();
		this.runner.withPropertyValues("management.health.callbacks.enabled=true")
			.withBean("hanging", Hanging.class, () -> hanging)
			.run((context) -> {
				CallbacksHealthIndicator indicator = context.getBean(CallbacksHealthIndicator.class);
				assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
				context.getBean(CallbackChatModel.class).callAsync("Hello").join();
				Health health = indicator.health();
				assertThat(health.getStatus()).isEqualTo(Status.DOWN);
				assertThat(health.getDetails().get("stuck")).asString().isEqualTo("[hanging]");
				hanging.closed.countDown();
				Awaitility.await().until(() -> indicator.health().getStatus().equals(Status.UP));
			});
	}

	@Test
	void healthIsDownForAMinuteAfterEventsWereLost() {
		AtomicLong clock = new AtomicLong();
		HandlerCounters counters = new HandlerCounters(clock::get);
		CallbackDispatcher dispatcher = CallbackDispatcher.builder().listener(counters).build();
		HandlerOperations operations = new HandlerOperations(dispatcher, () -> null, counters);
		CallbacksHealthIndicator indicator = new CallbacksHealthIndicator(operations, counters);
		Hanging handler = new Hanging();
		dispatcher.add(handler);
		HandlerListener listener = counters.handler(HandlerDescriptor.of(handler));
		listener.dropped(EventType.LLM_NEW_TOKEN, DropReason.SHED, 5);
		listener.dropped(EventType.LLM_END, DropReason.SHUTDOWN, 1);
		assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
		listener.dropped(EventType.LLM_END, DropReason.CUT_OFF, 1);
		Health health = indicator.health();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails().get("losingEvents")).asString().isEqualTo("[hanging]");
		clock.addAndGet(Duration.ofMinutes(1).toNanos());
		assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
		assertThat(operations.find("hanging")).get()
			.extracting(RegisteredHandlerDescriptor::dropped)
			.isEqualTo(Map.of(DropReason.SHED, 5L, DropReason.SHUTDOWN, 1L, DropReason.CUT_OFF, 1L));
	}

	@Test
	void infoTellsTheVersions() {
		Info.Builder builder = new Info.Builder();
		new CallbacksInfoContributor(getClass().getClassLoader()).contribute(builder);
		Map<String, Object> versions = builder.build().get("callbacks", Map.class);
		assertThat(versions).containsKey("springAi").doesNotContainValue(null);
	}

	/**
	 * Has one thread, and is stuck on it.
	 */
	static class Hanging implements CallbackHandler {

		final CountDownLatch closed = new CountDownLatch(1);

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withConcurrency(1).withTimeout(Duration.ofMillis(50));
		}

		@Override
		public void onLlmEnd(LlmEnd event) {
			boolean open = true;
			while (open) {
				try {
					open = !this.closed.await(20, TimeUnit.SECONDS);
				}
				catch (InterruptedException ex) {
					// it does not listen
				}
			}
		}

	}

}
