// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.util.Map;

import dev.callbacks.CallbackManager;
import dev.callbacks.CallbackSettings;
import dev.callbacks.autoconfigure.TwoHandlers.TokenPrinter;
import dev.callbacks.autoconfigure.TwoHandlers.Waker;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.spi.HandlerStatus;
import dev.callbacks.spi.SettingSource;
import dev.callbacks.test.CallbackTests;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handlers without an executor, as tests like them.
 */
class CallerRunsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(Starter.with(TaskExecutionAutoConfiguration.class))
		.withPropertyValues("callbacks.executor.caller-runs=true");

	@Test
	void handlersRunOnTheThreadThatEmits() {
		this.runner.withUserConfiguration(TwoHandlers.class).run((context) -> {
			CallbackChatModel model = context.getBean(CallbackChatModel.class);
			model.stream("Tell me a joke").blockLast();
			model.callAsync(ChatRequest.of("Tell me a joke").streaming()).join();
			CallbackTests.awaitIdle(context.getBean(CallbackManager.class));
			assertThat(context.getBean(TokenPrinter.class).threads).isNotEmpty()
				// threads of the work executor emit, those of the handlers' executor have
				// a number only
				.allSatisfy((thread) -> assertThat(thread).doesNotMatch("callbacks-\\d+"));
			assertThat(context.getBean(Waker.class).events).containsExactly("start", "end", "start", "end");
		});
	}

	@Test
	void settingsThatNeedAThreadHaveNoEffect() {
		this.runner.withBean("slow", Slow.class, Slow::new)
			.withPropertyValues("callbacks.handlers.slow.timeout=1s")
			.run((context) -> {
				HandlerStatus slow = context.getBean(CallbackDispatcher.class).handlers().get(0);
				assertThat(slow.settings().inline()).isTrue();
				assertThat(slow.handler().settings().values()).containsOnlyKeys("inline", "raiseError");
				assertThat(slow.handler().sources())
					.isEqualTo(Map.of("inline", SettingSource.PROPERTY, "raiseError", SettingSource.ANNOTATION));
			});
	}

	@CallbackSettings(window = 3, serialized = true, raiseError = true)
	static class Slow extends TokenPrinter {

	}

}
