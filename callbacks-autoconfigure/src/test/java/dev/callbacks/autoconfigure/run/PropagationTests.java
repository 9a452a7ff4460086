// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import dev.callbacks.CallbackManager;
import dev.callbacks.CurrentRun;
import dev.callbacks.DrivenRun;
import dev.callbacks.Run;
import dev.callbacks.autoconfigure.CallbacksAutoConfiguration;
import dev.callbacks.autoconfigure.Starter;
import dev.callbacks.call.RunOpener;
import dev.callbacks.call.RunPlan;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.LlmResult;
import dev.callbacks.test.RecordingHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Hooks;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls inside a run, made on other threads (G9).
 */
class PropagationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(Starter.with(TaskExecutionAutoConfiguration.class))
		.withUserConfiguration(EnableAsyncMethods.class, Worker.class)
		.withBean(RecordingHandler.class);

	@Test
	void asyncMethodFindsTheRunOfItsCallerIfTheApplicationPropagatesContext() {
		this.runner.withPropertyValues("spring.task.execution.propagate-context=true").run((context) -> {
			DrivenRun run = open(context.getBean(CallbackManager.class));
			try (Run.Scope scope = run.scope()) {
				context.getBean(Worker.class).ask().join();
			}
			run.end(null).toCompletableFuture().join();
			assertThat(parentOfModel(context.getBean(RecordingHandler.class))).isEqualTo(run.info().id());
		});
	}

	@Test
	void asyncMethodFindsTheRunOfItsCaller() {
		for (String virtual : new String[] { "false", "true" }) {
			this.runner.withPropertyValues("spring.threads.virtual.enabled=" + virtual).run((context) -> {
				DrivenRun run = open(context.getBean(CallbackManager.class));
				try (Run.Scope scope = run.scope()) {
					context.getBean(Worker.class).ask().join();
				}
				run.end(null).toCompletableFuture().join();
				assertThat(parentOfModel(context.getBean(RecordingHandler.class))).isEqualTo(run.info().id());
			});
		}
	}

	@Test
	void futuresOnAnExecutorOfTheApplicationAndScheduledTasksFindTheRunOfTheirCaller() {
		this.runner.withConfiguration(AutoConfigurations.of(TaskSchedulingAutoConfiguration.class))
			.withUserConfiguration(EnableScheduledMethods.class)
			.run((context) -> {
				CallbackChatModel model = context.getBean(CallbackChatModel.class);
				TaskScheduler scheduler = context.getBean(TaskScheduler.class);
				Executor executor = context.getBean("applicationTaskExecutor", Executor.class);
				CallbackManager manager = context.getBean(CallbackManager.class);
				manager.chain("chain").run(() -> {
					CompletableFuture.supplyAsync(() -> model.call("future"), executor)
						.thenComposeAsync((answer) -> model.callAsync("then"), executor)
						.join();
					CompletableFuture<Object> scheduled = new CompletableFuture<>();
					scheduler.schedule(() -> scheduled.complete(model.call("scheduled")), Instant.now());
					scheduled.join();
				});
				RecordingHandler recording = context.getBean(RecordingHandler.class);
				assertThat(recording.events(ChatModelStart.class)).hasSize(3)
					.allSatisfy((start) -> assertThat(start.run().parentId())
						.isEqualTo(recording.run("chain").info().id()));
				// what the application schedules by itself belongs to no run
				assertThat(context.getBean(Ticker.class).ticked).succeedsWithin(Duration.ofSeconds(10))
					.isEqualTo(Optional.empty());
			});
	}

	@ParameterizedTest
	@ValueSource(classes = { NoDecorator.class, PropagatingDecorator.class })
	void taskThatIsRepeatedHasTheRunOfItsCallerAsLongAsThatIsOpen(Class<?> decorator) {
		this.runner.withConfiguration(AutoConfigurations.of(TaskSchedulingAutoConfiguration.class))
			.withUserConfiguration(decorator)
			.withUserConfiguration(EnableScheduledMethods.class)
			.run((context) -> {
				TaskScheduler scheduler = context.getBean(TaskScheduler.class);
				assertRepeats((task) -> {
					ScheduledFuture<?> scheduled = scheduler.scheduleAtFixedRate(task, Duration.ofMillis(1));
					return () -> scheduled.cancel(false);
				}, context.getBean(CallbackManager.class), context.getBean(CallbackChatModel.class));
			});
	}

	@Test
	void taskThatReactorRepeatsHasTheRunOfItsCallerAsLongAsThatIsOpen() {
		this.runner.run((context) -> {
			assertThat(context).hasBean("callbackSchedulerPropagation");
			assertRepeats((task) -> Schedulers.boundedElastic().schedulePeriodically(task, 0, 1, TimeUnit.MILLISECONDS),
					context.getBean(CallbackManager.class), context.getBean(CallbackChatModel.class));
		});
	}

	@Test
	void taskThatReactorRepeatsHasNoRunThatIsOverWhileReactorPropagates() {
		Hooks.enableAutomaticContextPropagation();
		try {
			taskThatReactorRepeatsHasTheRunOfItsCallerAsLongAsThatIsOpen();
		}
		finally {
			Hooks.disableAutomaticContextPropagation();
		}
	}

	private static void assertRepeats(Function<Runnable, Disposable> repeater, CallbackManager manager,
			CallbackChatModel model) throws InterruptedException {
		BlockingQueue<Optional<Run>> seen = new LinkedBlockingQueue<>();
		CompletableFuture<LlmResult> answer = new CompletableFuture<>();
		DrivenRun run = open(manager);
		Disposable repeated;
		try (Run.Scope scope = run.scope()) {
			repeated = repeater.apply(() -> {
				Optional<Run> found = Run.find();
				seen.add(found);
				if (found.isEmpty() && !answer.isDone()) {
					answer.complete(model.call("Hello"));
				}
			});
		}
		assertThat(seen.poll(10, TimeUnit.SECONDS)).contains(run);
		assertThat(seen.poll(10, TimeUnit.SECONDS)).contains(run);
		run.end(null).toCompletableFuture().join();
		assertThat(answer).succeedsWithin(Duration.ofSeconds(10));
		repeated.dispose();
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void taskForLaterHasNoRunOnAVirtualThreadUnlessItIsWrapped() {
		this.runner.withConfiguration(AutoConfigurations.of(TaskSchedulingAutoConfiguration.class))
			.withUserConfiguration(EnableScheduledMethods.class)
			.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> {
				TaskScheduler scheduler = context.getBean(TaskScheduler.class);
				CompletableFuture<Optional<Run>> bare = new CompletableFuture<>();
				CompletableFuture<Optional<Run>> wrapped = new CompletableFuture<>();
				DrivenRun run = open(context.getBean(CallbackManager.class));
				try (Run.Scope scope = run.scope()) {
					scheduler.schedule(() -> bare.complete(Run.find()), Instant.now());
					scheduler.schedule(CurrentRun.wrap(() -> wrapped.complete(Run.find())), Instant.now());
				}
				assertThat(bare).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(Optional.empty());
				assertThat(wrapped).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(Optional.of(run));
				run.end(null);
			});
	}

	@Test
	void decoratorOfTheApplicationIsStillFoundByItsTypeAndAppliedToo() {
		AtomicInteger decorated = new AtomicInteger();
		this.runner.withBean("own", TaskDecorator.class, () -> (task) -> () -> {
			decorated.incrementAndGet();
			task.run();
		}).withBean(WantsADecorator.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(WantsADecorator.class).decorator).isSameAs(context.getBean("own"));
			context.getBean(CallbackManager.class).chain("chain").run(() -> context.getBean(Worker.class).ask().join());
			assertThat(decorated).hasPositiveValue();
			RecordingHandler recording = context.getBean(RecordingHandler.class);
			assertThat(parentOfModel(recording)).isEqualTo(recording.run("chain").info().id());
		});
	}

	@Test
	void callbackThreadsCarryNoRunBetweenTheirTasks() {
		this.runner.run((context) -> {
			Executor callbacks = context.getBean(CallbacksAutoConfiguration.EXECUTOR_BEAN_NAME, Executor.class);
			DrivenRun run = open(context.getBean(CallbackManager.class));
			CompletableFuture<Optional<Run>> seen;
			try (Run.Scope scope = run.scope()) {
				seen = CompletableFuture.supplyAsync(Run::find, callbacks);
			}
			assertThat(seen.join()).isEmpty();
			run.end(null);
		});
	}

	@Test
	void withoutPropagationTheCallOfAnAsyncMethodIsARoot() {
		this.runner.withPropertyValues("callbacks.propagation.enabled=false").run((context) -> {
			DrivenRun run = open(context.getBean(CallbackManager.class));
			try (Run.Scope scope = run.scope()) {
				context.getBean(Worker.class).ask().join();
			}
			run.end(null).toCompletableFuture().join();
			assertThat(parentOfModel(context.getBean(RecordingHandler.class))).isNull();
		});
	}

	@Test
	void operatorsThatHopThreadsKeepTheRunWhereItIsInTheReactorContext() {
		this.runner.run((context) -> {
			CallbackChatModel model = context.getBean(CallbackChatModel.class);
			DrivenRun run = open(context.getBean(CallbackManager.class));
			Mono.just("Hello")
				.publishOn(Schedulers.parallel())
				.flatMapMany(model::stream)
				.publishOn(Schedulers.boundedElastic())
				.contextWrite((view) -> view.put(CurrentRun.KEY, run))
				.blockLast();
			run.end(null).toCompletableFuture().join();
			assertThat(parentOfModel(context.getBean(RecordingHandler.class))).isEqualTo(run.info().id());
		});
	}

	private static DrivenRun open(CallbackManager manager) {
		DrivenRun run = RunOpener.of(manager).open(RunPlan.inputs(Map.of()).as(RunKind.CHAIN, "chain"));
		run.started().toCompletableFuture().join();
		return run;
	}

	private static UUID parentOfModel(RecordingHandler recording) {
		return recording.events(ChatModelStart.class).get(0).run().parentId();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class EnableAsyncMethods {

	}

	@Configuration(proxyBeanMethods = false)
	static class NoDecorator {

	}

	@Configuration(proxyBeanMethods = false)
	static class PropagatingDecorator {

		@Bean
		TaskDecorator decorator() {
			return new ContextPropagatingTaskDecorator();
		}

	}

	static class WantsADecorator {

		private final TaskDecorator decorator;

		WantsADecorator(TaskDecorator decorator) {
			this.decorator = decorator;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	@Import(Ticker.class)
	static class EnableScheduledMethods {

	}

	@Component
	static class Ticker {

		private final CompletableFuture<Optional<Run>> ticked = new CompletableFuture<>();

		@Scheduled(fixedDelay = 1)
		void tick() {
			this.ticked.complete(Run.find());
		}

	}

	@Component
	static class Worker {

		private final CallbackChatModel model;

		Worker(CallbackChatModel model) {
			this.model = model;
		}

		@Async
		public CompletableFuture<String> ask() {
			return CompletableFuture.completedFuture(this.model.call("Hello").text());
		}

	}

}
