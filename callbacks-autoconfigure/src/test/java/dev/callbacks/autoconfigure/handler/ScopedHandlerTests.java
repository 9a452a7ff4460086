// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.handler;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackListener;
import dev.callbacks.HandlerSettings;
import dev.callbacks.autoconfigure.CallbackConfigurationException;
import dev.callbacks.autoconfigure.Starter;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.spi.HandlerStatus;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.CustomScopeConfigurer;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.context.request.RequestScope;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what handlers say of themselves behind proxies of scopes, and for their
 * order.
 */
class ScopedHandlerTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(Starter.with(TaskExecutionAutoConfiguration.class));

	@Test
	void whatAHandlerSaysOfItselfHasNoEffectIfItsScopeIsNotActive() {
		this.runner.withUserConfiguration(Inactive.class)
			.run((context) -> assertThat(context.getBean(CallbackDispatcher.class).handlers()).singleElement()
				.satisfies((status) -> assertThat(status.handler().settings().window()).isNull()));
	}

	@Test
	void whatAHandlerSaysOfItselfCountsIfItsScopeIsActive() {
		this.runner.withUserConfiguration(Active.class)
			.run((context) -> assertThat(context.getBean(CallbackDispatcher.class).handlers()).satisfiesExactly(
					(status) -> assertThat(status.handler().settings().window()).isEqualTo(3),
					(status) -> assertThat(status.name()).isEqualTo("unordered")));
	}

	@Test
	void orderOfABeanMethodCountsAlsoIfTheBeanHasAScope() {
		this.runner.withUserConfiguration(OrderedByBeanMethod.class)
			.run((context) -> assertThat(context.getBean(CallbackDispatcher.class).handlers())
				.extracting(HandlerStatus::name)
				.containsExactly("second", "first"));
	}

	@Test
	void beansWithListenerMethodsAreInTheirOrderToo() {
		this.runner.withUserConfiguration(OrderedListeners.class)
			.run((context) -> assertThat(context.getBean(CallbackDispatcher.class).handlers())
				.extracting(HandlerStatus::name)
				.containsExactly("second", "first"));
	}

	@Test
	void listenerMethodThatTheProxyOfAScopeDoesNotHaveIsRefused() {
		this.runner.withUserConfiguration(HiddenListener.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(CallbackConfigurationException.class)
				.hasMessageContaining("Greeting.listen("));
	}

	@Test
	void listenerMethodThatTheProxyOfAScopeHasIsCalled() {
		this.runner.withUserConfiguration(ShownListener.class).run((context) -> {
			context.getBean(CallbackChatModel.class).call("Hello");
			assertThat(context.getBean(Greets.class).seen()).containsExactly("end");
		});
	}

	static class Self implements CallbackHandler, Ordered {

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withWindow(3);
		}

		@Override
		public int getOrder() {
			return 1;
		}

		@Override
		public void onLlmEnd(LlmEnd event) {
		}

	}

	static class Listening implements Ordered {

		private final int order;

		Listening(int order) {
			this.order = order;
		}

		@Override
		public int getOrder() {
			return this.order;
		}

		@CallbackListener
		void listen(LlmEnd event) {
		}

	}

	interface Greets {

		List<String> seen();

	}

	interface GreetsAndListens extends Greets {

		void listen(LlmEnd event);

	}

	static class Greeting implements Greets {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		@Override
		public List<String> seen() {
			return this.seen;
		}

		@CallbackListener
		public void listen(LlmEnd event) {
			this.seen.add("end");
		}

	}

	static class ShownGreeting extends Greeting implements GreetsAndListens {

	}

	@Configuration(proxyBeanMethods = false)
	static class Scopes {

		@Bean
		static CustomScopeConfigurer scopes() {
			CustomScopeConfigurer configurer = new CustomScopeConfigurer();
			configurer.addScope("thread", new SimpleThreadScope());
			configurer.addScope("request", new RequestScope());
			return configurer;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Scopes.class)
	static class Inactive {

		@Bean
		@Scope(scopeName = "request", proxyMode = ScopedProxyMode.TARGET_CLASS)
		Self self() {
			return new Self();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Scopes.class)
	static class Active {

		@Bean
		CallbackHandler unordered() {
			return new CallbackHandler() {
			};
		}

		@Bean
		@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
		Self self() {
			return new Self();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Scopes.class)
	static class OrderedByBeanMethod {

		@Bean
		@Order(2)
		CallbackHandler first() {
			return new CallbackHandler() {
			};
		}

		@Bean
		@Order(1)
		@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
		CallbackHandler second() {
			return new CallbackHandler() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OrderedListeners {

		@Bean
		Listening first() {
			return new Listening(2);
		}

		@Bean
		Listening second() {
			return new Listening(1);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Scopes.class)
	static class HiddenListener {

		@Bean
		@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.INTERFACES)
		Greeting greeting() {
			return new Greeting();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Scopes.class)
	static class ShownListener {

		@Bean
		@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.INTERFACES)
		ShownGreeting greeting() {
			return new ShownGreeting();
		}

	}

}
