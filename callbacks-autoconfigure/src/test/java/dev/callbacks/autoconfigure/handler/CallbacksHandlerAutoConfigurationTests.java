// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.handler;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackListener;
import dev.callbacks.CallbackManager;
import dev.callbacks.HandlerSettings;
import dev.callbacks.InvalidHandlerException;
import dev.callbacks.autoconfigure.CallbackConfigurationException;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.autoconfigure.Starter;
import dev.callbacks.autoconfigure.TwoHandlers;
import dev.callbacks.autoconfigure.TwoHandlers.TokenPrinter;
import dev.callbacks.autoconfigure.TwoHandlers.Waker;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.handler.ConsoleTreeHandler;
import dev.callbacks.spi.ContentRedactor;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.ToolEnd;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.spi.HandlerStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.CustomScopeConfigurer;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.annotation.Order;
import org.springframework.web.context.request.RequestScope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link CallbacksHandlerAutoConfiguration}.
 */
class CallbacksHandlerAutoConfigurationTests {

	private static final ChatRequest STREAMING = ChatRequest.of("Tell me a joke").streaming();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(Starter.with(TaskExecutionAutoConfiguration.class));

	@Test
	void bothKindsOfHandlerBeansAreCalledInTheirOrder() {
		this.runner.withUserConfiguration(TwoHandlers.class).run((context) -> {
			CallbackDispatcher manager = context.getBean(CallbackDispatcher.class);
			assertThat(manager.handlers()).extracting(HandlerStatus::name).containsExactly("waker", "tokenPrinter");
			context.getBean(CallbackChatModel.class).callAsync(STREAMING).join();
			TokenPrinter printer = context.getBean(TokenPrinter.class);
			assertThat(printer.tokens).startsWith("", "Why").endsWith("");
			assertThat(printer.threads).allSatisfy((thread) -> assertThat(thread).startsWith("callbacks-"));
			assertThat(context.getBean(Waker.class).events).containsExactly("start", "end");
		});
	}

	@Test
	void settingsReachHandlersUnderAnySpellingOfTheirName() {
		this.runner.withUserConfiguration(TwoHandlers.class)
			.withPropertyValues("callbacks.handlers.TOKENPRINTER.enabled=false", "callbacks.handlers.waker.window=3")
			.run((context) -> {
				context.getBean(CallbackChatModel.class).call(STREAMING);
				assertThat(context.getBean(TokenPrinter.class).tokens).isEmpty();
				assertThat(context.getBean(Waker.class).events).containsExactly("start", "end");
			});
	}

	@Test
	void handlersAreLeftAloneIfCallbacksAreOff() {
		this.runner.withUserConfiguration(TwoHandlers.class)
			.withPropertyValues("callbacks.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HandlerRegistrar.class));
	}

	@Test
	void redactorsStandBeforeWhatHandlersShow() {
		List<String> lines = new CopyOnWriteArrayList<>();
		this.runner.withBean(ContentRedactor.class, () -> new ContentRedactor() {

			@Override
			public String redact(String text) {
				return text.replace("joke", "***");
			}

			@Override
			public int longestMatch() {
				return 4;
			}

		})
			.withBean(ConsoleTreeHandler.class, () -> ConsoleTreeHandler.to(lines::add).showingContent())
			.run((context) -> {
				context.getBean(CallbackChatModel.class).call(STREAMING);
				assertThat(lines).anySatisfy((line) -> assertThat(line).contains("Tell me a ***"))
					.noneSatisfy((line) -> assertThat(line).contains("joke"));
			});
	}

	@Test
	void unknownHandlerNameIsRefusedUnlessIgnored() {
		ApplicationContextRunner misspelt = this.runner.withUserConfiguration(TwoHandlers.class)
			.withPropertyValues("callbacks.handlers.token-prnter.window=3");
		misspelt.run((context) -> assertThat(context).getFailure()
			.isInstanceOf(CallbackConfigurationException.class)
			.hasMessageContaining("token-prnter")
			.hasMessageContaining("tokenPrinter"));
		misspelt.withPropertyValues("callbacks.handlers-ignore-unknown=true")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void unknownSettingIsRefusedUnlessIgnored() {
		ApplicationContextRunner handlers = this.runner.withUserConfiguration(TwoHandlers.class);
		ApplicationContextRunner misspelt = handlers.withPropertyValues("callbacks.handlers.token-printer.windw=3");
		misspelt.run((context) -> assertThat(context).getFailure()
			.isInstanceOf(CallbackConfigurationException.class)
			.hasMessageContaining("'callbacks.handlers.token-printer.windw'")
			.hasMessageContaining("Did you mean 'window'?"));
		misspelt.withPropertyValues("callbacks.handlers-ignore-unknown=true")
			.run((context) -> assertThat(context).hasNotFailed());
		handlers.withPropertyValues("callbacks.handlers.token-printer.completely-different=3")
			.run((context) -> assertThat(context).getFailure().hasMessageNotContaining("Did you mean"));
		handlers
			.withPropertyValues("callbacks.handlers.tokenPrinter.RAISE_ERROR=true",
					"callbacks.handlers.tokenprinter.ignore[0]=tool", "callbacks.handlers.waker.onFull=push-back")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void settingsThatContradictEachOtherAreRefused() {
		ApplicationContextRunner handlers = this.runner.withUserConfiguration(TwoHandlers.class);
		handlers
			.withPropertyValues("callbacks.handlers.token-printer.inline=true",
					"callbacks.handlers.token-printer.window=3")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(CallbackConfigurationException.class)
				.hasMessageContaining("'callbacks.handlers.token-printer.window' cannot be set"));
		handlers.withPropertyValues("callbacks.handlers.waker.inline=true")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidHandlerException.class)
				.hasMessageContaining("'inline' of handler 'waker'"));
	}

	@Test
	void handlerMayBeInjectedWithTheModelAndCallIt() {
		this.runner.withUserConfiguration(Curious.class).run((context) -> {
			context.getBean(CallbackChatModel.class).callAsync("Hello").join();
			assertThat(context.getBean(Curious.class).answers).hasSize(1);
		});
	}

	@Test
	void lazyHandlerBeanIsCalled() {
		this.runner.withUserConfiguration(LazyHandler.class).run((context) -> {
			context.getBean(CallbackChatModel.class).call(STREAMING);
			assertThat(context.getBean(TokenPrinter.class).tokens).isNotEmpty();
		});
	}

	@Test
	void beanMethodThatReturnsNullMakesNoHandler() {
		this.runner.withUserConfiguration(NullHandler.class)
			.run((context) -> assertThat(context.getBean(CallbackDispatcher.class).handlers()).isEmpty());
	}

	@Test
	void beanMethodThatReturnsNullMakesNoListener() {
		this.runner.withUserConfiguration(NullListener.class)
			.run((context) -> assertThat(context.getBean(CallbackDispatcher.class).handlers()).isEmpty());
	}

	@ParameterizedTest
	@ValueSource(classes = { DeclaredByItsClass.class, DeclaredByItsInterface.class, LazyByItsInterface.class,
			PrototypeByItsInterface.class, MadeByAFactory.class })
	void handlerIsReadFromItsClassWhateverItsBeanMethodDeclares(Class<?> configuration) {
		this.runner.withUserConfiguration(configuration, Second.class)
			.run((context) -> assertThat(context.getBean(CallbackDispatcher.class).handlers())
				.extracting(HandlerStatus::name, (status) -> status.handler().events())
				.containsExactly(tuple("versatile", Set.of(EventType.LLM_END, EventType.TOOL_END)),
						tuple("second", Set.of(EventType.LLM_END))));
	}

	@Test
	void objectThatWasRegisteredWithoutADefinitionIsAHandler() {
		this.runner
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("versatile", new Versatile()))
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("plain", new Plain()))
			.run((context) -> assertThat(context.getBean(CallbackDispatcher.class).handlers())
				.extracting(HandlerStatus::name, (status) -> status.handler().events())
				.containsExactly(tuple("versatile", Set.of(EventType.LLM_END, EventType.TOOL_END)),
						tuple("plain", Set.of(EventType.TOOL_END))));
	}

	@Test
	void handlerOfAScopeThatIsNotActiveDoesNotKeepTheApplicationFromStarting() {
		this.runner.withUserConfiguration(ScopedHandler.class)
			.run((context) -> assertThat(context.getBean(CallbackDispatcher.class).handlers())
				.extracting(HandlerStatus::name, (status) -> status.handler().events())
				.containsExactly(tuple("scoped", Set.of(EventType.LLM_END, EventType.TOOL_END))));
	}

	@Test
	void scopedHandlerIsCalledAlsoIfItsBeanMethodDeclaresAnInterface() {
		this.runner.withUserConfiguration(ScopedByInterface.class)
			.run((context) -> assertThat(context.getBean(CallbackDispatcher.class).handlers())
				.extracting(HandlerStatus::name, (status) -> status.handler().events(),
						(status) -> status.handler().settings().window())
				.containsExactlyInAnyOrder(tuple("active", Set.of(EventType.LLM_END), 3),
						tuple("inactive", EnumSet.allOf(EventType.class), null)));
	}

	@Test
	void handlerThatIsNoCandidateIsNotCalled() {
		this.runner.withUserConfiguration(NoCandidates.class)
			.run((context) -> assertThat(context.getBean(CallbackDispatcher.class).handlers()).isEmpty());
	}

	@Test
	void handlersOfAChildContextAreCalledWhileItIsOpen() {
		this.runner.withUserConfiguration(TwoHandlers.class).run((context) -> {
			CallbackDispatcher manager = context.getBean(CallbackDispatcher.class);
			try (AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext()) {
				child.setParent(context);
				child.register(CallbacksAutoConfiguration.class, CallbacksHandlerAutoConfiguration.class,
						ChildHandler.class);
				child.refresh();
				assertThat(child.getBean(CallbackManager.class)).isSameAs(manager);
				assertThat(manager.handlers()).extracting(HandlerStatus::name)
					.containsExactly("waker", "tokenPrinter", "childHandler");
			}
			assertThat(manager.handlers()).extracting(HandlerStatus::name).containsExactly("waker", "tokenPrinter");
			assertThat(manager.isRunning()).isTrue();
		});
	}

	@Order(1)
	static class Versatile implements CallbackHandler {

		@Override
		public void onLlmEnd(LlmEnd event) {
		}

		@CallbackListener
		void listen(ToolEnd event) {
		}

	}

	static class Plain {

		@CallbackListener
		void listen(ToolEnd event) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Second {

		@Bean
		@Order(2)
		CallbackHandler second() {
			return new CallbackHandler() {

				@Override
				public void onLlmEnd(LlmEnd event) {
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DeclaredByItsClass {

		@Bean
		Versatile versatile() {
			return new Versatile();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DeclaredByItsInterface {

		@Bean
		CallbackHandler versatile() {
			return new Versatile();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyByItsInterface {

		@Bean
		@Lazy
		CallbackHandler versatile() {
			return new Versatile();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrototypeByItsInterface {

		@Bean
		@Scope("prototype")
		CallbackHandler versatile() {
			return new Versatile();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MadeByAFactory {

		@Bean
		FactoryBean<CallbackHandler> versatile() {
			return new FactoryBean<>() {

				@Override
				public CallbackHandler getObject() {
					return new Versatile();
				}

				@Override
				public Class<?> getObjectType() {
					return CallbackHandler.class;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NullListener {

		@Bean
		@Nullable Plain plain() {
			return null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedHandler {

		@Bean
		static CustomScopeConfigurer requestScope() {
			CustomScopeConfigurer configurer = new CustomScopeConfigurer();
			configurer.addScope("request", new RequestScope());
			return configurer;
		}

		@Bean
		@Scope(scopeName = "request", proxyMode = ScopedProxyMode.TARGET_CLASS)
		Versatile scoped() {
			return new Versatile();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedByInterface {

		@Bean
		static CustomScopeConfigurer scopes() {
			CustomScopeConfigurer configurer = new CustomScopeConfigurer();
			configurer.addScope("thread", new SimpleThreadScope());
			configurer.addScope("request", new RequestScope());
			return configurer;
		}

		@Bean
		@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
		CallbackHandler active() {
			return new Windowed();
		}

		@Bean
		@Scope(scopeName = "request", proxyMode = ScopedProxyMode.TARGET_CLASS)
		CallbackHandler inactive() {
			return new Windowed();
		}

	}

	static class Windowed implements CallbackHandler {

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withWindow(3);
		}

		@Override
		public void onLlmEnd(LlmEnd event) {
		}

	}

	@Test
	void childContextAddsNoneOfOurHandlersASecondTime() {
		ApplicationContextRunner recording = this.runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues("management.endpoints.web.exposure.include=callbacks",
					"callbacks.metrics.time-per-output-chunk=true");
		recording.run((parent) -> {
			List<HandlerStatus> handlers = parent.getBean(CallbackDispatcher.class).handlers();
			assertThat(handlers).extracting(HandlerStatus::name)
				.containsExactlyInAnyOrder("callbackRunRecorder", "callbackGenAiChunkMetrics");
			recording.withParent(parent)
				.run((child) -> assertThat(child.getBean(CallbackDispatcher.class).handlers()).hasSameSizeAs(handlers));
		});
	}

	static class Curious implements CallbackHandler {

		final List<String> answers = new CopyOnWriteArrayList<>();

		private final CallbackChatModel model;

		@Autowired
		Curious(CallbackChatModel model, CallbackManager manager) {
			this.model = model;
		}

		@Override
		public void onLlmEnd(LlmEnd event) {
			this.answers.add(this.model.call("What was that?").text());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyHandler {

		@Bean
		@Lazy
		TokenPrinter tokenPrinter() {
			return new TokenPrinter();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NullHandler {

		@Bean
		TokenPrinter nobody() {
			return null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoCandidates {

		@Bean(autowireCandidate = false)
		TokenPrinter notForInjection() {
			return new TokenPrinter();
		}

		@Bean(defaultCandidate = false)
		TokenPrinter notByDefault() {
			return new TokenPrinter();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ChildHandler {

		@Bean(name = "childHandler")
		Waker childHandler() {
			return new Waker();
		}

	}

}
