// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;

import dev.callbacks.DrivenRun;
import dev.callbacks.call.RunOpener;
import dev.callbacks.call.RunPlan;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatRequest;

/**
 * The order of events under load: at least eight million in a full run, flat out.
 */
final class Order {

	private static final int RUNS = 1_000;

	private Order() {
	}

	static List<Row> measure(boolean quick) {
		int tokens = quick ? 300 : 1_100;
		ExecutorService pool = new Load("", 0, 0, false).pool();
		CallbackDispatcher manager = CallbackDispatcher.builder().executor(pool, 2).build();
		List<Checking> checks = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			Checking check = new Checking(null);
			checks.add(check);
			manager.add((i % 2 == 0) ? check.blocking() : check.async());
		}
		List<DrivenRun> runs = new ArrayList<>();
		for (int i = 0; i < RUNS; i++) {
			runs.add(RunOpener.of(manager)
				.open(RunPlan.chat(ChatRequest.of("Hello"), Map.of()).as(RunKind.CHAT_MODEL, "model")));
		}
		runs.forEach((run) -> run.started().toCompletableFuture().join());
		for (int token = 0; token < tokens; token++) {
			for (DrivenRun run : runs) {
				run.token(Load.TOKEN).toCompletableFuture().join();
			}
		}
		runs.forEach((run) -> run.end(null).toCompletableFuture().join());
		pool.shutdown();
		long events = checks.stream().mapToLong(Checking::tokens).sum();
		long wrong = checks.stream().mapToLong(Checking::violations).sum();
		return List.of(Row.total("events out of order, lost or doubled, flat out", "0", "%s of %s",
				wrong + Math.abs(8L * RUNS * tokens - events), events));
	}

}
