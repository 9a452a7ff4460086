/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.CallerLoop;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;
import dev.callbacks.event.EndReason;
import dev.callbacks.message.ChatRequest;
import dev.callbacks.message.Generation;
import dev.callbacks.message.LlmResult;
import org.jspecify.annotations.Nullable;

/**
 * Several calls at once, each a run of its own. All starts are appended first, in the
 * order of the requests; then a bounded number of providers is asked at a time.
 */
final class Batch {

	private final CallbackChatModel model;

	private final RunConfig config;

	private final @Nullable Run callersRun = Run.find().orElse(null);

	private final List<SingleCall> calls = new ArrayList<>();

	/** The loops of the items, if their threads run the handlers. */
	private final List<CallerLoop> loops = new ArrayList<>();

	private final CompletableFuture<LlmResult> future = new CompletableFuture<>();

	private final AtomicInteger finished = new AtomicInteger();

	private final AtomicInteger free;

	private final AtomicInteger pumping = new AtomicInteger();

	/** The next call to begin. Touched by whoever pumps. */
	private int next;

	private final List<ChatRequest> requests;

	Batch(CallbackChatModel model, List<ChatRequest> requests, RunConfig config) {
		this.model = model;
		this.requests = requests;
		this.config = config;
		this.free = new AtomicInteger(model.maxConcurrency(config));
	}

	/**
	 * Makes the calls without holding this thread.
	 */
	CompletableFuture<LlmResult> begin() {
		open(false);
		this.future.whenComplete((result, failure) -> cancelAll(Calls.reasonOf(failure)));
		pump();
		return this.future;
	}

	/**
	 * Makes the calls and waits for them. A single one runs on this thread, several on
	 * threads of the work executor.
	 */
	LlmResult run() {
		open(true);
		if (this.calls.size() == 1) {
			runItem(0);
			complete();
		}
		else {
			try (CallerLoop loop = new CallerLoop()) {
				loop.onInterrupt(() -> cancelAll(EndReason.CANCELLED));
				pump();
				loop.runUntilDone(this.future);
			}
		}
		return Calls.get(this.future);
	}

	private void open(boolean blocking) {
		RunConfig config = this.config;
		try {
			for (ChatRequest request : this.requests) {
				CallerLoop loop = blocking ? new CallerLoop() : null;
				if (loop != null) {
					this.loops.add(loop);
				}
				this.calls.add(new SingleCall(this.model, request, config, loop));
				config = config.withoutRunId();
			}
		}
		catch (RuntimeException ex) {
			cancelAll(EndReason.CANCELLED);
			throw ex;
		}
	}

	/**
	 * Begins as many calls as may be under way. Lets one thread at a time through, so
	 * that calls which are done at once do not nest.
	 */
	private void pump() {
		if (this.pumping.getAndIncrement() != 0) {
			return;
		}
		int missed = 1;
		do {
			while (this.next < this.calls.size() && this.free.get() > 0) {
				this.free.decrementAndGet();
				begin(this.next++);
			}
			missed = this.pumping.addAndGet(-missed);
		}
		while (missed != 0);
	}

	private void begin(int item) {
		SingleCall call = this.calls.get(item);
		call.future().whenComplete((result, failure) -> {
			this.free.incrementAndGet();
			if (this.finished.incrementAndGet() == this.calls.size()) {
				complete();
			}
			else {
				pump();
			}
		});
		if (this.loops.isEmpty()) {
			call.begin();
		}
		else {
			this.model.manager().workExecutor().execute(() -> runItem(item));
		}
	}

	private void runItem(int item) {
		CallerLoop loop = this.loops.get(item);
		loop.adopt();
		try (loop) {
			this.calls.get(item).runOn(loop);
		}
	}

	private void cancelAll(EndReason reason) {
		this.calls.forEach((call) -> call.openRun().cancel(reason));
	}

	private void complete() {
		Throwable first = null;
		List<List<Generation>> generations = new ArrayList<>();
		List<UUID> runs = new ArrayList<>();
		Map<String, Object> output = Map.of();
		for (SingleCall call : this.calls) {
			runs.add(call.openRun().info().id());
			Throwable failure = failureOf(call.future());
			if (failure == null) {
				LlmResult result = call.future().join();
				generations.addAll(result.generations());
				output = (this.calls.size() == 1) ? result.llmOutput() : output;
			}
			else if (first == null) {
				first = failure;
			}
			else if (first != failure) {
				first.addSuppressed(failure);
			}
		}
		Calls.complete(this.future, this.callersRun, new LlmResult(generations, output, runs), first);
	}

	private static @Nullable Throwable failureOf(CompletableFuture<?> future) {
		if (!future.isCompletedExceptionally()) {
			return null;
		}
		try {
			future.join();
			return null;
		}
		catch (RuntimeException ex) {
			return Objects.requireNonNull(Calls.unwrap(ex));
		}
	}

}
