// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.run;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import dev.callbacks.CallbackManager;
import dev.callbacks.CallbackRun;
import dev.callbacks.Run;
import dev.callbacks.autoconfigure.CallbackConfigurationException;
import dev.callbacks.autoconfigure.Starter;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.RetrieverStart;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.ToolEnd;
import dev.callbacks.event.ToolStart;
import dev.callbacks.test.CallbackAssertions;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Methods whose calls are runs.
 */
class CallbackRunTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(Starter.with(TaskExecutionAutoConfiguration.class))
		.withBean(ChatProvider.class, () -> EmbeddedChatProvider.answering("Yes"))
		.withBean(RecordingHandler.class);

	@Test
	void callOfABlockingMethodIsARunWithItsArgumentsAsInputs() {
		this.runner.withUserConfiguration(Tools.class).run((context) -> {
			RecordingHandler recording = context.getBean(RecordingHandler.class);
			assertThat(context.getBean(Tools.class).search("cats", 3)).isEqualTo("3 cats: Yes");
			assertThat(recording.run("search").info().kind()).isEqualTo(RunKind.TOOL);
			ToolStart start = recording.events(ToolStart.class).get(0);
			assertThat(start.description()).isEqualTo("Finds things");
			assertThat(start.inputs()).isEqualTo(Map.of("query", "cats", "limit", 3));
			assertThat(start.run().tags()).containsExactly("web");
			assertThat(recording.events(ToolEnd.class).get(0).output()).isEqualTo("3 cats: Yes");
			CallbackAssertions.assertThat(recording.run("embedded")).isChildOf(recording.run("search")).hasTags("web");
			assertThat(Run.find()).isEmpty();
		});
	}

	@Test
	void stagesAndReactiveTypesAreAwaited() {
		this.runner.withUserConfiguration(Tools.class).run((context) -> {
			RecordingHandler recording = context.getBean(RecordingHandler.class);
			Tools tools = context.getBean(Tools.class);
			assertThat(tools.future("a").get(10, TimeUnit.SECONDS)).isEqualTo("a Yes");
			assertThat(tools.stage("b").toCompletableFuture().get(10, TimeUnit.SECONDS)).isEqualTo("b");
			Mono<String> mono = tools.mono("c");
			Flux<String> flux = tools.flux("d");
			assertThat(recording.runs()).hasSize(3);
			assertThat(mono.block()).isEqualTo("c");
			assertThat(mono.block()).isEqualTo("c");
			assertThat(flux.collectList().block()).containsExactly("d", "Yes");
			assertThat(List.of("future", "stage", "flux"))
				.allSatisfy((name) -> CallbackAssertions.assertThat(recording.run(name)).isWellFormed().succeeded());
			assertThat(recording.runs()).filteredOn((run) -> run.info().name().equals("mono")).hasSize(2);
			assertThat(recording.runs()).filteredOn((run) -> run.info().name().equals("embedded"))
				.hasSize(2)
				.extracting((run) -> run.info().parentId())
				.containsExactlyInAnyOrder(recording.run("future").info().id(), recording.run("flux").info().id());
			assertThat(((ChainEnd) recording.run("flux").endings().get(0)).output()).isEqualTo("dYes");
			assertThat(((ChainEnd) recording.run("future").endings().get(0)).output()).isEqualTo("a Yes");
			assertThat(((RetrieverStart) recording.run("stage").events().get(0)).query()).isEqualTo("b");
		});
	}

	@Test
	void failuresReachTheCallerUnchanged() {
		this.runner.withUserConfiguration(Tools.class).run((context) -> {
			RecordingHandler recording = context.getBean(RecordingHandler.class);
			Tools tools = context.getBean(Tools.class);
			assertThatExceptionOfType(IOException.class).isThrownBy(tools::checked).withMessage("gone");
			assertThatThrownBy(tools::unusual).isExactlyInstanceOf(Throwable.class).hasMessage("lost");
			assertThatThrownBy(() -> tools.failing().block()).isInstanceOf(IllegalStateException.class);
			assertThatThrownBy(() -> tools.throwing().join()).hasCauseInstanceOf(IllegalStateException.class);
			CallbackAssertions.assertThat(recording.run("checked")).endedBy(EndReason.FAILED);
			CallbackAssertions.assertThat(recording.run("failing")).endedBy(EndReason.FAILED);
			CallbackAssertions.assertThat(recording.run("throwing")).endedBy(EndReason.FAILED);
		});
	}

	@Test
	void argumentsAndResultsThatHaveNoTextChangeNothing() {
		this.runner.withUserConfiguration(Shop.class).run((context) -> {
			Shop shop = context.getBean(Shop.class);
			Lazy lazy = new Lazy();
			assertThat(shop.save(lazy)).isSameAs(lazy);
			assertThat(shop.ship(lazy)).isSameAs(lazy);
			assertThat(shop.shipTo(lazy, "here")).isSameAs(lazy);
			assertThat(shop.find(lazy)).containsExactly(lazy);
			assertThat(shop.later(lazy).join()).isSameAs(lazy);
			assertThat(shop.mono(lazy).block()).isSameAs(lazy);
			RecordingHandler recording = context.getBean(RecordingHandler.class);
			assertThat(recording.runs()).hasSize(6)
				.allSatisfy((run) -> CallbackAssertions.assertThat(run).isWellFormed().succeeded());
			assertThat(recording.events(ToolStart.class)).extracting(ToolStart::inputs)
				.containsExactly(Map.of("order", lazy), Map.of("order", lazy, "address", "here"));
		});
	}

	@Test
	void argumentsOfAChainAreNotMadeTexts() {
		this.runner.withUserConfiguration(Shop.class).run((context) -> {
			Lazy lazy = new Lazy();
			context.getBean(Shop.class).save(lazy);
			assertThat(lazy.asked).isZero();
		});
	}

	@Test
	void disposedStreamClosesItsRun() {
		this.runner.withUserConfiguration(Tools.class).run((context) -> {
			context.getBean(Tools.class).endless().take(2).blockLast();
			CallbackTests.awaitIdle(context.getBean(CallbackManager.class));
			CallbackAssertions.assertThat(context.getBean(RecordingHandler.class).run("endless"))
				.endedBy(EndReason.CLOSED);
		});
	}

	@Test
	void beanWithAnInterfaceIsFoundByItAndByItsClass() {
		for (boolean classes : new boolean[] { true, false }) {
			this.runner.withUserConfiguration(Implementation.class)
				.withPropertyValues("spring.aop.proxy-target-class=" + classes)
				.run((context) -> {
					Service service = context.getBean(Service.class);
					assertThat(AopUtils.isCglibProxy(service)).isEqualTo(classes);
					assertThat(service.declared("x")).isEqualTo("x");
					assertThat(service.implemented("y")).isEqualTo("y");
					assertThat(context.getBean(RecordingHandler.class).runs()).extracting((run) -> run.info().name())
						.containsExactly("declared", "implemented");
				});
		}
	}

	@Test
	void adviceJoinsAProxyThatIsThereAndRunsInsideOfAsync() {
		this.runner.withUserConfiguration(Advised.class).run((context) -> {
			RecordingHandler recording = context.getBean(RecordingHandler.class);
			CallbackManager manager = context.getBean(CallbackManager.class);
			AdvisedTools tools = context.getBean(AdvisedTools.class);
			String thread = manager.chain("outer").call(() -> tools.async().get(10, TimeUnit.SECONDS));
			assertThat(thread).isNotEqualTo(Thread.currentThread().getName());
			assertThat(tools.transactional()).isEqualTo("done");
			assertThat(context.getBean(CountingTransactions.class).begun).isEqualTo(1);
			CallbackAssertions.assertThat(recording.run("async")).isWellFormed().isChildOf(recording.run("outer"));
			CallbackAssertions.assertThat(recording.run("transactional")).isWellFormed().isRoot();
		});
	}

	@Test
	void metaAnnotationCarriesItsAttributes() {
		this.runner.withUserConfiguration(Tools.class).run((context) -> {
			context.getBean(Tools.class).composed();
			assertThat(context.getBean(RecordingHandler.class).run("composed").info().kind()).isEqualTo(RunKind.AGENT);
		});
	}

	@Test
	void onePropertySwitchesThemOff() {
		this.runner.withUserConfiguration(Tools.class)
			.withPropertyValues("callbacks.annotations.enabled=false")
			.run((context) -> {
				assertThat(AopUtils.isAopProxy(context.getBean(Tools.class))).isFalse();
				assertThat(context.getBean(Tools.class).search("cats", 1)).isEqualTo("1 cats: Yes");
				assertThat(context.getBean(RecordingHandler.class).events(ToolStart.class)).isEmpty();
			});
		this.runner.withUserConfiguration(Tools.class)
			.withPropertyValues("callbacks.enabled=false")
			.run((context) -> assertThat(AopUtils.isAopProxy(context.getBean(Tools.class))).isFalse());
	}

	@Test
	void beansWithoutSuchMethodsAreLeftAlone() {
		this.runner.withBean(Plain.class)
			.run((context) -> assertThat(AopUtils.isAopProxy(context.getBean(Plain.class))).isFalse());
	}

	@Test
	void methodThatCannotBeARunKeepsTheApplicationFromStarting() {
		this.runner.withBean(OfAModel.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(CallbackConfigurationException.class)
				.hasMessageContaining("ask")
				.hasMessageContaining("CHAT_MODEL"));
		this.runner.withBean(Unreachable.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(CallbackConfigurationException.class)
				.hasMessageContaining("no proxy can override it"));
		this.runner.withBean(Closed.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(CallbackConfigurationException.class)
				.hasMessageContaining("Closed.method()")
				.hasMessageContaining("no proxy can extend its class"));
	}

	/**
	 * An object such as an entity outside of its session.
	 */
	static class Lazy {

		private int asked;

		@Override
		public String toString() {
			this.asked++;
			throw new IllegalStateException("No session");
		}

	}

	@Component
	static class Shop {

		@CallbackRun
		public Lazy save(Lazy order) {
			return order;
		}

		@CallbackRun(kind = RunKind.TOOL)
		public Lazy ship(Lazy order) {
			return order;
		}

		@CallbackRun(kind = RunKind.TOOL)
		public Lazy shipTo(Lazy order, String address) {
			return order;
		}

		@CallbackRun(kind = RunKind.RETRIEVER)
		public List<Lazy> find(Lazy example) {
			return List.of(example);
		}

		@CallbackRun
		public CompletableFuture<Lazy> later(Lazy order) {
			return CompletableFuture.completedFuture(order);
		}

		@CallbackRun
		public Mono<Lazy> mono(Lazy order) {
			return Mono.just(order);
		}

	}

	@Component
	static class Tools {

		private final CallbackChatModel model;

		Tools(CallbackChatModel model) {
			this.model = model;
		}

		@CallbackRun(kind = RunKind.TOOL, description = "Finds things", tags = "web")
		public String search(String query, int limit) {
			return limit + " " + query + ": " + this.model.call(query).text();
		}

		@CallbackRun
		public CompletableFuture<String> future(String text) {
			return this.model.callAsync(text).thenApply((answer) -> text + " " + answer.text());
		}

		@CallbackRun(kind = RunKind.RETRIEVER)
		public CompletionStage<String> stage(String text) {
			return CompletableFuture.completedFuture(text);
		}

		@CallbackRun
		public Mono<String> mono(String text) {
			return Mono.just(text).publishOn(Schedulers.parallel());
		}

		@CallbackRun
		public Flux<String> flux(String text) {
			return Flux.just(text)
				.publishOn(Schedulers.parallel())
				.concatWith(this.model.stream(text).map((chunk) -> chunk.text()).filter((token) -> !token.isEmpty()));
		}

		@CallbackRun
		public String checked() throws IOException {
			throw new IOException("gone");
		}

		@CallbackRun
		public String unusual() throws Throwable {
			throw new Throwable("lost");
		}

		@CallbackRun
		public Mono<String> failing() {
			return Mono.error(new IllegalStateException("no"));
		}

		@CallbackRun
		public CompletableFuture<String> throwing() {
			throw new IllegalStateException("no");
		}

		@CallbackRun
		public Flux<Integer> endless() {
			return Flux.range(0, Integer.MAX_VALUE);
		}

		@Composed
		public void composed() {
		}

	}

	@CallbackRun(kind = RunKind.AGENT)
	@java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
	@interface Composed {

	}

	interface Service {

		@CallbackRun
		String declared(String text);

		String implemented(String text);

	}

	@Component
	static class Implementation implements Service {

		@Override
		public String declared(String text) {
			return text;
		}

		@Override
		@CallbackRun
		public String implemented(String text) {
			return text;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	@EnableTransactionManagement(proxyTargetClass = true)
	static class Advised {

		@Bean
		AdvisedTools advisedTools() {
			return new AdvisedTools();
		}

		@Bean
		PlatformTransactionManager transactions() {
			return new CountingTransactions();
		}

	}

	static class AdvisedTools {

		@Async
		@CallbackRun
		public CompletableFuture<String> async() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

		@Transactional
		@CallbackRun
		public String transactional() {
			return "done";
		}

	}

	static class CountingTransactions extends AbstractPlatformTransactionManager {

		private int begun;

		@Override
		protected Object doGetTransaction() {
			return this;
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
			this.begun++;
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
		}

	}

	static class Plain {

		public void method() {
		}

	}

	static class OfAModel {

		@CallbackRun(kind = RunKind.CHAT_MODEL)
		public void ask() {
		}

	}

	static final class Closed {

		@CallbackRun
		public void method() {
		}

	}

	static class Unreachable {

		@CallbackRun
		private void hidden() {
		}

	}

}
