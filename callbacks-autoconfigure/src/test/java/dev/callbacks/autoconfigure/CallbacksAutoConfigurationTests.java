// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackManager;
import dev.callbacks.InvalidHandlerException;
import dev.callbacks.ManagerStoppedException;
import dev.callbacks.RunConfig;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CallbacksAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class CallbacksAutoConfigurationTests {

	private static final ChatRequest STREAMING = ChatRequest.of("Tell me a joke").streaming();

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(CallbacksAutoConfiguration.class, TaskExecutionAutoConfiguration.class));

	@Test
	void bothKindsOfHandlerBeansAreCalledInTheirOrder() {
		this.runner.withUserConfiguration(TwoHandlers.class).run((context) -> {
			CallbackDispatcher manager = context.getBean(CallbackDispatcher.class);
			assertThat(manager.handlerNames()).containsExactly("waker", "tokenPrinter");
			context.getBean(CallbackChatModel.class).callAsync(STREAMING).join();
			TokenPrinter printer = context.getBean(TokenPrinter.class);
			assertThat(printer.tokens).startsWith("", "Why").endsWith("");
			assertThat(printer.threads).allSatisfy((thread) -> assertThat(thread).startsWith("callbacks-"));
			assertThat(context.getBean(Waker.class).events).containsExactly("start", "end");
		});
	}

	@Test
	void executorIsBoundedAndNoDefaultCandidate() {
		this.runner
			.withPropertyValues("callbacks.executor.core-size=2", "callbacks.executor.max-size=3",
					"callbacks.executor.queue-capacity=7", "callbacks.executor.thread-name-prefix=cb-")
			.run((context) -> {
				ThreadPoolTaskExecutor executor = context.getBean(CallbacksAutoConfiguration.EXECUTOR_BEAN_NAME,
						ThreadPoolTaskExecutor.class);
				assertThat(executor.getCorePoolSize()).isEqualTo(2);
				assertThat(executor.getMaxPoolSize()).isEqualTo(3);
				assertThat(executor.getQueueCapacity()).isEqualTo(7);
				assertThat(executor.getThreadNamePrefix()).isEqualTo("cb-");
				assertThat(context).hasBean("applicationTaskExecutor");
				assertThat(context.getBeanProvider(AsyncTaskExecutor.class).getIfUnique())
					.isSameAs(context.getBean("applicationTaskExecutor"));
			});
	}

	@Test
	void smallerPoolNeedsOneProperty() {
		this.runner.withPropertyValues("callbacks.executor.max-size=3")
			.run((context) -> assertThat(
					context.getBean(CallbacksAutoConfiguration.EXECUTOR_BEAN_NAME, ThreadPoolTaskExecutor.class)
						.getCorePoolSize())
				.isEqualTo(3));
	}

	@Test
	void noThreadIsStartedBeforeTheFirstRun() {
		this.runner.withUserConfiguration(TwoHandlers.class).run((context) -> {
			assertThat(context.getBean(CallbacksAutoConfiguration.EXECUTOR_BEAN_NAME, ThreadPoolTaskExecutor.class)
				.getPoolSize()).isZero();
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.doesNotContain("callbacks-drain");
			assertThat(context.getBeanFactory().containsSingleton("callbackChatModel")).isFalse();
		});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsAreUsedWhenBootsAreOn() {
		this.runner.withUserConfiguration(TwoHandlers.class)
			.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> {
				assertThat(context.getBean(CallbacksAutoConfiguration.EXECUTOR_BEAN_NAME))
					.isInstanceOf(SimpleAsyncTaskExecutor.class);
				context.getBean(CallbackChatModel.class).callAsync(STREAMING).join();
				TokenPrinter printer = context.getBean(TokenPrinter.class);
				assertThat(printer.threads).isNotEmpty()
					.allSatisfy((thread) -> assertThat(thread).startsWith("callbacks-"));
				assertThat(printer.virtual).containsOnly(true);
			});
	}

	@Test
	void usersExecutorBeanOfThatNameWins() {
		this.runner.withUserConfiguration(TwoHandlers.class)
			.withBean(CallbacksAutoConfiguration.EXECUTOR_BEAN_NAME, Executor.class,
					() -> (task) -> new Thread(task, "mine").start())
			.run((context) -> {
				context.getBean(CallbackChatModel.class).callAsync(STREAMING).join();
				assertThat(context.getBean(TokenPrinter.class).threads).containsOnly("mine");
			});
	}

	@Test
	void propertyNamesAnExecutorBean() {
		this.runner.withUserConfiguration(TwoHandlers.class)
			.withBean("other", Executor.class, () -> (task) -> new Thread(task, "other").start())
			.withPropertyValues("callbacks.executor.bean-name=other")
			.run((context) -> {
				context.getBean(CallbackChatModel.class).callAsync(STREAMING).join();
				assertThat(context.getBean(TokenPrinter.class).threads).containsOnly("other");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "absent", "text" })
	void executorBeanThatIsNoneIsRefused(String name) {
		this.runner.withBean("text", String.class, () -> "no executor")
			.withPropertyValues("callbacks.executor.bean-name=" + name)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MissingExecutorException.class)
				.hasMessageContaining("callbacks.executor.bean-name")
				.hasMessageContaining(name));
	}

	@Test
	void everythingBacksOff() {
		CallbackDispatcher manager = CallbackDispatcher.builder().build();
		CallbackChatModel model = new CallbackChatModel(manager, EmbeddedChatProvider.answering("mine"));
		this.runner.withBean("myManager", CallbackManager.class, () -> manager)
			.withBean("myModel", CallbackChatModel.class, () -> model)
			.withUserConfiguration(TwoHandlers.class)
			.run((context) -> {
				assertThat(context).hasSingleBean(CallbackManager.class).hasSingleBean(CallbackChatModel.class);
				assertThat(manager.handlerNames()).containsExactly("waker", "tokenPrinter");
			});
		assertThat(manager.handlerNames()).isEmpty();
	}

	@Test
	void disabledLeavesManagerAndChatModelThatCallNobody() {
		this.runner.withUserConfiguration(TwoHandlers.class)
			.withPropertyValues("callbacks.enabled=false")
			.run((context) -> {
				assertThat(context).hasSingleBean(CallbackManager.class)
					.hasSingleBean(CallbackChatModel.class)
					.doesNotHaveBean(CallbacksAutoConfiguration.EXECUTOR_BEAN_NAME)
					.doesNotHaveBean(HandlerRegistrar.class)
					.doesNotHaveBean(DrainLifecycle.class);
				RecordingHandler request = new RecordingHandler();
				CallbackChatModel model = context.getBean(CallbackChatModel.class);
				assertThat(model.with(RunConfig.handlers(request)).call(STREAMING).text()).isNotEmpty();
				assertThat(model.stream("Hello").count().block()).isPositive();
				assertThat(context.getBean(TokenPrinter.class).tokens).isEmpty();
				assertThat(request.events()).isEmpty();
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
	void unknownHandlerNameIsRefusedUnlessIgnored() {
		ApplicationContextRunner misspelt = this.runner.withUserConfiguration(TwoHandlers.class)
			.withPropertyValues("callbacks.handlers.token-prnter.window=3");
		misspelt.run((context) -> assertThat(context).getFailure()
			.isInstanceOf(UnknownHandlerException.class)
			.hasMessageContaining("token-prnter")
			.hasMessageContaining("tokenPrinter"));
		misspelt.withPropertyValues("callbacks.handlers-ignore-unknown=true")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@CsvSource({ "callbacks.dispatch.window, 0", "callbacks.dispatch.handler-timeout, -1s",
			"callbacks.handlers.waker.window, 0", "callbacks.handlers.waker.timeout, -5s",
			"callbacks.handlers.waker.concurrency, 0", "callbacks.executor.max-size, 0",
			"callbacks.executor.core-size, -1", "callbacks.executor.core-size, 9",
			"callbacks.executor.queue-capacity, -1", "callbacks.executor.keep-alive, -1s",
			"callbacks.shutdown.timeout, -1s", "callbacks.batch.max-concurrency, 0", "callbacks.chat.max-tokens, 0" })
	void valueThatCannotWorkIsRefusedByTheNameOfItsProperty(String property, String value) {
		this.runner.withUserConfiguration(TwoHandlers.class)
			.withPropertyValues(property + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("'" + property + "'"));
	}

	@Test
	void settingsThatContradictEachOtherAreRefused() {
		this.runner.withUserConfiguration(TwoHandlers.class)
			.withPropertyValues("callbacks.handlers.token-printer.inline=true",
					"callbacks.handlers.token-printer.window=3")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidHandlerException.class)
				.hasMessageContaining("'window' of handler 'tokenPrinter'"));
	}

	@Test
	void theOneProviderBeanAnswers() {
		this.runner.withBean("mine", ChatProvider.class, () -> EmbeddedChatProvider.answering("mine"))
			.run((context) -> assertThat(context.getBean(CallbackChatModel.class).call("Hello").text())
				.isEqualTo("mine"));
	}

	@Test
	void twoProvidersNeedAChoice() {
		ApplicationContextRunner two = this.runner
			.withBean("one", ChatProvider.class, () -> EmbeddedChatProvider.answering("one"))
			.withBean("two", ChatProvider.class, () -> EmbeddedChatProvider.answering("two"));
		two.withUserConfiguration(NeedsModel.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(AmbiguousProviderException.class)
				.hasMessageContaining("[one, two]"));
		two.withPropertyValues("callbacks.chat.provider=two")
			.run((context) -> assertThat(context.getBean(CallbackChatModel.class).call("Hello").text())
				.isEqualTo("two"));
		two.withPropertyValues("callbacks.chat.provider=three")
			.withUserConfiguration(NeedsModel.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MissingProviderException.class)
				.hasMessageContaining("'three'"));
		two.withUserConfiguration(PrimaryProvider.class)
			.run((context) -> assertThat(context.getBean(CallbackChatModel.class).call("Hello").text())
				.isEqualTo("primary"));
	}

	@Test
	void embeddedProviderAnswersWithOneWarningAtItsFirstUse(CapturedOutput output) {
		this.runner.run((context) -> {
			CallbackChatModel model = context.getBean(CallbackChatModel.class);
			assertThat(output).doesNotContain("canned answers");
			model.call("Hello");
			model.call("Hello");
			assertThat(output.toString().split("canned answers")).hasSize(2);
		});
	}

	@Test
	void embeddedProviderThatWasAskedForDoesNotWarn(CapturedOutput output) {
		this.runner.withBean("mine", ChatProvider.class, () -> EmbeddedChatProvider.answering("mine"))
			.withPropertyValues("callbacks.chat.embedded=true")
			.run((context) -> {
				assertThat(context.getBean(CallbackChatModel.class).call("Hello").text()).isNotEqualTo("mine");
				assertThat(output).doesNotContain("canned answers");
			});
	}

	@Test
	void withoutProviderAndEmbeddedOneTheModelIsRefusedOnlyToThoseWhoNeedIt() {
		ApplicationContextRunner none = this.runner.withPropertyValues("callbacks.chat.embedded=false");
		none.run((context) -> assertThat(context).hasNotFailed());
		none.withUserConfiguration(NeedsModel.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MissingProviderException.class));
	}

	@Test
	void chatPropertiesAreTheModelsDefaults() {
		this.runner
			.withPropertyValues("callbacks.chat.model=m", "callbacks.chat.max-tokens=2",
					"callbacks.chat.streaming=always", "callbacks.chat.temperature=0.5")
			.withUserConfiguration(TwoHandlers.class)
			.run((context) -> {
				assertThat(context.getBean(CallbackChatModel.class).call("Hello").first().metadata())
					.containsEntry("model_name", "m")
					.containsEntry("stop_reason", "max_tokens");
				assertThat(context.getBean(TokenPrinter.class).tokens).hasSize(4);
			});
	}

	@Test
	void callsAfterTheStopAreRefused() {
		this.runner.run((context) -> {
			CallbackChatModel model = context.getBean(CallbackChatModel.class);
			context.close();
			assertThatExceptionOfType(ManagerStoppedException.class).isThrownBy(() -> model.call("late"));
		});
	}

	@Test
	void contextMayBeStoppedAndStartedAgain() {
		this.runner.run((context) -> {
			CallbackChatModel model = context.getBean(CallbackChatModel.class);
			context.stop();
			assertThatExceptionOfType(ManagerStoppedException.class).isThrownBy(() -> model.call("late"));
			context.start();
			assertThat(model.call("again").text()).isNotEmpty();
		});
	}

	@Test
	void closingDeliversWhatIsUnderWay() {
		CompletableFuture<Void> wake = new CompletableFuture<>();
		RecordingHandler recording = new RecordingHandler();
		this.runner.withBean("recording", RecordingHandler.class, () -> recording)
			.withBean("slow", AsyncCallbackHandler.class, () -> new AsyncCallbackHandler() {

				@Override
				public CompletionStage<?> onLlmEnd(LlmEnd event) {
					CompletableFuture.delayedExecutor(100, java.util.concurrent.TimeUnit.MILLISECONDS)
						.execute(() -> wake.complete(null));
					return wake;
				}

			})
			.run((context) -> {
				CompletableFuture<?> call = context.getBean(CallbackChatModel.class).callAsync("Hello");
				context.close();
				assertThat(wake).isDone();
				assertThat(call).succeedsWithin(Duration.ofSeconds(20));
				assertThat(recording.events(LlmEnd.class)).hasSize(1);
			});
	}

	@Test
	void drainTimeoutStaysBelowThatOfThePhase(CapturedOutput output) {
		this.runner
			.withPropertyValues("callbacks.shutdown.timeout=40s", "spring.lifecycle.timeout-per-shutdown-phase=10s")
			.run((context) -> {
				assertThat(context.getBean(DrainLifecycle.class).timeout()).isEqualTo(Duration.ofSeconds(9));
				assertThat(output).contains("callbacks.shutdown.timeout");
			});
		this.runner.run((context) -> {
			assertThat(context.getBean(DrainLifecycle.class).timeout()).isEqualTo(Duration.ofSeconds(20));
			assertThat(context.getBean(DrainLifecycle.class).getPhase()).isEqualTo(Integer.MAX_VALUE - 3072);
		});
	}

	@Test
	void customizerChangesTheDispatcher() {
		this.runner.withUserConfiguration(TwoHandlers.class)
			.withBean(CallbackDispatcherCustomizer.class,
					() -> (builder) -> builder.executor(Executors.newCachedThreadPool((task) -> {
						Thread thread = new Thread(task, "customized");
						thread.setDaemon(true);
						return thread;
					}), 4))
			.run((context) -> {
				context.getBean(CallbackChatModel.class).callAsync(STREAMING).join();
				assertThat(context.getBean(TokenPrinter.class).threads).containsOnly("customized");
			});
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
			.run((context) -> assertThat(context.getBean(CallbackDispatcher.class).handlerNames()).isEmpty());
	}

	@Test
	void handlerThatIsNoCandidateIsNotCalled() {
		this.runner.withUserConfiguration(NoCandidates.class)
			.run((context) -> assertThat(context.getBean(CallbackDispatcher.class).handlerNames()).isEmpty());
	}

	@Test
	void handlersOfAChildContextAreCalledWhileItIsOpen() {
		this.runner.withUserConfiguration(TwoHandlers.class).run((context) -> {
			CallbackDispatcher manager = context.getBean(CallbackDispatcher.class);
			try (AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext()) {
				child.setParent(context);
				child.register(CallbacksAutoConfiguration.class, ChildHandler.class);
				child.refresh();
				assertThat(child.getBean(CallbackManager.class)).isSameAs(manager);
				assertThat(manager.handlerNames()).containsExactly("waker", "tokenPrinter", "childHandler");
			}
			assertThat(manager.handlerNames()).containsExactly("waker", "tokenPrinter");
			assertThat(manager.isRunning()).isTrue();
		});
	}

	@ParameterizedTest
	@CsvSource({ "careful, 1", "fast, 64" })
	void profilesMayHaveDifferentWindows(String profile, int window) {
		this.runner.withInitializer(new ConfigDataApplicationContextInitializer())
			.withPropertyValues("spring.profiles.active=" + profile)
			.run((context) -> assertThat(context.getBean(CallbacksProperties.class).dispatch().window())
				.isEqualTo(window));
	}

	@Test
	void awaitIdleWaitsUntilHandlersAreDone() {
		this.runner.withUserConfiguration(TwoHandlers.class)
			.withPropertyValues("callbacks.dispatch.await-end=false")
			.run((context) -> {
				context.getBean(CallbackChatModel.class).callAsync(STREAMING).join();
				CallbackTests.awaitIdle(context.getBean(CallbackManager.class));
				assertThat(context.getBean(Waker.class).events).containsExactly("start", "end");
			});
	}

	@Test
	void blockingCallsMayRunTheirHandlersOnTheExecutor() {
		this.runner.withUserConfiguration(TwoHandlers.class)
			.withPropertyValues("callbacks.dispatch.blocking-calls=executor")
			.run((context) -> {
				context.getBean(CallbackChatModel.class).call(STREAMING);
				assertThat(context.getBean(TokenPrinter.class).threads)
					.allSatisfy((thread) -> assertThat(thread).startsWith("callbacks-"));
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoHandlers {

		@Bean
		@Order(2)
		TokenPrinter tokenPrinter() {
			return new TokenPrinter();
		}

		@Bean
		@Order(1)
		Waker waker() {
			return new Waker();
		}

	}

	static class TokenPrinter implements CallbackHandler {

		final Queue<String> tokens = new ConcurrentLinkedQueue<>();

		final Queue<String> threads = new ConcurrentLinkedQueue<>();

		final Queue<Boolean> virtual = new ConcurrentLinkedQueue<>();

		@Override
		public void onLlmNewToken(LlmNewToken event) {
			this.tokens.add(event.token());
			this.threads.add(Thread.currentThread().getName());
			this.virtual.add(Thread.currentThread().getClass().getName().contains("Virtual"));
		}

	}

	static class Waker implements AsyncCallbackHandler {

		final Queue<String> events = new ConcurrentLinkedQueue<>();

		@Override
		public CompletionStage<?> onChatModelStart(ChatModelStart event) {
			return CompletableFuture.runAsync(() -> this.events.add("start"));
		}

		@Override
		public CompletionStage<?> onLlmEnd(LlmEnd event) {
			return CompletableFuture.runAsync(() -> this.events.add("end"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NeedsModel {

		@Bean
		String needsModel(CallbackChatModel model) {
			return model.toString();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryProvider {

		@Bean
		@Primary
		ChatProvider primaryProvider() {
			return EmbeddedChatProvider.answering("primary");
		}

	}

	static class Curious implements CallbackHandler {

		final List<String> answers = new java.util.concurrent.CopyOnWriteArrayList<>();

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
