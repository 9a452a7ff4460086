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
package dev.callbacks.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import dev.callbacks.event.EndReason;
import org.jspecify.annotations.Nullable;

/**
 * The open runs below a run.
 * <p>
 * <b>No child is left</b>: whoever opens one adds it and then asks whether the children
 * were ended; whoever ends them says so first and then looks for them.
 */
final class RunChildren {

	private static final VarHandle RUNS = Fields.field(MethodHandles.lookup(), "runs", Set.class);

	/** Made with the first of them. */
	private volatile @Nullable Set<DispatchedRun> runs;

	/** Whether the run above ended other than by coming to its end. */
	private volatile boolean ended;

	void add(DispatchedRun child) {
		if (this.runs == null) {
			RUNS.compareAndSet(this, null, ConcurrentHashMap.newKeySet());
		}
		runs().add(child);
	}

	void remove(DispatchedRun child) {
		Set<DispatchedRun> runs = this.runs;
		if (runs != null) {
			runs.remove(child);
		}
	}

	private Set<DispatchedRun> runs() {
		Set<DispatchedRun> runs = this.runs;
		return (runs != null) ? runs : Set.of();
	}

	boolean areEnded() {
		return this.ended;
	}

	/**
	 * Ends them, the newest first, since it may work for those before it.
	 * @return what is complete when their handlers have finished that, or {@code null} if
	 * they have
	 */
	@Nullable CompletableFuture<?> end() {
		this.ended = true;
		List<CompletableFuture<?>> unfinished = new ArrayList<>();
		List<DispatchedRun> newestFirst = new ArrayList<>(runs());
		newestFirst.sort(Comparator.comparingLong((DispatchedRun run) -> run.family().began()).reversed());
		newestFirst.forEach((child) -> {
			ForeignCode.run("A run could not be ended with the run above", () -> child.cancel(EndReason.CANCELLED));
			CompletableFuture<?> finished = child.finished().toCompletableFuture();
			if (!finished.isDone()) {
				unfinished.add(finished);
			}
		});
		return unfinished.isEmpty() ? null : CompletableFuture.allOf(unfinished.toArray(CompletableFuture[]::new));
	}

	void forEach(Consumer<DispatchedRun> action) {
		runs().forEach(action);
	}

}
