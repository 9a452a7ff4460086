// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackManager;
import dev.callbacks.ManagerStoppedException;
import dev.callbacks.RunCancelledException;
import dev.callbacks.RunConfig;
import dev.callbacks.autoconfigure.TwoHandlers.TokenPrinter;
import dev.callbacks.autoconfigure.TwoHandlers.Waker;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.spi.HandlerStatus;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.task.ThreadPoolTaskExecutorCustomizer;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.GenericApplicationContext;
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

	/** Longer than anything takes that does not hang. */
	private static final Duration HANG = Duration.ofSeconds(20);

	private static final String EVER = "PT2562047788015215H30M";

	private static final ChatRequest STREAMING = ChatRequest.of("Tell me a joke").streaming();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(Starter.with(TaskExecutionAutoConfiguration.class));

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
			assertThat(context.getBeanFactory().containsSingleton(CallbacksAutoConfiguration.EXECUTOR_BEAN_NAME))
				.isFalse();
			assertThat(context.getBean(CallbacksAutoConfiguration.EXECUTOR_BEAN_NAME, ThreadPoolTaskExecutor.class)
				.getPoolSize()).isZero();
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.doesNotContain("callbacks-drain");
			assertThat(context.getBeanFactory().containsSingleton("callbackChatModel")).isFalse();
		});
	}

	@Test
	void threadsOfThePoolDoNotKeepAProgramAlive() throws Exception {
		assertThat(isDaemon(this.runner)).isTrue();
	}

	@Test
	void usersCustomizerDecidesOnThreadsThatKeepAProgramAlive() throws Exception {
		assertThat(isDaemon(this.runner.withBean(ThreadPoolTaskExecutorCustomizer.class,
				() -> (executor) -> executor.setDaemon(false))))
			.isFalse();
	}

	private static boolean isDaemon(ApplicationContextRunner runner) throws Exception {
		CompletableFuture<Boolean> daemon = new CompletableFuture<>();
		runner.run((context) -> context.getBean(CallbacksAutoConfiguration.EXECUTOR_BEAN_NAME, AsyncTaskExecutor.class)
			.submit(() -> daemon.complete(Thread.currentThread().isDaemon()))
			.get());
		return daemon.get();
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
	@EnabledForJreRange(min = JRE.JAVA_21)
	void limitOfBootsVirtualThreadsIsNotOneOfHandlers() {
		this.runner
			.withPropertyValues("spring.threads.virtual.enabled=true",
					"spring.task.execution.simple.concurrency-limit=1")
			.run((context) -> assertThat(
					context.getBean(CallbacksAutoConfiguration.EXECUTOR_BEAN_NAME, SimpleAsyncTaskExecutor.class))
				.matches((executor) -> !executor.isThrottleActive()));
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
	void handlersAreCalledAndTheLogSaysWhyIfTheExecutorCannotBeCreated(CapturedOutput output) {
		this.runner.withUserConfiguration(TwoHandlers.class).withBean("other", Executor.class, () -> {
			throw new IllegalStateException("No threads today");
		}, (definition) -> definition.setLazyInit(true))
			.withPropertyValues("callbacks.executor.bean-name=other")
			.run((context) -> {
				assertThat(context.getBean(CallbackChatModel.class).callAsync(STREAMING)).succeedsWithin(HANG);
				assertThat(context.getBean(TokenPrinter.class).tokens).isNotEmpty();
			});
		assertThat(output).contains("No threads today").doesNotContain("Exception thrown from LifecycleProcessor");
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
				.isInstanceOf(CallbackConfigurationException.class)
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
				assertThat(manager.handlers()).extracting(HandlerStatus::name).containsExactly("waker", "tokenPrinter");
			});
		assertThat(manager.handlers()).isEmpty();
	}

	@Test
	void disabledLeavesManagerAndChatModelThatCallNobody() {
		AtomicInteger customized = new AtomicInteger();
		this.runner.withUserConfiguration(TwoHandlers.class)
			.withBean(CallbackDispatcherCustomizer.class, () -> (builder) -> customized.incrementAndGet())
			.withPropertyValues("callbacks.enabled=false")
			.run((context) -> {
				assertThat(context).hasSingleBean(CallbackManager.class)
					.hasSingleBean(CallbackChatModel.class)
					.hasSingleBean(DrainLifecycle.class);
				assertThat(customized).hasValue(1);
				RecordingHandler request = new RecordingHandler();
				CallbackChatModel model = context.getBean(CallbackChatModel.class);
				assertThat(model.with(RunConfig.handlers(request)).call(STREAMING).text()).isNotEmpty();
				assertThat(model.stream("Hello").count().block()).isPositive();
				assertThat(context.getBean(TokenPrinter.class).tokens).isEmpty();
				assertThat(request.events()).isEmpty();
			});
	}

	@ParameterizedTest
	@CsvSource({ "callbacks.dispatch.window, 0", "callbacks.dispatch.handler-timeout, -1s",
			"callbacks.handlers.waker.window, 0", "callbacks.handlers.waker.timeout, -5s",
			"callbacks.handlers.waker.concurrency, 0", "callbacks.executor.max-size, 0",
			"callbacks.executor.core-size, -1", "callbacks.executor.core-size, 9",
			"callbacks.executor.queue-capacity, -1", "callbacks.executor.keep-alive, -1s",
			"callbacks.executor.keep-alive, 0", "callbacks.executor.keep-alive, 999ms",
			"callbacks.executor.keep-alive, 30000d", "callbacks.executor.max-size, 2147483647",
			"callbacks.shutdown.timeout, -1s", "callbacks.work.concurrency-limit, 0",
			"callbacks.batch.max-concurrency, 0", "callbacks.chat.max-tokens, 0", "callbacks.chat.temperature, NaN" })
	void valueThatCannotWorkIsRefusedByTheNameOfItsProperty(String property, String value) {
		this.runner.withUserConfiguration(TwoHandlers.class)
			.withPropertyValues(property + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(CallbackConfigurationException.class)
				.hasMessageContaining("'" + property + "'"));
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
	void whatIsUnderWayEndsIfTheApplicationFailsToStart() {
		CompletableFuture<CompletableFuture<?>> call = new CompletableFuture<>();
		this.runner
			.withInitializer((context) -> ((GenericApplicationContext) context).registerBean(Object.class, () -> {
				call.complete(
						context.getBean(CallbackManager.class).chain("work").callAsync(CompletableFuture<Object>::new));
				throw new IllegalStateException("late");
			}))
			.run((context) -> assertThat(context).hasFailed());
		assertThat(call.join()).failsWithin(Duration.ofSeconds(20))
			.withThrowableThat()
			.havingRootCause()
			.isInstanceOfSatisfying(RunCancelledException.class,
					(ex) -> assertThat(ex.reason()).isEqualTo(EndReason.SHUTDOWN));
	}

	@Test
	void drainNamesWhatItDrops(CapturedOutput output) {
		CountDownLatch entered = new CountDownLatch(1);
		CompletableFuture<Object> never = new CompletableFuture<>();
		this.runner.withPropertyValues("callbacks.shutdown.timeout=100ms")
			.withBean("sleeper", AsyncCallbackHandler.class, () -> new AsyncCallbackHandler() {

				@Override
				public CompletionStage<?> onLlmEnd(LlmEnd event) {
					entered.countDown();
					return never;
				}

			})
			.run((context) -> {
				context.getBean(CallbackChatModel.class).callAsync("Hello");
				assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
			});
		assertThat(output).contains("Events were dropped during the drain: handler 'sleeper' 1 LLM_END (SHUTDOWN)");
	}

	@Test
	void drainTimeoutStaysBelowThatOfThePhase(CapturedOutput output) {
		this.runner
			.withPropertyValues("callbacks.shutdown.timeout=40s", "spring.lifecycle.timeout-per-shutdown-phase=10s")
			.run((context) -> {
				assertThat(context.getBean(DrainLifecycle.class).timeout()).isEqualTo(Duration.ofSeconds(9));
				assertThat(output).contains("callbacks.shutdown.timeout");
			});
		this.runner
			.withPropertyValues("callbacks.shutdown.timeout=" + EVER,
					"spring.lifecycle.timeout-per-shutdown-phase=" + EVER)
			.run((context) -> assertThat(context.getBean(DrainLifecycle.class).timeout()).isPositive());
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

	@ParameterizedTest
	@CsvSource({ "careful, 1", "fast, 64" })
	void profilesMayHaveDifferentWindows(String profile, int window) {
		this.runner.withInitializer(new ConfigDataApplicationContextInitializer())
			.withPropertyValues("spring.profiles.active=" + profile)
			.run((context) -> assertThat(context.getBean(CallbacksProperties.class).getDispatch().window())
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

}
