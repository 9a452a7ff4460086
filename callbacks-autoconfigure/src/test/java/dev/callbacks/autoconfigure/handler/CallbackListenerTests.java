// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.handler;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackListener;
import dev.callbacks.CallbackManager;
import dev.callbacks.CallbackSettings;
import dev.callbacks.HandlerSettings;
import dev.callbacks.autoconfigure.CallbackConfigurationException;
import dev.callbacks.autoconfigure.Starter;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.spi.HandlerStatus;
import dev.callbacks.test.CallbackTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Listener methods, and handlers behind proxies.
 */
@ExtendWith(OutputCaptureExtension.class)
class CallbackListenerTests {

	private static final ChatRequest STREAMING = ChatRequest.of("Tell me a joke").streaming();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(Starter.with(TaskExecutionAutoConfiguration.class, AopAutoConfiguration.class));

	@Test
	void parameterPicksTheEventAndASupertypePicksSeveral() {
		this.runner.withUserConfiguration(Audit.class).run((context) -> {
			context.getBean(CallbackChatModel.class).callAsync(STREAMING).join();
			Audit audit = context.getBean(Audit.class);
			assertThat(audit.seen)
				.startsWith("any ChatModelStart", "started ChatModelStart", "any LlmNewToken", "token")
				.endsWith("any LlmEnd", "ended LlmEnd", "saved");
			assertThat(context.getBean(CallbackDispatcher.class).handlers()).extracting(HandlerStatus::name)
				.containsExactly("callbackListenerTests.Audit");
		});
	}

	@Test
	void stageMonoAndFluxAreAwaitedAndFailuresOfThemAreHandlerFailures() {
		this.runner.withUserConfiguration(Awaited.class).run((context) -> {
			CompletableFuture<?> call = context.getBean(CallbackChatModel.class).callAsync("Hello");
			Awaited awaited = context.getBean(Awaited.class);
			assertThat(call).isNotDone();
			awaited.gate.complete(null);
			call.get(20, TimeUnit.SECONDS);
			assertThat(awaited.seen).containsExactly("a stage", "b mono", "c flux 1", "c flux 2", "d blocking",
					"e future");
		});
	}

	@Test
	void interfaceMethodsAndListenerMethodsOfABeanAreOneHandler() {
		this.runner.withUserConfiguration(Both.class).run((context) -> {
			context.getBean(CallbackChatModel.class).callAsync("Hello").join();
			assertThat(context.getBean(Both.class).seen).containsExactly("interface", "listener");
			assertThat(context.getBean(CallbackDispatcher.class).handlers()).hasSize(1);
		});
	}

	@Test
	void settingsOfTheClassAndOfThePropertyApplyToListenerBeans() {
		this.runner.withUserConfiguration(Raising.class)
			.run((context) -> assertThat(context.getBean(CallbackChatModel.class).callAsync("Hello"))
				.failsWithin(java.time.Duration.ofSeconds(20))
				.withThrowableThat()
				.withCauseInstanceOf(IllegalStateException.class));
		this.runner.withUserConfiguration(Raising.class)
			.withPropertyValues("callbacks.handlers.raising.raise-error=false")
			.run((context) -> assertThat(context.getBean(CallbackChatModel.class).callAsync("Hello"))
				.succeedsWithin(java.time.Duration.ofSeconds(20)));
	}

	@Test
	void listenerBeansAreInTheirOrder() {
		this.runner.withBean("last", OrderedListener.class, () -> new OrderedListener(2))
			.withBean("first", OrderedListener.class, () -> new OrderedListener(1))
			.run((context) -> assertThat(context.getBean(CallbackDispatcher.class).handlers())
				.extracting(HandlerStatus::name)
				.containsSubsequence("first", "last"));
	}

	@Test
	void lazyListenerBeanIsMadeAtItsFirstEvent() {
		this.runner.withUserConfiguration(LazyListener.class).run((context) -> {
			assertThat(context.getBeanFactory().containsSingleton("lazyListener")).isFalse();
			context.getBean(CallbackChatModel.class).call("Hello");
			assertThat(context.getBeanFactory().containsSingleton("lazyListener")).isTrue();
			assertThat(context.getBean(LazyListener.class).seen).containsExactly("end");
		});
	}

	@ParameterizedTest
	@ValueSource(
			classes = { NoParameter.class, TwoParameters.class, NoEvent.class, AnyObject.class, WrongReturn.class })
	void methodThatCannotBeAListenerIsRefusedByItsName(Class<?> configuration) {
		this.runner.withUserConfiguration(configuration)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(CallbackConfigurationException.class)
				.hasMessageContaining(configuration.getSimpleName())
				.hasMessageContaining("listen("));
	}

	@Test
	void handlerBehindAnAsyncProxyKeepsItsNameAndInterestAndRunsOnAnotherThread() {
		this.runner.withUserConfiguration(EnableAsyncProxies.class, AsyncHandler.class).run((context) -> {
			AsyncHandler handler = context.getBean(AsyncHandler.class);
			assertThat(AopUtils.isCglibProxy(handler)).isTrue();
			context.getBean(CallbackChatModel.class).callAsync("Hello").join();
			CallbackTests.awaitIdle(context.getBean(CallbackManager.class));
			// an @Async method is done for the engine when Spring has taken it over
			assertThat(handler.awaitThread()).startsWith("task-");
			assertThat(context.getBean(CallbackDispatcher.class).handlers()).extracting(HandlerStatus::name)
				.containsExactly("callbackListenerTests.AsyncHandler");
		});
	}

	@Test
	void handlerWhoseClassIsAsyncKeepsItsSettingsAndIsWarnedOf(CapturedOutput output) {
		this.runner.withUserConfiguration(EnableAsyncProxies.class, AsyncClass.class).run((context) -> {
			context.getBean(CallbackChatModel.class).callAsync("Hello").join();
			assertThat(context.getBean(AsyncClass.class).seen().get(20, TimeUnit.SECONDS)).isEqualTo("LlmEnd");
			assertThat(output).contains("Handler 'callbackListenerTests.AsyncClass' is @Async");
		});
	}

	@Test
	void settingsThatFailNameTheHandler() {
		this.runner.withUserConfiguration(BrokenSettings.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("no settings")
				.satisfies((cause) -> assertThat(context.getStartupFailure())
					.hasStackTraceContaining("settings() of handler 'callbackListenerTests.BrokenSettings'")));
	}

	@Test
	void finalMethodIsAListenerUnlessItsBeanIsAProxyOnWhoseFieldsItWouldWork() {
		this.runner.withUserConfiguration(Final.class).run((context) -> {
			context.getBean(CallbackChatModel.class).callAsync("Hello").join();
			assertThat(context.getBean(Final.class).seen()).containsExactly("final");
		});
		this.runner.withUserConfiguration(EnableAsyncProxies.class, Final.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(CallbackConfigurationException.class)
				.hasMessageContaining("Final.listen(")
				.hasMessageContaining("no proxy can override it"));
	}

	@Test
	void inheritedListenerMethodTakesTheEventThatItsClassBinds() {
		this.runner.withUserConfiguration(Bound.class).run((context) -> {
			context.getBean(CallbackChatModel.class).callAsync(STREAMING).join();
			CallbackTests.awaitIdle(context.getBean(CallbackManager.class));
			assertThat(context.getBean(Bound.class).seen).containsExactly("LlmEnd");
		});
	}

	@Test
	void handlersThatTheApplicationsOwnManagerDoesNotTakeAreNamed(CapturedOutput output) {
		this.runner.withUserConfiguration(Audit.class)
			.withBean(CallbackManager.class, () -> mock(CallbackManager.class))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).contains("takes no handlers").contains("[callbackListenerTests.Audit]");
			});
	}

	@Test
	void awaitedAsyncListenerIsWaitedFor() {
		this.runner.withUserConfiguration(EnableAsyncProxies.class, AsyncListener.class).run((context) -> {
			context.getBean(CallbackChatModel.class).callAsync("Hello").join();
			assertThat(context.getBean(AsyncListener.class).threads()).singleElement().asString().startsWith("task-");
		});
	}

	@Component
	@Async
	static class AsyncClass implements CallbackHandler {

		private final CompletableFuture<String> seen = new CompletableFuture<>();

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withInterest(Set.of(EventType.LLM_END));
		}

		@Override
		public void onEvent(CallbackEvent event) {
			this.seen.complete(event.getClass().getSimpleName());
		}

		CompletableFuture<String> seen() {
			return this.seen;
		}

	}

	@Component
	static class BrokenSettings implements CallbackHandler {

		@Override
		public HandlerSettings settings() {
			throw new IllegalStateException("no settings");
		}

	}

	abstract static class Binding<E extends CallbackEvent> {

		final Queue<String> seen = new ConcurrentLinkedQueue<>();

		@CallbackListener
		void on(E event) {
			see(event);
		}

		abstract void see(E event);

	}

	@Component
	static class Bound extends Binding<LlmEnd> {

		@Override
		void see(LlmEnd event) {
			this.seen.add(event.getClass().getSimpleName());
		}

	}

	@Component
	static class Audit {

		final Queue<String> seen = new ConcurrentLinkedQueue<>();

		@CallbackListener
		void aAny(CallbackEvent event) {
			this.seen.add("any " + event.getClass().getSimpleName());
		}

		@CallbackListener
		void bStarted(StartEvent event) {
			this.seen.add("started " + event.getClass().getSimpleName());
		}

		@CallbackListener
		public void cEnded(TerminalEvent event) {
			this.seen.add("ended " + event.getClass().getSimpleName());
		}

		@CallbackListener
		protected void dSaved(LlmEnd event) {
			this.seen.add("saved");
		}

		@CallbackListener
		private void eToken(LlmNewToken event) {
			this.seen.add("token");
		}

	}

	@Component
	static class Awaited {

		final Queue<String> seen = new ConcurrentLinkedQueue<>();

		final CompletableFuture<Void> gate = new CompletableFuture<>();

		@CallbackListener
		CompletionStage<Void> a(LlmEnd event) {
			return this.gate.thenRun(() -> this.seen.add("a stage"));
		}

		@CallbackListener
		Mono<Void> b(LlmEnd event) {
			return Mono.delay(java.time.Duration.ofMillis(5)).then(Mono.fromRunnable(() -> this.seen.add("b mono")));
		}

		@CallbackListener
		Flux<String> c(LlmEnd event) {
			return Flux.just("c flux 1", "c flux 2")
				.delayElements(java.time.Duration.ofMillis(2))
				.doOnNext(this.seen::add);
		}

		@CallbackListener
		void d(LlmEnd event) {
			this.seen.add("d blocking");
		}

		@CallbackListener
		CompletableFuture<Void> e(LlmEnd event) {
			this.seen.add("e future");
			return CompletableFuture.failedFuture(new IllegalStateException("logged only"));
		}

	}

	@Component
	static class Both implements CallbackHandler {

		final Queue<String> seen = new ConcurrentLinkedQueue<>();

		@Override
		public void onLlmEnd(LlmEnd event) {
			this.seen.add("interface");
		}

		@CallbackListener
		void listen(LlmEnd event) {
			this.seen.add("listener");
		}

	}

	@Component("raising")
	@CallbackSettings(raiseError = true)
	static class Raising {

		@CallbackListener
		void listen(LlmEnd event) {
			throw new IllegalStateException("no");
		}

	}

	@Component("lazyListener")
	@Lazy
	static class LazyListener {

		final Queue<String> seen = new ConcurrentLinkedQueue<>();

		@CallbackListener
		void listen(LlmEnd event) {
			this.seen.add("end");
		}

	}

	@Component
	static class NoParameter {

		@CallbackListener
		void listen() {
		}

	}

	@Component
	static class TwoParameters {

		@CallbackListener
		void listen(LlmEnd event, String more) {
		}

	}

	@Component
	static class NoEvent {

		@CallbackListener
		void listen(String event) {
		}

	}

	@Component
	static class AnyObject {

		@CallbackListener
		void listen(Object event) {
		}

	}

	@Component
	static class Final {

		final List<String> seen = new CopyOnWriteArrayList<>();

		@CallbackListener
		final void listen(LlmEnd event) {
			this.seen.add("final");
		}

		@Async
		public void other() {
		}

		List<String> seen() {
			return this.seen;
		}

	}

	@Component
	static class WrongReturn {

		@CallbackListener
		String listen(LlmEnd event) {
			return "";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class EnableAsyncProxies {

	}

	@Component
	static class AsyncHandler implements CallbackHandler {

		private final CompletableFuture<String> thread = new CompletableFuture<>();

		@Async
		@Override
		public void onLlmEnd(LlmEnd event) {
			this.thread.complete(Thread.currentThread().getName());
		}

		public String awaitThread() {
			return this.thread.orTimeout(20, TimeUnit.SECONDS).join();
		}

	}

	@Component
	static class AsyncListener {

		private final Queue<String> threads = new ConcurrentLinkedQueue<>();

		private final CountDownLatch unused = new CountDownLatch(0);

		@Async
		@CallbackListener
		public CompletableFuture<Void> listen(ChatModelStart event) throws InterruptedException {
			this.unused.await();
			this.threads.add(Thread.currentThread().getName());
			return CompletableFuture.completedFuture(null);
		}

		public List<String> threads() {
			return List.copyOf(this.threads);
		}

	}

	static class OrderedListener implements Ordered {

		private final int order;

		OrderedListener(int order) {
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

}
