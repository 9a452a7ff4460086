// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import dev.callbacks.BodyWay;
import dev.callbacks.DrivenRun;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.RunSpec;
import dev.callbacks.call.RunPlan;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.RetrieverEnd;
import dev.callbacks.event.RetrieverError;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.message.ChatRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Ending a run appends something whatever foreign code throws meanwhile, so that neither
 * the run nor one above stays open (G1, G16).
 */
class EndingIsAlwaysAppendedTests {

	private final Recording.Blocking handler = new Recording.Blocking();

	/** The failure of the foreign code in a test. */
	enum Fault {

		RUNTIME, LINKAGE, OVERFLOW;

		<X extends Throwable> void raise() throws X {
			throw Hostile.<X>sneaky(switch (this) {
				case RUNTIME -> new IllegalStateException("foreign code");
				case LINKAGE -> new LinkageError("foreign code");
				case OVERFLOW -> new StackOverflowError("foreign code");
			});
		}

	}

	private static List<Object> lazyList(Fault fault) {
		return new AbstractList<>() {

			@Override
			public Object get(int index) {
				fault.<RuntimeException>raise();
				return "never";
			}

			@Override
			public int size() {
				return 3;
			}

		};
	}

	private static Object lazyText(Fault fault) {
		return new Object() {

			@Override
			public String toString() {
				fault.<RuntimeException>raise();
				return "never";
			}

		};
	}

	static Stream<Arguments> resultsThatCannotBeRead() {
		return Stream.of(BodyWay.values())
			.flatMap((call) -> Stream.of(Arguments.of(call, Fault.RUNTIME, "list"),
					Arguments.of(call, Fault.LINKAGE, "text")));
	}

	@ParameterizedTest
	@MethodSource("resultsThatCannotBeRead")
	void retrieverWhoseResultThrowsWhenItIsReadEnds(BodyWay call, Fault fault, String what) {
		Object result = what.equals("list") ? lazyList(fault) : List.of(lazyText(fault));
		try (BoundedEngine engine = new BoundedEngine().with(this.handler)) {
			DrivenRun parent = engine.open("parent");
			CompletableFuture<Object> found;
			try (Run.Scope scope = parent.scope()) {
				assertThat(scope).isNotNull();
				found = call.begin(engine.manager.retriever("search").input("anything"), () -> result);
			}
			Throwable failure = BoundedEngine.ended(found);
			parent.end(null);
			engine.assertOver();
			BoundedEngine.assertWhole(this.handler.events());
			assertThat(this.handler.events())
				.filteredOn((event) -> event instanceof RetrieverEnd || event instanceof RetrieverError)
				.hasSize(1);
			// handlers cannot be shown what was found; the caller gets it as it is
			assertThat(failure).isNull();
			assertThat(found.join() == result).isTrue();
			engine.assertNextRunWorks();
		}
	}

	@ParameterizedTest
	@EnumSource
	void runWhoseAbortHookThrowsEndsAndSoDoTheRunsAbove(Fault fault) {
		for (EndReason reason : List.of(EndReason.CANCELLED, EndReason.TIMED_OUT, EndReason.CLOSED)) {
			this.handler.receipts.clear();
			try (BoundedEngine engine = new BoundedEngine().with(this.handler)) {
				DrivenRun parent = engine.open("parent");
				Run first;
				Run second;
				try (Run.Scope scope = parent.scope()) {
					assertThat(scope).isNotNull();
					RunPlan spec = RunPlan.inputs(Map.of()).withOnAbort((error) -> fault.<RuntimeException>raise());
					first = engine.manager.open(spec.as(RunKind.CHAIN, "child"));
					second = engine.manager.open(RunPlan.tool("", "", Map.of(), null)
						.withOnAbort((error) -> fault.<RuntimeException>raise())
						.as(RunKind.TOOL, "child"));
				}
				assertThatCode(() -> parent.cancel(reason)).doesNotThrowAnyException();
				for (Run run : List.of(first, second, parent)) {
					assertThat(BoundedEngine.ended(run.finished().toCompletableFuture())).isNotNull();
				}
				engine.assertOver();
				BoundedEngine.assertWhole(this.handler.events());
				assertThat(this.handler.events()).filteredOn(TerminalEvent.class::isInstance)
					.allSatisfy((event) -> assertThat(((ErrorEvent) event).reason())
						.isEqualTo(event.run().name().equals("parent") ? reason : EndReason.CANCELLED));
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void runThatTakesTooLongAndWhoseAbortHookThrowsEnds(Fault fault) {
		try (BoundedEngine engine = new BoundedEngine().with(this.handler)) {
			DrivenRun run = engine.manager.open(RunPlan.inputs(Map.of())
				.withConfig(RunConfig.empty().timeout(Duration.ofMillis(50)))
				.withOnAbort((error) -> fault.<RuntimeException>raise())
				.as(RunKind.CHAIN, "run"));
			assertThat(BoundedEngine.ended(run.finished().toCompletableFuture())).isNotNull();
			engine.assertOver();
			BoundedEngine.assertWhole(this.handler.events());
		}
	}

	static Stream<Arguments> errorsAndFaults() {
		List<BiConsumer<DrivenRun, Throwable>> endings = List.of(DrivenRun::error, (run, error) -> run.cancel());
		return Stream.of(RunKind.CHAIN, RunKind.TOOL, RunKind.RETRIEVER, RunKind.CHAT_MODEL)
			.flatMap((kind) -> Stream.of(Fault.values())
				.flatMap((fault) -> endings.stream().map((ending) -> Arguments.of(kind, fault, ending))));
	}

	@ParameterizedTest
	@MethodSource("errorsAndFaults")
	void runWhosePartialResultThrowsEnds(RunKind kind, Fault fault, BiConsumer<Run, Throwable> ending) {
		try (BoundedEngine engine = new BoundedEngine().with(this.handler)) {
			DrivenRun parent = engine.open("parent");
			Run run;
			try (Run.Scope scope = parent.scope()) {
				assertThat(scope).isNotNull();
				run = engine.manager.open(spec(kind).withPartial(() -> {
					fault.<RuntimeException>raise();
					return null;
				}).as(kind, "child"));
			}
			IllegalStateException error = new IllegalStateException("the call failed");
			assertThatCode(() -> ending.accept(run, error)).doesNotThrowAnyException();
			Throwable failure = BoundedEngine.ended(run.finished().toCompletableFuture());
			parent.end(null);
			engine.assertOver();
			BoundedEngine.assertWhole(this.handler.events());
			ErrorEvent event = this.handler.events(run.info().id())
				.stream()
				.filter(ErrorEvent.class::isInstance)
				.map(ErrorEvent.class::cast)
				.findFirst()
				.orElseThrow();
			assertThat(event.error()).isSameAs(failure);
		}
	}

	@ParameterizedTest
	@EnumSource
	void retrieverWhosePartialResultCannotBeReadEnds(Fault fault) {
		try (BoundedEngine engine = new BoundedEngine().with(this.handler)) {
			for (Object partial : List.of(lazyList(fault), lazyText(fault), List.of(lazyText(fault)))) {
				DrivenRun run = engine.manager
					.open(spec(RunKind.RETRIEVER).withPartial(() -> partial).as(RunKind.RETRIEVER, "search"));
				run.cancel();
				assertThat(BoundedEngine.ended(run.finished().toCompletableFuture())).isNotNull();
			}
			engine.assertOver();
			BoundedEngine.assertWhole(this.handler.events());
		}
	}

	private static RunPlan spec(RunKind kind) {
		return switch (kind) {
			case TOOL -> RunPlan.tool("", "", Map.of(), null);
			case RETRIEVER -> RunPlan.query("anything");
			case CHAT_MODEL -> RunPlan.chat(ChatRequest.of("Hello"), Map.of());
			default -> RunPlan.inputs(Map.of());
		};
	}

	/**
	 * Futures put the text of an error into what they wrap around it.
	 */
	@ParameterizedTest
	@EnumSource
	void bodyThatFailsWithAnErrorWithoutAReadableTextEnds(BodyWay call) {
		Hostile.Unreadable error = new Hostile.Unreadable();
		try (BoundedEngine engine = new BoundedEngine().with(this.handler)) {
			CompletableFuture<Object> result = call.begin(engine.manager.chain("chain"), () -> {
				throw error;
			});
			assertThat(BoundedEngine.ended(result) == null).isFalse();
			engine.assertOver();
			BoundedEngine.assertWhole(this.handler.events());
			assertThat(((ErrorEvent) this.handler.events().get(1)).error() == error).isTrue();
			engine.assertNextRunWorks();
		}
	}

	@Test
	void runThatIsEndedWithAnErrorWithoutAReadableTextEndsAndSoDoTheRunsAbove() {
		try (BoundedEngine engine = new BoundedEngine().with(this.handler)) {
			DrivenRun parent = engine.open("parent");
			Run child;
			try (Run.Scope scope = parent.scope()) {
				assertThat(scope).isNotNull();
				child = engine.open("child");
			}
			CompletionStage<?> finished = parent.finished();
			CompletableFuture<Object> all = CompletableFuture.allOf(child.finished().toCompletableFuture())
				.handle((value, failure) -> finished);
			parent.error(new Hostile.Unreadable());
			assertThat(BoundedEngine.ended(all)).isNull();
			engine.assertOver();
			BoundedEngine.assertWhole(this.handler.events());
			engine.assertNextRunWorks();
		}
	}

	@ParameterizedTest
	@EnumSource
	void bodyWhoseResultHasAViewThatThrowsEnds(Fault fault) {
		for (BodyWay call : BodyWay.values()) {
			this.handler.receipts.clear();
			try (BoundedEngine engine = new BoundedEngine().with(this.handler)) {
				RunSpec run = engine.manager.tool("tool").output((output) -> {
					fault.<RuntimeException>raise();
					return "never";
				});
				CompletableFuture<String> result = call.begin(run, () -> "result");
				Throwable failure = BoundedEngine.ended(result);
				engine.assertOver();
				BoundedEngine.assertWhole(this.handler.events());
				assertThat(failure).as("of the " + call + " call").isNull();
				assertThat(result.join()).isEqualTo("result");
			}
		}
	}

}
