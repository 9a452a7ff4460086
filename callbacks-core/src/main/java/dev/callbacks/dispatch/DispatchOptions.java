// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;

import dev.callbacks.call.WorkExecutor;
import dev.callbacks.spi.DispatchListener;
import dev.callbacks.spi.RunObserver;
import org.jspecify.annotations.Nullable;

/**
 * The options with which a dispatcher is built.
 *
 * @param executor runs the workers
 * @param workers how many workers it may run at once
 * @param resize told how many threads the executor needs, when stuck ones are replaced
 * @param work runs bodies, and what follows a barrier
 * @param window how many tokens of a run may be unfinished, unless the handler says
 * @param handlerTimeout how long an invocation may last, unless the handler says
 * @param awaitEnd whether the caller waits for the handlers' work on the end
 * @param callerRuns whether handlers run on the thread of a blocking caller
 * @param enabled whether there are handlers at all
 * @param observer gives each run a companion, or {@code null}
 * @param listener told what happens
 */
record DispatchOptions(Executor executor, int workers, IntConsumer resize, WorkExecutor work, int window,
		Duration handlerTimeout, boolean awaitEnd, boolean callerRuns, boolean enabled, @Nullable RunObserver observer,
		ForeignCode.Listeners<DispatchListener> listener) {
}
