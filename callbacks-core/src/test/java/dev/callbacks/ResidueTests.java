// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedAnswer;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.handler.RootRunCollector;
import dev.callbacks.handler.RunRecorder;
import dev.callbacks.handler.UsageCollector;
import dev.callbacks.message.ChatChunk;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The residue of runs that are over (G5), and the log line for a run that cannot find its
 * parent.
 */
class ResidueTests {

	private static final int COUNT = 10_000;

	@Test
	void b74ManyRunsScopedCollectorsAndCancelledStreamsLeaveNothingBehind() throws Exception {
		UsageCollector longLived = new UsageCollector();
		RunRecorder recorder = new RunRecorder(10, 100);
		RootRunCollector roots = new RootRunCollector(10);
		try (TestEngine engine = new TestEngine().with(longLived, recorder, roots)) {
			CallbackChatModel model = new CallbackChatModel(engine.manager,
					EmbeddedChatProvider.builder().answer(EmbeddedAnswer.tokens("a", "b", "c")).build());
			work(engine, model, COUNT / 10);
			long before = usedHeap();
			work(engine, model, COUNT);
			assertThat(engine.manager.openRuns()).isZero();
			assertThat(recorder.roots()).hasSize(10);
			assertThat(roots.runs()).hasSize(10);
			assertThat(longLived.byModel()).hasSize(1);
			// a hundred bytes for each of the 30,000 would be three million
			await().atMost(TestEngine.LONG).until(() -> usedHeap() - before < 2_000_000);
		}
	}

	private static void work(TestEngine engine, CallbackChatModel model, int count) throws Exception {
		List<CompletableFuture<?>> all = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			all.add(model.callAsync("run"));
			UsageCollector scoped = new UsageCollector();
			all.add(engine.manager.chain("scope")
				.with(RunConfig.handlers(scoped))
				.callAsync(() -> model.callAsync("scoped"))
				.thenRun(() -> assertThat(scoped.byModel()).hasSize(1)));
			Flux<ChatChunk> stream = model.stream("cancelled");
			all.add(stream.take(1).count().toFuture());
			if (all.size() > 500) {
				all.forEach((one) -> assertThat(one).succeedsWithin(30, TimeUnit.SECONDS));
				all.clear();
			}
		}
		all.forEach((one) -> assertThat(one).succeedsWithin(30, TimeUnit.SECONDS));
		assertThat(engine.manager.awaitIdle(TestEngine.LONG)).isTrue();
	}

	private static long usedHeap() {
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	@Test
	void b66CallFromAPlainPoolIsARootAndADebugLineSaysWhatToDo() throws Exception {
		Recording.Blocking handler = new Recording.Blocking();
		Logger logger = (Logger) LoggerFactory.getLogger(CallbackDispatcher.class);
		Level level = logger.getLevel();
		ExecutorService pool = Executors.newFixedThreadPool(1, (task) -> new Thread(task, "plain-pool"));
		try (TestEngine engine = new TestEngine().with(handler);
				LogCapture log = LogCapture.of(CallbackDispatcher.class)) {
			logger.setLevel(Level.DEBUG);
			CallbackChatModel model = new CallbackChatModel(engine.manager, EmbeddedChatProvider.answering("Yes"));
			engine.manager.chain("chain").run(() -> CompletableFuture.supplyAsync(() -> model.call("x"), pool).join());
			assertThat(handler.events()).filteredOn((event) -> event.run().name().equals("embedded"))
				.isNotEmpty()
				.allSatisfy((event) -> assertThat(event.run().parentId()).isNull());
			assertThat(log.only().getFormattedMessage()).contains("embedded")
				.contains("plain-pool")
				.contains("ContextExecutorService.wrap");
			assertThat(log.only().getLevel()).isEqualTo(Level.DEBUG);
			// who says that it is a root is not told
			engine.manager.chain("chain")
				.run(() -> CompletableFuture.supplyAsync(() -> model.with(RunConfig.empty().detached()).call("x"), pool)
					.join());
			assertThat(log.events()).hasSize(1);
		}
		finally {
			logger.setLevel(level);
			pool.shutdownNow();
		}
	}

}
