// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.DrivenRun;
import dev.callbacks.call.RunOpener;
import dev.callbacks.call.RunPlan;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatRequest;
import org.jspecify.annotations.Nullable;

/**
 * The memory of runs in which nothing happens, and of very many runs one after another.
 */
final class IdleRuns {

	private static final int OPEN_RUNS = 10_000;

	private static final int BLOCK = 50_000;

	private IdleRuns() {
	}

	static List<Row> measure(boolean quick) {
		CallbackDispatcher manager = CallbackDispatcher.builder().build();
		for (int i = 0; i < 2; i++) {
			manager.add(new Watching());
			manager.add(new Waiting());
		}
		RunPlan spec = RunPlan.chat(ChatRequest.of("Hello"), Map.of());
		List<Row> rows = new ArrayList<>();
		rows.add(idle(manager, spec));
		manyRuns(manager, spec, quick ? 6 : 20, rows);
		return rows;
	}

	private static Row idle(CallbackDispatcher manager, RunPlan spec) {
		open(manager, spec, 1_000).forEach(IdleRuns::end);
		long before = usedHeap();
		List<DrivenRun> runs = open(manager, spec, OPEN_RUNS);
		long bytes = (usedHeap() - before) / OPEN_RUNS;
		runs.forEach(IdleRuns::end);
		return Row.of("an idle open run with four handlers", "1,024 bytes", "%s bytes", bytes);
	}

	private static void manyRuns(CallbackDispatcher manager, RunPlan spec, int blocks, List<Row> rows) {
		for (int i = 0; i < 3; i++) {
			block(manager, spec);
		}
		long heapBefore = usedHeap();
		rows.add(heap(0, heapBefore));
		long first = block(manager, spec);
		for (int i = 0; i < blocks; i += 2) {
			block(manager, spec);
			block(manager, spec);
			rows.add(heap(i + 3, usedHeap()));
		}
		long last = block(manager, spec);
		double heap = (double) usedHeap() / heapBefore;
		rows.add(Row.of(String.format(Locale.ROOT, "%,d runs of four tokens, four handlers", (blocks + 2) * BLOCK),
				"the last as fast as the first, heap flat",
				"first %s of them %s ns a run, last %s ns: %s; heap afterwards %s of before", BLOCK, first, last,
				(double) last / first, heap));
	}

	private static Row heap(int blocks, long bytes) {
		return Row.drawn(String.format(Locale.ROOT, "after %,d runs", blocks * BLOCK), "flat", "%s KB", bytes / 1e3);
	}

	private static long block(CallbackDispatcher manager, RunPlan spec) {
		long begin = System.nanoTime();
		for (int i = 0; i < BLOCK; i++) {
			DrivenRun run = RunOpener.of(manager).open(spec.as(RunKind.CHAT_MODEL, "model"));
			run.started().toCompletableFuture().join();
			for (int token = 0; token < 4; token++) {
				run.token(Load.TOKEN);
			}
			end(run);
		}
		return (System.nanoTime() - begin) / BLOCK;
	}

	private static List<DrivenRun> open(CallbackDispatcher manager, RunPlan spec, int count) {
		List<DrivenRun> runs = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			DrivenRun run = RunOpener.of(manager).open(spec.as(RunKind.CHAT_MODEL, "model"));
			run.started().toCompletableFuture().join();
			runs.add(run);
		}
		return runs;
	}

	private static void end(DrivenRun run) {
		run.end(null).toCompletableFuture().join();
	}

	private static long usedHeap() {
		for (int i = 0; i < 4; i++) {
			System.gc();
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private static final class Watching implements CallbackHandler {

		@Override
		public void onLlmNewToken(LlmNewToken event) {
		}

	}

	private static final class Waiting implements AsyncCallbackHandler {

		@Override
		public @Nullable CompletionStage<?> onLlmNewToken(LlmNewToken event) {
			return null;
		}

	}

}
