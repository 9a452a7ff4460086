// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.RetrieverEnd;
import dev.callbacks.event.RetrieverError;
import dev.callbacks.event.RetrieverStart;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.ToolStart;
import dev.callbacks.message.Document;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Runs around code of one's own: chains, tools, retrievers and agents.
 */
class RunSpecTests {

	static Stream<List<?>> found() {
		return Stream.of(List.of("a", "b"), List.of(List.of("a", "b")), List.of("a", List.of("b")),
				List.of((Object) new String[] { "a", "b" }));
	}

	@ParameterizedTest
	@MethodSource("found")
	void documentsOfAStreamAreNotOne(List<?> found) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			RunSpec docs = engine.manager.retriever("docs").input("cats");
			docs.stream(() -> Flux.fromIterable(found)).blockLast();
			assertThatIllegalStateException().isThrownBy(() -> docs
				.stream(() -> Flux.<Object>fromIterable(found).concatWith(Flux.error(new IllegalStateException())))
				.blockLast());
		}
		assertThat(handler.events()).filteredOn(RetrieverEnd.class::isInstance)
			.singleElement(InstanceOfAssertFactories.type(RetrieverEnd.class))
			.extracting(RetrieverEnd::documents, InstanceOfAssertFactories.list(Document.class))
			.extracting(Document::text)
			.containsExactly("a", "b");
		assertThat(handler.events()).filteredOn(RetrieverError.class::isInstance)
			.singleElement(InstanceOfAssertFactories.type(RetrieverError.class))
			.extracting(RetrieverError::partial, InstanceOfAssertFactories.list(Document.class))
			.extracting(Document::text)
			.containsExactly("a", "b");
	}

	@ParameterizedTest
	@EnumSource
	void bodyRunsBetweenStartAndEndWithItsRunCurrent(BodyWay way) throws Exception {
		Recording.Blocking blocking = new Recording.Blocking();
		Recording.Async async = new Recording.Async();
		try (TestEngine engine = new TestEngine().with(blocking, async)) {
			RunSpec chain = engine.manager.chain("joke").tags("demo").metadata("tenant", "a").input("cats");
			String result = way.call(chain, () -> {
				assertThat(Run.current().info().name()).isEqualTo("joke");
				assertThat(blocking.names()).containsExactly("ChainStart");
				assertThat(async.names()).containsExactly("ChainStart");
				return "dogs";
			});
			assertThat(result).isEqualTo("dogs");
			assertThat(Run.find()).isEmpty();
			assertThat(blocking.names()).containsExactly("ChainStart", "ChainEnd");
			assertThat(async.names()).containsExactly("ChainStart", "ChainEnd");
			ChainStart start = (ChainStart) blocking.events().get(0);
			assertThat(start.inputs()).isEqualTo(Map.of("input", "cats"));
			assertThat(start.run().kind()).isEqualTo(RunKind.CHAIN);
			assertThat(start.run().tags()).containsExactly("demo");
			assertThat(start.run().metadata()).containsEntry("tenant", "a");
			ChainEnd end = (ChainEnd) blocking.events().get(1);
			assertThat(end.output()).isEqualTo("dogs");
			assertThat(end.run().metadata()).isEqualTo(start.run().metadata());
		}
	}

	@ParameterizedTest
	@EnumSource
	void failureOfTheBodyReachesTheCallerUnchanged(BodyWay way) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		IllegalStateException failure = new IllegalStateException("no cats");
		try (TestEngine engine = new TestEngine().with(handler)) {
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> way.call(engine.manager.tool("search").input("cats"), () -> {
					throw failure;
				}))
				.isSameAs(failure);
			assertThat(handler.names()).containsExactly("ToolStart", "ToolError");
		}
	}

	@Test
	void checkedExceptionOfABlockingBodyIsThrownAsItIs() throws Exception {
		IOException failure = new IOException("gone");
		try (TestEngine engine = new TestEngine()) {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> engine.manager.chain("io").call(() -> {
				throw failure;
			})).isSameAs(failure);
		}
	}

	@ParameterizedTest
	@EnumSource
	void toolAndRetrieverSayWhatTheyAreGiven(BodyWay way) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			way.call(engine.manager.tool("search")
				.description("Finds things")
				.inputs(Map.of("q", "cats"))
				.inputText("{\"q\":\"cats\"}")
				.toolCallId("call-1"), () -> "found");
			Object documents = way.call(engine.manager.retriever("docs").input("cats"),
					() -> List.of(new Document("1", "about cats", Map.of())));
			assertThat(documents).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST).hasSize(1);
			ToolStart tool = (ToolStart) handler.events().get(0);
			assertThat(tool.tool()).isEqualTo("search");
			assertThat(tool.description()).isEqualTo("Finds things");
			assertThat(tool.input()).isEqualTo("{\"q\":\"cats\"}");
			assertThat(tool.inputs()).isEqualTo(Map.of("q", "cats"));
			assertThat(tool.toolCallId()).isEqualTo("call-1");
			assertThat(((RetrieverStart) handler.events().get(2)).query()).isEqualTo("cats");
			assertThat(((RetrieverEnd) handler.events().get(3)).documents()).hasSize(1);
		}
	}

	@Test
	void inputOfAChainIsNotReadAsText() throws Exception {
		Object unreadable = new Object() {

			@Override
			public String toString() {
				throw new IllegalStateException("unreadable");
			}

		};
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			engine.manager.chain("chain").inputs(Map.of("secret", unreadable)).run(() -> {
			});
			assertThat(((ChainStart) handler.events().get(0)).inputs()).containsEntry("secret", unreadable);
		}
	}

	@Test
	void outputOfAStreamIsTheJoinedTextOrTheListOfItsItems() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			engine.manager.chain("texts").stream(() -> Flux.just("a", "b", "c")).blockLast();
			engine.manager.chain("numbers").stream(() -> Flux.just(1, 2)).blockLast();
			engine.manager.chain("endless").stream(() -> Flux.range(0, 20_000)).blockLast();
			assertThat(((ChainEnd) handler.events().get(1)).output()).isEqualTo("abc");
			assertThat(((ChainEnd) handler.events().get(3)).output()).isEqualTo(List.of(1, 2));
			assertThat((List<?>) ((ChainEnd) handler.events().get(5)).output()).hasSize(10_000);
		}
	}

	@Test
	void streamIsColdAndTakesTheConsumersPace() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			Flux<Integer> stream = engine.manager.chain("numbers").stream(() -> Flux.range(0, 10));
			assertThat(handler.events()).isEmpty();
			StepVerifier.create(stream, 0)
				.thenRequest(2)
				.expectNext(0, 1)
				.expectNoEvent(Duration.ofMillis(20))
				.thenRequest(10)
				.expectNextCount(8)
				.verifyComplete();
			stream.blockLast();
			assertThat(handler.names()).containsExactly("ChainStart", "ChainEnd", "ChainStart", "ChainEnd");
		}
	}

	@Test
	void consumerOfAStreamFindsTheCallersRunAndTheBodyItsOwn() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			AtomicReference<String> inBody = new AtomicReference<>();
			AtomicReference<String> inConsumer = new AtomicReference<>();
			engine.manager.chain("outer").run(() -> {
				Flux<String> inner = engine.manager.chain("inner")
					.stream(() -> Flux.just("x").doOnNext((item) -> inBody.set(Run.current().info().name())));
				inner.doOnNext((item) -> inConsumer.set(Run.current().info().name())).blockLast();
			});
			assertThat(inBody).hasValue("inner");
			assertThat(inConsumer).hasValue("outer");
		}
	}

	@Test
	void bodyThatWaitsForAnotherThreadReportingOnItsRunDoesNotDeadlock() throws Exception {
		Recording.Blocking blocking = new Recording.Blocking();
		Recording.Async async = new Recording.Async();
		try (TestEngine engine = new TestEngine().with(blocking, async)) {
			engine.manager.chain("chain").run(() -> {
				Run run = Run.current();
				CompletableFuture.runAsync(() -> {
					run.emit("one", 1).toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
					run.emit("two", 2).toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
				}, (task) -> new Thread(task).start()).join();
				run.emit("three", 3);
			});
			assertThat(blocking.names()).containsExactly("ChainStart", "CustomEvent", "CustomEvent", "CustomEvent",
					"ChainEnd");
			assertThat(async.names()).isEqualTo(blocking.names());
		}
	}

	@Test
	void handlersOfABlockingBodyRunOnItsThreadReportsIncluded() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			engine.manager.chain("chain").run(() -> Run.current().emit("event", null));
			assertThat(handler.receipts).extracting(Recording.Receipt::thread).containsOnly(Thread.currentThread());
			assertThat(handler.receipts).hasSize(3);
		}
	}

	@Test
	void submittedBodyRunsOnAWorkThreadInTheCallersContext() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			org.slf4j.MDC.put("tenant", "a");
			try {
				String seen = engine.manager.chain("chain")
					.submit(() -> Thread.currentThread().getName() + " " + org.slf4j.MDC.get("tenant"))
					.join();
				assertThat(seen).startsWith("callbacks-work-").endsWith(" a");
			}
			finally {
				org.slf4j.MDC.clear();
			}
		}
	}

	@Test
	void interruptOfABlockingCallerCancelsAndIsRestored() throws Exception {
		Recording.Blocking handler = new Recording.Blocking(
				(event) -> assertThat(Thread.currentThread().isInterrupted()).isFalse());
		try (TestEngine engine = new TestEngine().with(handler)) {
			CountDownLatch inside = new CountDownLatch(1);
			AtomicReference<Throwable> thrown = new AtomicReference<>();
			AtomicReference<Boolean> flag = new AtomicReference<>();
			Thread caller = new Thread(() -> {
				try {
					engine.manager.tool("wait").call(() -> {
						inside.countDown();
						return new CountDownLatch(1).await(30, TimeUnit.SECONDS);
					});
				}
				catch (Exception ex) {
					thrown.set(ex);
					flag.set(Thread.currentThread().isInterrupted());
				}
			});
			caller.start();
			assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
			caller.interrupt();
			caller.join(10_000);
			assertThat(thrown.get()).isInstanceOf(RunCancelledException.class)
				.hasCauseInstanceOf(InterruptedException.class);
			assertThat(flag).hasValue(true);
			assertThat(handler.names()).containsExactly("ToolStart", "ToolError");
		}
	}

	@Test
	void cancelledFutureInterruptsASubmittedBodyAndLeavesItsThreadClean() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CountDownLatch inside = new CountDownLatch(1);
			CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
			CompletableFuture<Object> future = engine.manager.tool("wait").submit(() -> {
				inside.countDown();
				try {
					new CountDownLatch(1).await(30, TimeUnit.SECONDS);
					interrupted.complete(false);
				}
				catch (InterruptedException ex) {
					interrupted.complete(true);
				}
				return null;
			});
			assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
			future.cancel(true);
			assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
			await().untilAsserted(() -> assertThat(handler.names()).containsExactly("ToolStart", "ToolError"));
		}
	}

	@Test
	void cancelledFutureCancelsTheStageOfTheBody() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			CompletableFuture<Object> body = new CompletableFuture<>();
			CompletableFuture<Object> future = engine.manager.chain("chain").callAsync(() -> body);
			future.cancel(true);
			assertThat(body).isCancelled();
		}
	}

	@Test
	void bodyOfARunThatWasAbortedDuringItsStartIsNotBegun() throws Exception {
		CompletableFuture<Object> gate = new CompletableFuture<>();
		Recording.Async slow = new Recording.Async(
				(event) -> (event instanceof ChainStart) ? gate : CompletableFuture.completedFuture(null));
		try (TestEngine engine = new TestEngine().with(slow)) {
			AtomicReference<String> begun = new AtomicReference<>();
			CompletableFuture<Object> submitted = engine.manager.chain("one").submit(() -> {
				begun.set("submitted");
				return null;
			});
			CompletableFuture<Object> future = engine.manager.chain("two").callAsync(() -> {
				begun.set("future");
				return CompletableFuture.completedFuture(null);
			});
			reactor.core.Disposable stream = engine.manager.chain("three").stream(() -> {
				begun.set("stream");
				return Flux.empty();
			}).subscribe();
			submitted.cancel(true);
			future.cancel(true);
			stream.dispose();
			gate.complete(null);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(begun).hasValue(null);
			assertThat(slow.names()).hasSize(6).containsOnly("ChainStart", "ChainError");
		}
	}

	@Test
	void stageThatCompletesOnAForeignThreadEndsTheRunAndKeepsTheCallersRunForWhatFollows() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			CompletableFuture<String> name = engine.manager.chain("outer").callAsync(() -> {
				CompletableFuture<String> inner = engine.manager.chain("inner")
					.callAsync(() -> Mono.delay(Duration.ofMillis(1)).toFuture())
					.thenApply((tick) -> Run.current().info().name());
				return inner;
			});
			assertThat(name.get(10, TimeUnit.SECONDS)).isEqualTo("outer");
		}
	}

	@Test
	void itemsOfAStreamThatHopsThreadsKeepTheTree() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			engine.manager.chain("outer")
				.stream(() -> Flux.range(0, 20)
					.publishOn(Schedulers.parallel())
					.flatMap((i) -> engine.manager.tool("inner")
						.stream(() -> Flux.just(i).publishOn(Schedulers.boundedElastic()))))
				.blockLast(Duration.ofSeconds(10));
			java.util.UUID outer = handler.events().get(0).run().id();
			assertThat(handler.events()).filteredOn((event) -> event.run().kind() == RunKind.TOOL)
				.hasSize(40)
				.allSatisfy((event) -> assertThat(event.run().parentId()).isEqualTo(outer));
		}
	}

	@Test
	void runNeedsANameAndModelsMakeTheirRunsThemselves() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> engine.manager.chain(" "));
			assertThatExceptionOfType(InvalidRequestException.class)
				.isThrownBy(() -> engine.manager.run(RunKind.CHAT_MODEL, "gpt").call(() -> "x"))
				.withMessageContaining("CallbackChatModel");
		}
	}

	@Test
	void nullFromABodyThatOwesAStageOrAStreamIsAnError() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			assertThatExceptionOfType(NullPointerException.class)
				.isThrownBy(() -> TestFutures.get(engine.manager.chain("chain").callAsync(() -> null)))
				.withMessageContaining("no stage");
			assertThatExceptionOfType(NullPointerException.class)
				.isThrownBy(() -> engine.manager.chain("chain").stream(() -> null).blockLast())
				.withMessageContaining("no stream");
		}
	}

	@Test
	void interruptOfACallerOutlivesACallInsideThatTimesOut() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			boolean kept = engine.manager.chain("outer").call(() -> {
				Thread.currentThread().interrupt();
				assertThatThrownBy(() -> engine.manager.chain("inner").timeout(Duration.ofMillis(5)).run(() -> {
					Run run = Run.current();
					while (!run.finished().toCompletableFuture().isDone()) {
						Thread.onSpinWait();
					}
				})).isInstanceOf(RunTimeoutException.class);
				return Thread.interrupted();
			});
			assertThat(kept).isTrue();
		}
	}

	@Test
	void interruptOfACallerOutlivesThatOfATimeoutThatComesBehindIt() throws Exception {
		AtomicReference<DrivenRun> middle = new AtomicReference<>();
		Recording.Blocking untilInterrupted = new Recording.Blocking((event) -> {
			// a timeout that has passed by now does not interrupt again
			boolean waits = event instanceof ChainError && middle.get().isOpen();
			while (waits && !Thread.currentThread().isInterrupted()) {
				Thread.onSpinWait();
			}
		});
		try (TestEngine engine = new TestEngine()) {
			RunSpec inner = engine.manager.chain("inner").with(RunConfig.handlers(untilInterrupted));
			boolean kept = engine.manager.chain("outer").call(() -> {
				Thread.currentThread().interrupt();
				assertThatThrownBy(() -> engine.manager.chain("middle").timeout(Duration.ofMillis(500)).run(() -> {
					middle.set((DrivenRun) Run.current());
					assertThatThrownBy(() -> inner.call(() -> new CountDownLatch(1).await(20, TimeUnit.SECONDS)))
						.isInstanceOf(RunCancelledException.class);
					while (!middle.get().finished().toCompletableFuture().isDone()) {
						Thread.onSpinWait();
					}
				})).isInstanceOf(RunTimeoutException.class);
				return Thread.interrupted();
			});
			assertThat(kept).isTrue();
		}
	}

	@Test
	void timeoutReachesABodyAlthoughOneInsideIsInterruptedToo() throws Exception {
		timeoutReachesTheBody(new Recording.Async(), (engine) -> {
			Run outer = Run.current();
			assertThatThrownBy(() -> engine.manager.chain("inner").run(() -> {
				while (!outer.finished().toCompletableFuture().isDone()) {
					Thread.onSpinWait();
				}
			})).isInstanceOf(RunCancelledException.class);
		});
	}

	@Test
	void timeoutReachesABodyWhoseInterruptABlockingHandlerSwallows() throws Exception {
		SwallowedInterrupt swallowed = new SwallowedInterrupt();
		timeoutReachesTheBody(new Recording.Blocking(swallowed::swallow),
				(engine) -> assertThatThrownBy(() -> engine.manager.chain("inner").run(() -> {
				})).isInstanceOf(RunCancelledException.class));
		assertThat(swallowed.count).isPositive();
	}

	@Test
	void timeoutReachesABodyWhoseInterruptAnAsynchronousHandlerSwallows() throws Exception {
		SwallowedInterrupt swallowed = new SwallowedInterrupt();
		timeoutReachesTheBody(new Recording.Async((event) -> {
			swallowed.swallow(event);
			return null;
		}), (engine) -> engine.manager.chain("inner").callAsync(() -> CompletableFuture.completedFuture("x")));
		assertThat(swallowed.count).isPositive();
	}

	@Test
	void timeoutReachesABodyWhoseInterruptAHandlerOfItsOwnEventsSwallows() throws Exception {
		SwallowedInterrupt swallowed = new SwallowedInterrupt();
		timeoutReachesTheBody(new Recording.Async((event) -> {
			swallowed.swallow(event);
			return null;
		}), (engine) -> Run.current().emit("progress", 1));
		assertThat(swallowed.count).isPositive();
	}

	/**
	 * A body that calls the handler in mid-course and then waits: its run's timeout comes
	 * while the handler is at work.
	 */
	private static void timeoutReachesTheBody(Handler handler, Consumer<TestEngine> call) throws Exception {
		try (TestEngine engine = new TestEngine().with(handler)) {
			AtomicBoolean interrupted = new AtomicBoolean();
			RunSpec outer = engine.manager.chain("outer").timeout(Duration.ofMillis(50));
			assertThatThrownBy(() -> outer.run(() -> {
				call.accept(engine);
				interrupted.set(isInterruptedWhileWaiting());
			})).isInstanceOf(RunTimeoutException.class);
			assertThat(interrupted).isTrue();
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
		}
	}

	private static boolean isInterruptedWhileWaiting() {
		try {
			new CountDownLatch(1).await(20, TimeUnit.SECONDS);
			return false;
		}
		catch (InterruptedException ex) {
			return true;
		}
	}

	/**
	 * Takes the interrupt of its thread: in the start of a run inside, and in a custom
	 * event.
	 */
	private static final class SwallowedInterrupt {

		private int count;

		private void swallow(CallbackEvent event) {
			boolean isInside = event instanceof StartEvent && event.run().parentId() != null;
			if ((isInside || event instanceof CustomEvent) && isInterruptedWhileWaiting()) {
				this.count++;
			}
		}

	}

}
