// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.callbacks.DrivenRun;
import dev.callbacks.call.RunOpener;
import dev.callbacks.call.RunPlan;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatRequest;

/**
 * The cost of a token for the emitting thread of an application that is otherwise idle:
 * at a token a millisecond, each wakes a parked worker.
 */
final class EmittingThread {

	private EmittingThread() {
	}

	static List<Row> measure(boolean quick) {
		int tokens = quick ? 1_000 : 5_000;
		double[] micros = new double[3];
		for (int round = 0; round < 2; round++) {
			micros[0] = bare(tokens);
			micros[1] = ours(1, tokens);
			micros[2] = ours(16, tokens);
		}
		return List.of(Row.of("emitting thread, a token a millisecond, p50", "1.15 x an execute; 16 at 1.2 x of one",
				"execute %s us, 1 B %s us (%s of it), 16 B %s us (%s of one)", micros[0], micros[1],
				micros[1] / micros[0], micros[2], micros[2] / micros[1]));
	}

	private static double bare(int tokens) {
		ExecutorService pool = new Load("", 0, 0, false).pool();
		double micros = emit(tokens, () -> pool.execute(() -> {
		}));
		pool.shutdown();
		return micros;
	}

	private static double ours(int handlers, int tokens) {
		ExecutorService pool = new Load("", 0, 0, false).pool();
		CallbackDispatcher manager = CallbackDispatcher.builder().executor(pool, 2).build();
		for (int i = 0; i < handlers; i++) {
			manager.add(new Checking(null).blocking());
		}
		DrivenRun run = RunOpener.of(manager)
			.open(RunPlan.chat(ChatRequest.of("Hello"), Map.of()).as(RunKind.CHAT_MODEL, "model"));
		run.started().toCompletableFuture().join();
		double micros = emit(tokens, () -> run.token(Load.TOKEN));
		run.end(null).toCompletableFuture().join();
		pool.shutdown();
		return micros;
	}

	private static double emit(int tokens, Runnable emission) {
		Lags lags = new Lags();
		for (int i = 0; i < tokens; i++) {
			long begin = System.nanoTime();
			emission.run();
			lags.add(System.nanoTime() - begin);
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
		}
		return lags.micros(50);
	}

}
