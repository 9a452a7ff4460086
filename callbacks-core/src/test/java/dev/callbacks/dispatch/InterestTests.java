// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackSettings;
import dev.callbacks.DrivenRun;
import dev.callbacks.Handler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.EventGroup;
import dev.callbacks.InvalidHandlerException;
import dev.callbacks.OnFull;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.RunBody;
import dev.callbacks.TestEngine;
import dev.callbacks.TestProvider;
import dev.callbacks.call.RunPlan;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.LlmStart;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.spi.HandlerDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The events that handlers want, and their settings.
 */
class InterestTests {

	private static CallbackChatModel model(TestEngine engine) {
		return new CallbackChatModel(engine.manager, EmbeddedChatProvider.answering("Yes"));
	}

	@Test
	void interestIsWhatTheClassOverrides() {
		assertThat(HandlerDescriptor.of(new TokensOnly()).overridden()).containsExactly(EventType.LLM_NEW_TOKEN);
		assertThat(HandlerDescriptor.of(new Inheriting()).overridden())
			.containsExactlyInAnyOrder(EventType.LLM_NEW_TOKEN, EventType.LLM_END);
		assertThat(HandlerDescriptor.of(new CallbackHandler() {
		}).overridden()).isEmpty();
	}

	@Test
	void interestIsThatOfTheClassBehindAGeneratedSubclass() {
		HandlerDescriptor descriptor = HandlerDescriptor.of(new TokensOnly$$SpringCGLIB$$0());
		assertThat(descriptor.handlerClass()).isEqualTo(TokensOnly.class);
		assertThat(descriptor.name()).isEqualTo("tokensOnly");
		assertThat(descriptor.overridden()).containsExactly(EventType.LLM_NEW_TOKEN);
	}

	@Test
	void behindAnInterfaceProxyEverythingIsWantedUnlessSettingsSay() throws Exception {
		List<String> called = new ArrayList<>();
		CallbackHandler proxy = (CallbackHandler) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { CallbackHandler.class }, (self, method, args) -> {
					called.add(method.getName());
					return method.getName().equals("settings")
							? HandlerSettings.none().withInterest(EnumSet.of(EventType.LLM_END)) : null;
				});
		assertThat(HandlerDescriptor.of(proxy).overridden()).hasSize(EventType.values().length);
		try (TestEngine engine = new TestEngine()) {
			model(engine).withHandlers(proxy).call("Hello");
		}
		assertThat(called).filteredOn((name) -> name.startsWith("on")).containsExactly("onLlmEnd");
	}

	@Test
	void handlerThatWantsNothingCostsNothing() throws Exception {
		try (TestEngine engine = new TestEngine().with(new CallbackHandler() {
		})) {
			DrivenRun run = engine.manager
				.open(RunPlan.chat(ChatRequest.of("Hello"), Map.of()).as(RunKind.CHAT_MODEL, "x"));
			assertThat(run.wantsTokens()).isFalse();
			assertThat(run.started().toCompletableFuture()).isDone();
			run.end(dev.callbacks.message.LlmResult.none());
			assertThat(engine.pool().toString()).contains("pool size = 0");
		}
	}

	@Test
	void b20HandlerWithoutChatStartGetsThePromptInstead() throws Exception {
		List<LlmStart> starts = new ArrayList<>();
		Recording.Blocking other = new Recording.Blocking();
		CallbackHandler prompts = new CallbackHandler() {

			@Override
			public void onLlmStart(LlmStart event) {
				starts.add(event);
			}

		};
		try (TestEngine engine = new TestEngine().with(prompts, other)) {
			model(engine).call(ChatRequest.of(ChatMessage.system("s"), ChatMessage.user("h")));
			assertThat(starts).hasSize(1);
			assertThat(starts.get(0).prompts()).containsExactly("System: s\nHuman: h");
			assertThat(other.names()).containsExactly("ChatModelStart", "LlmEnd");
		}
	}

	@Test
	void promptIsAcceptedAndFinishedUnderTheSameType() throws Exception {
		CallbackHandler prompts = new CallbackHandler() {

			@Override
			public void onLlmStart(LlmStart event) {
			}

		};
		CountingListener listener = new CountingListener();
		try (TestEngine engine = new TestEngine(CallbackDispatcher.builder().listener(listener)).with(prompts)) {
			model(engine).callAsync("Hello").join();
			model(engine).call("Hello");
		}
		assertThat(listener.accepted("LLM_START")).isEqualTo(listener.finished("LLM_START", "SUCCESS")).isEqualTo(2);
		assertThat(listener.accepted("CHAT_MODEL_START")).isZero();
	}

	@Test
	void b23LlmSilencesPromptsTokensAndEndsAndTheFallback() throws Exception {
		Recording.Blocking handler = new Recording.Blocking(HandlerSettings.none().withIgnore(EventGroup.LLM));
		List<LlmStart> prompts = new ArrayList<>();
		CallbackHandler fallback = new CallbackHandler() {

			@Override
			public HandlerSettings settings() {
				return HandlerSettings.none().withIgnore(EventGroup.LLM);
			}

			@Override
			public void onLlmStart(LlmStart event) {
				prompts.add(event);
			}

		};
		try (TestEngine engine = new TestEngine().with(handler, fallback)) {
			model(engine).call(ChatRequest.of("Hello").streaming());
			assertThat(handler.names()).containsExactly("ChatModelStart");
			assertThat(prompts).isEmpty();
		}
	}

	@Test
	void b23ChatModelSilencesChatStartsWithoutAFallback() throws Exception {
		Recording.Blocking handler = new Recording.Blocking(HandlerSettings.none().withIgnore(EventGroup.CHAT_MODEL));
		List<LlmStart> prompts = new ArrayList<>();
		CallbackHandler fallback = new CallbackHandler() {

			@Override
			public HandlerSettings settings() {
				return HandlerSettings.none().withIgnore(EventGroup.CHAT_MODEL);
			}

			@Override
			public void onLlmStart(LlmStart event) {
				prompts.add(event);
			}

		};
		try (TestEngine engine = new TestEngine().with(handler, fallback)) {
			model(engine).call("Hello");
			assertThat(handler.names()).containsExactly("LlmEnd");
			assertThat(prompts).isEmpty();
		}
	}

	@Test
	void b23ChainAndCustomSilenceTheirs() throws Exception {
		Recording.Blocking noChain = new Recording.Blocking(HandlerSettings.none().withIgnore(EventGroup.CHAIN));
		Recording.Blocking noCustom = new Recording.Blocking(HandlerSettings.none().withIgnore(EventGroup.CUSTOM));
		try (TestEngine engine = new TestEngine().with(noChain, noCustom)) {
			DrivenRun run = engine.manager.open(RunPlan.inputs(Map.of()).as(RunKind.CHAIN, "chain"));
			run.started().toCompletableFuture().join();
			run.emit("custom", null).toCompletableFuture().join();
			run.end(null).toCompletableFuture().join();
			assertThat(noChain.names()).containsExactly("CustomEvent");
			assertThat(noCustom.names()).containsExactly("ChainStart", "ChainEnd");
		}
	}

	@ParameterizedTest
	@EnumSource
	void b23GroupSilencesItsEventsAndNoOthers(EventGroup group) throws Exception {
		Recording.Blocking everything = new Recording.Blocking();
		Recording.Blocking handler = new Recording.Blocking(HandlerSettings.none().withIgnore(group));
		RunBody<Object, RuntimeException> failing = () -> {
			throw new IllegalStateException("no");
		};
		try (TestEngine engine = new TestEngine().with(everything, handler)) {
			engine.manager.agent("agent").run(() -> {
				model(engine).call(ChatRequest.of("Hello").streaming());
				model(engine).complete("Hello");
				CallbackChatModel failingModel = new CallbackChatModel(engine.manager,
						TestProvider.of(() -> Flux.error(new IllegalStateException("no"))));
				assertThatThrownBy(() -> failingModel.call("Hello")).hasMessage("no");
				engine.manager.tool("tool").run(() -> {
				});
				engine.manager.retriever("retriever").run(() -> {
				});
				for (RunKind kind : List.of(RunKind.TOOL, RunKind.RETRIEVER, RunKind.CHAIN)) {
					assertThatThrownBy(() -> engine.manager.run(kind, "failing").call(failing)).hasMessage("no");
				}
				Run.current().emitAction("tool", "input", "log");
				Run.current().emitFinish("output", "log");
				Run.current().emitRetry(2, Duration.ZERO, new IllegalStateException());
				Run.current().emitText("text");
				Run.current().emit("custom", null);
			});
		}
		assertThat(everything.events()).extracting(CallbackEvent::type).contains(EventType.values());
		assertThat(handler.events())
			.isEqualTo(everything.events().stream().filter((event) -> !group.types().contains(event.type())).toList());
	}

	@Test
	void settingsAreMergedOneByOneAndThoseOfTheMethodWin() {
		HandlerSettings settings = HandlerSettings.of(Annotated.class)
			.overriddenBy(new Annotated().settings())
			.overriddenBy(HandlerSettings.none().withConcurrency(3));
		assertThat(settings.window()).isEqualTo(7);
		assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(settings.concurrency()).isEqualTo(3);
		assertThat(settings.onFull()).isEqualTo(OnFull.SHED_TOKENS);
		assertThat(settings.ignore()).isEqualTo(Set.of(EventGroup.TOOL));
		assertThat(settings.inline()).isNull();
	}

	static Stream<HandlerSettings> impossible() {
		HandlerSettings none = HandlerSettings.none();
		return Stream.of(none.withWindow(0), none.withConcurrency(0), none.withTimeout(Duration.ZERO),
				none.withTimeout(Duration.ofSeconds(-1)), none.withInline(true).withWindow(3),
				none.withInline(true).withSerialized(true), none.withInline(true).withConcurrency(2),
				none.withInline(true).withTimeout(Duration.ofSeconds(1)));
	}

	@ParameterizedTest
	@MethodSource("impossible")
	void g13SettingsThatCannotWorkAreRefused(HandlerSettings settings) throws Exception {
		try (TestEngine engine = new TestEngine()) {
			Handler handler = new Recording.Blocking(settings);
			assertThatExceptionOfType(InvalidHandlerException.class).isThrownBy(() -> engine.manager.add(handler))
				.withMessageContaining("'blocking'");
			assertThatExceptionOfType(InvalidHandlerException.class)
				.isThrownBy(() -> model(engine).withHandlers(handler).call("Hello"));
		}
	}

	@Test
	void g13InlineIsRefusedForAnAsynchronousHandler() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			assertThatExceptionOfType(InvalidHandlerException.class)
				.isThrownBy(() -> engine.manager
					.add(new Recording.Async(HandlerSettings.none().withInline(true), (event) -> null)))
				.withMessageContaining("'inline'");
		}
	}

	static class TokensOnly implements CallbackHandler {

		@Override
		public void onLlmNewToken(LlmNewToken event) {
		}

	}

	static class Inheriting extends TokensOnly {

		@Override
		public void onLlmEnd(LlmEnd event) {
		}

	}

	/** As the class generator of Spring makes them: it overrides everything. */
	@SuppressWarnings("checkstyle")
	static class TokensOnly$$SpringCGLIB$$0 extends TokensOnly {

		@Override
		public void onLlmNewToken(LlmNewToken event) {
		}

		@Override
		public void onLlmEnd(LlmEnd event) {
		}

	}

	@CallbackSettings(window = 5, timeout = "PT5S", onFull = OnFull.SHED_TOKENS, ignore = EventGroup.TOOL)
	static class Annotated implements AsyncCallbackHandler {

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withWindow(7);
		}

	}

}
