// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import dev.callbacks.CallbackHandler;
import dev.callbacks.DrivenRun;
import dev.callbacks.HandlerSettings;
import dev.callbacks.NoCurrentRunException;
import dev.callbacks.Recording;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.RunStateException;
import dev.callbacks.TestEngine;
import dev.callbacks.call.RunPlan;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.LlmResult;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Parents, handlers, tags and metadata of runs; runs that handlers make (G9, G12).
 */
class RunTreeTests {

	private static final RunPlan CHAIN = RunPlan.inputs(Map.of());

	private static CallbackChatModel model(TestEngine engine) {
		return new CallbackChatModel(engine.manager, EmbeddedChatProvider.answering("Yes"));
	}

	private static void started(DrivenRun run) {
		run.started().toCompletableFuture().join();
	}

	private static List<RunInfo> runs(Recording.Blocking handler) {
		return handler.events().stream().map((event) -> event.run()).distinct().toList();
	}

	@Test
	void b26ModelIsAChildOfTheChainThatIsCurrent() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine()) {
			DrivenRun chain = engine.manager
				.open(CHAIN.withConfig(RunConfig.handlers(handler)).as(RunKind.CHAIN, "chain"));
			started(chain);
			try (Run.Scope scope = chain.scope()) {
				model(engine).call("blocking");
				model(engine).callAsync("future").join();
				model(engine).stream("stream").blockLast();
			}
			chain.end(null).toCompletableFuture().join();
			List<RunInfo> runs = runs(handler);
			assertThat(runs).hasSize(4);
			assertThat(runs.get(0).parentId()).isNull();
			assertThat(runs.get(0).ancestors()).isEmpty();
			assertThat(runs.subList(1, 4)).allSatisfy((run) -> {
				assertThat(run.parentId()).isEqualTo(chain.info().id());
				assertThat(run.ancestors()).containsExactly(chain.info().id());
				assertThat(run.rootId()).isEqualTo(chain.info().id());
			});
			assertThat(runs.stream().map(RunInfo::id)).isSorted().doesNotHaveDuplicates();
			assertThat(runs).allSatisfy((run) -> assertThat(run.id().version()).isEqualTo(7));
		}
	}

	@Test
	void nestedCallAfterAFutureFindsTheCallersRun() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			DrivenRun chain = engine.manager.open(CHAIN.as(RunKind.CHAIN, "chain"));
			CompletableFuture<LlmResult> second;
			started(chain);
			try (Run.Scope scope = chain.scope()) {
				second = model(engine).callAsync("first").thenCompose((first) -> model(engine).callAsync("second"));
			}
			second.join();
			chain.end(null);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(runs(handler)).filteredOn((run) -> run.kind() == RunKind.CHAT_MODEL)
				.hasSize(2)
				.allSatisfy((run) -> assertThat(run.parentId()).isEqualTo(chain.info().id()));
		}
	}

	@Test
	void nestedCallFindsItsParentInTheReactorContext() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			DrivenRun chain = engine.manager.open(CHAIN.as(RunKind.CHAIN, "chain"));
			Mono.delay(java.time.Duration.ofMillis(1))
				.publishOn(Schedulers.boundedElastic())
				.flatMapMany((tick) -> model(engine).stream("Hello"))
				.contextWrite((context) -> context.put(dev.callbacks.CurrentRun.KEY, chain))
				.blockLast();
			chain.end(null);
			assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
			assertThat(runs(handler).get(1).parentId()).isEqualTo(chain.info().id());
		}
	}

	@Test
	void b28b29RequestHandlersComeBeforeObjectHandlersAndEachIsCalledOnce() throws Exception {
		List<String> order = new ArrayList<>();
		CallbackHandler request = new Recording.Blocking((event) -> order.add("request"));
		CallbackHandler object = new Recording.Blocking((event) -> order.add("object"));
		CallbackHandler application = new Recording.Blocking((event) -> order.add("application"));
		try (TestEngine engine = new TestEngine().with(application)) {
			model(engine).withHandlers(object, request)
				.with(RunConfig.handlers(request, application))
				.with(RunConfig.handlers(request))
				.call("Hello");
			assertThat(order).containsExactly("request", "application", "object", "request", "application", "object");
			NamedHandlers.awaitNone(engine.manager);
		}
	}

	@Test
	void runWhoseHandlersAreDoneBeforeItsAppenderIsClosedOnce() {
		Recording.Blocking handler = new Recording.Blocking();
		CallbackDispatcher manager = CallbackDispatcher.builder()
			.executor((task) -> CompletableFuture.runAsync(task).join(), 1)
			.build();
		RunPlan spec = CHAIN.withConfig(RunConfig.handlers(handler));
		for (int i = 0; i < 50; i++) {
			DrivenRun first = manager.open(spec.as(RunKind.CHAIN, "first"));
			DrivenRun second = manager.open(spec.as(RunKind.CHAIN, "second"));
			started(first);
			started(second);
			first.end(null).toCompletableFuture().join();
			assertThat(NamedHandlers.count(manager)).as("the other run has it").isOne();
			second.end(null).toCompletableFuture().join();
		}
		NamedHandlers.awaitNone(manager);
	}

	@Test
	void b31b32RequestHandlersGoDownAndObjectHandlersDoNot() throws Exception {
		Recording.Blocking request = new Recording.Blocking();
		Recording.Blocking object = new Recording.Blocking();
		try (TestEngine engine = new TestEngine()) {
			DrivenRun tool = engine.manager.open(RunPlan.tool("does it", "in", Map.of(), null)
				.withConfig(RunConfig.handlers(request))
				.withHandlers(List.of(object))
				.as(RunKind.TOOL, "tool"));
			started(tool);
			try (Run.Scope scope = tool.scope()) {
				model(engine).call("Hello");
			}
			tool.end("out").toCompletableFuture().join();
			assertThat(request.names()).containsExactly("ToolStart", "ChatModelStart", "LlmEnd", "ToolEnd");
			assertThat(object.names()).containsExactly("ToolStart", "ToolEnd");
		}
	}

	@Test
	void b39HandlerThatIsAddedIsCalledFromTheNextRunOn() throws Exception {
		Recording.Blocking added = new Recording.Blocking();
		Recording.Blocking request = new Recording.Blocking();
		Recording.Blocking object = new Recording.Blocking();
		try (TestEngine engine = new TestEngine()) {
			DrivenRun running = engine.manager.open(CHAIN.withConfig(RunConfig.handlers(request))
				.withHandlers(List.of(object))
				.as(RunKind.CHAIN, "running"));
			engine.manager.remove(added);
			engine.manager.add(added);
			engine.manager.add(added);
			started(running);
			try (Run.Scope scope = running.scope()) {
				model(engine).call("Hello");
			}
			running.end(null).toCompletableFuture().join();
			assertThat(added.names()).containsExactly("ChatModelStart", "LlmEnd");
			assertThat(request.names()).containsExactly("ChainStart", "ChatModelStart", "LlmEnd", "ChainEnd");
			assertThat(object.names()).containsExactly("ChainStart", "ChainEnd");
			DrivenRun open = engine.manager.open(CHAIN.as(RunKind.CHAIN, "open"));
			started(open);
			engine.manager.remove(added);
			model(engine).call("Hello");
			open.end(null).toCompletableFuture().join();
			assertThat(added.names()).containsExactly("ChatModelStart", "LlmEnd", "ChainStart", "ChainEnd");
		}
	}

	@Test
	void b34LocalTagsAndMetadataStayAndInheritableOnesGoDown() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		try (TestEngine engine = new TestEngine().with(handler)) {
			DrivenRun chain = engine.manager.open(
					CHAIN
						.withConfig(RunConfig.empty()
							.tags("down", "both")
							.localTags("here", "both")
							.metadata("tenant", "a")
							.localMetadata("tenant", "local"))
						.as(RunKind.CHAIN, "chain"));
			started(chain);
			try (Run.Scope scope = chain.scope()) {
				model(engine).with(RunConfig.empty().tags("more").runName("named")).call("Hello");
				chain.emit("custom", null).toCompletableFuture().join();
			}
			chain.end(null).toCompletableFuture().join();
			RunInfo outer = runs(handler).get(0);
			RunInfo inner = runs(handler).get(1);
			assertThat(outer.tags()).containsExactly("down", "both", "here");
			assertThat(outer.metadata()).isEqualTo(Map.of("tenant", "local"));
			assertThat(inner.tags()).containsExactly("down", "both", "more");
			assertThat(inner.metadata()).isEqualTo(Map.of("tenant", "a"));
			assertThat(inner.name()).isEqualTo("named");
			CustomEvent custom = (CustomEvent) handler.events()
				.stream()
				.filter(CustomEvent.class::isInstance)
				.findFirst()
				.orElseThrow();
			assertThat(custom.run().id()).isEqualTo(chain.info().id());
			assertThat(custom.run().tags()).containsExactly("down", "both");
			assertThat(custom.run().metadata()).isEqualTo(Map.of("tenant", "a"));
		}
	}

	@Test
	void detachedRunIsARootWithoutInheritedHandlers() throws Exception {
		Recording.Blocking request = new Recording.Blocking();
		try (TestEngine engine = new TestEngine()) {
			DrivenRun chain = engine.manager
				.open(CHAIN.withConfig(RunConfig.handlers(request)).as(RunKind.CHAIN, "chain"));
			started(chain);
			try (Run.Scope scope = chain.scope()) {
				LlmResult result = model(engine).with(RunConfig.empty().detached()).call("Hello");
				assertThat(result.run()).hasSize(1);
			}
			chain.end(null).toCompletableFuture().join();
			assertThat(request.names()).containsExactly("ChainStart", "ChainEnd");
		}
	}

	@Test
	void runIdOfTheConfigurationNamesTheRun() throws Exception {
		UUID id = UUID.fromString("00000000-0000-7000-8000-000000000001");
		try (TestEngine engine = new TestEngine()) {
			assertThat(model(engine).with(RunConfig.empty().runId(id)).call("Hello").run()).containsExactly(id);
		}
	}

	@Test
	void b38ReportingWithoutACurrentRunIsAClearError() {
		assertThat(Run.find()).isEmpty();
		assertThatExceptionOfType(NoCurrentRunException.class).isThrownBy(() -> Run.current().emit("x", 1))
			.withMessageContaining("no current run");
	}

	@Test
	void g12HandlerThatCallsAModelNeitherRecursesNorJoinsTheTree() throws Exception {
		AtomicReference<CallbackChatModel> model = new AtomicReference<>();
		List<RunInfo> seenByOther = new java.util.concurrent.CopyOnWriteArrayList<>();
		Recording.Blocking calling = new Recording.Blocking((event) -> {
			if (event instanceof LlmEnd) {
				assertThat(Run.current().info()).isEqualTo(event.run());
				model.get().call("from the handler");
				model.get().callAsync("from the handler").join();
			}
		});
		Recording.Blocking other = new Recording.Blocking((event) -> {
			if (event instanceof ChatModelStart) {
				seenByOther.add(event.run());
			}
		});
		try (TestEngine engine = new TestEngine(2, CallbackDispatcher.builder()).with(calling, other)) {
			model.set(model(engine));
			model.get().callAsync("from the application").join();
			model.get().call("from the application");
			assertThat(calling.names()).containsExactly("ChatModelStart", "LlmEnd", "ChatModelStart", "LlmEnd");
			assertThat(seenByOther).hasSize(6);
			assertThat(seenByOther).filteredOn((run) -> "handler".equals(run.metadata().get("origin")))
				.hasSize(4)
				.allSatisfy((run) -> assertThat(run.parentId()).isNull());
		}
	}

	@Test
	void twoHandlersThatCallModelsDoNotCallEachOtherForEver() throws Exception {
		AtomicReference<CallbackChatModel> model = new AtomicReference<>();
		Recording.Blocking one = new Recording.Blocking((event) -> callAgain(event, model));
		Recording.Blocking two = new Recording.Blocking((event) -> callAgain(event, model));
		try (TestEngine engine = new TestEngine().with(one, two)) {
			model.set(model(engine));
			model.get().callAsync("Hello").join();
			assertThat(one.names()).containsExactlyInAnyOrder("ChatModelStart", "LlmEnd", "ChatModelStart", "LlmEnd");
			assertThat(two.names()).containsExactlyInAnyOrder("ChatModelStart", "LlmEnd", "ChatModelStart", "LlmEnd");
		}
	}

	private static void callAgain(dev.callbacks.event.CallbackEvent event, AtomicReference<CallbackChatModel> model) {
		if (event instanceof LlmEnd) {
			model.get().call("again");
		}
	}

	@Test
	void handlerMayReportOnItsRunButNotEndIt() throws Exception {
		List<Class<?>> thrown = new java.util.concurrent.CopyOnWriteArrayList<>();
		Recording.Blocking reporting = new Recording.Blocking(HandlerSettings.none().withWindow(1), (event) -> {
			if (event instanceof dev.callbacks.event.LlmNewToken token && token.index() == 0) {
				assertThat(Run.current().emit("seen", token.index()).toCompletableFuture()).isDone();
				try {
					Run.current().cancel();
				}
				catch (RunStateException ex) {
					thrown.add(ex.getClass());
				}
			}
		});
		Recording.Async other = new Recording.Async();
		try (TestEngine engine = new TestEngine().with(reporting, other)) {
			model(engine).stream("Hello").blockLast();
			assertThat(other.names()).containsOnlyOnce("CustomEvent", "LlmEnd");
			assertThat(reporting.names()).isEqualTo(other.names());
			assertThat(thrown).containsExactly(RunStateException.class);
		}
	}

}
