// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.callbacks.CallbackHandler;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.LlmEnd;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The starter in an application that has neither Actuator nor meters. Runs in an
 * execution of its own, on a class path without them.
 */
@Tag("core-only")
class CoreOnlyTests {

	@Test
	void startsAndCallsHandlersWithoutActuatorAndMeters() {
		assertThat(ClassUtils.isPresent("io.micrometer.core.instrument.MeterRegistry", null)).isFalse();
		assertThat(ClassUtils.isPresent("org.springframework.boot.actuate.endpoint.annotation.Endpoint", null))
			.isFalse();
		new ApplicationContextRunner().withUserConfiguration(Application.class).run((context) -> {
			assertThat(context.getBean(CallbackChatModel.class).callAsync("Hello").join().text()).isNotEmpty();
			assertThat(context.getBean(Ends.class).ends).hasSize(1);
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Ends ends() {
			return new Ends();
		}

	}

	static class Ends implements CallbackHandler {

		final Queue<LlmEnd> ends = new ConcurrentLinkedQueue<>();

		@Override
		public void onLlmEnd(LlmEnd event) {
			this.ends.add(event);
		}

	}

}
