// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Makes the threads of the engine. They inherit nothing of the thread that happened to
 * need them first: no thread-locals, and no class loader of an application.
 */
final class EngineThreads {

	private EngineThreads() {
	}

	/**
	 * An executor where nobody brings one: threads that come with the work and go when
	 * there is none. It has no queue, so that no task waits for another, nor a worker for
	 * the threads that are stuck. The number of workers is bounded by {@link Workers}.
	 */
	static Executor pool(String prefix) {
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(),
				daemons((number) -> prefix + number));
	}

	/**
	 * The one thread that waits for times to come. It goes when there is nothing to wait
	 * for.
	 */
	static ScheduledThreadPoolExecutor forTimes() {
		ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1,
				daemons((number) -> "callbacks-watchdog"));
		timer.setRemoveOnCancelPolicy(true);
		timer.setKeepAliveTime(10, TimeUnit.SECONDS);
		timer.allowCoreThreadTimeOut(true);
		return timer;
	}

	private static ThreadFactory daemons(IntFunction<String> name) {
		AtomicInteger number = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(null, task, name.apply(number.incrementAndGet()), 0, false);
			thread.setContextClassLoader(EngineThreads.class.getClassLoader());
			thread.setDaemon(true);
			return thread;
		};
	}

}
