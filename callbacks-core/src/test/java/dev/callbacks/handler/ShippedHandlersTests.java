// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.DrivenRun;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.TestEngine;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.Text;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatMessage;
import dev.callbacks.message.Generation;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Handlers that are ready to use.
 */
class ShippedHandlersTests {

	private static CallbackChatModel model(TestEngine engine, String... tokens) {
		return new CallbackChatModel(engine.manager,
				EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens(tokens)).build());
	}

	private static void everything(TestEngine engine) {
		CallbackChatModel model = model(engine, "secret", " answer");
		engine.manager.chain("chain").tags("demo").metadata("tenant", "a\"b").input("secret input").run(() -> {
			model.stream("secret question").blockLast();
			engine.manager.tool("tool").input("secret argument").call(() -> "secret output");
			engine.manager.retriever("docs").input("secret query").call(() -> List.of("secret document"));
			Run.current().emit("progress", "secret data");
			Run.current().emitText("secret text");
			Run.current().emitRetry(2, Duration.ofMillis(5), new IllegalStateException("secret failure"));
			Run.current().emitAction("tool", "secret argument", "secret thought");
			Run.current().emitFinish("secret output", "secret thought");
			try {
				engine.manager.tool("broken").call(() -> {
					throw new IllegalStateException("secret failure");
				});
			}
			catch (IllegalStateException ex) {
				// shown as an error
			}
		});
	}

	@Test
	void consoleShowsATreeWithDurationsAndNoContent() throws Exception {
		List<String> lines = Collections.synchronizedList(new ArrayList<>());
		try (TestEngine engine = new TestEngine().with(ConsoleTreeHandler.to(lines::add))) {
			everything(engine);
			assertThat(lines).noneMatch((line) -> line.contains("secret"));
			assertThat(lines.stream().map((line) -> line.replaceAll("[0-9]+ ms", "N ms"))).containsExactly(
					"> chain chain", "  > chat-model embedded", "  < chat-model embedded N ms, 2 + 2 tokens",
					"  > tool tool", "  < tool tool N ms", "  > retriever docs", "  < retriever docs N ms",
					"  event progress", "  text", "  retry 2 in N ms after java.lang.IllegalStateException",
					"  action tool", "  finish", "  > tool broken",
					"  ! tool broken N ms FAILED java.lang.IllegalStateException", "< chain chain N ms");
		}
	}

	@Test
	void consoleShowsContentWhenItIsTold() throws Exception {
		List<String> lines = Collections.synchronizedList(new ArrayList<>());
		try (TestEngine engine = new TestEngine().with(ConsoleTreeHandler.to(lines::add).showingContent())) {
			everything(engine);
			assertThat(lines).contains("> chain chain: {input=secret input}",
					"  > chat-model embedded: Human: secret question", "    token 0: secret",
					"  > tool tool: secret argument", "  event progress: secret data", "  text: secret text",
					"  action tool: secret argument", "  > retriever docs: secret query");
			assertThat(lines).anyMatch((line) -> line.endsWith(": secret document"));
			assertThat(lines)
				.anyMatch((line) -> line.startsWith("  ! tool broken") && line.endsWith(": secret failure"));
		}
	}

	@Test
	void jsonLinesAreOneObjectALineWithoutContent(@TempDir Path folder) throws Exception {
		Path file = folder.resolve("events.jsonl");
		try (TestEngine engine = new TestEngine(); JsonLinesHandler handler = JsonLinesHandler.appendTo(file)) {
			engine.manager.add(handler);
			everything(engine);
			engine.manager.awaitIdle(TestEngine.LONG);
		}
		List<String> lines = Files.readAllLines(file);
		assertThat(lines).hasSize(18).noneMatch((line) -> line.contains("secret"));
		assertThat(lines).allSatisfy(
				(line) -> assertThat(Json.parse(line)).containsKeys("time", "type", "sequence", "run", "kind", "name"));
		Map<String, Object> start = Json.parse(lines.get(0));
		assertThat(start).containsEntry("type", "CHAIN_START")
			.containsEntry("tags", List.of("demo"))
			.containsEntry("metadata", Map.of("tenant", "a\"b"))
			.doesNotContainKey("parent");
		Map<String, Object> end = lines.stream()
			.map(Json::parse)
			.filter((line) -> line.get("type").equals("LLM_END"))
			.findFirst()
			.orElseThrow();
		assertThat(end).containsEntry("parent", start.get("run"))
			.containsEntry("model", "embedded-1")
			.containsEntry("inputTokens", 2)
			.containsEntry("outputTokens", 2);
		assertThat(Json.parse(lines.get(16))).containsEntry("type", "TOOL_ERROR")
			.containsEntry("reason", "FAILED")
			.containsEntry("error", "java.lang.IllegalStateException");
	}

	@Test
	void delayThatIsLongerThanNumbersOfMillisecondsIsWritten(@TempDir Path folder) throws Exception {
		Path file = folder.resolve("events.jsonl");
		List<String> lines = new ArrayList<>();
		try (JsonLinesHandler json = JsonLinesHandler.appendTo(file);
				TestEngine engine = new TestEngine().with(json, ConsoleTreeHandler.to(lines::add))) {
			engine.manager.chain("chain")
				.run(() -> Run.current().emitRetry(2, ChronoUnit.FOREVER.getDuration(), new IllegalStateException()));
		}
		assertThat(lines).hasSize(3);
		assertThat(Files.readAllLines(file)).hasSize(3)
			.element(1)
			.asString()
			.contains("\"delayMillis\":" + Long.MAX_VALUE);
	}

	@Test
	void interruptedCallerDoesNotEndTheFile(@TempDir Path folder) throws Exception {
		Path file = folder.resolve("events.jsonl");
		try (TestEngine engine = new TestEngine(); JsonLinesHandler handler = JsonLinesHandler.appendTo(file)) {
			DrivenRun open = engine.manager.open(RunKind.CHAIN, "chain", Map.of());
			open.end(null);
			RunInfo run = open.info();
			Thread.currentThread().interrupt();
			handler.onEvent(new Text(run, 1, "interrupted"));
			assertThat(Thread.interrupted()).isTrue();
			handler.onEvent(new Text(run, 2, "not interrupted"));
			assertThat(Files.readAllLines(file)).hasSize(2);
		}
	}

	@Test
	void jsonLinesCarryContentWhenTheyAreToldAndEscapeIt(@TempDir Path folder) throws Exception {
		Path file = folder.resolve("events.jsonl");
		String odd = "quote \" backslash \\ line\nreturn\r tab\t bell\u0007 face \uD83D\uDE00 half \uD83D separator \u2028";
		try (TestEngine engine = new TestEngine(); JsonLinesHandler handler = JsonLinesHandler.withContentTo(file)) {
			engine.manager.add(handler);
			engine.manager.tool("tool").inputText(odd).call(() -> "done");
		}
		List<String> lines = Files.readAllLines(file);
		assertThat(lines).hasSize(2);
		assertThat(Json.parse(lines.get(0))).containsEntry("content", odd);
	}

	@Test
	void lineThatACrashCutOffIsClosedBeforeTheNext(@TempDir Path folder) throws Exception {
		Path file = folder.resolve("events.jsonl");
		Files.writeString(file, "{\"whole\":1}\n{\"cut\":");
		try (TestEngine engine = new TestEngine(); JsonLinesHandler handler = JsonLinesHandler.appendTo(file)) {
			engine.manager.add(handler);
			engine.manager.chain("chain").run(() -> {
			});
		}
		List<String> lines = Files.readAllLines(file);
		assertThat(lines).hasSize(4).startsWith("{\"whole\":1}", "{\"cut\":");
		assertThat(Json.parse(lines.get(2))).containsEntry("type", "CHAIN_START");
	}

	@Test
	void jsonLinesOfRunsAtOnceAreWhole(@TempDir Path folder) throws Exception {
		Path file = folder.resolve("events.jsonl");
		try (TestEngine engine = new TestEngine(); JsonLinesHandler handler = JsonLinesHandler.appendTo(file)) {
			engine.manager.add(handler);
			CallbackChatModel model = model(engine, "a", "b", "c");
			List<CompletableFuture<?>> all = new ArrayList<>();
			for (int i = 0; i < 200; i++) {
				all.add(model.stream("x").collectList().toFuture());
			}
			all.forEach((one) -> assertThat(one).succeedsWithin(20, TimeUnit.SECONDS));
			engine.manager.awaitIdle(TestEngine.LONG);
		}
		List<String> lines = Files.readAllLines(file);
		assertThat(lines).hasSize(200 * 6).allSatisfy((line) -> assertThat(Json.parse(line)).containsKey("run"));
	}

	@Test
	void fileThatCannotBeOpenedIsNamed(@TempDir Path folder) {
		assertThatExceptionOfType(java.io.UncheckedIOException.class)
			.isThrownBy(() -> JsonLinesHandler.appendTo(folder.resolve("missing").resolve("events.jsonl")))
			.withMessageContaining("missing")
			.withCauseInstanceOf(IOException.class);
	}

	private static CallbackChatModel metered(TestEngine engine, String model, Usage usage) {
		return new CallbackChatModel(engine.manager, new dev.callbacks.chat.ChatProvider() {

			@Override
			public Flux<ChatChunk> stream(dev.callbacks.message.ChatRequest request) {
				return Flux.just(ChatChunk.of("x"), ChatChunk.closing(usage, metadata()));
			}

			private Map<String, Object> metadata() {
				return (model != null) ? Map.of("model_name", model) : Map.of();
			}

			@Override
			public Mono<LlmResult> call(dev.callbacks.message.ChatRequest request) {
				Generation one = new Generation(ChatMessage.assistant("x"), metadata(), usage);
				// two candidates of one answer
				return Mono.just(new LlmResult(List.of(List.of(one, one)), Map.of(), List.of()));
			}

			@Override
			public String name() {
				return "metered";
			}

		});
	}

	@Test
	void b53UsageIsSummedByModelExactlyHoweverManyRunsEndAtOnce() throws Exception {
		UsageCollector application = new UsageCollector();
		UsageCollector scoped = new UsageCollector();
		try (TestEngine engine = new TestEngine().with(application)) {
			Usage a = new Usage(1, 2, 3, Map.of("cached", 4L), Map.of("reasoning", 5L));
			Usage b = new Usage(10, 20, 30, Map.of(), Map.of("reasoning", 7L));
			List<CallbackChatModel> models = List.of(metered(engine, "a", a), metered(engine, "b", b),
					metered(engine, null, a), metered(engine, "c", null));
			List<CompletableFuture<?>> all = new ArrayList<>();
			for (int i = 0; i < 1_000; i++) {
				for (CallbackChatModel model : models) {
					all.add((i % 2 == 0) ? model.callAsync("x") : model.stream("x").collectList().toFuture());
				}
			}
			all.forEach((one) -> assertThat(one).succeedsWithin(30, TimeUnit.SECONDS));
			models.get(0).with(RunConfig.handlers(scoped)).call("x");
			engine.manager.chain("chain").with(RunConfig.handlers(scoped)).run(() -> {
				models.get(1).call("x");
				models.get(1).callAsync("x").join();
			});
			assertThat(application.byModel()).isEqualTo(
					Map.of("a", new Usage(1_001, 2_002, 3_003, Map.of("cached", 4_004L), Map.of("reasoning", 5_005L)),
							"b", new Usage(10_020, 20_040, 30_060, Map.of(), Map.of("reasoning", 7_014L))));
			assertThat(scoped.byModel()).isEqualTo(Map.of("a", a, "b", b.plus(b)));
			assertThat(scoped.total().totalTokens()).isEqualTo(63);
			assertThat(scoped.reset()).hasSize(2);
			assertThat(scoped.byModel()).isEmpty();
		}
	}

	@Test
	void recorderKeepsWholeTrees() throws Exception {
		RunRecorder recorder = new RunRecorder();
		try (TestEngine engine = new TestEngine().with(recorder)) {
			everything(engine);
			RecordedRun root = recorder.roots().get(0);
			assertThat(root.info().name()).isEqualTo("chain");
			assertThat(root.terminal()).isNotNull();
			assertThat(root.children()).extracting((child) -> child.info().kind())
				.containsExactly(RunKind.CHAT_MODEL, RunKind.TOOL, RunKind.RETRIEVER, RunKind.TOOL);
			assertThat(root.children().get(0).events()).extracting((event) -> event.type())
				.containsExactly(EventType.CHAT_MODEL_START, EventType.LLM_NEW_TOKEN, EventType.LLM_NEW_TOKEN,
						EventType.LLM_NEW_TOKEN, EventType.LLM_END);
			assertThat(root.tree()).hasSize(5);
			assertThat(root.toString()).doesNotContain("secret");
			RecordedRun tool = root.children().get(3);
			assertThat(recorder.find(tool.info().id())).contains(tool);
			assertThat(tool.terminal()).isInstanceOf(ErrorEvent.class);
			recorder.clear();
			assertThat(recorder.roots()).isEmpty();
		}
	}

	@Test
	void recorderKeepsNoContentIfItIsToldSo() throws Exception {
		RunRecorder recorder = new RunRecorder().withoutContent();
		try (TestEngine engine = new TestEngine().with(recorder)) {
			everything(engine);
			RecordedRun root = recorder.roots().get(0);
			assertThat(root.tree()).hasSize(5).allSatisfy((run) -> {
				assertThat(run.events()).isEmpty();
				assertThat(run.input()).isNull();
				assertThat(run.output()).isNull();
				assertThat(run.ending()).isNotNull();
				assertThat(run.duration()).isNotNull();
			});
			RecordedRun model = root.children().get(0);
			assertThat(model.ending().tokens()).isEqualTo(3);
			assertThat(model.timeToFirstToken()).isNotNull();
			assertThat(model.ending().reason()).isNull();
			RecordedRun tool = root.children().get(3);
			assertThat(tool.ending().reason()).isEqualTo(EndReason.FAILED);
			assertThat(tool.ending().errorType()).isNotNull();
			assertThat(root.dropped()).isZero();
		}
	}

	@Test
	void recordedRunTellsItsInputAndOutput() throws Exception {
		RunRecorder recorder = new RunRecorder();
		try (TestEngine engine = new TestEngine().with(recorder)) {
			everything(engine);
			RecordedRun model = recorder.roots().get(0).children().get(0);
			assertThat(model.input()).isNotBlank();
			assertThat(model.output()).isNotBlank();
		}
	}

	@Test
	void recorderBoundsATreeWithEverMoreRuns() throws Exception {
		RunRecorder recorder = new RunRecorder(1, 10);
		try (TestEngine engine = new TestEngine().with(recorder)) {
			engine.manager.chain("daemon").run(() -> {
				for (int i = 0; i < 100; i++) {
					engine.manager.chain("child").run(() -> {
					});
				}
			});
			RecordedRun daemon = recorder.roots().get(0);
			assertThat(daemon.tree()).hasSizeLessThanOrEqualTo(10);
			assertThat(daemon.tree()).allSatisfy((run) -> assertThat(run.terminal()).isNotNull());
			assertThat(daemon.tree().stream().mapToLong((run) -> run.events().size() + run.dropped()).sum())
				.isEqualTo(2 * 101);
		}
	}

	@Test
	void recorderKeepsNothingOfAnOpenTreeThatItLetGo() throws Exception {
		RunRecorder recorder = new RunRecorder(2, 100);
		try (TestEngine engine = new TestEngine().with(recorder)) {
			List<DrivenRun> roots = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				DrivenRun root = engine.manager.open(RunKind.CHAIN, "root " + i, "input");
				root.started().toCompletableFuture().join();
				roots.add(root);
			}
			for (DrivenRun root : roots) {
				try (Run.Scope scope = root.scope()) {
					engine.manager.chain("child").run(() -> {
					});
				}
			}
			assertThat(recorder.roots()).extracting((run) -> run.info().name()).containsExactly("root 3", "root 2");
			assertThat(recorder.roots()).allSatisfy((run) -> assertThat(run.children()).hasSize(1));
			roots.forEach((root) -> root.end("output").toCompletableFuture().join());
			assertThat(recorder.roots()).hasSize(2).allSatisfy((run) -> assertThat(run.terminal()).isNotNull());
		}
	}

	@Test
	void recorderKeepsNothingOfAnEndedTreeThatItLetGo() throws Exception {
		RunRecorder recorder = new RunRecorder(1, 100);
		try (TestEngine engine = new TestEngine().with(recorder)) {
			CompletableFuture<Object> open = new CompletableFuture<>();
			engine.manager.chain("first").run(() -> engine.manager.tool("late").callAsync(() -> open));
			engine.manager.chain("second").run(() -> {
			});
			open.complete("done");
			engine.manager.awaitIdle(TestEngine.LONG);
			assertThat(recorder.roots()).extracting((run) -> run.info().name()).containsExactly("second");
		}
	}

	@Test
	void recorderHasTheRunsOfAWideTreeInTheirOrder() throws Exception {
		RunRecorder recorder = new RunRecorder(1, 100_000);
		try (TestEngine engine = new TestEngine().with(recorder)) {
			engine.manager.chain("wide").run(() -> {
				for (int i = 0; i < 20_000; i++) {
					engine.manager.tool("tool " + i).run(() -> {
					});
				}
			});
			List<RecordedRun> tools = recorder.roots().get(0).children();
			assertThat(tools).hasSize(20_000);
			assertThat(tools.get(12_345).info().name()).isEqualTo("tool 12345");
			assertThat(tools).allSatisfy((tool) -> assertThat(tool.children()).isEmpty());
		}
	}

	@Test
	void recorderLetsTheOldestEndedTreeGo() throws Exception {
		RunRecorder recorder = new RunRecorder(3, 4);
		try (TestEngine engine = new TestEngine().with(recorder)) {
			CompletableFuture<Object> open = new CompletableFuture<>();
			engine.manager.chain("open").callAsync(() -> open);
			await().until(() -> !recorder.roots().isEmpty());
			for (int i = 0; i < 5; i++) {
				engine.manager.chain("chain " + i).run(() -> {
				});
			}
			assertThat(recorder.roots()).extracting((run) -> run.info().name())
				.containsExactly("chain 4", "chain 3", "open");
			open.complete(null);
			model(engine, "a", "b", "c", "d", "e", "f").stream("x").blockLast();
			RecordedRun full = recorder.roots().get(0);
			assertThat(full.events()).hasSize(5);
			assertThat(full.dropped()).isEqualTo(4);
			assertThat(full.terminal()).isNotNull();
		}
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> new RunRecorder(0, 1));
	}

	@Test
	void recorderThatACallNamesKeepsWhatIsBelowTheCall() throws Exception {
		RunRecorder recorder = new RunRecorder();
		try (TestEngine engine = new TestEngine()) {
			engine.manager.chain("outer")
				.run(() -> engine.manager.chain("named")
					.with(RunConfig.handlers(recorder))
					.run(() -> engine.manager.tool("tool").call(() -> "x")));
			assertThat(recorder.roots()).singleElement().satisfies((root) -> {
				assertThat(root.info().name()).isEqualTo("named");
				assertThat(root.children()).extracting((child) -> child.info().name()).containsExactly("tool");
			});
		}
	}

	@Test
	void rootsAreCollectedAsTheyEnd() throws Exception {
		RootRunCollector collector = new RootRunCollector(2);
		try (TestEngine engine = new TestEngine().with(collector)) {
			for (int i = 0; i < 3; i++) {
				engine.manager.chain("chain " + i).run(() -> engine.manager.tool("tool").call(() -> "x"));
			}
			assertThat(collector.runs()).extracting((end) -> end.run().name()).containsExactly("chain 1", "chain 2");
			assertThat(collector.discarded()).isEqualTo(1);
			collector.clear();
			assertThat(collector.runs()).isEmpty();
		}
	}

	@Test
	void bridgeHandsTheTokensOfACallToAFlux() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			TokenBridge bridge = new TokenBridge();
			CompletableFuture<LlmResult> answer = model(engine, "a", "b").with(RunConfig.handlers(bridge))
				.callAsync("x");
			StepVerifier.create(bridge.texts()).expectNext("a", "b").verifyComplete();
			assertThat(answer.join().text()).isEqualTo("ab");
		}
	}

	@Test
	void bridgeGoesOnAfterTheFirstModelOfTheCall() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			TokenBridge bridge = new TokenBridge();
			CallbackChatModel model = model(engine, "a", "b");
			CompletableFuture<Object> chain = engine.manager.chain("chain")
				.with(RunConfig.handlers(bridge))
				.submit(() -> {
					model.call("one");
					return model.call("two");
				});
			assertThat(String.join("", bridge.texts().collectList().block())).isEqualTo("abab");
			assertThat(chain).succeedsWithin(TestEngine.LONG);
		}
	}

	@Test
	void bridgeFailsWithTheCallAndIsLeftOutWhenItsConsumerGoes() throws Exception {
		IllegalStateException failure = new IllegalStateException("cut");
		try (TestEngine engine = new TestEngine()) {
			CallbackChatModel failing = new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder()
						.answer(EmbeddedAnswer.tokens("a", "b").failingAfter(1, failure))
						.build());
			TokenBridge bridge = new TokenBridge();
			CompletableFuture<LlmResult> answer = failing.with(RunConfig.handlers(bridge)).callAsync("x");
			StepVerifier.create(bridge.texts())
				.expectNext("a")
				.verifyErrorSatisfies((error) -> assertThat(error).isSameAs(failure));
			assertThat(answer).failsWithin(TestEngine.LONG);
			TokenBridge left = new TokenBridge();
			CompletableFuture<LlmResult> whole = model(engine, "a", "b", "c").with(RunConfig.handlers(left))
				.callAsync("x");
			left.texts().take(1).blockLast();
			assertThat(whole.get(10, TimeUnit.SECONDS).text()).isEqualTo("abc");
		}
	}

	@Test
	void bridgePushesBackOnTheModelAndServesTheJdksSubscribers() throws Exception {
		try (TestEngine engine = new TestEngine()) {
			AtomicInteger pulled = new AtomicInteger();
			CallbackChatModel endless = new CallbackChatModel(engine.manager, new dev.callbacks.chat.ChatProvider() {

				@Override
				public Flux<ChatChunk> stream(dev.callbacks.message.ChatRequest request) {
					return Flux.generate((sink) -> sink.next(ChatChunk.of("" + pulled.getAndIncrement())));
				}

				@Override
				public String name() {
					return "endless";
				}

			});
			TokenBridge bridge = new TokenBridge();
			CompletableFuture<LlmResult> answer = endless.with(RunConfig.handlers(bridge)).callAsync("x");
			await().until(() -> pulled.get() >= 257);
			List<String> seen = Collections.synchronizedList(new ArrayList<>());
			CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
			bridge.publisher().subscribe(new Flow.Subscriber<>() {

				private Flow.Subscription subscription;

				@Override
				public void onSubscribe(Flow.Subscription subscription) {
					this.subscription = subscription;
					subscription.request(2);
				}

				@Override
				public void onNext(String text) {
					seen.add(text);
					if (seen.size() == 2) {
						answer.cancel(true);
						this.subscription.cancel();
						cancelled.complete(true);
					}
				}

				@Override
				public void onError(Throwable failure) {
				}

				@Override
				public void onComplete() {
				}

			});
			assertThat(cancelled).succeedsWithin(TestEngine.LONG);
			assertThat(seen).containsExactly("0", "1");
			assertThat(pulled.get()).isLessThan(270);
		}
	}

	/**
	 * Reads lines as others would.
	 */
	private static final class Json {

		@SuppressWarnings("unchecked")
		private static Map<String, Object> parse(String line) {
			return tools.jackson.databind.json.JsonMapper.shared().readValue(line, Map.class);
		}

	}

}
