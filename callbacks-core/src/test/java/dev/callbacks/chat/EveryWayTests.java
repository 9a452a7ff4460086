// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.CallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmStart;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.LlmResult;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for all ways to call a model: blocking, by a future, by a Mono, as a stream, with
 * and without tokens for handlers.
 */
class EveryWayTests {

	private static CallbackChatModel model(TestEngine engine, EmbeddedAnswer answer) {
		return new CallbackChatModel(engine.manager, EmbeddedChatProvider.builder().answer(answer).build());
	}

	@ParameterizedTest
	@EnumSource
	void b01BothKindsGetStartThenEveryTokenThenEnd(ModelMethod way) throws Exception {
		Recording.Blocking blocking = new Recording.Blocking();
		Recording.Async async = new Recording.Async();
		Recording.Blocking inline = new Recording.Blocking(HandlerSettings.none().withInline(true));
		try (TestEngine engine = new TestEngine().with(blocking, async, inline)) {
			assertThat(way.ask(model(engine, EmbeddedAnswer.tokens("a", "b")))).isEqualTo("ab");
			assertThat(blocking.names()).isEqualTo(way.story("a", "b"));
			assertThat(async.names()).isEqualTo(way.story("a", "b"));
			assertThat(inline.names()).isEqualTo(way.story("a", "b"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void b02ProviderIsNotAskedBeforeTheStartIsFinished(ModelMethod way) throws Exception {
		CompletableFuture<Object> woken = new CompletableFuture<>();
		CountDownLatch started = new CountDownLatch(1);
		Recording.Async slow = new Recording.Async((event) -> {
			if (event.sequence() == 0) {
				started.countDown();
				return woken;
			}
			return null;
		});
		AtomicInteger asked = new AtomicInteger();
		try (TestEngine engine = new TestEngine().with(slow)) {
			CallbackChatModel model = new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder().script((request) -> {
						assertThat(woken).isDone();
						asked.incrementAndGet();
						return EmbeddedAnswer.tokens("a");
					}).build());
			CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> way.ask(model),
					(task) -> new Thread(task).start());
			assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(asked).hasValue(0);
			woken.complete(null);
			assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("a");
			assertThat(asked).hasValue(1);
		}
	}

	@ParameterizedTest
	@EnumSource
	void b20HandlerWithoutChatStartGetsThePromptInstead(ModelMethod way) throws Exception {
		List<List<String>> prompts = Collections.synchronizedList(new ArrayList<>());
		CallbackHandler handler = new CallbackHandler() {

			@Override
			public void onLlmStart(LlmStart event) {
				prompts.add(event.prompts());
			}

		};
		try (TestEngine engine = new TestEngine().with(handler)) {
			way.ask(model(engine, EmbeddedAnswer.tokens("a")),
					ChatRequest.of(ChatMessage.system("s"), ChatMessage.user("h")));
			assertThat(prompts).containsExactly(List.of(way.isChat() ? "System: s\nHuman: h" : "s"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void b24VirtualMachineErrorOfAHandlerEndsTheRun(ModelMethod way) throws Exception {
		OutOfMemoryError failure = new OutOfMemoryError("test");
		Recording.Async other = new Recording.Async();
		Recording.Async failing = new Recording.Async((event) -> {
			CompletableFuture<Object> failed = new CompletableFuture<>();
			if (event.sequence() == 0) {
				failed.completeExceptionally(failure);
			}
			else {
				failed.complete(null);
			}
			return failed;
		});
		try (TestEngine engine = new TestEngine().with(failing, other)) {
			CallbackChatModel model = model(engine, EmbeddedAnswer.tokens("a"));
			assertThatThrownBy(() -> way.ask(model))
				.satisfies((thrown) -> assertThat(causes(thrown)).contains(failure));
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(other.names()).hasSize(2).endsWith("LlmError");
			assertThat(((LlmError) other.events().get(1)).reason()).isEqualTo(EndReason.FAILED);
		}
	}

	private static List<Throwable> causes(Throwable thrown) {
		List<Throwable> causes = new ArrayList<>();
		for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
			causes.add(cause);
		}
		return causes;
	}

	@ParameterizedTest
	@EnumSource
	void b26CallIsAChildOfTheRunThatIsCurrent(ModelMethod way) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CallbackChatModel model = model(engine, EmbeddedAnswer.tokens("a"));
			engine.manager.chain("blocking").call(() -> way.ask(model));
			engine.manager.chain("submitted").submit(() -> way.ask(model)).get(10, TimeUnit.SECONDS);
			assertThat(handler.events()).filteredOn((event) -> event.run().name().equals("embedded"))
				.isNotEmpty()
				.allSatisfy((event) -> assertThat(event.run().ancestors()).hasSize(1));
		}
	}

	@ParameterizedTest
	@EnumSource
	void b28b29RequestComesBeforeObjectComesBeforeApplicationAndEachOnce(ModelMethod way) throws Exception {
		List<String> order = Collections.synchronizedList(new ArrayList<>());
		// inline handlers are called in their order in every way of calling
		HandlerSettings inline = HandlerSettings.none().withInline(true);
		Recording.Blocking request = new Recording.Blocking(inline, (event) -> order.add("request"));
		Recording.Blocking object = new Recording.Blocking(inline, (event) -> order.add("object"));
		Recording.Blocking application = new Recording.Blocking(inline, (event) -> order.add("application"));
		try (TestEngine engine = new TestEngine().with(application)) {
			way.ask(model(engine, EmbeddedAnswer.tokens("a")).withHandlers(object, request)
				.with(RunConfig.handlers(request)));
			assertThat(order.subList(0, 3)).containsExactly("request", "object", "application");
			assertThat(order).hasSize(3 * way.story("a").size());
		}
	}

	@ParameterizedTest
	@EnumSource
	void b34TagsAndMetadataAreTheSameOnEveryEventOfTheRun(ModelMethod way) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			RunConfig config = RunConfig.empty()
				.tags("inherited", "both")
				.localTags("local", "both")
				.metadata("a", 1)
				.metadata("b", 1)
				.localMetadata("b", 2);
			way.ask(model(engine, EmbeddedAnswer.tokens("a")).with(config));
			assertThat(handler.events()).hasSize(way.story("a").size()).allSatisfy((event) -> {
				assertThat(event.run().tags()).containsExactly("inherited", "both", "local");
				assertThat(event.run().metadata()).isEqualTo(Map.of("a", 1, "b", 2));
			});
		}
	}

	@ParameterizedTest
	@EnumSource
	void b48ProviderThatEmitsNothingIsAnError(ModelMethod way) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			CallbackChatModel model = model(engine, EmbeddedAnswer.nothing());
			assertThatThrownBy(() -> way.ask(model)).isInstanceOf(EmptyAnswerException.class);
			assertThat(handler.names()).hasSize(2).endsWith("LlmError");
		}
	}

	@ParameterizedTest
	@EnumSource
	void b49FailureAfterChunksCarriesThePartialText(ModelMethod way) throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		IllegalStateException failure = new IllegalStateException("cut");
		try (TestEngine engine = new TestEngine().with(handler)) {
			CallbackChatModel model = model(engine, EmbeddedAnswer.tokens("a", "b", "c").failingAfter(2, failure));
			assertThatThrownBy(() -> way.ask(model)).isSameAs(failure);
			LlmError error = (LlmError) handler.events().get(handler.events().size() - 1);
			assertThat(error.error()).isSameAs(failure);
			assertThat(error.partial().text()).isEqualTo("ab");
		}
	}

	@ParameterizedTest
	@EnumSource
	void b64EveryHandlerSeesTheCallersContext(ModelMethod way) throws Exception {
		List<String> seen = Collections.synchronizedList(new ArrayList<>());
		Recording.Blocking blocking = new Recording.Blocking((event) -> seen.add(MDC.get("tenant")));
		Recording.Async async = new Recording.Async((event) -> {
			seen.add(MDC.get("tenant"));
			return CompletableFuture.completedFuture(null).thenRunAsync(() -> {
			}, ForkJoinPool.commonPool());
		});
		try (TestEngine engine = new TestEngine().with(blocking, async)) {
			MDC.put("tenant", "a");
			way.ask(model(engine, EmbeddedAnswer.tokens("a", "b")));
			assertThat(MDC.get("tenant")).isEqualTo("a");
			assertThat(seen).hasSize(2 * way.story("a", "b").size()).containsOnly("a");
		}
		finally {
			MDC.clear();
		}
	}

	@ParameterizedTest
	@EnumSource
	void g12HandlerThatCallsAModelItselfNeitherRecursesNorChangesTheTree(ModelMethod way) throws Exception {
		CallbackChatModel[] model = new CallbackChatModel[1];
		Recording.Blocking other = new Recording.Blocking();
		Recording.Blocking calling = new Recording.Blocking((event) -> {
			if (event instanceof ChatModelStart || event instanceof LlmStart) {
				way.ask(model[0]);
			}
		});
		try (TestEngine engine = new TestEngine().with(calling, other)) {
			model[0] = model(engine, EmbeddedAnswer.tokens("a"));
			way.ask(model[0]);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(calling.names()).isEqualTo(way.story("a"));
			assertThat(other.events()).hasSize(2 * way.story("a").size())
				.allSatisfy((event) -> assertThat(event.run().parentId()).isNull());
			assertThat(
					other.events().stream().filter((event) -> "handler".equals(event.run().metadata().get("origin"))))
				.hasSize(way.story("a").size());
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.INCLUDE, names = { "FUTURE", "FUTURE_STREAMED" })
	void b58FutureThatIsCancelledAtItsEndIsPromptAndHandlersFinish(ModelMethod way) throws Exception {
		CompletableFuture<Object> gate = new CompletableFuture<>();
		CountDownLatch ending = new CountDownLatch(1);
		Recording.Async slow = new Recording.Async((event) -> {
			if (event.getClass().getSimpleName().equals("LlmEnd")) {
				ending.countDown();
				return gate;
			}
			return null;
		});
		try (TestEngine engine = new TestEngine().with(slow)) {
			ChatRequest request = ChatRequest.of("Hello");
			CompletableFuture<LlmResult> answer = model(engine, EmbeddedAnswer.tokens("a"))
				.callAsync(way.streamed ? request.streaming() : request);
			assertThat(ending.await(10, TimeUnit.SECONDS)).isTrue();
			answer.cancel(true);
			assertThat(answer).isCancelled();
			gate.complete(null);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(slow.names()).isEqualTo(way.story("a"));
			assertThatThrownBy(answer::join).isInstanceOf(java.util.concurrent.CancellationException.class);
		}
		catch (CompletionException ex) {
			throw new AssertionError(ex);
		}
	}

}
