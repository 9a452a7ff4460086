// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import dev.callbacks.Run;
import dev.callbacks.event.EndReason;
import org.jspecify.annotations.Nullable;

/**
 * The open runs below a run.
 * <p>
 * <b>No child is left</b>: whoever opens one adds it and then asks whether the run above
 * is over; the run above is so first when it ends, and then ends its children.
 *
 * @param <R> the type of the runs
 */
final class RunChildren<R extends Run> {

	private static final VarHandle RUNS = Fields.field(MethodHandles.lookup(), "runs", Set.class);

	/** Made with the first of them. */
	private volatile @Nullable Set<R> runs;

	void add(R child) {
		if (this.runs == null) {
			RUNS.compareAndSet(this, null, ConcurrentHashMap.newKeySet());
		}
		all().add(child);
	}

	void remove(R child) {
		all().remove(child);
	}

	Set<R> all() {
		Set<R> runs = this.runs;
		return (runs != null) ? runs : Collections.emptySet();
	}

	/**
	 * Ends them, the newest first, since it may work for those before it.
	 * @param age the oldest first
	 * @return what is complete when their handlers have finished that
	 */
	CompletableFuture<?> end(Comparator<R> age) {
		return CompletableFuture.allOf(all().stream().sorted(age.reversed()).map((child) -> {
			ForeignCode.run("A run could not be ended with the run above", () -> child.cancel(EndReason.CANCELLED));
			// what it fails with is not for this run, nor is its text read
			return child.finished().handle((result, failure) -> child);
		}).toArray(CompletableFuture[]::new));
	}

}
