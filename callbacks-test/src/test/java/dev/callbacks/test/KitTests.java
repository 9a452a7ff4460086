// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.DrivenRun;
import dev.callbacks.Handler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Run;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.ToolStart;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.Usage;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

import static dev.callbacks.test.CallbackAssertions.assertThatEvents;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for the kit of users.
 */
class KitTests {

	private static RecordingHandler story() {
		RecordingHandler recording = new RecordingHandler();
		CallbackDispatcher manager = CallbackDispatcher.builder().build();
		manager.add(recording);
		CallbackChatModel model = new CallbackChatModel(manager, new ScriptedProvider().thenTokens("Hello", " you"));
		manager.chain("chain").tags("demo").metadata("tenant", "a").run(() -> {
			manager.tool("tool").call(() -> "x");
			model.call(dev.callbacks.message.ChatRequest.of("Hi").streaming());
		});
		assertThatThrownBy(() -> manager.tool("broken").call(() -> {
			throw new IllegalStateException("no");
		})).isInstanceOf(IllegalStateException.class);
		CallbackTests.awaitIdle(manager);
		return recording;
	}

	@Test
	void treeShowsEachRunBelowItsParentAlsoIfOtherRunsStartedMeanwhile() {
		RecordingHandler recording = new RecordingHandler();
		CallbackDispatcher manager = CallbackDispatcher.builder().build();
		manager.add(recording);
		DrivenRun first = manager.open(RunKind.CHAIN, "first", "a");
		first.started().toCompletableFuture().join();
		DrivenRun second = manager.open(RunKind.CHAIN, "second", "b");
		second.started().toCompletableFuture().join();
		for (DrivenRun run : List.of(first, second, first)) {
			try (Run.Scope scope = run.scope()) {
				manager.tool("tool of " + run.info().name()).call(() -> "x");
			}
		}
		second.end("b");
		first.end("a");
		CallbackTests.awaitIdle(manager);
		assertThat(recording.tree()).containsExactly("CHAIN first", "  TOOL tool of first", "  TOOL tool of first",
				"CHAIN second", "  TOOL tool of second");
	}

	@Test
	void assertionsHoldWhereTheyShould() {
		RecordingHandler recording = story();
		ObservedRun chain = recording.run("chain");
		ObservedRun tool = recording.run("tool");
		ObservedRun model = recording.run("scripted");
		CallbackAssertions.assertThat(chain)
			.isWellFormed()
			.succeeded()
			.isRoot()
			.hasKind(RunKind.CHAIN)
			.startedBefore(tool)
			.hasTags("demo")
			.hasMetadata("tenant", "a");
		CallbackAssertions.assertThat(tool).isChildOf(chain).endedBefore(chain).endedBeforeTheStartOf(model);
		CallbackAssertions.assertThat(model).isChildOf(chain).hasTokens("Hello", " you").succeeded();
		CallbackAssertions.assertThat(recording.run("broken")).endedBy(EndReason.FAILED);
		Throwable failure = ((ErrorEvent) recording.run("broken").endings().get(0)).error();
		CallbackAssertions.assertThat(recording.run("broken")).failedWith(failure);
		CallbackAssertions.assertThat(recording)
			.isWellFormed()
			.containInOrder(ChainStart.class, ToolStart.class, ChatModelStart.class, LlmNewToken.class, LlmEnd.class,
					ChainEnd.class);
		assertThatEvents(model.events()).areExactly(ChatModelStart.class, LlmNewToken.class, LlmNewToken.class,
				LlmNewToken.class, LlmEnd.class);
	}

	@Test
	void runsAreATree() {
		assertThat(story().tree()).containsExactly("CHAIN chain", "  TOOL tool", "  CHAT_MODEL scripted",
				"TOOL broken");
	}

	@Test
	void assertionsFailWhereTheyShould() {
		RecordingHandler recording = story();
		ObservedRun chain = recording.run("chain");
		ObservedRun tool = recording.run("tool");
		fails(() -> CallbackAssertions.assertThat(tool).startedBefore(chain), "start before");
		fails(() -> CallbackAssertions.assertThat(chain).endedBefore(tool), "end before");
		fails(() -> CallbackAssertions.assertThat(chain).endedBeforeTheStartOf(tool), "end before the start");
		fails(() -> CallbackAssertions.assertThat(chain).isChildOf(tool), "child");
		fails(() -> CallbackAssertions.assertThat(tool).isRoot(), "root");
		fails(() -> CallbackAssertions.assertThat(chain).hasKind(RunKind.TOOL), "of kind");
		fails(() -> CallbackAssertions.assertThat(chain).hasTags("other"), "tags");
		fails(() -> CallbackAssertions.assertThat(chain).hasMetadata("tenant", "b"), "metadata");
		fails(() -> CallbackAssertions.assertThat(chain).hasTokens("x"), "tokens");
		fails(() -> CallbackAssertions.assertThat(chain).endedBy(EndReason.FAILED), "ended by FAILED");
		fails(() -> CallbackAssertions.assertThat(recording.run("broken")).succeeded(), "to succeed");
		fails(() -> CallbackAssertions.assertThat(recording.run("broken")).failedWith(new IllegalStateException("x")),
				"fail with");
		fails(() -> recording.run("nobody"), "one run named 'nobody'");
		fails(() -> assertThatEvents(recording.events()).areExactly(ChainStart.class), "ChainStart");
		fails(() -> assertThatEvents(recording.events()).containInOrder(ChainEnd.class, ChainStart.class),
				"in this order");
		List<CallbackEvent> events = tool.events();
		fails(() -> assertThatEvents(events.subList(0, 1)).isWellFormed(), "exactly one terminal");
		fails(() -> assertThatEvents(List.of(events.get(1))).isWellFormed(), "begin with its start");
		fails(() -> assertThatEvents(List.of(events.get(1), events.get(0))).isWellFormed(), "nothing after");
		fails(() -> assertThatEvents(List.of(events.get(0), events.get(1), events.get(1))).isWellFormed(), "it has 2");
	}

	private static void fails(org.assertj.core.api.ThrowableAssert.ThrowingCallable assertion, String message) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion).withMessageContaining(message);
	}

	@Test
	void scriptedProviderAnswersInTurnAndKeepsWhatItWasAsked() {
		ScriptedProvider provider = new ScriptedProvider().thenTokens(Usage.of(1, 2), "m", "a", "b")
			.thenFail(new IllegalStateException("cut"), "a")
			.thenNothing()
			.thenHang("x")
			.thenToolCalls(new dev.callbacks.message.ToolCall("1", "search", "{}"));
		CallbackDispatcher manager = CallbackDispatcher.builder().build();
		CallbackChatModel model = new CallbackChatModel(manager, provider);
		assertThat(provider.remaining()).isEqualTo(5);
		assertThat(model.call("one").first().usage()).isEqualTo(Usage.of(1, 2));
		assertThatThrownBy(() -> model.stream("two").blockLast()).hasMessage("cut");
		assertThatExceptionOfType(dev.callbacks.chat.EmptyAnswerException.class).isThrownBy(() -> model.call("three"));
		assertThat(model.stream("four").take(1).map(ChatChunk::text).blockLast()).isEqualTo("x");
		assertThat(model.call("five").first().message().toolCalls()).hasSize(1);
		assertThat(provider.requests()).extracting((request) -> request.messages().get(0).text())
			.containsExactly("one", "two", "three", "four", "five");
		assertThat(provider.cancelled()).isEqualTo(1);
		assertThatThrownBy(() -> model.call("six")).isInstanceOf(AssertionError.class)
			.hasMessageContaining("Call 6 has no scripted answer");
		CallbackTests.awaitIdle(manager);
	}

	@Test
	void answerIsDrivenByHand() {
		ScriptedProvider provider = new ScriptedProvider();
		HandDrivenAnswer answer = provider.byHand();
		assertThat(answer.isAsked()).isFalse();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(answer::complete);
		CallbackDispatcher manager = CallbackDispatcher.builder().build();
		AsyncRecordingHandler recording = new AsyncRecordingHandler();
		manager.add(recording);
		StepVerifier.create(new CallbackChatModel(manager, provider).stream("Hi").map(ChatChunk::text), 0)
			.thenRequest(1)
			.then(() -> assertThat(answer.requested()).isEqualTo(1))
			.then(() -> answer.emit("a"))
			.expectNext("a")
			.then(() -> assertThat(recording.run("scripted").tokens()).containsExactly("a"))
			.thenCancel()
			.verify();
		assertThat(answer.isCancelled()).isTrue();
		CallbackTests.awaitIdle(manager);
		CallbackAssertions.assertThat(recording.run("scripted")).endedBy(EndReason.CLOSED);
		HandDrivenAnswer failing = provider.byHand();
		CompletableFuture<?> call = new CallbackChatModel(manager, provider).callAsync("Hi");
		IllegalStateException failure = new IllegalStateException("x");
		failing.fail(failure);
		assertThat(call).failsWithin(10, TimeUnit.SECONDS).withThrowableThat().withCause(failure);
	}

	@Test
	void tasksOfASteppingExecutorRunByHand() {
		SteppingExecutor executor = new SteppingExecutor();
		CallbackDispatcher manager = CallbackDispatcher.builder().executor(executor, 1).work(executor).build();
		RecordingHandler recording = new RecordingHandler();
		manager.add(recording);
		CompletableFuture<?> call = new CallbackChatModel(manager, new ScriptedProvider().thenTokens("a"))
			.callAsync("Hi");
		assertThat(recording.events()).isEmpty();
		assertThat(executor.waiting()).isEqualTo(1);
		executor.runNext();
		assertThat(recording.events()).hasSize(1);
		assertThat(call).isNotDone();
		while (!call.isDone()) {
			executor.runAll();
		}
		assertThatEvents(recording.events()).areExactly(ChatModelStart.class, LlmEnd.class);
		CallbackTests.awaitIdle(manager);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(executor::runNext);
	}

	@Test
	void kitFindsHandlersThatThrowOrAreNotReadyForManyRuns() {
		HandlerCompatibilityKit throwing = new HandlerCompatibilityKit() {

			@Override
			protected Handler handler() {
				return new CallbackHandler() {

					@Override
					public void onLlmError(LlmError event) {
						throw new IllegalStateException("not ready for errors");
					}

				};
			}

		};
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(throwing::takesEveryEventOfRunsOfAllKindsUnderABlockingCall)
			.withMessageContaining("ERROR in LLM_ERROR");
	}

	/** A handler without faults. */
	@Nested
	class GoodBlockingHandlerTests extends HandlerCompatibilityKit {

		@Override
		protected Handler handler() {
			return new RecordingHandler();
		}

	}

	/** A serialized handler with raise-error, which never fails. */
	@Nested
	class GoodSerializedHandlerTests extends HandlerCompatibilityKit {

		@Override
		protected Handler handler() {
			return new RecordingHandler() {

				@Override
				public HandlerSettings settings() {
					return HandlerSettings.none().withSerialized(true).withRaiseError(true);
				}

			};
		}

	}

	/** A handler whose stages complete on other threads. */
	@Nested
	class GoodAsyncHandlerTests extends HandlerCompatibilityKit {

		@Override
		protected Handler handler() {
			return new AsyncCallbackHandler() {

				@Override
				public CompletionStage<?> onEvent(CallbackEvent event) {
					return CompletableFuture.runAsync(() -> {
					});
				}

			};
		}

	}

	@Test
	void handlerFindsTheRunOfItsEventWhileItWorks() {
		Map<String, String> seen = new java.util.concurrent.ConcurrentHashMap<>();
		CallbackDispatcher manager = CallbackDispatcher.builder().build();
		manager.add(new RecordingHandler() {

			@Override
			public void onEvent(CallbackEvent event) {
				seen.put(event.getClass().getSimpleName(), Run.current().info().name());
			}

		});
		manager.chain("chain").run(() -> {
		});
		assertThat(seen).isEqualTo(Map.of("ChainStart", "chain", "ChainEnd", "chain"));
	}

}
