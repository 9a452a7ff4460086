/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
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
